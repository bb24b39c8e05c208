"""A partner's guide against the dictionary: it narrows; what could never hold is refused when the map is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from edigw.mapping.address import ElementAddress, SegmentAddress, Test
from edigw.mapping.context import Context, codes_admitted
from edigw.mapping.faults import Wrong, near
from edigw.mapping.named import called
from edigw.structure import guide
from edigw.structure.dictionary import ElementDef, Position
from edigw.structure.guide import Row

Steps = tuple[SegmentAddress, ...]


def tags_of(positions: Iterable[Position]) -> list[str]:
    """Every tag of a set or loop, inner loops too."""
    found = {tag for p in positions for tag in (p.tag, *tags_of(p.children[1:]))}
    return sorted(found)


def position_of(context: Context, tags: Iterable[str]) -> Position | None:
    """Where a chain of loops ends in the set; None: nowhere."""
    positions, found = context.set_def.children, None
    for tag in tags:
        found = next((position for position in positions if position.tag == tag), None)
        if found is None:
            return None
        positions = found.children[1:]
    return found


def definition(context: Context, address: ElementAddress) -> ElementDef:
    """The element or component that a guide's address means. Raises Wrong."""
    tag, at = address.tag, address.first
    elements = context.dictionary.segments[tag].elements
    if not 1 <= at.element <= address.positions[-1] <= len(elements):
        raise Wrong(f"{tag} has {len(elements)} elements, no {address}", f"the last is {tag}{len(elements):02d}")
    element = elements[at.element - 1]
    if not at.component:
        return element
    parts = element.components
    if at.component > len(parts):
        last = f"the last is {tag}{at.element:02d}-{len(parts):02d}" if parts else f"write {tag}{at.element:02d}"
        raise Wrong(f"{tag}{at.element:02d} has {len(parts) or 'no'} components, no {address}", last)
    return parts[at.component - 1]


def check(context: Context, row: Row, where: Steps, element: ElementAddress | None) -> None:
    """Refuses what the dictionary contradicts whatever else the guide says. Raises Wrong."""
    if row.not_used and (row.required or row.only or row.at_most is not None or row.length or row.one_of):
        raise Wrong("`not used` stands with words that want something there", "keep one of the two")
    if element is None:
        _segment(context, row, where)
    else:
        _element(context, row, element)
    for address in row.one_of:
        _inside(context, address)


def _segment(context: Context, row: Row, where: Steps) -> None:
    position = position_of(context, [step.tag for step in where])
    if position is None:
        return
    if row.not_used and position.required and not where[-1].tests:
        raise Wrong(f"{where[-1].tag} is mandatory in the dictionary", "a guide cannot leave it out: take the row out")
    most = position.repeat if position.loop else position.max
    if row.at_most == 0:
        raise Wrong("`at most 0` leaves nothing", "write `not used`")
    if row.at_most is not None and most is not None and row.at_most > most:
        raise Wrong(f"`at most {row.at_most}`: the dictionary lets {where[-1].tag} stand {most} times there",
                    f"write a number up to {most}")  # fmt: skip


def _element(context: Context, row: Row, address: ElementAddress) -> None:
    element = definition(context, address)
    if row.not_used and element.required:
        raise Wrong(f"{address} is mandatory in the dictionary", "a guide cannot leave it out: take the row out")
    if element.components and (row.only or row.also or row.length):
        first = called(context.dictionary.segments[address.tag], address.first.element, 1)
        raise Wrong(f"{address} is a composite", f"name a component: {first} and on")
    if row.length is None:
        return
    low, high = row.length
    if low > high or low < 1:
        raise Wrong(f"`length {low}..{high}` fits nothing", "write the shorter first: length 8..10")
    if low < element.min or high > element.max:
        told = f"the dictionary lets {address} have {element.min} to {element.max} characters"
        raise Wrong(f"`length {low}..{high}`: {told}", f"stay within {element.min}..{element.max}")


def _inside(context: Context, address: guide.Address) -> None:
    """What `one of` names must exist."""
    if address.steps and position_of(context, (step.tag for step in address.steps)) is None:
        tag = address.steps[-1].tag
        raise Wrong(f"{address.path} does not stand in {context.set_def.type}",
                    near(tag, tags_of(context.set_def.children)))  # fmt: skip
    if address.steps and address.element is not None:
        tag = address.steps[-1].tag
        elements = context.dictionary.segments[tag].elements
        if address.element > len(elements):
            raise Wrong(f"{tag} has {len(elements)} elements", f"the last is {tag}{len(elements):02d}")


def check_values(context: Context, row: Row, where: Steps, element: ElementAddress | None) -> None:
    """Refuses codes and constants that the element cannot hold, once every `also` is known. Raises Wrong."""
    for at, step in enumerate(where, 1):
        for test in step.tests:
            _constant(context, where[:at], test)
    if element is None or not (row.only or row.also):
        return
    found = definition(context, element)
    codes = codes_admitted(context, found, context.admitted(where, element.first.element) | set(row.also))
    for value in row.only:
        if codes is not None and value not in codes:
            told = f"`only {value}`: {element} has no code `{value}` (data element {found.number})"
            fix = f"write `also {value}; only ...` where it is the partner's own, or: {near(value, sorted(codes))}"
            raise Wrong(told, fix)
        _fits(element, found, value)
    for value in row.also:
        _fits(element, found, value)


def _constant(context: Context, where: Steps, test: Test) -> None:
    if test.child:
        return
    address = ElementAddress(test.place)
    element = definition(context, address)
    codes = codes_admitted(context, element, context.admitted(where, test.place.element))
    unknown = next((value for value in test.values if codes is not None and value not in codes), None)
    if codes is not None and unknown is not None:
        raise Wrong(f"{where[-1]}: {address} has no code `{unknown}` (data element {element.number})",
                    near(unknown, sorted(codes)))  # fmt: skip
    _fits(address, element, test.value)


def _fits(address: ElementAddress, element: ElementDef, value: str) -> None:
    if not element.components and not element.min <= len(value) <= element.max:
        told = (
            f"`{value}` has {len(value)} characters; the dictionary lets {address} have {element.min} to {element.max}"
        )
        raise Wrong(told, "write the value as it stands on the wire")
