"""Reads X12 files as a stream of events (X12.5, X12.6): any number of interchanges, each with its own delimiters.

Every byte of the data belongs to exactly one interchange or to one residue. No more than one set is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from edigw.formats.mapped import Data, behind
from edigw.formats.x12.events import LIMITS, Event, InterchangeEnd, Limits, Terms, TermsOf
from edigw.formats.x12.header import Header, header_at, next_header
from edigw.formats.x12.interchange import Reading
from edigw.formats.x12.rules import fault
from edigw.formats.x12.syntax import BOM, PADDING
from edigw.tree import Interchange, Message, Residue

_PADDING = re.compile(b"[" + PADDING + b"]+")

_FOREIGN = (  # first bytes of files in encodings that hold more or other than ASCII
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
    """Events in the order of the file; what is wrong is a finding, never an exception.

    `terms` tells, once an ISA was read, how this sender's interchange is to be read; it goes before `lenient` and
    `charset`. Interchange and Group come as headers with the findings so far, and again, complete, in their End.
    """
    if not data:
        yield _residue("EMPTY_FILE", 0, 0)
        return
    usual = Terms(lenient, charset)
    at, inside = 0, False  # inside: an interchange was read, so that a segment may be a stray one
    while at < len(data):
        header = header_at(data, at)
        if header is None:
            residue = _between(data, at, inside)
            yield residue
            at = residue.end
            continue
        inside = True
        chosen = terms(header.interchange()) if terms else usual
        for event in Reading(data, header, chosen, limits).events():
            yield event
            if isinstance(event, InterchangeEnd):
                at = event.interchange.end


def peek(data: Data) -> Interchange | None:
    """The first interchange's header alone, without findings; None where there is none."""
    at = next_header(data, 0)
    header: Header | None = header_at(data, at)
    return header.interchange() if header else None


def set_bytes(data: Data, message: Message) -> bytes:
    """Exactly what the set was, from ST to SE's terminator."""
    return data[message.start : message.end]


def interchange_bytes(data: Data, interchange: Interchange) -> bytes:
    """The interchange without line breaks behind its last terminator: what makes a repeat a repeat."""
    return data[interchange.start : interchange.end].rstrip(b"\r\n")


def _between(data: Data, start: int, inside: bool) -> Residue:
    """What stands at `start`, where no interchange does."""
    if data[start : start + len(BOM)] == BOM:
        return _residue("BOM", start, start + len(BOM))
    if _foreign(data, start):
        return _residue("ENCODING", start, len(data))
    padding = behind(_PADDING, data, start)
    if padding > start:
        return _residue("BLANK" if (start, padding) == (0, len(data)) else "PADDING", start, padding)
    end = next_header(data, start + 1)
    return _residue("STRAY_SEGMENT" if inside and _like_segment(data, start) else "NOT_EDI", start, end)


def _foreign(data: Data, start: int) -> bool:
    return data[start : start + 8].startswith(_FOREIGN)


def _like_segment(data: Data, start: int) -> bool:
    tag = data[start : start + 4]
    return tag[:2].isalnum() and tag[:2].isupper() and not tag.isalnum()


def _residue(reason: str, start: int, end: int) -> Residue:
    return Residue(start, end, reason, (fault(reason, offset=start),))
