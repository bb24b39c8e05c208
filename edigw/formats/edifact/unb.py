"""What the interchange header UNB may hold (ISO 9735-1, annex C), checked element by element."""

from __future__ import annotations

from collections.abc import Iterator

from edigw.formats.edifact.charsets import CHARSETS, VERSIONS
from edigw.formats.edifact.header import Header
from edigw.formats.edifact.rules import fault
from edigw.formats.text import is_date, is_time
from edigw.tree import COMPONENT, REPEAT, Finding

LENGTHS: dict[tuple[int, int], tuple[str, int]] = {  # (element, component) -> (data element, longest)
    (2, 1): ("0004", 35),
    (2, 2): ("0007", 4),
    (2, 3): ("0008", 35),
    (2, 4): ("0042", 35),
    (3, 1): ("0010", 35),
    (3, 2): ("0007", 4),
    (3, 3): ("0014", 35),
    (3, 4): ("0046", 35),
    (5, 1): ("0020", 14),
    (6, 1): ("0022", 14),
    (6, 2): ("0025", 2),
    (7, 1): ("0026", 14),
    (8, 1): ("0029", 1),
    (9, 1): ("0031", 1),
    (10, 1): ("0032", 35),
    (11, 1): ("0035", 1),
}
_ACK = frozenset(["", "1", "2"])
_TEST = frozenset(["", "1", "2", "3", "4"])


def check_header(header: Header) -> list[Finding]:
    """Faults of UNA and UNB; where the service characters are useless, those alone."""
    found = [fault(rule, segment="UNA" if rule == "SERVICE_STRING" else "UNB", offset=header.start)
             for rule in header.faults]  # fmt: skip
    if header.marks is None:
        return found
    found += _syntax(header)
    found += _ids(header)
    found += _when(header)
    found += _lengths(header)
    found += _flags(header)
    return found


def _at(header: Header, rule: str, element: int, component: int | None = None, detail: str = "") -> Finding:
    value = header.part(element, component or 1) or None
    offset = header.unb.offset_of(element)
    place = {"segment": "UNB", "element": element, "component": component, "offset": offset, "value": value}
    return fault(rule, detail, **place)


def _syntax(header: Header) -> Iterator[Finding]:
    identifier, version = header.part(1), header.part(1, 2)
    if identifier not in CHARSETS:
        yield _at(header, "SYNTAX_IDENTIFIER", 1, 1)
    elif not CHARSETS[identifier].supported:
        yield _at(header, "CHARSET_NOT_SUPPORTED", 1, 1)
    if version not in VERSIONS:
        yield _at(header, "SYNTAX_VERSION", 1, 2)


def _ids(header: Header) -> Iterator[Finding]:
    if not header.part(2).strip():
        yield _at(header, "SENDER_ID", 2, 1)
    if not header.part(3).strip():
        yield _at(header, "RECEIVER_ID", 3, 1)
    if not header.unb.get(5):
        yield _at(header, "INTERCHANGE_CONTROL", 5)


def _when(header: Header) -> Iterator[Finding]:
    """Six and eight digits are read in every version."""
    date, time = header.part(4), header.part(4, 2)
    if not date or not time:
        yield _at(header, "HEADER_ELEMENT_MISSING", 4, 2 if date else 1, "S004")
    if date and not is_date(date):
        yield _at(header, "INTERCHANGE_DATE", 4, 1)
    elif date and (len(date) == 8) != (header.part(1, 2) == "4"):
        yield _at(header, "DATE_LENGTH", 4, 1)
    if time and not (len(time) == 4 and is_time(time)):
        yield _at(header, "INTERCHANGE_TIME", 4, 2)


def _lengths(header: Header) -> Iterator[Finding]:
    elements = header.unb.elements
    if len(elements) > 11:
        yield _at(header, "HEADER_ELEMENTS", 12)
    for number, text in enumerate(elements[:11], 1):
        for component, part in enumerate(text.split(REPEAT)[0].split(COMPONENT), 1):
            name, longest = LENGTHS.get((number, component), ("", 0))
            if name and len(part) > longest:
                yield _at(header, "HEADER_ELEMENT_LENGTH", number, component, f"{name} over {longest}")


def _flags(header: Header) -> Iterator[Finding]:
    if header.unb.get(9) not in _ACK:
        yield _at(header, "ACK_REQUESTED", 9)
    if header.unb.get(11) not in _TEST:
        yield _at(header, "USAGE", 11)
