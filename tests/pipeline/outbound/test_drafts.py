"""Outbound documents before their envelope."""

from __future__ import annotations

import edifact_yard
import pytest
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.mapping import cells as writing
from edigw.pipeline.outbound import drafts


def test_addresses_are_those_that_are_written_first(yard: Yard) -> None:
    partner = Workspace(yard.base).configuration.partner("acme")
    assert drafts.addresses(partner) == ("01:SUPPLIER001", "08:6123830000")
    assert drafts.group_ids(partner) == ("SUPPLIER001", "6123830000")
    named = partner.model_copy(update={"ids": partner.ids.model_copy(update={"group": ("THEM",), "our_group": "US"})})
    assert drafts.group_ids(named) == ("US", "THEM")


def test_what_is_not_traded_is_not_written(bare: Yard) -> None:
    yard = bare.partner(documents=("850", "855", "997"))
    yard.take(orders("1"))
    yard.app.orders_decide("ship", "1")
    assert yard.docs(type="856") == []
    shown = yard.app.orders_show("1")
    assert shown["lines"][0]["shipped"] == "24"
    assert "document.not_traded" in str(shown["timeline"])


def test_our_own_fault_waits_and_a_release_writes_it_once_more(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    from edigw.errors import CannotWrite
    from edigw.pipeline.outbound import compose

    def broken(chart: object, document: object) -> None:
        raise CannotWrite("a word without a code", "add it to the table")

    with monkeypatch.context() as patch:
        patch.setattr(compose.writing, "cells", broken)
        assert yard.take(orders("1"))["attention"] == 2
    held = [d for d in yard.docs() if d["direction"] == "out"]
    assert {(d["state"], d["reason"], d["waits_for"]) for d in held} == {("WAITING", "CANNOT_WRITE", "configuration")}
    assert yard.files() == {} and writing.cells is not broken
    for one in held:
        assert "word without" in yard.app.docs_show(one["id"])["findings"][0]["message"]
        yard.app.docs_release(one["id"], reason="the table is mended")
    yard.once()
    assert [name[:3] for name in yard.files()] == ["855", "997"]
    assert sorted(d["interchange_control"] for d in held if d["interchange_control"]) == []


def named(name: bytes, control: int = 1) -> bytes:
    return orders(str(control), control=control).encode().replace(b"NORTH STORE", name)


@pytest.mark.parametrize(
    ("charset", "came", "state", "left"),
    [
        ("latin-1", b"CAF\xe9", "DONE", b"CAF\xe9"),
        ("latin-1", b"CAF\xc3\xa9", "DONE", b"CAF\xe9"),
        ("latin-1", b"S\xc3O PAULO", "DONE", b"S\xc3O PAULO"),
        ("utf-8", b"CAF\xc3\xa9", "DONE", b"CAF\xc3\xa9"),
        ("utf-8", b"CAF\xc3\x28", "REJECTED", None),
        ("utf-8", b"CAF\xed\xa0\x80", "REJECTED", None),
        ("utf-8", b"CAF\xef\xbf\xbe", "REJECTED", None),
        ("ascii", b"CAF\xe9", "REJECTED", None),
    ],
)
def test_characters_leave_as_they_came_or_are_refused(
    yard: Yard, charset: str, came: bytes, state: str, left: bytes | None
) -> None:
    yard.tell(f"envelope:\n  charset: {charset}\n")
    yard.take(named(came))
    (order,) = yard.docs(type="850")
    assert order["state"] == state
    if left is None:
        assert (order["code_type"], order["code"]) == ("AK403", "6")
        assert "AK4*2*93*6~" in yard.text("997")
        assert not yard.text("855")
    else:
        assert b"N1*ST*" + left + b"*" in yard.text("855").encode("latin-1")


@pytest.mark.parametrize(("broken", "echo"), [("GS*ZZ*", "AK1*ZZ*1~"), ("*1*X*", "AK1*PO*A1~")])
def test_what_they_said_wrongly_is_repeated_in_the_answer(yard: Yard, broken: str, echo: str) -> None:
    text = orders("1")
    said = text.replace("GS*PO*", broken) if broken.startswith("GS") else text.replace("*1*X*", "*A1*X*")
    yard.take(said)
    assert echo in yard.text("997")
    assert yard.states(type="997") == [("out", "997", "SENT", None)]


def test_a_set_without_a_type_is_answered(yard: Yard) -> None:
    yard.take(orders("1").replace("ST*850*", "ST**"))
    assert "AK2*000*0001~\nAK5*R*6~" in yard.text("997")


def test_group_ids_that_hold_our_delimiters_do_not_spoil_the_answer(yard: Yard) -> None:
    theirs = orders("1").replace("*", "|").replace("~", "!").replace("GS|PO|6123830000|", "GS|PO|61*2~3|")
    yard.take(theirs)
    assert "GS*FA*SUPPLIER001*61 2 3*" in yard.text("997")
    assert yard.states(type="997") == [("out", "997", "SENT", None)]


def test_an_answer_in_edifact_bears_a_number_of_its_own_each_time(yard: Yard) -> None:
    edifact_yard.trading(yard).take(edifact_yard.orders("4711", "4712"), partner="rewe")
    rows = [row for text in yard.files("rewe").values() for row in text.split("'\n") if row.startswith("BGM+231")]
    numbers = {row.split("+")[2] for row in rows}
    assert len(numbers) == 2 and "" not in numbers
    yard.take(orders("1"))
    (bak,) = [row for row in yard.text("855").split("~\n") if row.startswith("BAK")]
    assert bak.split("*")[8:9] in ([], [""])  # X12's answer has the order's number alone


def test_an_invoice_in_edifact_says_that_it_is_the_original(yard: Yard) -> None:
    edifact_yard.trading(yard).take(edifact_yard.orders("4711"), partner="rewe")
    yard.app.orders_decide("ship", "4711")
    yard.app.orders_decide("invoice", "4711")
    yard.once()
    (first,) = [row for row in yard.text("INVOIC", "rewe").split("'\n") if row.startswith("BGM")]
    assert first.startswith("BGM+380+") and first.endswith("+9")
