"""Numbers that nobody reads: items that are counted through, and a level that stands alone as number 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edigw.mapping.address import Place
from edigw.mapping.rows import Constant, SegmentRow
from edigw.structure.dictionary import SegmentDef
from edigw.tree import Node

ITEMS = {"LIN": "1082"}  # EDIFACT's items and their number in the message, where no row carries it


def engine_number(row: SegmentRow, definition: SegmentDef, levels: bool) -> SegmentRow:
    """The row with the number that the engine writes: of an item in a list, of a level that the map does not draw."""
    if row.kind == "list":
        return item_number(row)
    if levels or row.kind != "here" or len(definition.pointer) != 2:
        return row
    return replace(_numbered(row, definition.pointer[0]), many=True)


def item_number(row: SegmentRow) -> SegmentRow:
    """The row of an item with its number, unless another row carries it."""
    if row.elements[0].number != ITEMS.get(row.tag) or any(leaf.place.element == 1 for leaf in row.leaves):
        return row
    return replace(_numbered(row, 1), counted=True)


def _numbered(row: SegmentRow, at: int) -> SegmentRow:
    """Element `at` is written as 1, taken and left alone when read."""
    number = Constant(
        place=Place(row.tag, at), last=at, element=row.elements[at - 1], meaning="the engine's number", spot=row.spot,
        write_only=True, text="1",
    )  # fmt: skip
    return replace(row, leaves=(number, *row.leaves), covered=row.covered | {at})


def counted(row: SegmentRow, nodes: Sequence[Node], number: int) -> list[Node]:
    """An item's segments with its number among its siblings."""
    if not row.counted or not nodes:
        return list(nodes)
    first = nodes[0]
    elements = (str(number), *first.segment.elements[1:])
    return [Node(first.segment._replace(elements=elements), first.children), *nodes[1:]]
