"""Which level a segment of the hierarchy opens: HL bears a code for it, CPS is told by what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edigw.errors import CannotWrite
from edigw.mapping.paths import empty, get, put
from edigw.mapping.rows import Mark, Pointer, SegmentRow
from edigw.mapping.values import text_at
from edigw.tree import Node


def letters(pointer: Pointer, rows: Mapping[str, SegmentRow], nodes: Sequence[Node]) -> list[str]:
    """Each node's letter, as the `levels` line has them; "" for a level that says nothing of itself.

    Without a code the first level that has no parent is the shipment, unless only a unit can hold what is in it.
    """
    if pointer.level:
        return [node.segment.get(pointer.level) for node in nodes]
    made: list[str] = []
    named = {node.segment.get(pointer.parent) for node in nodes}
    for node in nodes:
        found = mark_of(pointer, node)
        top = not node.segment.get(pointer.parent) and "S" not in made
        alone = node.segment.get(pointer.number) not in named
        if top and not (found is not None and alone and _beyond(rows, node, found)):
            made.append("S")
        else:
            made.append(found.letter if found is not None else "")
    return made


def mark_of(pointer: Pointer, node: Node) -> Mark | None:
    """The mark that a level bears; None where it bears none."""
    marks = [mark for mark in pointer.marks if mark.tells]
    for mark in marks:
        texts, values = texts_of(mark, node), (mark.value, *mark.also)
        if any(text in values or (mark.table is not None and text in mark.table.words) for text in texts):
            return mark
    open_to_all = (mark for mark in marks if mark.table is not None and mark.table.keep)
    return next((mark for mark in open_to_all if texts_of(mark, node)), None)


def texts_of(mark: Mark, node: Node) -> list[str]:
    """What stands in the mark's place, once for each segment that has it."""
    return [text_at(child.segment, mark.place) for child in node.children if child.tag == mark.child]


def _beyond(rows: Mapping[str, SegmentRow], node: Node, mark: Mark) -> bool:
    """Whether something stands in a level that the shipment's rows do not know."""
    shipment = rows.get("S")
    known = shipment.children.by_tag.get(mark.child, ()) if shipment is not None else ()
    tags = {tag for row in known for tag in row.children.by_tag}
    return any(below.tag not in tags for child in node.children if child.tag == mark.child for below in child.children)


def without_items(pointer: Pointer, node: Node) -> Node:
    """The level without the items that stand inside it."""
    if not pointer.items:
        return node
    return Node(node.segment, tuple(child for child in node.children if child.tag != pointer.items))


def marked(pointer: Pointer, letter: str, unit: dict[str, Any]) -> dict[str, Any]:
    """A unit with what its marks say where it says nothing."""
    made = dict(unit)
    for mark in pointer.marks:
        if mark.letter == letter and mark.steps and empty(get(made, mark.steps)):
            put(made, mark.steps, mark.word)
    return made


def unmark(pointer: Pointer, letter: str, unit: dict[str, Any]) -> None:
    """Takes out of a unit what goes without saying."""
    for mark in pointer.marks:
        if mark.letter == letter and mark.steps and get(unit, mark.steps) == mark.word:
            owner = get(unit, mark.steps[:-1])
            owner.pop(mark.steps[-1])


def known(pointer: Pointer, letter: str, level: Node) -> Node:
    """The written level. Raises CannotWrite where it would be read as another one."""
    found = mark_of(pointer, level) if letter in "TP" and not pointer.level else None
    if found is None or found.letter == letter:
        return level
    text = next(text for text in texts_of(found, level))
    told = f"`{text}` tells another level than {letter}"
    raise CannotWrite(told, f"take another word for the packaging, or add it to the table of {letter}")
