"""A partner's guide against the dictionary: it narrows; what could never hold is refused when the map is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from edigw.mapping.address import ElementAddress, SegmentAddress, Test
from edigw.mapping.context import Context, codes_admitted
from edigw.mapping.faults import Wrong, near
from edigw.mapping.named import called
from edigw.mapping.pattern import lengths
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
    wanted = row.required or row.only or row.at_most is not None or row.length or row.one_of
    if row.not_used and (wanted or row.at_least is not None or row.patterns):
        raise Wrong("`not used` stands with words that want something there", "keep one of the two")
    if row.at_least is not None:
        _at_least(row, row.at_least)
    if element is None:
        _segment(context, row, where)
    else:
        _element(context, row, element)
    for address in row.one_of:
        _inside(context, address)


def _at_least(row: Row, least: int) -> None:
    if row.required:
        raise Wrong(f"`at least {least}` says `required` too", "keep `at least` alone")
    if least < 2:
        raise Wrong(f"`at least {least}` is no number of turns", "write `required`, or a number from 2 on")
    if row.at_most is not None and least > row.at_most:
        raise Wrong(f"`at least {least}` and `at most {row.at_most}` fit nothing", "write the smaller number first")


def _segment(context: Context, row: Row, where: Steps) -> None:
    position = position_of(context, [step.tag for step in where])
    if position is None:
        return
    if row.not_used and position.required and not where[-1].tests:
        raise Wrong(f"{where[-1].tag} is mandatory in the dictionary", "a guide cannot leave it out: take the row out")
    most = position.repeat if position.loop else position.max
    _within(row, most, f"{where[-1].tag} stand {most} times there")


def _within(row: Row, most: int | None, told: str) -> None:
    """Both numbers of turns against the dictionary's."""
    if row.at_most == 0:
        raise Wrong("`at most 0` leaves nothing", "write `not used`")
    for word, number in (("at least", row.at_least), ("at most", row.at_most)):
        if number is not None and most is not None and number > most:
            raise Wrong(f"`{word} {number}`: the dictionary lets {told}", f"write a number up to {most}")


def _element(context: Context, row: Row, address: ElementAddress) -> None:
    element = definition(context, address)
    if row.not_used and element.required:
        raise Wrong(f"{address} is mandatory in the dictionary", "a guide cannot leave it out: take the row out")
    if row.at_least is not None or row.at_most is not None:
        if address.first.component or element.max_repeat == 1:
            raise Wrong(f"{address} is not repeated", "`at least` and `at most` want a segment, or an element that is")
        _within(row, element.max_repeat, f"{address} stand {element.max_repeat} times in its segment")
    if element.components and (row.only or row.also or row.length or row.patterns):
        first = called(context.dictionary.segments[address.tag], address.first.element, 1)
        raise Wrong(f"{address} is a composite", f"name a component: {first} and on")
    if row.length is not None:
        low, high = row.length
        if low > high or low < 1:
            raise Wrong(f"`length {low}..{high}` fits nothing", "write the shorter first: length 8..10")
        _long(f"length {low}..{high}", low, high, address, element)
    if row.patterns and (row.length or row.only):
        raise Wrong("`pattern` stands with `length` or `only`", "the pattern says both: keep one of the two")
    for each in row.patterns:
        low, high = lengths(each)
        _long(f"pattern {each.text}", max(low, 1), high, address, element)


def _long(said: str, low: int, high: int, address: ElementAddress, element: ElementDef) -> None:
    if low < element.min or high > element.max:
        told = f"the dictionary lets {address} have {element.min} to {element.max} characters"
        raise Wrong(f"`{said}`: {told}", f"stay within {element.min}..{element.max}")


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
    if element is None or not (row.only or row.also or row.patterns):
        return
    found = definition(context, element)
    codes = codes_admitted(context, found, context.admitted(where, element.first.element) | set(row.also))
    for each in row.patterns:
        if codes is not None and not any(map(each.fits, codes)):
            told = f"`pattern {each.text}`: no code of {element} looks so (data element {found.number})"
            raise Wrong(told, "name the codes: `only A B`")
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
