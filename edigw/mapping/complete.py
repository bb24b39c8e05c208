"""Whether rows write everything that the dictionary demands: a mandatory element without a row is refused."""

from __future__ import annotations

from edigw.mapping.context import Context
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
        place = f"{definition.tag}{at:02d}"
        if element.required and at not in written:
            fix = f"add `{place}: path` or `{place}: is X`"
            context.faults.add(row.spot, f"{place} is mandatory, and no row writes it", fix)
        elif element.components and at in written:
            _complete_composite(context, row, place, at)


def _complete_composite(context: Context, row: SegmentRow, place: str, at: int) -> None:
    mine = {found.place.component for found in row.leaves if found.place.element == at and not found.read_only}
    mine |= {test.place.component for test in row.tests if test.place.element == at}
    for component, element in enumerate(row.elements[at - 1].components, 1):
        if element.required and component not in mine:
            fix = f"add `{place}-{component:02d}: path`"
            context.faults.add(row.spot, f"{place}-{component:02d} is mandatory, and no row writes it", fix)


def _written(found: Leaf) -> set[int]:
    return set() if found.read_only else set(range(found.place.element, found.last + 1))
