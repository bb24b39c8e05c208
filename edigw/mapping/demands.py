"""What a map's guide demands of drawn documents, by the map's own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from edigw.mapping.address import SegmentAddress
from edigw.mapping.rows import DocumentMap, Leaf, SegmentRow
from edigw.structure.guide import Address, Pattern, Row, Step

Where = tuple[SegmentAddress, ...]


class OfElement(NamedTuple):
    """What is demanded of an element."""

    must: bool = False
    only: tuple[str, ...] = ()
    length: tuple[int, int] | None = None
    patterns: tuple[Pattern, ...] = ()


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
        self._segments: dict[int, tuple[int, int | None]] = {}
        self._elements: dict[tuple[int, int], OfElement] = {}
        self._leaves: dict[int, bool] = {}

    def segment(self, row: SegmentRow) -> tuple[int, int | None]:
        """(least turns, most turns) of a segment row."""
        if id(row) not in self._segments:
            mine = [r for r in self.rows if r.address.element is None and meant(r.address.steps, row.where)]
            most = [r.at_most for r in mine if r.at_most is not None]
            self._segments[id(row)] = (max(map(_least, mine), default=0), min(most) if most else None)
        return self._segments[id(row)]

    def element(self, row: SegmentRow, at: int) -> OfElement:
        """What all rows of the guide say of an element."""
        if (id(row), at) not in self._elements:
            mine = [r for r in self.rows if r.address.element == at and meant(r.address.steps, row.where)]
            only = next((r.only for r in mine if r.only), ())
            length = next((r.length for r in mine if r.length), None)
            patterns = next((r.patterns for r in mine if r.patterns), ())
            self._elements[id(row), at] = OfElement(any(map(_least, mine)), only, length, patterns)
        return self._elements[id(row), at]

    def leaf(self, row: SegmentRow, leaf: Leaf) -> bool:
        """Whether the guide or the dictionary demands one of the elements that a row on elements takes."""
        if id(leaf) not in self._leaves:
            places = range(leaf.place.element, leaf.last + 1)
            self._leaves[id(leaf)] = any(at in row.mandatory or self.element(row, at).must for at in places)
        return self._leaves[id(leaf)]

    def keys(self, row: SegmentRow) -> tuple[str, ...]:
        """The codes that a bag's segments must bear among them, each as often as it must stand."""
        return self._keys(row, _least)

    def unused(self, row: SegmentRow) -> tuple[str, ...]:
        """The codes that no segment of a bag may bear."""
        return self._keys(row, lambda r: int(r.not_used))

    def _keys(self, row: SegmentRow, times: Callable[[Row], int]) -> tuple[str, ...]:
        if row.key is None:
            return ()
        found = []
        for r in self.rows:
            steps = r.address.steps
            if times(r) and r.address.element is None and len(steps) == len(row.where) and steps[-1].values:
                bare = (*steps[:-1], Step(steps[-1].tag))
                if meant(bare, row.where) and steps[-1].element == row.key.place.element:
                    found += [steps[-1].values[0]] * times(r)
        return tuple(found)

    def choices(self, where: Where) -> list[tuple[Address, ...]]:
        """The `one of` rows about one turn of this place (no addresses: the whole set)."""
        return [r.one_of for r in self.rows if r.one_of and r.address.element is None and meant(r.address.steps, where)]


def _least(row: Row) -> int:
    """How often at least; `required when` is drawn as always there: nothing forbids that."""
    return row.at_least or int(row.required)
