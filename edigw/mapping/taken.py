"""Which elements a map takes, as data for the verdict: faults elsewhere need not reject a document."""

from __future__ import annotations

from collections.abc import Mapping

from edigw.mapping.quick import first_values
from edigw.mapping.rows import Block, SegmentRow, Taken


def taken(root: Block, levels: Mapping[str, SegmentRow]) -> Taken:
    """Path of loops and segment -> (value of its first element or None for any, element positions)."""
    found: dict[str, list[tuple[str | None, frozenset[int]]]] = {}
    todo = [*root.rows, *levels.values()]
    while todo:
        row = todo.pop(0)
        for value in first_values(row.tests) or (None,):
            if (value, row.covered) not in found.setdefault(row.loops, []):
                found[row.loops].append((value, row.covered))
        todo.extend(row.children.rows)
    return {path: tuple(rows) for path, rows in found.items()}
