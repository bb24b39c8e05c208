"""Shortcuts worked out once for each row, so that reading a plain value costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from edigw.mapping.address import Test
from edigw.mapping.rows import Leaf, SegmentRow, Single
from edigw.tree import COMPONENT

Index = Mapping[str, tuple[Mapping[str, tuple[SegmentRow, ...]], tuple[SegmentRow, ...]]]


def plain_rows(leaves: Sequence[Leaf]) -> tuple[tuple[int, str, Callable[[str], Any], Single], ...]:
    """The rows that put one whole element under one key: (element from 0, key, reader, row).

    The reader raises KeyError or ValueError for what the careful way has to look at: foreign codes, unreadable values.
    """
    made = []
    for leaf in leaves:
        if isinstance(leaf, Single) and is_plain(leaf):
            table = leaf.codec.table
            read = table.words.__getitem__ if table is not None else leaf.codec.read
            made.append((leaf.place.element - 1, str(leaf.steps[0]), read, leaf))
    return tuple(made)


def careful_rows(leaves: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """The other rows that read."""
    return tuple(leaf for leaf in leaves if not leaf.write_only and not (isinstance(leaf, Single) and is_plain(leaf)))


def is_plain(leaf: Single) -> bool:
    return len(leaf.steps) == 1 and not leaf.place.component and not leaf.echo and not leaf.write_only


def solid(covered: frozenset[int], composites: Mapping[int, object]) -> int:
    """How many elements, or components of one, from the first on are taken whole."""
    at = 0
    while at + 1 in covered and at + 1 not in composites:
        at += 1
    return at


def leads(test: Test) -> bool:
    """Whether it is about the segment's first value: the first element, or its first component."""
    return not test.child and test.place.element == 1 and test.place.component < 2


def first_values(tests: Sequence[Test]) -> tuple[str, ...]:
    """The values that the first element, or its first component, may have; none for any."""
    return next((t.values for t in tests if leads(t)), ())


class ByFirst(dict[str, Any]):
    """What is known by the first component, asked with a whole composite."""

    __slots__ = ()

    def get(self, key: str, default: Any = None) -> Any:
        return dict.get(self, key.partition(COMPONENT)[0], default)


def index(by_tag: Mapping[str, tuple[SegmentRow, ...]]) -> Index:
    """For each tag: the rows by the value of the first element, and those for any other value."""
    made: dict[str, tuple[Mapping[str, tuple[SegmentRow, ...]], tuple[SegmentRow, ...]]] = {}
    for tag, rows in by_tag.items():
        values = {value for row in rows for value in first_values(row.tests)}
        others = tuple(row for row in rows if not first_values(row.tests))
        kind = ByFirst if rows[0].elements and rows[0].elements[0].components else dict
        made[tag] = (
            kind({value: tuple(r for r in rows if value in (first_values(r.tests) or (value,))) for value in values}),
            others,
        )
    return made
