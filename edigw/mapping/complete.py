"""Whether rows write everything that the dictionary demands: a mandatory element without a row is refused."""

from __future__ import annotations

from edigw.mapping.context import Context
from edigw.mapping.named import called
from edigw.mapping.places import places_of
from edigw.mapping.rows import Leaf, SegmentRow
from edigw.structure.dictionary import SegmentDef


def complete(context: Context, row: SegmentRow, definition: SegmentDef) -> None:
    """Refuses a row whose mandatory elements nothing writes."""
    if row.leaves and all(found.read_only for found in row.leaves) and not row.children.rows:
        return
    written = {test.place.element for test in row.tests if not test.child}
    written |= {at for found in row.leaves for at in _written(found)}
    if row.key is not None:
        written.add(row.key.place.element)
    written |= context.engine.get(definition.tag, frozenset())
    for at, element in enumerate(definition.elements, 1):
        place = called(definition, at)
        if element.required and at not in written:
            fix = f"add `{place}: path` or `{place}: is X`"
            context.faults.add(row.spot, f"{place} is mandatory, and no row writes it", fix)
        elif element.components and at in written:
            _complete_composite(context, row, definition, at)


def _complete_composite(context: Context, row: SegmentRow, definition: SegmentDef, at: int) -> None:
    mine = {
        place.component
        for found in row.leaves
        if not found.read_only
        for place in places_of(found)
        if place.element == at
    }
    mine |= {test.place.component for test in row.tests if test.place.element == at}
    mine |= {row.key.place.component} if row.key is not None and row.key.place.element == at else set()
    for component, element in enumerate(row.elements[at - 1].components, 1):
        if element.required and component not in mine:
            place = called(definition, at, component)
            context.faults.add(row.spot, f"{place} is mandatory, and no row writes it", f"add `{place}: path`")


def _written(found: Leaf) -> set[int]:
    return set() if found.read_only else set(range(found.place.element, found.last + 1))
