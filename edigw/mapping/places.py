"""The elements and components that a row on elements takes, one by one."""

from __future__ import annotations

import re

from edigw.mapping.address import Place
from edigw.mapping.rows import Dated, Leaf, Pairs

_LAST_ORDINAL = re.compile(r"#\d+(?!.*#)")


def places_of(leaf: Leaf) -> list[Place]:
    """Every place of a range, or the one; of pairs qualifier and value in turn, of a date its format last."""
    place = leaf.place
    if isinstance(leaf, Dated):
        return [place, *leaf.formats]
    if leaf.last == place.element and not leaf.until and not isinstance(leaf, Pairs):
        return [place]
    if leaf.until:
        return [
            _numbered(place, place.element, at, at - place.component) for at in range(place.component, leaf.until + 1)
        ]
    elements = range(place.element, leaf.last + 1)
    if isinstance(leaf, Pairs) and leaf.by:
        return [
            each
            for turn, at in enumerate(elements)
            for each in (_key(leaf, at, turn), _numbered(place, at, place.component, turn))
        ]
    return [_numbered(place, at, place.component, at - place.element) for at in elements]


def _key(leaf: Pairs, element: int, turn: int) -> Place:
    """Where the qualifier stands, in the same composite as its value."""
    value = _numbered(leaf.place, element, leaf.place.component, turn)
    return Place(value.tag, element, leaf.by, name=f"{value.name.rpartition('.')[0]}.{leaf.number}")


def _numbered(first: Place, element: int, component: int, turn: int) -> Place:
    """The place so many turns behind the first of a range, named as its standard does: C212#3.7140."""
    if not first.name:
        return Place(first.tag, element, component)
    if turn == 0:
        return first
    start = _LAST_ORDINAL.search(first.name)
    name = first.name if start is None else _LAST_ORDINAL.sub(f"#{int(start[0][1:]) + turn}", first.name)
    return Place(first.tag, element, component, name=name)
