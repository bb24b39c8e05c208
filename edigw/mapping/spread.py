"""A segment as one flat list: its tag, then its elements, each composite spread to as many places as it has components.

So a component has one number, as an element has, in either standard; the tag's number is 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from edigw.mapping.address import Place
from edigw.structure.dictionary import ElementDef
from edigw.tree import COMPONENT, REPEAT

Composites = tuple[tuple[int, tuple[list[str], ...]], ...]
"""The last first: the element's number, and by how many components there are what fills the others' places."""


def composites(elements: Sequence[ElementDef]) -> Composites:
    """Those of a segment."""
    widths = [(at, len(each.components)) for at, each in enumerate(elements, 1) if each.components]
    return tuple((at, tuple([""] * (width - there) for there in range(width + 1))) for at, width in reversed(widths))


def repeats(elements: Sequence[ElementDef], flat: Sequence[str]) -> bool:
    """Whether a composite of a segment may be repeated and something is: then places cannot be counted."""
    may = any(each.components and each.max_repeat > 1 for each in elements)
    return may and any(REPEAT in text for text in flat)


def spread(elements: list[str], held: Composites) -> None:
    """Makes a segment's tag and elements the flat list. A composite's repetitions fall into one (`repeats`)."""
    last = len(elements) - 1
    for at, blanks in held:
        if at == last:
            elements.extend(elements.pop().split(COMPONENT))
        elif at < last:
            parts = elements[at].split(COMPONENT)
            elements[at : at + 1] = parts + blanks[len(parts)]


def gathered(flat: Sequence[str], elements: Sequence[ElementDef]) -> list[str]:
    """The elements again, without the tag, of a segment that ends nothing with a separator."""
    made, at = [], 1
    for each in elements:
        width = len(each.components) or 1
        made.append(COMPONENT.join(flat[at : at + width]).rstrip(COMPONENT))
        at += width
    return made


def number(elements: Sequence[ElementDef], place: Place) -> int:
    """The place's number in the flat list."""
    return sum(len(each.components) or 1 for each in elements[: place.element - 1]) + (place.component or 1)


def numbers(elements: Sequence[ElementDef], at: int) -> range:
    """The numbers of all that element `at` holds."""
    first = number(elements, Place("", at))
    return range(first, first + (len(elements[at - 1].components) or 1))
