"""A segment that stands at two places is named by its group."""

from __future__ import annotations

import pytest
from tinyedifact import HEAD, ORDERS, loaded, message, refused

from edigw.mapping.read import read

TWICE = "ALC stands twice at the message's root in ORDERS: in group SG18 and in group SG54"


@pytest.mark.parametrize(
    ("old", "new", "told", "fix"),
    [
        ("SG54/ALC", "ALC", TWICE, "say which: `SG18/ALC` or `SG54/ALC`"),
        ("SG54/ALC", "SG53/ALC", TWICE, "say which: `SG18/ALC` or `SG54/ALC`"),
        ("RFF ->", "SG1/RFF ->", "RFF stands once at the message's root, as SG1", "write `RFF`"),
    ],
)  # fmt: skip
def test_what_could_mean_either_is_refused(old: str, new: str, told: str, fix: str) -> None:
    assert [(fault.message, fault.fix) for fault in refused(ORDERS.replace(old, new))] == [(told, fix)]


def test_each_group_has_its_own_rows() -> None:
    seen = read(loaded(), message(*HEAD, "ALC+C", "MOA+8:7", "LIN+1", "UNS+S", "ALC+A", "MOA+8:5"))
    assert seen.value["charges"] == [{"sign": "allowance", "amount": 5}]
    assert [(lost.path, lost.position) for lost in seen.unmapped] == [
        ("BGM", 2), ("ALC", 4), ("ALC/MOA", 5),
    ]  # fmt: skip


def test_a_composite_is_taken_component_by_component() -> None:
    seen = read(loaded(), message(*HEAD, "LIN+1", "QTY+21:4", "PIA+1+123:EN:9", "UNS+S"))
    assert [(lost.tag, lost.element, lost.component, lost.value) for lost in seen.unmapped] == [
        ("BGM", 1, None, "220"), ("PIA", 2, 3, "9"),
    ]  # fmt: skip
