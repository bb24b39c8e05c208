"""Conventions that sets and messages name, against those that a partner's agreement does."""

from __future__ import annotations

from dataclasses import replace

import edifact_wire
import pytest
from edifact_yard import order as edifact_order
from edifact_yard import trading
from yard import Yard, group, isa, order, transaction

from edigw.model.partner import Agreement
from edigw.pipeline.read.conventions import named, strange
from edigw.pipeline.read.standards import STANDARDS
from edigw.tree import Group, Message, Segment

GROUP = Group("PO", "THEIRS", "OURS", "1", "005010V3", start=7)
X12, EDIFACT = STANDARDS["x12"], STANDARDS["edifact"]


def of_x12(*header: str) -> Message:
    return Message("850", "0001", (Segment("ST", ("850", "0001", *header), 1, 90),), 90, 200)


def of_edifact(identifier: str) -> Message:
    elements = ("1", identifier.replace(":", "\x1f"))
    return Message("ORDERS", "1", (Segment("UNH", elements, 1, 40),), 40, 200, release="D96A")


def test_what_a_set_names() -> None:
    assert named(of_x12("V3")) == "V3" and named(of_x12()) == "" and named(Message("850", "1", (), 0, 0)) == ""
    assert named(replace(of_x12(), text=b"\x1cST\x1d850\x1d0001\x1dV4\x1cBEG\x1d00\x1c")) == "V4"
    assert named(of_edifact("ORDERS:D:96A:UN:EAN008")) == "D:96A:UN:EAN008"
    assert named(replace(of_edifact("ORDERS"), segments=(Segment("UNH", ("1",), 1, 0),))) == ""


@pytest.mark.parametrize(
    ("header", "release", "agreed", "told"),
    [
        (("V3",), "005010", ("V3",), None),
        (("V3  ",), "005010", ("V3",), None),
        (("V2",), "005010", ("V3",), ("ST", 3, "V2")),
        (("V2",), "005010V3", ("V3",), ("ST", 3, "V2")),
        (("V3",), "005010V2", ("V3",), None),
        ((), "005010", ("V3",), None),
        (("  ",), "005010", ("V3",), None),
        ((), "005010V3", ("V3",), None),
        ((), "005010V3", ("005010V3",), None),
        ((), "005010V2", ("V3",), ("GS", 8, "005010V2")),
        ((), "005010OWN", ("V3",), None),
        (("OWN",), "005010OWN", ("V3",), ("ST", 3, "OWN")),
    ],
)
def test_x12_by_st03_and_else_by_gs08(
    header: tuple[str, ...], release: str, agreed: tuple[str, ...], told: tuple[str, int, str] | None
) -> None:
    agreement = Agreement(document="850", direction="in", release="005010OWN", conventions=agreed)
    found = strange(of_x12(*header), replace(GROUP, release=release), agreement, X12)
    assert [(one.segment, one.element, one.value) for one in found] == ([told] if told else [])
    assert {(one.code_type, one.code, one.rule, one.offset) for one in found} <= {
        ("AK502", "19", "CONVENTION_NOT_AGREED", 90 if told and told[0] == "ST" else 7)
    }


@pytest.mark.parametrize(
    ("identifier", "value"),
    [("ORDERS:D:96A:UN:EAN008", ""), ("ORDERS:D:96A:UN", ""), ("ORDERS:D:96A:UN:EAN009", "EAN009")],
)
def test_edifact_by_0057(identifier: str, value: str) -> None:
    agreement = Agreement(document="ORDERS", direction="in", release="D96A", conventions=("EAN008",))
    found = strange(of_edifact(identifier), GROUP, agreement, EDIFACT)
    assert [one.value for one in found] == ([value] if value else [])
    assert {(one.code_type, one.code, one.element, one.component) for one in found} <= {("0085", "17", 2, 5)}


def came(yard: Yard) -> list[tuple[str, str | None]]:
    return [(state, reason) for direction, _, state, reason in yard.states() if direction == "in"]


NAMED = isa([group([transaction("850", order("4711")).replace("*0001~\nBEG", "*0001*NOPE~\nBEG")])])
NAMED = NAMED.replace("*X*004010~", "*X*005010~")


def test_without_an_agreement_any_may_be_named(bare: Yard) -> None:
    assert "*0001*NOPE~" in NAMED
    bare.partner(release="005010").take(NAMED)
    assert came(bare) == [("DONE", None)]


@pytest.mark.parametrize("leniency", ["strict", "business", "lenient"])
def test_by_leniency(bare: Yard, leniency: str) -> None:
    bare.partner(leniency=leniency, release="005010")
    bare.rewrite("  850 in:", "  850 in: {conventions: V3}")
    bare.take(NAMED)
    expected = ("ACCEPTED_WITH_ERRORS", None) if leniency == "lenient" else ("REJECTED", "CONVENTION_NOT_AGREED")
    assert came(bare) == [expected]


@pytest.mark.parametrize(
    ("association", "code", "state"),
    [
        (":EAN008", "44E", "DONE"), (":EAN008", "ABC", "REJECTED"), ("", "44E", "REJECTED"),
        (":ODETTE", "44E", "REJECTED"),
    ],
)  # fmt: skip
def test_codes_of_gs1_pass_where_the_message_says_eancom(bare: Yard, association: str, code: str, state: str) -> None:
    yard = trading(bare)
    text = edifact_wire.interchange(edifact_order(release=f"D:96A:UN{association}")).decode()
    text = text.replace("NAD+BY", f"DTM+{code}:20261101:102'NAD+BY", 1).replace("UNT+15", "UNT+16")
    yard.take(text.encode(), "a.edi", "rewe")
    (came,) = yard.docs(type="ORDERS")
    assert came["state"] == state
    found = yard.app.docs_show(came["id"])["findings"]
    assert [(one["rule"], one["severity"]) for one in found] == [
        ("INVALID_CODE", "note" if state == "DONE" else "error")
    ]
