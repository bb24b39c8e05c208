"""A 180's turn: answered by the rules or once somebody decided; goods, credit memo, and what it never holds up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from yard import Yard, back, change, orders

from edigw.errors import Refused

ITEM = ("BLI*BP*065001*2*EA", "N9*LI*1", "RDR*RA*DA")


@pytest.fixture
def shop(bare: Yard) -> Yard:
    """Order 1 is shipped and invoiced."""
    yard = bare.partner(documents=("850", "855", "856", "810", "860", "865", "180", "997"))
    yard.take(orders("1"))
    yard.app.orders_decide("ship", "1")
    yard.app.orders_decide("invoice", "1")
    return yard


def requests(yard: Yard) -> list[tuple[str, str | None]]:
    return [(one["state"], one["reason"]) for one in yard.docs(type="180") if one["direction"] == "in"]


def test_a_person_allows_receives_and_credits(shop: Yard) -> None:
    shop.take(back("1", *ITEM))
    assert requests(shop) == [("WAITING", "RETURN")]
    came = shop.docs(type="180")[0]
    assert (came["po_number"], came["waits_for"]) == ("1", "person") and came["due_at"]
    allowed = shop.app.orders_decide("return", "1", authorization="RMA-7")
    assert [one["type"] for one in allowed["documents"]] == ["180"]
    assert requests(shop) == [("DONE", None)]
    assert shop.docs(type="180")[-1]["answers"] == [came["id"]]
    shop.app.orders_decide("return", "1", step="receive")
    credit = shop.app.orders_decide("credit", "1")
    assert [one["type"] for one in credit["documents"]] == ["810"]
    shop.once()
    assert "N9*RZ*RMA-7~\nBLI*BP*065001*2*EA~\nN9*LI*1~\nRDR*RA~" in shop.text("180")
    assert "***CR***1~" in shop.text("810") and "REF*RZ*RMA-7~" in shop.text("810") and "TDS*250~" in shop.text("810")
    found = shop.app.orders_show("1")
    assert [(line["returned"], line["credited"]) for line in found["lines"]] == [("2", "2"), ("0", "0")]
    assert [(one["state"], one["authorization"]) for one in found["returns"]] == [("received", "RMA-7")]
    assert [one["kind"] for one in found["invoices"]] == ["debit_invoice", "credit_memo"]
    told = [path.name.split("_")[0] for path in (shop.base / "data/erp/out").iterdir()]
    assert sorted(told) == ["order", "return", "return"]


def test_by_the_rules_it_is_answered_at_once(shop: Yard) -> None:
    shop.tell("returns: {decides: automatic, window: 30 d, goods: keep, credits: at once}\n")
    shop.take(back("1", *ITEM, "BLI*BP*065009*1*EA"))
    assert requests(shop) == [("DONE", None)]
    assert "RDR*PA~" in shop.text("180") and "RDR*KA~" in shop.text("180") and "RDR*RD**NR~" in shop.text("180")
    assert "***CR***1~" in shop.text("810")
    line = shop.app.orders_show("1")["lines"][0]
    assert (line["returned"], line["credited"]) == ("0", "2")


def test_while_it_waits_it_holds_nothing_of_its_order(shop: Yard) -> None:
    shop.take(back("1", *ITEM))
    shop.take(change("1", "POC*1*QI*30*30*EA"), "b.edi")
    assert shop.docs(type="860")[0]["state"] == "DONE"
    assert requests(shop) == [("WAITING", "RETURN")]


def test_released_it_is_decided_by_the_rules(shop: Yard) -> None:
    shop.take(back("1", *ITEM))
    shop.app.docs_release(shop.docs(type="180")[0]["id"], reason="as always")
    assert requests(shop) == [("DONE", None)]
    assert shop.app.orders_show("1")["returns"][0]["state"] == "authorised"


def test_a_return_of_an_unknown_order_is_refused_once_released(shop: Yard) -> None:
    shop.take(back("77", *ITEM))
    assert requests(shop) == [("WAITING", "RETURN")]
    shop.app.docs_release(shop.docs(type="180")[0]["id"], reason="never sold")
    shop.once()
    assert requests(shop) == [("DONE", None)] and "RDR*RD**NR~" in shop.text("180")


def test_it_comes_twice_in_new_clothes(shop: Yard) -> None:
    shop.take(back("1", *ITEM))
    shop.take(back("1", *ITEM, control=71), "b.edi")
    assert requests(shop)[1] == ("DUPLICATE", "ORDER_REPEATED")
    shop.take(back("1", "BLI*BP*065001*3*EA", control=72), "c.edi")
    assert requests(shop)[2] == ("WAITING", "CONFLICT")


def test_it_is_cancelled(shop: Yard) -> None:
    shop.take(back("1", *ITEM))
    shop.app.orders_decide("return", "1")
    shop.take(back("1", *ITEM, control=71, purpose="01"), "b.edi")
    assert shop.app.orders_show("1")["returns"][0]["state"] == "cancelled"
    shop.take(back("1", *ITEM, control=72, purpose="01", called="RT9"), "c.edi")
    assert requests(shop)[2] == ("REJECTED", "RETURN_UNKNOWN")


def test_refusals_bear_their_arithmetic(shop: Yard, tmp_path: Path) -> None:
    file = tmp_path / "back.json"
    file.write_text(json.dumps({"lines": [{"line": "1", "qty": "25"}]}))
    with pytest.raises(Refused, match="25 each to come back, and 24 of 24 shipped are left"):
        shop.app.orders_decide("return", "1", file=file)
    with pytest.raises(Refused, match="nothing to credit"):
        shop.app.orders_decide("credit", "1")


def test_the_erp_door_decides_too(shop: Yard) -> None:
    shop.tell("returns: {decides: erp}\n")
    shop.take(back("1", *ITEM))
    assert shop.docs(type="180")[0]["waits_for"] == "erp"
    entries = [
        {"kind": "return", "id": "e1", "partner": "acme", "body": {"order": "1"}},
        {"kind": "return", "id": "e2", "partner": "acme", "body": {"order": "1", "step": "receive"}},
        {"kind": "credit", "id": "e3", "partner": "acme", "body": {"order": "1", "number": "CM-1"}},
        {"kind": "credit", "id": "e4", "partner": "acme", "body": {"order": "1"}},
    ]
    shop.take(json.dumps(entries), "erp.json", "erp")
    result = json.loads((shop.base / "data/erp/out/erp.json").read_text())
    assert [(one["state"], one["reason"]) for one in result["results"]] == [("DONE", None)] * 3 + [
        ("REJECTED", "REFUSED")
    ]
    assert "BIG*20261101*CM-1*20261101*1***CR***1~" in shop.text("810")
