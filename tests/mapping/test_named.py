"""EDIFACT's names for places, and what is refused with a fix."""

from __future__ import annotations

import pytest
from bench import dictionary
from tinyedifact import ORDERS, refused
from tinymaps import faults as refused_x12
from tinymaps import order

from edigw.mapping.address import ElementAddress, Place, SegmentAddress, address
from edigw.mapping.named import called, settled


@pytest.mark.parametrize(
    ("tag", "text", "element", "component"),
    [
        ("BGM", "1004", 2, 0), ("DTM", "C507.2380", 1, 2), ("PIA", "C212#2.7140", 3, 1), ("ALI", "4183#3", 5, 0),
        ("FTX", "C108.4440#5", 4, 5),
    ],
)  # fmt: skip
def test_a_name_is_counted_and_written_back(tag: str, text: str, element: int, component: int) -> None:
    book = dictionary("D96A")
    found = settled(book, address(text), tag)
    assert isinstance(found, ElementAddress)
    assert found.first == Place(tag, element, component)
    assert str(found) == called(book.segments[tag], element, component) == f"{tag}.{text}"


def test_a_qualifier_is_the_first_element_or_its_first_component() -> None:
    book = dictionary("D96A")
    for text, component in (("NAD+BY", 0), ("RFF+ON", 1)):
        found = settled(book, address(text), "")
        assert isinstance(found, SegmentAddress)
        assert found.tests[0].place == Place(text[:3], 1, component)
        assert str(found) == text
    assert settled(book, address("RFF[C506.1153=ON]"), "") == settled(book, address("RFF+ON"), "")


@pytest.mark.parametrize(
    ("old", "new", "told", "fix"),
    [
        ("C186.6060: qty", "6060: qty", "QTY has no 6060", "write C186.6060"),
        ("C212#1.7140..C212#5.7140", "C212.7140", "PIA has 5 times C212", "say which: C212#1 to C212#5"),
        ("C186.6060", "C186.6060#1", "C186 of QTY has 6060 once", "write 6060 without #1"),
        ("C212#5", "C212#6", "PIA has 5 times C212, no C212#6", "the last is #5"),
        ("BGM: {1004", "BGM: {BGM02", "`BGM02` is X12's way to name a place", "name the element: 1004, C507.2380"),
        ("QTY+21", "QTY*21", "`QTY01` is X12's way to name a place", "write SEG+Q"),
        ("C212#1.7140..C212#5.7140", "C212#1.7140..C212#5.7143",
         "`C212#1.7140..C212#5.7143` names different components",
         "write the same on both sides: C212#1.7140..C212#5.7140"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_refused_with_its_place(old: str, new: str, told: str, fix: str) -> None:
    faults = refused(ORDERS.replace(old, new))
    assert [(fault.message, fault.fix) for fault in faults if fault.message == told] == [(told, fix)]
    assert faults[0].line > 10


def test_x12_maps_do_not_take_edifacts_names() -> None:
    (fault,) = refused_x12(order("  REF+DP: {REF02: department}\n"))
    assert (fault.message, fault.fix) == ("`REF+` is EDIFACT's way to name a place", "write SEG*Q")
