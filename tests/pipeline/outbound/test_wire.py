"""What is written for the wire is read back as it was meant, in every standard."""

from __future__ import annotations

from datetime import datetime

import pytest

from edigw.errors import CannotWrite
from edigw.formats import files
from edigw.formats.packed import parted
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.wire import WIRES, Header, OutSet
from edigw.tree import Interchange, Message

X12 = EnvelopeRules()
EDIFACT = EnvelopeRules(element="+", segment="'", component=":", repetition="*")
CASES = {"x12": (X12, "850", "004010", "PO"), "edifact": (EDIFACT, "ORDERS", "D96A", "ORDERS")}


@pytest.mark.parametrize("standard", CASES)
def test_an_interchange_is_read_back(standard: str) -> None:
    rules, kind, release, functional_id = CASES[standard]
    wire = WIRES[standard]
    text = wire.cleaned([("BGM", "220", "A+B*'C")], rules)
    sets = [OutSet(kind, wire.set_control(n), text, release, "EAN008") for n in (1, 2)]
    head = Header("14:1", "08:2", "G1", "G2", "T", rules, datetime(2026, 11, 1, 8))
    data = wire.interchange(head, wire.interchange_control(7), "3", functional_id, sets)
    events = list(files.read(data))
    (envelope,) = [one for one in events if isinstance(one, Interchange)]
    assert (envelope.standard, envelope.sender, envelope.receiver, envelope.usage) == (standard, "14:1", "08:2", "T")
    assert int(envelope.control) == 7 and envelope.release == wire.release(rules)
    messages = [one for one in events if isinstance(one, Message)]
    assert [one.control for one in messages] == [wire.set_control(1), wire.set_control(2)]
    assert all(one.type == kind and not one.findings for one in messages)
    assert messages[0].segments[1].get(2) == ("A+B 'C" if standard == "x12" else "A+B*'C")


@pytest.mark.parametrize("standard", CASES)
def test_a_framed_set_has_its_first_and_last_segment(standard: str) -> None:
    rules, kind, release, _ = CASES[standard]
    wire = WIRES[standard]
    whole = parted(wire.framed(kind, release, wire.cleaned([("BGM", "220")], rules)), 1)
    assert tuple(one.tag for one in whole) == (wire.frame[0], "BGM", wire.frame[1])
    assert whole[-1].get(1) == "3" and kind in whole[0].elements[0] + whole[0].elements[1]


def test_edifact_groups_and_what_its_character_set_lacks() -> None:
    wire = WIRES["edifact"]
    assert wire.groups(EDIFACT.model_copy(update={"groups": True})) and not wire.groups(EDIFACT)
    assert WIRES["x12"].groups(X12)
    with pytest.raises(CannotWrite):
        wire.cleaned([("FTX", "日本")], EDIFACT)
    assert wire.charset(EDIFACT.model_copy(update={"syntax": "UNOY"})) == "utf-8"
