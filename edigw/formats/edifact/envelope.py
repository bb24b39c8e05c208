"""Reads EDIFACT files as a stream of events (ISO 9735, batch): any number of interchanges, each with its own UNA.

Every byte of the data belongs to exactly one interchange or to one residue. No more than one message is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from edigw.formats.edifact.header import header_at, next_header
from edigw.formats.edifact.interchange import Event, Reading
from edigw.formats.edifact.rules import fault
from edigw.formats.edifact.syntax import BOM, PADDING
from edigw.formats.events import LIMITS, InterchangeEnd, Limits, Terms, TermsOf
from edigw.formats.mapped import Data, behind
from edigw.tree import Interchange, Message, Residue

_PADDING = re.compile(b"[" + PADDING + b"]+")

_FOREIGN = (  # first bytes of files in encodings that hold more or other than ASCII
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
    """Events in the order of the file; what is wrong is a finding, never an exception.

    `terms` tells, once a UNB was read, how this sender's interchange is to be read; it goes before `lenient`; the
    character set is always UNB's. Interchange and Group come as headers with the findings so far, and again, complete,
    in their End. Messages without UNG stand in a group whose ids are all "".
    """
    if not data:
        yield _residue("EMPTY_FILE", 0, 0)
        return
    at, inside = 0, False  # inside: an interchange was read, so that a segment may be a stray one
    while at < len(data):
        header = header_at(data, at)
        if header is None:
            residue = _between(data, at, inside, limits)
            yield residue
            at = residue.end
            continue
        inside = True
        chosen = terms(header.interchange()) if terms else Terms(lenient)
        for event in Reading(data, header, chosen, limits).events():
            yield event
            if isinstance(event, InterchangeEnd):
                at = event.interchange.end


def peek(data: Data) -> Interchange | None:
    """The first interchange's header alone, without findings; None where there is none."""
    header = header_at(data, next_header(data, 0))
    return header.interchange() if header else None


def message_bytes(data: Data, message: Message) -> bytes:
    """Exactly what the message was, from UNH to UNT's terminator."""
    return data[message.start : message.end]


def interchange_bytes(data: Data, interchange: Interchange) -> bytes:
    """The interchange without line breaks behind its last terminator: what makes a repeat a repeat."""
    return data[interchange.start : interchange.end].rstrip(b"\r\n")


def _between(data: Data, start: int, inside: bool, limits: Limits) -> Residue:
    """What stands at `start`, where no interchange does."""
    if data[start : start + len(BOM)] == BOM:
        return _residue("BOM", start, start + len(BOM))
    if data[start : start + 8].startswith(_FOREIGN):
        return _residue("ENCODING", start, len(data))
    padding = behind(_PADDING, data, start)
    if padding > start:
        return _residue("BLANK" if (start, padding) == (0, len(data)) else "PADDING", start, padding)
    end = next_header(data, start + 1)
    return _residue(_reason(data, start, end, inside, limits), start, end)


def _reason(data: Data, start: int, end: int, inside: bool, limits: Limits) -> str:
    head = data[start : start + 32]
    if head.startswith(b"UNA"):
        if end - start > limits.segment and data.find(head[8:9], start + 9, start + 9 + limits.segment) < 0:
            return "SEGMENT_TOO_LONG"
        return "HEADER_MISSING" if head[9:].lstrip(PADDING)[:3] in (b"UNH", b"UNG") else "SERVICE_STRING_ALONE"
    if head[:3] == b"UIB":
        return "INTERACTIVE"
    if inside and head[:3].isalnum() and head[:3].isupper() and not head[3:4].isalnum():
        return "STRAY_SEGMENT"
    return "HEADER_MISSING" if head[:4] in (b"UNH+", b"UNG+") else "NOT_EDI"


def _residue(reason: str, start: int, end: int) -> Residue:
    return Residue(start, end, reason, (fault(reason, offset=start),))
