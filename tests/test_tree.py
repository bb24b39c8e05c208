"""The shapes: elements by number, byte offsets of elements."""

from __future__ import annotations

from edigw.tree import Finding, Node, Segment


def test_elements_are_counted_from_one_and_absent_ones_are_empty() -> None:
    segment = Segment("REF", ("DP", "038"))
    assert [segment.get(n) for n in (0, 1, 2, 3)] == ["", "DP", "038", ""]


def test_an_elements_offset_is_the_byte_where_its_text_starts() -> None:
    data = b"ISA...~REF*DP*038~"
    segment = Segment("REF", ("DP", "038"), offset=data.index(b"REF"))
    assert data[segment.offset_of(1) :].startswith(b"DP*")
    assert data[segment.offset_of(2) :].startswith(b"038~")
    assert segment.offset_of(0) == segment.offset


def test_offsets_that_were_noted_on_reading_win() -> None:
    assert Segment("REF", ("DP", "038"), offset=7, starts=(11, 40)).offset_of(2) == 40


def test_a_finding_can_be_moved_and_a_node_knows_its_tag() -> None:
    finding = Finding("AK403", "1", "MANDATORY", "missing")
    assert finding.at(position=4).position == 4
    assert Node(Segment("PO1")).tag == "PO1"


def test_a_components_byte_is_counted_or_known() -> None:
    plain = Segment("NAD", ("BY", "541\x1f\x1f9"), 2, 10)
    assert [plain.offset_within(2, at) for at in (1, 2, 3)] == [17, 21, 22]
    known = Segment("NAD", ("BY", "5'1\x1f9"), 2, 10, (14, 17), ((14,), (17, 22)))  # a release character before '
    assert [known.offset_within(2, at) for at in (1, 2, 3)] == [17, 22, 22]
