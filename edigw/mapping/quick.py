"""Shortcuts worked out once for each row, so that reading a plain value costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from edigw.mapping.address import Test
from edigw.mapping.rows import Leaf, SegmentRow, Single

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
    """How many elements from the first on are taken whole."""
    at = 0
    while at + 1 in covered and at + 1 not in composites:
        at += 1
    return at


def first_value(tests: Sequence[Test]) -> str | None:
    """The value that the first element must have, None for any."""
    return next((t.value for t in tests if not t.child and (t.place.element, t.place.component) == (1, 0)), None)


def index(by_tag: Mapping[str, tuple[SegmentRow, ...]]) -> Index:
    """For each tag: the rows by the value of the first element, and those for any other value."""
    made = {}
    for tag, rows in by_tag.items():
        values = {value for row in rows if (value := first_value(row.tests)) is not None}
        others = tuple(row for row in rows if first_value(row.tests) is None)
        made[tag] = (
            {value: tuple(r for r in rows if first_value(r.tests) in (None, value)) for value in values},
            others,
        )
    return made
