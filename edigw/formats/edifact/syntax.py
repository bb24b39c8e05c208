"""EDIFACT syntax (ISO 9735-1): one interchange's bytes, cut into flat segments, release characters resolved.

Released characters are told from delimiters once, here, without changing a byte's place: a release character becomes
DROP, which is taken out when text is made, and what it released stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from edigw.formats.edifact.charsets import Charset
from edigw.formats.mapped import Data, find, search
from edigw.formats.text import BOM, PADDING
from edigw.tree import COMPONENT, Delimiters, Segment

WINDOW = 65_536  # bytes cut at once, at most
FIRST = 4_096  # at first: often one segment is asked for, or a message
DROP = b"\x06"  # stands in a translated body where a release character was

PLAIN, WRAPPED, CUT, LONG = range(4)
"""A whole segment; with line breaks inside; without terminator; over the cap."""

Piece = tuple[int, int, bytes, int]  # start of the tag, end behind the terminator, translated body, kind

FIRM = re.compile(  # where an interchange begins, whatever stands before it
    rb"UN(?:A[^A-Za-z0-9]{6}[\r\n\t ]{0,4}UNB|B\+UNO[A-Z]:[1-9]\+)"
)
_FIRM_WIDTH = 17

_ELEMENT = "\x1d"
_OURS = b"\x1d\x1c\x1f\x1e"  # as the fields of Marks
_STAND_INS = b"\x01\x02\x03\x04\x05"  # for released characters, while delimiters are translated
_SUB = 0x1A  # stands for a control character in data that would pass for one of ours


@dataclass(frozen=True)
class Marks:
    """An interchange's service characters, one byte each; repetition and release are b"" where there is none."""

    element: bytes = b"+"
    segment: bytes = b"'"
    component: bytes = b":"
    repetition: bytes = b""
    release: bytes = b"?"
    decimal: bytes = field(default=b".", compare=False)

    @property
    def special(self) -> tuple[bytes, ...]:
        """Every character that has to be released where it is data."""
        marks = (self.element, self.segment, self.component, self.repetition, self.release)
        return tuple(mark for mark in marks if mark)

    @cached_property
    def _tables(self) -> tuple[bytes, bytes]:
        guard = bytearray(range(256))
        for sign in (*_STAND_INS, *DROP, *_OURS):
            guard[sign] = _SUB
        for mark in self.special:
            guard[mark[0]] = mark[0]
        final = bytearray(range(256))
        theirs = (self.element, self.segment, self.component, self.repetition)
        for mark, ours in zip(theirs, _OURS, strict=True):
            if mark:
                final[mark[0]] = ours
        if self.release:
            final[self.release[0]] = DROP[0]
        for mark, sign in zip(self.special, _STAND_INS, strict=False):
            final[sign] = _SUB if mark in _OURS else mark[0]
        return bytes(guard), bytes(final)

    @cached_property
    def _plain(self) -> bytes:
        guard, final = self._tables
        return bytes(final[sign] for sign in guard)

    @cached_property
    def _released(self) -> tuple[tuple[bytes, bytes], ...]:
        """What stands for each released character while delimiters are translated; the release character is first."""
        signs = dict(zip(self.special, _STAND_INS, strict=False))
        first = sorted(signs, key=lambda mark: mark != self.release)
        return tuple((self.release + mark, DROP + bytes([signs[mark]])) for mark in first)

    @cached_property
    def _apart(self) -> bool:
        """Whether a translated body has none of them of its own: then one table does, released ones are put back."""
        return not any(mark[0] in (*_OURS, _SUB) for mark in self.special)

    @cached_property
    def _undone(self) -> dict[int, int]:
        """What the table makes of each special character, and what it is."""
        return {mark.translate(self._plain)[0]: mark[0] for mark in self.special}

    def _put_back(self, text: bytes) -> bytes:
        """What a release character stood before is what it was on the wire."""
        made, last, undone, find = bytearray(text), len(text), self._undone.get, text.find
        at = find(DROP) + 1
        while 0 < at < last:
            there = undone(text[at])
            if there is None:
                at = find(DROP, at) + 1
            else:
                made[at] = there
                at = find(DROP, at + 1) + 1
        return bytes(made)

    def translate(self, raw: bytes) -> bytes:
        """The same length with our delimiters. `raw` begins where nothing before it can release its first byte."""
        if not self.release or self.release not in raw:
            return raw.translate(self._plain)
        if self._apart:
            return self._put_back(raw.translate(self._plain))
        guard, final = self._tables
        text = raw.translate(guard)
        for pair, dropped in self._released:
            text = text.replace(pair, dropped)
        return text.translate(final)

    def delimiters(self) -> Delimiters:
        marks = (self.element, self.segment, self.component, self.repetition, self.release, self.decimal)
        return Delimiters(*(mark.decode("latin-1") for mark in marks))


def released(data: Data, start: int, at: int, marks: Marks) -> bool:
    """Whether the byte at `at` is data because of what stands before it; nothing before `start` counts."""
    if not marks.release:
        return False
    sign, first = marks.release[0], at
    while first > start and data[first - 1] == sign:
        first -= 1
    return (at - first) % 2 == 1


