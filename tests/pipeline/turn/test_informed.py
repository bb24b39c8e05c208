"""What only informs us is linked to what it speaks of and told to our own systems; it books nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from edifact_wire import interchange, message
from edifact_yard import trading
from yard import Yard, group, isa, orders, transaction

DOCUMENTS = ("850", "855", "856", "810", "812", "824", "861", "864", "997")


@pytest.fixture
def sold(bare: Yard) -> Yard:
    """Order 4711, shipped and invoiced."""
    bare.partner(documents=DOCUMENTS)
    bare.tell("lifecycle: {ships: at once, invoices: at once}\n")
    bare.take(orders("4711"))
    return bare


def send(yard: Yard, kind: str, functional_id: str, body: str, control: int = 90) -> None:
    yard.take(isa([group([transaction(kind, body)], control, functional_id)], control), f"{kind}.edi")


def news(yard: Yard, kind: str) -> list[dict[str, Any]]:
    folder = yard.base / "data" / "erp" / "out"
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob(f"{kind}_*.json"))]


def test_an_861_is_linked_to_shipment_and_order_and_told(sold: Yard) -> None:
    (notice,) = sold.docs(type="856")
    number = sold.text("856").partition("BSN*00*")[2].partition("*")[0]
    body = f"BRA*RCV1*20261103*00*2~\nREF*SI*{number}~\nDTM*050*20261103~\nPRF*4711~\n"
    send(sold, "861", "RC", body + "RCD*1*22*EA***2*EA*01~\nLIN**BP*065001~\nCTT*1~\n")
    (advice,) = sold.docs(type="861")
    assert (advice["state"], advice["po_number"], advice["answers"]) == ("DONE", "4711", [notice["id"]])
    assert advice["order_id"] == notice["order_id"]
    (entry,) = news(sold, "receiving")
    assert entry["body"]["lines"][0]["questioned"] == {"qty": "2", "unit": "each", "condition": "damaged"}
    assert sold.text("997").count("AK1*RC*") == 1


def test_an_812_is_linked_to_invoice_and_order_and_books_nothing(sold: Yard) -> None:
    (bill,) = sold.docs(type="810")
    number = sold.text("810").partition("BIG*")[2].split("*")[1]
    send(sold, "812", "CD", f"BCD*20261105*DM1*A*250*D**{number}~\nN1*BY*NORTH STORE~\nCDD*04*D**250~\n")
    (debit,) = sold.docs(type="812")
    assert (debit["state"], debit["answers"], debit["order_id"]) == ("DONE", [bill["id"]], bill["order_id"])
    assert news(sold, "adjustment")[0]["body"]["amount"] == "2.50"
    assert len(sold.docs(type="810")) == 1


def test_what_names_nothing_of_ours_is_kept_and_told(sold: Yard) -> None:
    send(sold, "812", "CD", "BCD*20261105*DM1*A*250*D**NOBODYS***999~\nN1*BY*NORTH STORE~\n")
    send(sold, "864", "TX", "BMG*00*HOURS~\nMIT*1~\nMSG*NEW HOURS~\n", 91)
    assert [(d["state"], d["answers"], d["order_id"]) for d in sold.docs(type="812")] == [("DONE", [], None)]
    assert sold.docs(type="864")[0]["po_number"] is None
    assert news(sold, "message")[0]["body"]["parts"] == [{"reference": "1", "text": ["NEW HOURS"]}]


def test_an_824_is_told_too(sold: Yard) -> None:
    send(sold, "824", "AG", "BGN*00*A1*20261105~\nOTI*TR*PO*4711*******855~\nTED*024*NO~\n")
    assert news(sold, "advice")[0]["body"]["items"][0]["status"] == "set_rejected"


def test_an_875_is_an_order_and_lives_as_one(bare: Yard) -> None:
    bare.partner(documents=("875", "855", "997"))
    send(bare, "875", "OG", "G50*N*20261101*G-1~\nN1*ST*A STORE*92*0042~\nG68*24*EA*1.25**BP*0650~\nG76*24*EA~\n")
    (order,) = bare.docs(type="875")
    assert (order["state"], order["po_number"]) == ("DONE", "G-1")
    assert bare.app.orders_show("G-1")["lines"][0]["ordered"] == "24"
    assert "BAK*00*AD*G-1*" in bare.text("855") and "AK1*OG*" in bare.text("997")


def test_stock_and_sales_are_told_and_linked_to_nothing(bare: Yard) -> None:
    trading(bare, documents=("INVRPT", "SLSRPT", "CONTRL"))
    stock = ("BGM+35+ST1+9", "DTM+137:20261101:102", "LIN+1++5410000900164:EN", "QTY+145:12")
    sales = ("BGM+73+SA1+9", "DTM+137:20261101:102", "NAD+BY+5400000000024::9", "LOC+162+S1", "LIN+1++5410000900164:EN",
             "QTY+153:3")  # fmt: skip
    held = [message(*stock, kind="INVRPT:D:96A:UN"), message(*sales, control="2", kind="SLSRPT:D:96A:UN")]
    bare.take(interchange(*held), "reports.edi", "rewe")
    came = [one for one in bare.docs() if one["direction"] == "in"]
    assert [(one["type"], one["state"], one["order_id"], one["answers"]) for one in came] == [
        ("INVRPT", "DONE", None, []), ("SLSRPT", "DONE", None, []),
    ]  # fmt: skip
    (inventory,), (sold_there,) = news(bare, "inventory"), news(bare, "sales")
    assert inventory["body"]["lines"][0]["counts"] == [{"kind": "in_stock", "qty": "12"}]
    assert sold_there["body"]["places"][0]["place"] == {"kind": "sale", "id": "S1"}
