"""X12 syntax (X12.6): one interchange's bytes, cut into flat segments by its own delimiters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from edigw.formats.mapped import Data, find, search
from edigw.formats.text import BOM, PADDING
from edigw.formats.x12.binary import Binary, next_binary, shown
from edigw.tree import COMPONENT, REPEAT, Delimiters, Segment

WINDOW = 65_536  # bytes cut at once, at most
FIRST = 4_096  # at first: often one segment is asked for, or a set

PLAIN, WRAPPED, CUT, LONG, BINARY = range(5)
"""A whole segment; with line breaks inside; without terminator; over the cap; with data as long as it says."""

Piece = tuple[int, int, bytes, int]  # start of the tag, end behind the terminator, translated body, kind

FIRM = re.compile(  # an ISA of fixed widths; delimiters are judged later
    rb"ISA([^A-Za-z0-9\s]).{2}\1.{10}\1.{2}\1.{10}\1.{2}\1.{15}\1.{2}\1.{15}\1.{6}\1.{4}\1.\1.{5}\1.{9}\1.\1.\1..",
    re.DOTALL,
)

_ELEMENT, _SEGMENT = "\x1d", "\x1c"
_OURS = (b"\x1d", b"\x1c", COMPONENT.encode(), REPEAT.encode())
_SUBSTITUTE = b"\x1a"  # stands for a control character in data that would pass for one of ours


@dataclass(frozen=True, slots=True)
class Marks:
    """An interchange's delimiters, one byte each; component and repetition are b"" where there is none."""

    element: bytes
    segment: bytes
    component: bytes = b""
    repetition: bytes = b""

    def table(self) -> bytes:
        """For bytes.translate: delimiters become ours, and ours, where they are data, SUB."""
        table = bytearray(range(256))
        for ours in _OURS:
            table[ours[0]] = _SUBSTITUTE[0]
        for theirs, ours in zip((self.element, self.segment, self.component, self.repetition), _OURS, strict=True):
            if theirs:
                table[theirs[0]] = ours[0]
        return bytes(table)

    def delimiters(self) -> Delimiters:
        marks = (self.element, self.segment, self.component, self.repetition)
        return Delimiters(*(mark.decode("latin-1") for mark in marks))


def pieces(data: Data, start: int, limit: int, marks: Marks, cap: int, *, lenient: bool) -> Iterator[Piece]:
    """Segments from `start` on, up to `limit` or to an embedded ISA of fixed widths.

    Memory stays at one window, whatever the data hold; data of a binary segment are not cut. `cap` is the longest
    segment in bytes; of a longer one only the beginning is given, as LONG. Line breaks after a terminator (lenient:
    blanks and NULs too) are skipped.
    """
    table, term, skip = marks.table(), marks.segment, b"\r\n\t \x00" if lenient else b"\r\n"
    window = min(FIRST, cap)
    while start < limit:
        until = min(start + window, limit)
        if (found := next_binary(data, start, until, marks.element, term)) is not None:
            if not data[start : found.start].strip(b"\r\n\t \x00"):
                yield _binary(data, found, table, cap)
                start = found.end
                continue
            until = found.start
        cut = data.rfind(term, start, until) + 1
        if not cut:
            cut = data.find(term, until, min(start + cap, limit)) + 1
        if not cut:
            long = limit - start > cap
            cut = ((find(data, term, start + cap, limit) + 1) or limit) if long else limit
            limit = min(limit, embedded(data, start, cut))
            cut = min(cut, limit)
            yield from _uncut(data, start, cut, table, skip, cap)
            start = cut
            continue
        end = embedded(data, start, cut)
        yield from _cut(data[start : min(cut, end)].translate(table), start, skip)
        start = min(cut, end)
        limit = min(limit, end)
        window = min(2 * window, WINDOW, cap)


def embedded(data: Data, start: int, end: int) -> int:
    """Where an ISA of fixed widths begins in [start, end); the data's length when there is none."""
    found = search(FIRM, data, start, end, 106)
    return found.start() if found else len(data)


def _binary(data: Data, found: Binary, table: bytes, cap: int) -> Piece:
    raw = data[found.start : min(found.end - 1, found.start + cap)]
    body = shown(raw, table, found.data - found.start)
    return found.start, found.end, body, LONG if found.end - found.start > cap else BINARY


def _cut(text: bytes, start: int, skip: bytes) -> Iterator[Piece]:
    parts = text.split(b"\x1c")
    breaks = b"\n" in text or b"\r" in text or b" " in skip
    last = len(parts) - 1
    for index, part in enumerate(parts):
        end = start + len(part) + 1
        if index == last:
            if part.strip(PADDING):
                body = _skipped(part, skip)
                yield end - 1 - len(body), end - 1, body, CUT
        elif breaks:
            body = _skipped(part, skip)
            yield end - 1 - len(body), end, body, WRAPPED if b"\n" in body or b"\r" in body else PLAIN
        else:
            yield start, end, part, PLAIN
        start = end


def _skipped(part: bytes, skip: bytes) -> bytes:
    body = part.lstrip(skip)
    if len(skip) > 2 and body.startswith(BOM):
        body = body[len(BOM) :].lstrip(skip)
    return body


def _uncut(data: Data, start: int, end: int, table: bytes, skip: bytes, cap: int) -> Iterator[Piece]:
    """A segment without a terminator, or over the cap."""
    raw = data[start : min(end, start + cap)].translate(table)
    body = _skipped(raw, skip)
    begin = start + len(raw) - len(body)
    if end - start > cap:
        yield begin, end, body, LONG
    elif body.strip(PADDING):
        yield begin, end, body, CUT


def segment(body: bytes, start: int, position: int, charset: str) -> Segment:
    """A translated body as a Segment; bytes that the charset lacks become U+FFFD, which is no text."""
    if b"\n" in body or b"\r" in body:
        return _unwrapped(body, start, position, charset)
    text = body.decode(charset, "replace")
    tag, *elements = text.split(_ELEMENT)
    if text.isascii() and len(text) == len(body):
        return Segment(tag, tuple(elements), position, start)
    return Segment(tag, _characters(elements, charset), position, start, _starts(body, start))


def _unwrapped(body: bytes, start: int, position: int, charset: str) -> Segment:
    flat = unwrap(body).decode(charset, "replace")
    tag, *elements = flat.split(_ELEMENT)
    return Segment(tag, _characters(elements, charset), position, start, _starts(body, start))


def _characters(elements: list[str], charset: str) -> tuple[str, ...]:
    """Data in Latin-1 that are good UTF-8 were meant as UTF-8: senders change over without saying so."""
    return tuple(map(_as_utf8, elements)) if charset == "latin-1" else tuple(elements)


def _as_utf8(text: str) -> str:
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _starts(body: bytes, start: int) -> tuple[int, ...]:
    lengths = [len(part) + 1 for part in body.split(b"\x1d")[:-1]]
    return tuple(accumulate(lengths, initial=start))[1:]


def unwrap(body: bytes) -> bytes:
    """Without the line breaks that a file wrapped to a width has inside its segments."""
    return body.translate(None, b"\r\n")


def longest(body: bytes) -> tuple[str, int, str]:
    """Tag, number and the first 99 characters of the longest element of a body."""
    tag, *elements = body.split(b"\x1d")
    number = max(range(len(elements)), key=lambda index: len(elements[index]), default=-1) + 1
    value = elements[number - 1][:99] if number else b""
    return tag[:10].decode("latin-1"), number, unwrap(value).decode("latin-1")
