"""Reads EDIFACT files as a stream of events (ISO 9735, batch): any number of interchanges, each with its own UNA."""

from __future__ import annotations

from collections.abc import Iterator

from edigw.formats import stream
from edigw.formats.edifact.header import LONGEST, Header, header_at, next_header
from edigw.formats.edifact.interchange import Event, Reading
from edigw.formats.edifact.rules import fault
from edigw.formats.events import LIMITS, Limits, Terms, TermsOf
from edigw.formats.mapped import Data
from edigw.formats.stream import Format
from edigw.formats.text import PADDING
from edigw.tree import Interchange

_FOREIGN = (
    b"\xff\xfe",
    b"\xfe\xff",
    b"U\x00N\x00",
    b"\x00U\x00N",
    b"U\x00\x00\x00N\x00\x00\x00",
    b"\x00\x00\x00U\x00\x00\x00N",
    b"\xe4\xd5\xc1",  # UNA in EBCDIC
    b"\xe4\xd5\xc2",  # UNB
)


def read(
    data: Data, *, lenient: bool = False, limits: Limits = LIMITS, terms: TermsOf | None = None
) -> Iterator[Event]:
    """Events in the order of a file of EDIFACT alone; see `stream.read`. `terms` goes before `lenient`.

    The character set is always UNB's. Messages without UNG stand in a group whose ids are all "".
    """
    yield from stream.read(data, (EDIFACT,), limits=limits, terms=terms, usual=Terms(lenient))


def peek(data: Data) -> Interchange | None:
    """The first interchange's header alone, without findings; None where there is none."""
    header = header_at(data, next_header(data, 0))
    return header.interchange() if header else None


def _events(data: Data, header: Header, terms: Terms, limits: Limits) -> Iterator[Event]:
    return Reading(data, header, terms, limits).events()


def _reason(data: Data, start: int, end: int, inside: bool, limits: Limits) -> str:
    head = data[start : start + 32]
    if head.startswith(b"UNA"):
        if end - start > LONGEST and data.find(head[8:9], start + 9, start + 9 + LONGEST) < 0:
            return "SEGMENT_TOO_LONG"  # longer than any UNB
        return "HEADER_MISSING" if head[9:].lstrip(PADDING)[:3] in (b"UNH", b"UNG") else "SERVICE_STRING_ALONE"
    if head[:3] == b"UIB":
        return "INTERACTIVE"
    if inside and head[:3].isalnum() and head[:3].isupper() and not head[3:4].isalnum():
        return "STRAY_SEGMENT"
    return "HEADER_MISSING" if head[:4] in (b"UNH+", b"UNG+") else "NOT_EDI"


EDIFACT = Format("edifact", header_at, next_header, _events, _FOREIGN, _reason, fault)

__all__ = ["EDIFACT", "peek", "read"]
