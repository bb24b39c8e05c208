"""An APERAK reaches what it names: by invoice, ship notice, answer, order, or the interchange it came in."""

from __future__ import annotations

from typing import Any

import pytest
from edifact_wire import interchange, message
from edifact_yard import DOCUMENTS, orders, trading
from yard import Yard

from edigw.model.advice import ApplicationAdvice
from edigw.pipeline.turn import aperak


@pytest.fixture
def sold(yard: Yard) -> Yard:
    """An order that was answered, shipped and invoiced in EDIFACT."""
    trading(yard, documents=(*DOCUMENTS, "APERAK", "INVRPT", "SLSRPT")).take(orders("4711"), partner="rewe")
    yard.app.orders_decide("ship", "4711")
    yard.app.orders_decide("invoice", "4711")
    yard.once()
    return yard


def advise(yard: Yard, *rows: str, bgm: str = "BGM+313+AP-1+27", own: str = "REF70") -> dict[str, Any]:
    held = message(bgm, "DTM+137:20261102:102", *rows, kind="APERAK:D:96A:UN")
    yard.take(interchange(held, _5=own), "advice.edi", "rewe")
    return yard.docs(type="APERAK")[-1]


def answers(yard: Yard) -> dict[str, str]:
    return {kind: yard.docs(type=kind)[-1]["answer"] for kind in ("ORDRSP", "DESADV", "INVOIC")}


def test_an_invoice_is_refused_by_its_number_and_the_rest_stands(sold: Yard) -> None:
    number = sold.app.orders_show("4711")["invoices"][0]["number"]
    advice = advise(sold, "RFF+ON:4711", f"RFF+IV:{number}", "ERC+17", "FTX+AAO+++Price differs")
    (bill,) = sold.docs(type="INVOIC")
    assert answers(sold) == {"ORDRSP": "expected", "DESADV": "expected", "INVOIC": "rejected"}
    assert (advice["state"], advice["answers"]) == ("DONE", [bill["id"]])
    shown = sold.app.docs_show(bill["id"])
    (said,) = shown["said"]
    assert (shown["code_type"], shown["code"], said["type"], said["reference"]) == ("BGM", "313", "APERAK", number)
    assert "Price differs" in said["places"][0]["message"]


def test_a_ship_notice_is_taken_by_its_number_and_an_answer_refused_by_the_one_that_we_gave_it(sold: Yard) -> None:
    number = sold.app.orders_show("4711")["shipments"][0]["number"]
    advise(sold, f"RFF+AAK:{number}", bgm="BGM+312+AP-1+29")
    assert answers(sold) == {"ORDRSP": "expected", "DESADV": "accepted", "INVOIC": "expected"}
    number = sold.text("ORDRSP", "rewe").partition("BGM+231+")[2].partition("+")[0]
    advise(sold, f"RFF+ACW:{number}", "ERC+1", own="REF71")
    assert answers(sold) == {"ORDRSP": "rejected", "DESADV": "accepted", "INVOIC": "expected"}


def test_what_left_in_an_interchange_is_found_by_its_reference_and_nothing_of_ours_is_an_orphan(sold: Yard) -> None:
    for own, rows in (("REF70", ("RFF+IV:NOBODYS",)), ("REF71", ())):
        advice = advise(sold, *rows, own=own)
        assert (advice["reason"], advice["answer"]) == ("ORPHAN_ACK", "orphan")
    assert set(answers(sold).values()) == {"expected"}
    (notice,) = sold.docs(type="DESADV")
    advice = advise(sold, f"RFF+ACE:{notice['interchange_control']}", "ERC+1", bgm="BGM++AP-1", own="REF72")
    assert notice["id"] in advice["answers"]
    assert answers(sold)["DESADV"] == "rejected"


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"kind": "application_error"}, "rejected"),
        ({"kind": "acknowledgement", "purpose": "rejected"}, "accepted"),
        ({"kind": "edifact:1001:27", "purpose": "rejected"}, "rejected"),
        ({"purpose": "accepted_with_amendment"}, "changed"),
        ({"purpose": "original"}, "accepted"),
        ({"purpose": "original", "faults": [{"text": "no"}]}, "rejected"),
        ({"purpose": "original", "faults": [{"reason": "accepted"}]}, "accepted"),
        ({"kind": "acknowledgement", "faults": [{"text": "late"}]}, "accepted_with_errors"),
    ],
)
def test_the_verdict_is_the_kinds_then_the_purposes_then_the_faults(said: dict[str, Any], word: str) -> None:
    assert aperak.verdict_of(ApplicationAdvice.model_validate({"number": "1", **said})) == word


def test_each_document_that_is_named_is_an_item() -> None:
    body = {
        "number": "1",
        "purpose": "rejected",
        "documents": [{"kind": "ship_notice", "number": "S1"}, {"number": "X"}],
    }
    items = aperak.items_of(ApplicationAdvice.model_validate(body))
    assert [(one.document, one.reference, one.verdict) for one in items] == [
        ("DESADV", "S1", "rejected"), (None, "X", "rejected"),
    ]  # fmt: skip
