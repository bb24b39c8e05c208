"""Numbers that nobody reads: items that are counted through, and a level that stands alone as number 1."""

from __future__ import annotations

from dataclasses import replace

from edigw.mapping.address import Place
from edigw.mapping.rows import Constant, SegmentRow


def numbered(row: SegmentRow, at: int) -> SegmentRow:
    """The row with its number in element `at`: written as 1, taken and left alone when read."""
    number = Constant(
        place=Place(row.tag, at), last=at, element=row.elements[at - 1], meaning="the engine's number", spot=row.spot,
        write_only=True, text="1",
    )  # fmt: skip
    return replace(row, leaves=(number, *row.leaves), covered=row.covered | {at})


def alone(row: SegmentRow, pointer: tuple[int, ...]) -> SegmentRow:
    """A level of a map that draws none, where only numbers stand in it: all are read as one, and one is written."""
    if len(pointer) != 2 or row.kind != "here":
        return row
    return replace(numbered(row, pointer[0]), many=True)
