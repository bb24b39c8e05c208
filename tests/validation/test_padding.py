"""Values with blanks around them: said once, and read without."""

from __future__ import annotations

from ground import look, message

from edigw.tree import COMPONENT, Finding, Node, Segment
from edigw.validation.padding import unpadded

ORDER = ["ST*850*0001", "BEG*00 *SA*PO1**20260102", "REF* DP*071", "PO1*1*10*EA *9.25**UP*012345678905", "SE*5*0001"]


def test_padded_values_are_read_bare() -> None:
    found = look(ORDER)
    assert [finding.rule for finding in found.findings] == ["PADDED_VALUE"] * 3
    held = {node.tag: node.segment for node in found.root.children}
    assert (held["BEG"].get(1), held["REF"].get(1), held["PO1"].get(3)) == ("00", "DP", "EA")


def test_offsets_stay_those_of_the_file() -> None:
    before = message(ORDER).segments[3]
    after = next(node.segment for node in look(ORDER).root.children if node.tag == "PO1")
    assert [after.offset_of(n) for n in range(1, 8)] == [before.offset_of(n) for n in range(1, 8)]


def test_a_tree_without_padded_values_is_left_alone() -> None:
    root = Node(Segment("ST", ("850", "0001"), 1), (Node(Segment("BEG", ("00",), 2)),))
    assert unpadded(root, ()) is root
    assert unpadded(root, (Finding("AK403", "7", "INVALID_CODE", "", position=2, element=1),)) is root


def test_one_component_of_several() -> None:
    segment = Segment("PO4", (f"A {COMPONENT}B ",), 2)
    found = Finding("AK403", "7", "PADDED_VALUE", "", position=2, element=1, component=2)
    assert unpadded(Node(segment), (found,)).segment.elements == (f"A {COMPONENT}B",)
