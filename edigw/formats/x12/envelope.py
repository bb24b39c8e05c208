"""Reads X12 files as a stream of events (X12.5, X12.6): any number of interchanges, each with its own delimiters."""

from __future__ import annotations

from collections.abc import Iterator

from edigw.formats import markup, stream
from edigw.formats.mapped import Data
from edigw.formats.stream import Format
from edigw.formats.x12.events import LIMITS, Event, Limits, Terms, TermsOf
from edigw.formats.x12.header import Header, header_at, next_header
from edigw.formats.x12.interchange import Reading
from edigw.formats.x12.rules import fault
from edigw.tree import Interchange

_FOREIGN = (
    b"\xff\xfe",
    b"\xfe\xff",
    b"I\x00S\x00A",
    b"\x00I\x00S\x00A",
    b"I\x00\x00\x00S\x00\x00\x00",
    b"\x00\x00\x00I\x00\x00\x00S",
    b"\xc9\xe2\xc1",  # ISA in EBCDIC
)


def read(
    data: Data,
    *,
    lenient: bool = False,
    charset: str = "latin-1",
    limits: Limits = LIMITS,
    terms: TermsOf | None = None,
) -> Iterator[Event]:
    """Events in the order of a file of X12 alone; see `stream.read`. `terms` goes before `lenient` and `charset`."""
    yield from stream.read(data, (X12,), limits=limits, terms=terms, usual=Terms(lenient, charset))


def peek(data: Data) -> Interchange | None:
    """The first interchange's header alone, without findings; None where there is none."""
    at = next_header(data, 0)
    header: Header | None = header_at(data, at)
    return header.interchange() if header else None


def _events(data: Data, header: Header, terms: Terms, limits: Limits) -> Iterator[Event]:
    return Reading(data, header, terms, limits).events()


def _reason(data: Data, start: int, end: int, inside: bool, limits: Limits) -> str:
    if (dangerous := markup.reason(data[start : min(end, start + markup.LOOK)])) is not None:
        return dangerous
    tag = data[start : start + 4]
    stray = inside and tag[:2].isalnum() and tag[:2].isupper() and not tag.isalnum()
    return "STRAY_SEGMENT" if stray else "NOT_EDI"


X12 = Format("x12", header_at, next_header, _events, _FOREIGN, _reason, fault)

__all__ = ["X12", "peek", "read"]
