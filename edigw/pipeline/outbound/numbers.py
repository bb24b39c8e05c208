"""The decimal mark of what we write in EDIFACT (ISO 9735, 10.1): maps write a point, a partner may want a comma."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from edigw.structure.dictionary import Dictionary, ElementDef
from edigw.tree import COMPONENT, REPEAT

POINT = "."
ALPHANUMERIC = frozenset({"6060", "6314"})
"""Quantity and measurement: numbers, although D01B lets them hold any character."""

_NUMBER = re.compile(r"-?[0-9]+\.[0-9]+")
_PART = re.compile(f"([{COMPONENT}{REPEAT}])")

Rows = Sequence[Sequence[str]]  # of a tag and its elements


def marked(rows: Rows, dictionary: Dictionary, mark: str) -> Rows:
    """The rows with this mark in every number; whatever else holds a point keeps it."""
    if mark == POINT:
        return rows
    return [_row(row, dictionary, mark) if any(POINT in value for value in row) else row for row in rows]


def _row(row: Sequence[str], dictionary: Dictionary, mark: str) -> Sequence[str]:
    definition = dictionary.segments.get(row[0])
    elements = definition.elements if definition else ()
    said = [_value(value, element, mark) for value, element in zip(row[1:], elements, strict=False)]
    return [row[0], *said, *row[1 + len(said) :]]


def _value(value: str, element: ElementDef, mark: str) -> str:
    """An element: its components and repetitions each on its own."""
    if POINT not in value:
        return value
    numeric, at, made = _numeric(element), 0, []
    for part in _PART.split(value):
        if part in (COMPONENT, REPEAT):
            at = at + 1 if part == COMPONENT else 0
        number = at < len(numeric) and numeric[at] and _NUMBER.fullmatch(part)
        made.append(part.replace(POINT, mark) if number else part)
    return "".join(made)


@lru_cache(maxsize=1_024)
def _numeric(element: ElementDef) -> tuple[bool, ...]:
    """Which components hold numbers; of a simple element, whether it does."""
    return tuple(part.type == "n" or part.number in ALPHANUMERIC for part in element.components or (element,))
