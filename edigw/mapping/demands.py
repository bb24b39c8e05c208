"""What a map's guide demands of drawn documents, by the map's own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from edigw.mapping.address import SegmentAddress
from edigw.mapping.rows import DocumentMap, SegmentRow
from edigw.structure.guide import Address, Row, Step

Where = tuple[SegmentAddress, ...]


def meant(steps: Iterable[Step], where: Where) -> bool:
    """Whether a guide's address means this row's place."""
    steps = tuple(steps)
    return len(steps) == len(where) and all(_fits(step, place) for step, place in zip(steps, where, strict=True))


def _fits(step: Step, place: SegmentAddress) -> bool:
    if step.tag != place.tag:
        return False
    if not step.values:
        return True
    for test in place.tests:
        same = (test.place.element, test.place.component or None, test.child) == (
            step.element,
            step.component,
            step.child,
        )
        if same and test.value in step.values:
            return True
    return False


class Demands:
    """A guide's rows, asked place by place."""

    def __init__(self, document_map: DocumentMap) -> None:
        self.rows = document_map.guide.rows
        self._segments: dict[int, tuple[bool, int | None]] = {}
        self._elements: dict[tuple[int, int], tuple[bool, tuple[str, ...], tuple[int, int] | None]] = {}

    def segment(self, row: SegmentRow) -> tuple[bool, int | None]:
        """(must be there, most turns) of a segment row."""
        if id(row) not in self._segments:
            mine = [r for r in self.rows if r.address.element is None and meant(r.address.steps, row.where)]
            most = [r.at_most for r in mine if r.at_most is not None]
            self._segments[id(row)] = (any(_required(r) for r in mine), min(most) if most else None)
        return self._segments[id(row)]

    def element(self, row: SegmentRow, at: int) -> tuple[bool, tuple[str, ...], tuple[int, int] | None]:
        """(must be there, only these codes, length) of an element."""
        if (id(row), at) not in self._elements:
            mine = [r for r in self.rows if r.address.element == at and meant(r.address.steps, row.where)]
            only = next((r.only for r in mine if r.only), ())
            length = next((r.length for r in mine if r.length), None)
            self._elements[id(row), at] = (any(_required(r) for r in mine), only, length)
        return self._elements[id(row), at]

    def keys(self, row: SegmentRow) -> tuple[str, ...]:
        """The codes that a bag's segments must bear among them."""
        return self._keys(row, _required)

    def unused(self, row: SegmentRow) -> tuple[str, ...]:
        """The codes that no segment of a bag may bear."""
        return self._keys(row, lambda r: r.not_used)

    def _keys(self, row: SegmentRow, said: Callable[[Row], bool]) -> tuple[str, ...]:
        if row.key is None:
            return ()
        found = []
        for r in self.rows:
            steps = r.address.steps
            if said(r) and r.address.element is None and len(steps) == len(row.where) and steps[-1].values:
                bare = (*steps[:-1], Step(steps[-1].tag))
                if meant(bare, row.where) and steps[-1].element == row.key.place.element:
                    found.append(steps[-1].values[0])
        return tuple(found)

    def choices(self, where: Where) -> list[tuple[Address, ...]]:
        """The `one of` rows about one turn of this place (no addresses: the whole set)."""
        return [r.one_of for r in self.rows if r.one_of and r.address.element is None and meant(r.address.steps, where)]


def _required(row: Row) -> bool:
    """`required when` is drawn as always there: nothing forbids that."""
    return row.required
