"""The hierarchy's numbers: repeated, unknown, forward, cyclic; deep without recursion."""

from __future__ import annotations

import pytest
from ground import SHIPMENT, brief, look, x12

from edigw.tree import Segment
from edigw.validation.pointers import check_pointers, lost_numbers

HL = x12().segments["HL"]


def levels(*pairs: tuple[str, str]):
    return [(Segment("HL", (own, above, "I"), at, at * 10), "HL") for at, (own, above) in enumerate(pairs, 3)]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("1", ""), ("2", "1"), ("3", "2")], []),
        ([("1", ""), ("1", "")], [("POINTER_REPEATED", 4, 1)]),
        ([("1", ""), ("2", "9")], [("POINTER_UNKNOWN", 4, 2)]),
        ([("1", ""), ("2", "3"), ("3", "1")], [("POINTER_UNKNOWN", 4, 2)]),
        ([("1", "1")], [("POINTER_UNKNOWN", 3, 2)]),
        ([("1", "2"), ("2", "1")], [("POINTER_UNKNOWN", 3, 2)]),
        ([("1", ""), ("2", "9"), ("3", "9"), ("4", "9")], [("POINTER_UNKNOWN", 4, 2)]),
        ([("1", ""), ("", "1"), ("3", "2")], []),
        ([("1", ""), ("1", ""), ("3", "2")], [("POINTER_REPEATED", 4, 1)]),
        ([("A", ""), ("B", "A")], []),
    ],
)
def test_hierarchy(pairs, expected):
    found = check_pointers(levels(*pairs), HL)
    assert [(each.rule, each.position, each.element) for each in found] == expected
    assert all(each.code == "7" and each.code_type == "AK403" for each in found)


def test_a_lost_head_is_not_missed():
    assert check_pointers(levels(("1", ""), ("3", "2")), HL, lost={"2"}) == []
    segments = (Segment("HX", ("2",)), Segment("HL", ("3",)), Segment("LIN", ("4",)))
    assert lost_numbers(segments, (0, 2), {"HL", "LIN"}, HL) == {"2"}


def test_ten_thousand_deep():
    chain = levels(*[(str(at), str(at - 1) if at > 1 else "") for at in range(1, 10_001)])
    assert check_pointers(chain, HL) == []
    cycle = levels(*[(str(at), str(at % 10_000 + 1)) for at in range(1, 10_001)])
    assert len(check_pointers(cycle, HL)) == 9_999


def test_in_a_message():
    assert brief(look(SHIPMENT.replace("HL*6*5*I", "HL*6*9*I")).findings) == [("7", "HL", 16, 2)]
    assert brief(look(SHIPMENT.replace("HL*3*2*P", "HQ*3*2*P")).findings) == [("1", "HQ", 9)]
