"""EDIFACT's own names for places, `C507.2380` or `4183#2`: looked up in the dictionary once a map's rows are merged.

X12 counts elements (`REF02`) and has nothing to look up. Each standard's maps keep to its own notation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from edigw.mapping.address import LEADING, Address, Arrow, ElementAddress, Place, SegmentAddress, Test
from edigw.mapping.faults import Faults, Wrong, near
from edigw.mapping.source import SourceRow
from edigw.structure.dictionary import Dictionary, ElementDef, SegmentDef

_COMPOSITE = re.compile(r"[CS]\d{3}")
_NAME = re.compile(r"(\w{4})(?:#(\d+))?(?:\.(\d{4})(?:#(\d+))?)?")


def located(dictionary: Dictionary, rows: Sequence[SourceRow], faults: Faults, tag: str = "") -> tuple[SourceRow, ...]:
    """The rows with every place looked up. `tag`: the segment that they stand in."""
    made = []
    for row in rows:
        try:
            address = settled(dictionary, row.address, tag)
            inner = address.tag if isinstance(address, SegmentAddress) else tag
            arrow = _arrow(dictionary, row.arrow, inner)
        except Wrong as wrong:
            faults.wrong(row.spot, wrong)
            continue
        children = located(dictionary, row.children, faults, inner) if row.children else ()
        made.append(replace(row, address=address, arrow=arrow, children=children))
    return tuple(made)


def settled(dictionary: Dictionary, address: Address, tag: str) -> Address:
    """An address with its places looked up. `tag`: the segment that an element stands in. Raises Wrong."""
    if isinstance(address, SegmentAddress):
        tests = [_test(dictionary, test) for test in address.tests]
        tests.sort(key=lambda t: (t.child, t.place.element, t.place.component))
        return replace(address, tests=tuple(tests))
    first = found(dictionary, address.first, tag)
    if address.last is None:
        return replace(address, first=first)
    last = found(dictionary, address.last, tag)
    within = first.element == last.element
    if first.name and not within and first.component != last.component:
        raise Wrong(f"`{address}` names different components", "write the same on both sides: C212#1.7140..C212#5.7140")
    if first.name and (last.element, last.component) <= (first.element, first.component):
        raise Wrong(f"`{address}` is no range", f"write it from the first to the last: {first.name}..")
    return ElementAddress(first, last)


def _test(dictionary: Dictionary, test: Test) -> Test:
    return replace(test, place=found(dictionary, test.place, test.place.tag))


def _arrow(dictionary: Dictionary, arrow: Arrow | None, tag: str) -> Arrow | None:
    if arrow is None or arrow.key is None:
        return arrow
    return replace(arrow, key=found(dictionary, arrow.key, tag))


def found(dictionary: Dictionary, place: Place, tag: str) -> Place:
    """The place with its element and component counted. Raises Wrong."""
    edifact = dictionary.standard == "edifact"
    if edifact and _COMPOSITE.fullmatch(str(place)):
        place = Place("", 0, sought=str(place))  # C507 looks like element 07 of a segment C5
    if not place.sought:
        if edifact:
            fix = "write SEG+Q" if place.element in (1, 3) else "name the element: 1004, C507.2380"
            raise Wrong(f"`{place}` is X12's way to name a place", fix)
        return place
    if not edifact:
        fix = "write SEG*Q" if place.sought == LEADING else f"count it: {place.tag or tag or 'REF'}02"
        shown = f"{place.tag}+" if place.sought == LEADING else str(place)
        raise Wrong(f"`{shown}` is EDIFACT's way to name a place", fix)
    definition = dictionary.segments.get(place.tag or tag)
    if definition is None:
        if not (place.tag or tag):
            raise Wrong(f"{place} stands outside its segment", "put it under its segment")
        return Place(place.tag or tag, 1, name=place.sought)  # that there is no such segment is told by the segment
    if place.sought == LEADING:
        first = definition.elements[0]
        inner = first.components[0].number if first.components else ""
        return Place(definition.tag, 1, int(bool(inner)), name=f"{first.number}.{inner}".rstrip("."))
    return _place(definition, place.sought)


def _place(definition: SegmentDef, name: str) -> Place:
    match = _NAME.fullmatch(name)
    assert match is not None
    number, often, inner, inner_often = match.groups()
    element = _nth(definition.elements, number, often, definition.tag)
    component = 0
    if inner:
        parts = definition.elements[element - 1].components
        if not parts:
            raise Wrong(f"{number} has no components", f"write {number}")
        component = _nth(parts, inner, inner_often, f"{number} of {definition.tag}")
    return Place(definition.tag, element, component, name=name)


def _nth(elements: Sequence[ElementDef], number: str, often: str | None, where: str) -> int:
    """Which of the elements bears the number, the first being 1."""
    places = [at for at, element in enumerate(elements, 1) if element.number == number]
    if not places:
        inside = [f"{e.number}.{number}" for e in elements if any(c.number == number for c in e.components)]
        fix = f"write {inside[0]}" if inside else near(number, [element.number for element in elements])
        raise Wrong(f"{where} has no {number}", fix)
    if often is None and len(places) > 1:
        raise Wrong(f"{where} has {len(places)} times {number}", f"say which: {number}#1 to {number}#{len(places)}")
    if often is not None and len(places) == 1:
        raise Wrong(f"{where} has {number} once", f"write {number} without #{often}")
    if not 1 <= int(often or 1) <= len(places):
        raise Wrong(f"{where} has {len(places)} times {number}, no {number}#{often}", f"the last is #{len(places)}")
    return places[int(often or 1) - 1]


def called(definition: SegmentDef, element: int, component: int = 0) -> str:
    """A place as its standard writes it: `REF02-01`, `NAD.C082.3039`."""
    held = definition.elements[element - 1]
    parts = held.components
    if not _edifact(held):
        return str(Place(definition.tag, element, component))
    name = _counted(definition.elements, element)
    return f"{definition.tag}.{name}" + (f".{_counted(parts, component)}" if component else "")


def _counted(elements: Sequence[ElementDef], at: int) -> str:
    number = elements[at - 1].number
    same = [n for n, element in enumerate(elements, 1) if element.number == number]
    return number if len(same) == 1 else f"{number}#{same.index(at) + 1}"


def _edifact(element: ElementDef) -> bool:
    return (element.components[0] if element.components else element).type in ("a", "an", "n")
