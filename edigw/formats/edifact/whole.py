"""A whole message cut out of the data at once, normalised, its segments made only when they are asked for.

What is not as plain as nearly every message is (line breaks inside segments or not behind all of them, empty segments,
segments of envelopes inside, no UNT, over a limit) is left to the reading segment by segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload

from edigw.formats.edifact.charsets import Charset
from edigw.formats.edifact.syntax import DROP, Marks, embedded, released, segment
from edigw.formats.events import Limits
from edigw.formats.mapped import Data, find
from edigw.tree import Segment

_LAST = 200  # bytes in which UNT must end
_NEAR = 32_768  # bytes that are looked through at once
_UNUSUAL = re.compile(rb"\x1c(?![A-Z][A-Z0-9]{2}(?:[\x1c\x1d]|\Z))|\x1cUN[ABEGHOPTZ]")
_BREAKS = (b"", b"\n", b"\r\n", b"\r")


@dataclass(slots=True)
class WholeMessage:
    """`text`: \\x1c before each segment and after the last, delimiters ours, DEL as SUB, nothing released in it."""

    start: int  # byte of UNH's tag
    end: int  # behind UNT's terminator
    text: bytes
    parts: list[bytes]  # translated bodies, each as long as on the wire
    breaks: int  # bytes of the line break behind each terminator

    def starts(self) -> list[int]:
        """The byte where each segment starts."""
        gap = 1 + self.breaks
        return list(accumulate([len(body) + gap for body in self.parts[:-1]], initial=self.start))

    def ends(self, charset: Charset, lenient: bool) -> tuple[Segment, Segment]:
        """UNH and UNT."""
        last = self.parts[-1]
        trailer = segment(last, self.end - 1 - len(last), len(self.parts), charset, lenient)
        return segment(self.parts[0], self.start, 1, charset, lenient), trailer


class Later(Sequence[Segment]):
    """A whole message's segments, all made when the first is asked for."""

    __slots__ = ("_charset", "_count", "_found", "_lenient", "_made")

    def __init__(self, found: WholeMessage, charset: Charset, lenient: bool) -> None:
        self._found: WholeMessage | None = found
        self._charset = charset
        self._lenient = lenient
        self._count = len(found.parts)
        self._made: tuple[Segment, ...] = ()

    def all(self) -> tuple[Segment, ...]:
        if self._found is not None:
            each = enumerate(zip(self._found.parts, self._found.starts(), strict=True), 1)
            charset, lenient = self._charset, self._lenient
            self._made = tuple([segment(body, start, position, charset, lenient) for position, (body, start) in each])
            self._found = None
        return self._made

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Segment: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Segment, ...]: ...

    def __getitem__(self, at: int | slice) -> Segment | tuple[Segment, ...]:
        return self.all()[at]

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.all())

    def __eq__(self, other: object) -> bool:
        return self.all() == (other.all() if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash(self.all())


class WholeMessages:
    """Finds whole messages in one interchange. What it has found out of where the next UNT stands is kept."""

    def __init__(self, data: Data, marks: Marks, limits: Limits) -> None:
        self.data, self.marks, self.limits = data, marks, limits
        self.near, self.base = b"", 0  # a piece of the data, and where it begins
        self.opening = b"UNH" + marks.element
        self.nothing = 0, -1  # from where to where no UNT begins that is this message's
        self.trailer = b"", 0, -1, -1  # what a UNT begins with; from where to where it was looked for; where it stands

    def begins(self, at: int) -> bool:
        """Whether the segment at this byte, behind a line break or not, is UNH."""
        return self.opening in self.data[at : at + 6]

    def at(self, at: int) -> WholeMessage | None:
        """The message that begins at this byte, behind at most a line break; None: read it segment by segment."""
        start = self.data[at : at + 6].find(self.opening) + at
        breaks = self.data[at:start] if start >= at else b"no"
        if breaks not in _BREAKS or (breaks and self.marks.segment == b"\n"):
            return None
        end = self._end(start, breaks)
        return self._cut(start, end, breaks) if end else None

    def _end(self, start: int, breaks: bytes) -> int:
        """Behind the terminator of the message's UNT; 0 when there is none before the next UNH."""
        if self.nothing[0] <= start < self.nothing[1]:
            return 0
        trailer = self.marks.segment + breaks + b"UNT" + self.marks.element
        opening = self.marks.segment + breaks + self.opening
        data, limit = self.data, min(start + self.limits.set, len(self.data))
        if not self.base <= start < self.base + len(self.near) - _NEAR // 4:
            self.near, self.base = data[start : start + _NEAR], start
        found, other = self.near.find(trailer, start - self.base), -1
        if found >= 0:
            other = self.near.find(opening, start - self.base, found)
            found += self.base
        else:
            found = self._trailer(trailer, start, limit)
            other = find(data, opening, start, found if found >= 0 else limit)
            other = other - self.base if other >= 0 else -1
        if found < 0 or other >= 0:
            self.nothing = start, other + self.base if other >= 0 else limit
            return 0
        end = data.find(self.marks.segment, found + len(trailer), min(found + _LAST, limit))
        return 0 if end < 0 or released(data, start, end, self.marks) else end + 1

    def _trailer(self, trailer: bytes, start: int, limit: int) -> int:
        """Where the next UNT stands; no byte is looked at twice, however many messages lack theirs."""
        same, since, until, found = self.trailer
        if same != trailer or not since <= start <= until or 0 <= found < start:
            since, until, found = start, start, -1
        if found < 0 and until < limit:
            found = find(self.data, trailer, max(until - len(trailer), start), limit)
            self.trailer = trailer, since, found if found >= 0 else limit, found
        return found

    def _cut(self, start: int, end: int, breaks: bytes) -> WholeMessage | None:
        raw = self.data[start:end]
        if (b"UNA" in raw or b"UNB" in raw) and embedded(self.data, start, end) < end:
            return None
        parts = self.marks.translate(raw)[:-1].split(b"\x1c" + breaks)
        text = b"\x1c".join([b"", *parts, b""])
        if b"\n" in text or b"\r" in text or text.count(b"\x1c") != len(parts) + 1:
            return None
        last = len(text) - len(parts[-1]) - 2
        if _UNUSUAL.search(text, len(parts[0]) + 1, last) or not text.startswith(b"\x1cUNT\x1d", last):
            return None
        if len(raw) > self.limits.segment and max(map(len, parts)) + len(breaks) >= self.limits.segment:
            return None
        return WholeMessage(start, end, text.replace(DROP, b"").replace(b"\x7f", b"\x1a"), parts, len(breaks))
