"""Faults are gathered once each, with a fix that names what is near."""

from __future__ import annotations

from edigw.carrier import Spot
from edigw.mapping.faults import Faults, Wrong, near


def test_the_same_fault_stands_once() -> None:
    faults, spot = Faults(), Spot("map", 2, 5)
    faults.add(spot, "wrong", "right")
    faults.wrong(spot, Wrong("wrong", "right"))
    assert [str(fault) for fault in faults.found] == ["map:2:5: wrong\n    fix: right"]


def test_a_fix_names_what_is_near_or_what_there_is() -> None:
    assert near("nubmer", ["number", "kind"]) == "did you mean `number`?"
    assert near("zzz", ["number", "kind"]) == "there is: kind, number"
    assert near("zzz", []) == "take the row out"
