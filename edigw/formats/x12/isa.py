"""What is wrong with an ISA segment: one finding a fault, with its TA105 code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edigw.formats.text import is_date, is_time, whole
from edigw.formats.x12.events import Terms
from edigw.formats.x12.header import Header, could_separate, trim
from edigw.formats.x12.lists import (
    AUTHORIZATION_QUALIFIERS,
    ID_QUALIFIERS,
    RELEASES,
    REPETITION_FROM,
    SECURITY_QUALIFIERS,
)
from edigw.formats.x12.rules import fault
from edigw.formats.x12.syntax import Marks
from edigw.tree import Finding

_RELEASE = re.compile(r"00[1-9]0[0-9]")  # how versions are numbered, published or not
_ANOTHER = re.compile(r"[A-Z]")  # who is responsible for the standard: U says ASC X12, TDCC and UCS


def check_header(header: Header) -> tuple[Finding, ...]:
    """The faults of ISA; only those of its delimiters or form where the rest cannot be trusted."""
    unusable = tuple(_delimiters(header))
    if unusable:
        return unusable
    form = (_fault(header, header.problem),) if header.problem else ()
    if header.problem in ("HEADER_CUT_OFF", "HEADER_ELEMENTS"):
        return form
    return form + tuple(_fault(header, rule, element) for rule, element in _elements(header.elements))


def check_agreed(header: Header, terms: Terms) -> tuple[Finding, ...]:
    """TA105 011 and 013: ISA02 and ISA04 hold what was agreed with the sender."""
    agreed = ((2, "AUTHORIZATION", terms.authorization), (4, "SECURITY", terms.security))
    read = header.problem not in ("HEADER_CUT_OFF", "HEADER_ELEMENTS")
    return tuple(
        _fault(header, f"{name}_DIFFERS", element)
        for element, name, value in agreed
        if read
        and value is not None
        and trim(header.elements[element - 1]) != value
        and (value or header.elements[element - 2] != "00")
    )


def _fault(header: Header, rule: str, element: int | None = None) -> Finding:
    if element is None:
        return fault(rule, segment="ISA", offset=header.start)
    value = header.elements[element - 1]
    offset = header.starts[element - 1]
    return fault(rule, segment="ISA", element=element, offset=offset, value=value)


def _delimiters(header: Header) -> Iterator[Finding]:
    if header.marks is None:
        return
    element, segment = header.marks.element, header.marks.segment
    if _part_of_data(element):
        yield fault("ELEMENT_SEPARATOR", segment="ISA", offset=header.start + 3, value=element.decode("latin-1"))
    component = header.marks.component
    if _part_of_data(segment) or segment in (element, component):
        yield fault("SEGMENT_TERMINATOR", segment="ISA", offset=header.end - 1, value=segment.decode("latin-1"))
    elif _part_of_data(component) or component == element:
        value = component.decode("latin-1")
        yield fault("COMPONENT_SEPARATOR", segment="ISA", element=16, offset=header.starts[15], value=value)


def _part_of_data(mark: bytes) -> bool:
    return mark.isalnum() or mark == b" "


def _elements(e: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """(rule, element) for each fault of a value."""
    yield from _agreed(e)
    yield from _parties(e)
    if not (is_date(e[8]) and len(e[8]) == 6):
        yield "INTERCHANGE_DATE", 9
    if not (is_time(e[9]) and len(e[9]) == 4):
        yield "INTERCHANGE_TIME", 10
    if e[11] not in RELEASES:
        yield "INTERCHANGE_RELEASE_NOT_SUPPORTED" if _RELEASE.fullmatch(e[11]) else "INTERCHANGE_RELEASE", 12
    elif not _standards_id(e):
        old = e[11] < REPETITION_FROM
        yield "STANDARDS_NOT_SUPPORTED" if old and _ANOTHER.fullmatch(e[10]) else "STANDARDS_ID", 11
    if len(e[12]) != 9 or whole(e[12]) is None:
        yield "INTERCHANGE_CONTROL", 13
    elif whole(e[12]) == 0:
        yield "INTERCHANGE_CONTROL_ZERO", 13
    if e[13] not in ("0", "1"):
        yield "ACK_REQUESTED", 14
    if e[14] not in ("P", "T"):
        yield "USAGE", 15


def _agreed(e: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    if e[0] not in AUTHORIZATION_QUALIFIERS:
        yield "AUTHORIZATION_QUALIFIER", 1
    elif e[0] == "00" and trim(e[1]):
        yield "AUTHORIZATION", 2
    if e[2] not in SECURITY_QUALIFIERS:
        yield "SECURITY_QUALIFIER", 3
    elif e[2] == "00" and trim(e[3]):
        yield "SECURITY", 4


def _parties(e: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for role, at in (("SENDER", 4), ("RECEIVER", 6)):
        qualifier, text = e[at], e[at + 1]
        if qualifier not in ID_QUALIFIERS:
            yield f"{role}_QUALIFIER", at + 1
        if not trim(text):
            yield f"{role}_ID", at + 2
        elif trim(text) != text.strip(" "):
            yield f"{role}_PADDING", at + 2


def _standards_id(e: tuple[str, ...]) -> bool:
    if e[11] < REPETITION_FROM:
        return e[10] == "U"
    return could_separate(e[10])


def usable(marks: Marks | None) -> bool:
    """Whether what follows ISA can be cut into segments."""
    if marks is None:
        return False
    distinct = marks.segment not in (marks.element, marks.component) and marks.component != marks.element
    return distinct and not any(map(_part_of_data, (marks.element, marks.segment, marks.component)))
