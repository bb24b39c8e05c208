"""An 824: what a partner's own system says of our documents, matched by envelope, invoice, shipment or order."""

from __future__ import annotations

from typing import Any

import pytest
from yard import DOCUMENTS, Yard, group, isa, orders, transaction


@pytest.fixture
def sold(bare: Yard) -> Yard:
    """An order that was answered, shipped and invoiced."""
    yard = bare.partner(documents=(*DOCUMENTS, "824"))
    yard.take(orders("4711"))
    yard.app.orders_decide("ship", "4711")
    yard.app.orders_decide("invoice", "4711")
    yard.once()
    return yard


def advice(items: str, control: int = 70) -> str:
    body = f"BGN*00*ADV{control}*20261102~\n{items}"
    return isa([group([transaction("824", body)], control, "AG")], control)


def of(yard: Yard, kind: str) -> dict[str, Any]:
    shown: dict[str, Any] = yard.app.docs_show(yard.docs(type=kind)[-1]["id"])
    return shown


def inbound(yard: Yard) -> dict[str, Any]:
    return yard.docs(type="824")[-1]


def test_an_invoice_is_found_by_its_number_and_its_error_walked_home(sold: Yard) -> None:
    number = sold.app.orders_show("4711")["invoices"][0]["number"]
    sold.take(advice(f"OTI*TR*IV*{number}~\nTED*010*TOTAL WRONG*TDS**1*610*4500*4400~\n"), "adv.edi")
    bill = of(sold, "810")
    assert (bill["answer"], bill["code_type"]) == ("rejected", "OTI01")
    (said,) = bill["said"]
    (place,) = said["places"]
    assert (said["type"], said["reference"], said["by"]) == ("824", number, inbound(sold)["id"])
    assert (place["path"], place["sent"], place["wanted"]) == ("total", "4500", "4400")
    assert place["row"].startswith("maps/x12/004010/810.yaml:")
    assert "TOTAL WRONG" in place["message"]
    assert inbound(sold)["state"] == "DONE"
    assert inbound(sold)["po_number"] is None


def test_a_shipment_is_found_by_its_number(sold: Yard) -> None:
    number = sold.app.orders_show("4711")["shipments"][0]["number"]
    sold.take(advice(f"OTI*TR*SI*{number}~\nTED*006*DUPLICATE~\n"), "adv.edi")
    assert of(sold, "856")["answer"] == "rejected"
    assert of(sold, "810")["answer"] == "expected"


def test_the_numbers_of_the_envelope_come_first(sold: Yard) -> None:
    sent = of(sold, "856")
    row = f"OTI*TE*PO*4711*SUPPLIER001*6123830000***{sent['group_control']}*{sent['set_control']}*856~\n"
    sold.take(advice(row), "adv.edi")
    assert of(sold, "856")["answer"] == "accepted_with_errors"


def test_an_order_number_means_the_newest_document_of_the_type(sold: Yard) -> None:
    sold.take(advice("OTI*TA*PO*4711*******855~\n"), "adv.edi")
    assert of(sold, "855")["answer"] == "accepted"


def test_one_refused_item_leaves_the_rest_standing(sold: Yard) -> None:
    sold.take(advice("OTI*IR*PO*4711*******856~\n"), "adv.edi")
    assert of(sold, "856")["answer"] == "partly"


def test_content_that_is_refused_after_sound_syntax_is_no_contradiction(sold: Yard) -> None:
    sent = of(sold, "856")
    body = f"AK1*SH*{sent['group_control']}~\nAK9*A*1*1*1~\n"
    sold.take(isa([group([transaction("997", body)], 50, "FA")], 50), "ack.edi")
    sold.take(advice("OTI*TR*PO*4711*******856~\n"), "adv.edi")
    assert of(sold, "856")["answer"] == "rejected"
    assert inbound(sold)["state"] == "DONE"
    sold.take(advice("OTI*TA*PO*4711*******856~\n", 71), "better.edi")
    assert of(sold, "856")["answer"] == "rejected"
    assert inbound(sold)["reason"] == "ACK_CONFLICT"


def test_what_we_never_sent_is_an_orphan_and_the_rest_counts(sold: Yard) -> None:
    sold.take(advice("OTI*TR*IV*NOBODYS~\nOTI*TA*PO*4711*******855~\n"), "adv.edi")
    assert (inbound(sold)["answer"], inbound(sold)["reason"]) == ("orphan", "ORPHAN_ACK")
    assert of(sold, "855")["answer"] == "accepted"