def segment_end(data: Data, start: int, begin: int, limit: int, marks: Marks) -> int:
    """Behind the first terminator from `begin` on of the segment that starts at `start`; 0 when there is none."""
    at = find(data, marks.segment, begin, limit)
    while at >= 0 and released(data, start, at, marks):
        at = find(data, marks.segment, at + 1, limit)
    return at + 1


def _last_end(data: Data, start: int, until: int, marks: Marks) -> int:
    at = data.rfind(marks.segment, start, until)
    while at >= 0 and released(data, start, at, marks):
        at = data.rfind(marks.segment, start, at)
    return at + 1


def pieces(data: Data, start: int, limit: int, marks: Marks, cap: int, *, lenient: bool) -> Iterator[Piece]:
    """Segments from `start` on, up to `limit` or to where another interchange begins for sure.

    Memory stays at one window, whatever the data hold. `cap` is the longest segment in bytes; of a longer one only
    the beginning is given, as LONG. Line breaks after a terminator (lenient: blanks too) are skipped.
    """
    skip = b"\r\n\t " if lenient else b"\r\n"
    window = min(FIRST, cap)
    while start < limit:
        until = min(start + window, limit)
        cut = _last_end(data, start, until, marks) or segment_end(data, start, until, min(start + cap, limit), marks)
        if not cut:
            if limit - start > cap:
                cut = segment_end(data, start, start + cap, limit, marks)
            cut = min(cut or limit, limit)
            limit = min(limit, embedded(data, start, cut))
            cut = min(cut, limit)
            yield from _uncut(data, start, cut, marks, skip, cap)
            start = cut
            continue
        end = min(cut, embedded(data, start, cut))
        yield from _cut(marks.translate(data[start:end]), start, skip)
        limit = min(limit, end) if end < cut else limit
        start = end
        window = min(2 * window, WINDOW, cap)


def embedded(data: Data, start: int, end: int) -> int:
    """Where an interchange begins for sure in [start, end); the data's length when none does."""
    found = search(FIRM, data, start, end, _FIRM_WIDTH)
    return found.start() if found else len(data)


def _cut(text: bytes, start: int, skip: bytes) -> Iterator[Piece]:
    parts = text.split(b"\x1c")
    last = len(parts) - 1
    for index, part in enumerate(parts):
        end = start + len(part) + 1
        body = _skipped(part, skip)
        if index < last:
            yield end - 1 - len(body), end, body, WRAPPED if b"\n" in body or b"\r" in body else PLAIN
        elif part.strip(PADDING):
            yield end - 1 - len(body), end - 1, body, CUT
        start = end


def _skipped(part: bytes, skip: bytes) -> bytes:
    body = part.lstrip(skip)
    if len(skip) > 2 and body.startswith(BOM):
        body = body[len(BOM) :].lstrip(skip)
    return body


def _uncut(data: Data, start: int, end: int, marks: Marks, skip: bytes, cap: int) -> Iterator[Piece]:
    """A segment without a terminator, or over the cap."""
    raw = marks.translate(data[start : min(end, start + cap)])
    body = _skipped(raw, skip)
    begin = start + len(raw) - len(body)
    if end - start > cap:
        yield begin, end, body, LONG
    elif body.strip(PADDING):
        yield begin, end, body, CUT


def flat(body: bytes) -> bytes:
    """A body's characters: without release characters, and without the line breaks of a wrapped file."""
    return body.translate(None, b"\r\n" + DROP)


def segment(body: bytes, start: int, position: int, charset: Charset, lenient: bool = False) -> Segment:
    """A translated body as a Segment. What a tag says about nesting is left out."""
    plain = flat(body)
    if len(plain) == len(body) and plain.isascii():
        tag, *elements = plain.decode("ascii").split(_ELEMENT)
        if COMPONENT not in tag:
            return Segment(tag, tuple(elements), position, start)
    tag, *elements = (charset.decode(part, lenient) for part in plain.split(b"\x1d"))
    starts, inner = _starts(body, start)
    return Segment(tag.partition(COMPONENT)[0], tuple(elements), position, start, starts, inner)


def _starts(body: bytes, start: int) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """The byte of each element, and of each element's components."""
    parts = body.split(b"\x1d")
    starts = tuple(accumulate([len(part) + 1 for part in parts[:-1]], initial=start))[1:]
    return starts, tuple(_within(part, at) for part, at in zip(parts[1:], starts, strict=True))


def _within(element: bytes, start: int) -> tuple[int, ...]:
    return tuple(accumulate([len(part) + 1 for part in element.split(b"\x1f")[:-1]], initial=start))


def longest(body: bytes) -> tuple[str, int, str]:
    """Tag, number and the first 99 characters of the longest element of a body."""
    tag, *elements = body.split(b"\x1d")
    number = max(range(len(elements)), key=lambda index: len(elements[index]), default=-1) + 1
    value = elements[number - 1][:99] if number else b""
    return tag[:10].decode("latin-1"), number, flat(value).decode("latin-1")
