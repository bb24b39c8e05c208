"""An 860's turn: revision, 865 and no second 855; waiting for its order or for the change before; twice; by phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from yard import Yard, change, group, isa, order, orders, transaction

from edigw.errors import UsageError

LESS, GONE = "POC*1*QD*20*20*EA", "POC*2*DI"


@pytest.fixture
def shop(bare: Yard) -> Yard:
    return bare.partner(documents=("850", "855", "856", "810", "860", "865", "997"))


def told(yard: Yard, type: str) -> list[tuple[str, str | None]]:
    return [(one["state"], one["reason"]) for one in yard.docs(type=type)]


def test_a_change_takes_effect_and_is_answered_by_an_865_alone(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.take(change("1", LESS, GONE, "POC*3*AI*5*5*EA*2**BP*065003"), "b.edi")
    found = shop.app.orders_show("1")
    assert {line["line"]: (line["confirmed"], line["cancelled"]) for line in found["lines"]} == {
        "1": ("20", "4"), "2": ("0", "12"), "3": ("5", "0"),
    }  # fmt: skip
    (came,), (answer,) = shop.docs(type="860"), shop.docs(type="865")
    assert (came["state"], came["po_number"], came["order_id"]) == ("DONE", "1", found["id"])
    assert answer["answers"] == [came["id"]] and len(shop.docs(type="855")) == 1
    assert [one["document_id"] for one in found["revisions"]] == [shop.docs(type="850")[0]["id"], came["id"]]
    assert "BCA*04*AD*1**1*" in shop.text("865") and "ACK*ID*12*EA~" in shop.text("865")
    assert "order.changed" in [event["kind"] for event in found["timeline"]]
    kinds = sorted(path.name.split("_")[0] for path in (shop.base / "data/erp/out").iterdir())
    assert kinds == ["change", "order"]


def test_the_same_change_in_new_clothes_has_no_second_effect(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.take(change("1", LESS), "b.edi")
    shop.take(change("1", LESS, control=51), "c.edi")
    assert told(shop, "860") == [("DONE", None), ("DUPLICATE", "ORDER_REPEATED")]
    assert len(shop.docs(type="865")) == 1 and len(shop.app.orders_show("1")["revisions"]) == 2


def test_a_change_that_is_early_waits_for_its_order_and_does_not_hold_it(shop: Yard) -> None:
    shop.take(change("1", LESS))
    waiting = shop.docs(type="860")[0]
    assert (waiting["state"], waiting["reason"], waiting["waits_for"]) == ("WAITING", "ORDER_UNKNOWN", "order 1")
    shop.take(orders("1", control=60), "b.edi")
    assert told(shop, "850") + told(shop, "860") == [("DONE", None), ("DONE", None)]
    assert shop.app.orders_show("1")["lines"][0]["confirmed"] == "20"


def test_both_in_one_file_the_wrong_way_round(shop: Yard) -> None:
    body = "BCH*04*SA*1**1*20261101*****20261102~\n" + LESS + "~\n"
    sets = [group([transaction("860", body)], 2, "PC"), group([transaction("850", order("1"))], 3)]
    shop.take(isa(sets, 9))
    assert told(shop, "850") + told(shop, "860") == [("DONE", None), ("DONE", None)]


def test_a_change_ahead_of_its_turn_waits_for_the_one_between(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.take(change("1", GONE, sequence="2"), "b.edi")
    assert told(shop, "860") == [("WAITING", "EARLIER_CHANGE")]
    shop.take(change("1", LESS, control=51), "c.edi")
    assert told(shop, "860") == [("DONE", None), ("DONE", None)]
    assert [line["cancelled"] for line in shop.app.orders_show("1")["lines"]] == ["4", "12"]


def test_given_up_waiting_it_is_refused_and_answered(shop: Yard) -> None:
    shop.take(change("9", LESS))
    shop.app.docs_release(shop.docs(type="860")[0]["id"], reason="they never ordered")
    shop.once()
    assert told(shop, "860") == [("REJECTED", "ORDER_UNKNOWN")]
    assert "BCA*04*RJ*9*" in shop.text("865") and shop.docs(type="865")[0]["po_number"] == "9"


def test_what_waits_for_a_person_goes_on_by_a_release(shop: Yard) -> None:
    shop.tell("changes: {mode: manual}\n")
    shop.take(orders("1"))
    shop.take(change("1", LESS), "b.edi")
    assert told(shop, "860") == [("WAITING", "MANUAL")]
    shop.take(change("1", GONE, sequence="2", control=51), "c.edi")
    assert told(shop, "860")[1] == ("WAITING", "EARLIER_DOCUMENT")
    shop.app.docs_release(shop.docs(type="860")[0]["id"], reason="agreed")
    assert told(shop, "860") == [("DONE", None), ("WAITING", "MANUAL")]


def test_a_change_of_what_has_left_is_refused_line_by_line(shop: Yard) -> None:
    shop.take(orders("1"))
    shop.app.orders_decide("ship", "1")
    shop.take(change("1", LESS, "POC*2*QD*-3*0*EA", "POC*7*DI"), "b.edi")
    assert told(shop, "860") == [("DONE", None)]
    rules = [one["rule"] for one in shop.app.docs_show(shop.docs(type="860")[0]["id"])["findings"]]
    assert rules == ["CHANGE_SHIPPED", "LINE_QUANTITY", "LINE_UNKNOWN"]
    assert "BCA*04*RD*1*" in shop.text("865") and shop.text("865").count("ACK*IR~") == 3
    assert shop.app.orders_show("1")["revision"] == 1


def test_an_order_is_known_although_the_change_leaves_out_the_department(shop: Yard) -> None:
    shop.tell("duplicates: {order_key: department}\n")
    shop.take(isa([group([transaction("850", order("1", (("1", "24"),), "REF*DP*07~"))])]))
    shop.take(change("1", LESS), "b.edi")
    assert told(shop, "860") == [("DONE", None)]


def test_what_the_buyer_said_by_phone(shop: Yard, tmp_path: Path) -> None:
    shop.take(orders("1"))
    file = tmp_path / "amend.json"
    file.write_text(json.dumps({"lines": [{"line": "1", "qty": "30"}]}))
    made = shop.app.orders_decide("amend", "1", file=file)
    assert [one["type"] for one in made["documents"]] == ["865"]
    assert shop.app.orders_show("1")["lines"][0]["confirmed"] == "30"
    shop.app.orders_decide("cancel", "1", purpose="cancel")
    assert shop.app.orders_show("1")["state"] == "cancelled"


def test_a_partner_without_865_has_its_change_all_the_same(bare: Yard) -> None:
    yard = bare.partner(documents=("850", "855", "860", "997"))
    yard.take(orders("1"))
    yard.take(change("1", LESS), "b.edi")
    assert yard.docs(type="865") == [] and yard.app.orders_show("1")["revision"] == 2


@pytest.mark.parametrize(
    ("mode", "lines", "purpose", "said"),
    [
        ("changes: {mode: manual}\n", (LESS, GONE, "POC*3*AI*5*5*EA*2**BP*065003"), "04", "BCA*04*RD*1**1*"),
        ("changes: {mode: manual}\n", (), "01", "BCA*01*RJ*1**1*"),
        ("", ("POC*1*TI*5*5*EA",), "04", "BCA*04*RD*1**1*"),
    ],
)
def test_a_change_that_waits_is_refused_by_a_person(
    shop: Yard, mode: str, lines: tuple[str, ...], purpose: str, said: str
) -> None:
    shop.tell(mode)
    shop.take(orders("1"))
    shop.take(change("1", *lines, purpose=purpose), "b.edi")
    (held,) = shop.docs(type="860")
    assert held["state"] == "WAITING" and not shop.text("865")
    before = shop.app.orders_show("1")
    assert shop.app.docs_release(held["id"], reason="too late", refuse=True)["state"] == "DONE"
    shop.once()
    after = shop.app.orders_show("1")
    assert said in shop.text("865") and "ACK*IA" not in shop.text("865")
    assert (after["lines"], after["revisions"]) == (before["lines"], before["revisions"])
    assert "order.change_refused" in [event["kind"] for event in after["timeline"]]
    shop.take(change("1", *lines, purpose=purpose, control=51), "c.edi")
    assert told(shop, "860")[1] == ("DUPLICATE", "ORDER_REPEATED")


def test_only_a_change_is_refused_so(shop: Yard) -> None:
    shop.tell("answers: {mode: manual}\n")
    shop.take(orders("1"))
    shop.take(orders("1", control=2).replace("PO1*1*24", "PO1*1*36"), "b.edi")
    held = next(one for one in shop.docs(type="850") if one["state"] == "WAITING")
    with pytest.raises(UsageError, match="no change of an order"):
        shop.app.docs_release(held["id"], reason="x", refuse=True)
