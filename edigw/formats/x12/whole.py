"""A whole transaction set cut out of the data at once, normalised, its segments made only when they are asked for.

What is not as plain as nearly every set is (line breaks inside segments or not behind all of them, empty segments,
envelope segments or an ISA inside, no SE, over a limit) is left to the reading segment by segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload

from edigw.formats.mapped import Data, find
from edigw.formats.x12.binary import TAGS
from edigw.formats.x12.events import Limits
from edigw.formats.x12.syntax import Marks, embedded, segment
from edigw.tree import Segment

_LAST = 200  # bytes in which SE must end
_NEAR = 32_768  # bytes that are looked through at once
_UNUSUAL = re.compile(
    rb"\x1c(?:(?![A-Z0-9]{2,3}\x1d)|ISA|IEA|TA1|(?:G[SE]|S[TE]|%b)\x1d)" % b"|".join(TAGS)
)  # no good tag, one of an envelope, or of what holds bytes that are no data
_ISA = re.compile(rb"ISA")  # a pattern is found faster than a string
_ST = re.compile(rb"\x1cST\x1d([A-Z0-9]{3})\x1d([0-9]{4,9})\x1c")
_SE = re.compile(rb"\x1cSE\x1d([1-9][0-9]{0,9})\x1d([0-9]{4,9})\x1c")
_BREAKS = (b"", b"\n", b"\r\n", b"\r")


@dataclass(slots=True)
class WholeSet:
    """`text`: \\x1c before each segment and after the last, delimiters as Marks.table makes them, DEL as SUB."""

    start: int  # byte of ST's tag
    end: int  # behind SE's terminator
    text: bytes
    breaks: int  # bytes of the line break behind each terminator
    count: int  # segments
    bodies: bytes  # as text, with DEL as it was; the same object where there is none

    def plain(self) -> tuple[str, str] | None:
        """ST01 and ST02, where ST and SE hold what they must, agree, and hold nothing else."""
        head, tail = _ST.match(self.bodies), _SE.match(self.bodies, self.bodies.rindex(b"\x1c", 0, -1))
        if head is None or tail is None or int(tail[1]) != self.count or tail[2] != head[2]:
            return None
        return head[1].decode("ascii"), head[2].decode("ascii")

    def ends(self, charset: str) -> tuple[Segment, Segment]:
        """ST and SE."""
        bodies = self.bodies
        first, last = bodies.index(b"\x1c", 1), bodies.rindex(b"\x1c", 0, -1)
        offset = self.end - (len(bodies) - last - 1)
        st = segment(bodies[1:first], self.start, 1, charset)
        return st, segment(bodies[last + 1 : -1], offset, self.count, charset)

    def parts(self) -> list[bytes]:
        """Every segment's body."""
        return self.bodies[1:-1].split(b"\x1c")

    def starts(self, parts: Sequence[bytes]) -> list[int]:
        """The byte where each of them starts."""
        gap = 1 + self.breaks
        return list(accumulate([len(body) + gap for body in parts[:-1]], initial=self.start))

    def start_of(self, parts: Sequence[bytes], at: int) -> int:
        """The byte where this one of all parts starts."""
        return self.start + at * (1 + self.breaks) + sum(map(len, parts[:at]))


class Later(Sequence[Segment]):
    """A whole set's segments, made when they are asked for: all at once, or those that are named by their index."""

    __slots__ = ("_charset", "_found", "_made", "_parts", "_starts")

    def __init__(self, found: WholeSet, charset: str) -> None:
        self._found = found
        self._charset = charset
        self._made: tuple[Segment, ...] | None = None
        self._parts: list[bytes] | None = None
        self._starts: list[int] | None = None  # once more than one was asked for

    def all(self) -> tuple[Segment, ...]:
        if self._made is None:
            charset, bodies = self._charset, self._parts or self._found.parts()
            each = enumerate(zip(bodies, self._starts or self._found.starts(bodies), strict=True), 1)
            self._made = tuple([segment(body, start, position, charset) for position, (body, start) in each])
            self._parts = self._starts = None
        return self._made

    def _one(self, at: int) -> Segment:
        at = range(self._found.count)[at]
        parts = self._parts
        if parts is None:
            parts = self._parts = self._found.parts()
            return segment(parts[at], self._found.start_of(parts, at), at + 1, self._charset)
        if self._starts is None:
            self._starts = self._found.starts(parts)
        return segment(parts[at], self._starts[at], at + 1, self._charset)

    def __len__(self) -> int:
        return self._found.count

    @overload
    def __getitem__(self, at: int) -> Segment: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Segment, ...]: ...

    def __getitem__(self, at: int | slice) -> Segment | tuple[Segment, ...]:
        if self._made is not None or isinstance(at, slice):
            return self.all()[at]
        return self._one(at)

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.all())

    def __eq__(self, other: object) -> bool:
        return self.all() == (other.all() if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash(self.all())


class WholeSets:
    """Finds whole sets in one interchange. What it has found out of where the next SE stands is kept."""

    def __init__(self, data: Data, marks: Marks, limits: Limits) -> None:
        self.data = data
        self.marks = marks
        self.limits = limits
        self.table = marks.table()
        self.near, self.base = b"", 0  # a piece of the data, and where it begins
        self.opening = b"ST" + marks.element
        self.marked = {  # by the line break behind terminators: what a set begins with, and its SE
            breaks: (marks.segment + breaks + self.opening, marks.segment + breaks + b"SE" + marks.element)
            for breaks in _BREAKS
        }
        self.ends = re.compile(b"S[TE]" + re.escape(marks.element))
        self.nothing = 0, -1  # from where to where no SE begins that is this set's
        self.trailer = b"", 0, -1, -1  # what an SE begins with; from where to where it was looked for; where it stands

    def begins(self, at: int) -> bool:
        """Whether the segment at this byte, behind a line break or not, is ST."""
        return self.opening in self.data[at : at + 5]

    def at(self, at: int) -> WholeSet | None:
        """The set that begins at this byte, behind at most a line break; None: read it segment by segment."""
        start = self.data[at : at + 5].find(self.opening) + at
        if start < at:
            return None
        breaks = self.data[at:start]
        if breaks not in _BREAKS or (breaks and self.marks.segment in b"\r\n"):
            return None
        end = self._end(start, breaks)
        return self._cut(start, end, breaks) if end else None

    def _end(self, start: int, breaks: bytes) -> int:
        """Behind the terminator of the set's SE; 0 when there is none before the next ST."""
        if self.nothing[0] <= start < self.nothing[1]:
            return 0
        opening, trailer = self.marked[breaks]
        end = self._near_end(start, opening, trailer)
        if end:
            return end
        data, limit = self.data, min(start + self.limits.set, len(self.data))
        found = self._trailer(trailer, start, limit)
        other = find(data, opening, start, found if found >= 0 else limit)
        if found < 0 or other >= 0:
            self.nothing = start, other if other >= 0 else limit
            return 0
        return data.find(self.marks.segment, found + len(trailer), min(found + _LAST, limit)) + 1

    def _near_end(self, start: int, opening: bytes, trailer: bytes) -> int:
        """The same where the whole set is near; 0: look further."""
        at = start - self.base
        found = self._trailer_near(at, opening, trailer) if at >= 0 else -1
        if found < 0:
            self.near, self.base, at = self.data[start : start + _NEAR], start, 0
            found = self._trailer_near(0, opening, trailer)
        if found <= 0:
            return 0
        end = self.near.find(self.marks.segment, found, found + _LAST) + 1
        return self.base + end if 0 < end - at <= self.limits.set else 0

    def _trailer_near(self, at: int, opening: bytes, trailer: bytes) -> int:
        """Behind the beginning of SE of the set that begins there; 0: another begins before; -1: the piece ends."""
        for found in self.ends.finditer(self.near, at + 2):
            if self.near.endswith(trailer, at, found.end()):
                return found.end()
            if self.near.endswith(opening, at, found.end()):
                return 0
        return -1

    def _raw(self, start: int, end: int) -> bytes:
        at = start - self.base
        raw = self.near[at : at + end - start] if at >= 0 else b""
        return raw if len(raw) == end - start else self.data[start:end]

    def _trailer(self, trailer: bytes, start: int, limit: int) -> int:
        """Where the next SE stands; no byte is looked at twice, however many sets lack theirs."""
        same, since, until, found = self.trailer
        if same is not trailer or not since <= start <= until:
            since, until, found = start, start, -1
        if found < 0 and until < limit:
            found = find(self.data, trailer, max(until - len(trailer), start), limit)
            self.trailer = trailer, since, found if found >= 0 else limit, found
        return found

    def _cut(self, start: int, end: int, breaks: bytes) -> WholeSet | None:
        raw = self._raw(start, end)
        if _ISA.search(raw) and embedded(self.data, start, end) < end:
            return None
        bodies = b"\x1c" + raw.translate(self.table, breaks and b"\r\n")
        count = bodies.count(b"\x1c") - 1
        if len(bodies) - 1 + (count - 1) * len(breaks) != len(raw):
            return None
        if raw.count(self.marks.segment + breaks) != count - 1 if breaks else b"\n" in bodies or b"\r" in bodies:
            return None
        first, last = bodies.find(b"\x1c", 1), bodies.rfind(b"\x1c", 0, -1)
        if _UNUSUAL.search(bodies, first, last) or not bodies.startswith(b"\x1cSE\x1d", last):
            return None
        if len(raw) > self.limits.segment and max(map(len, bodies.split(b"\x1c"))) >= self.limits.segment:
            return None
        text = bodies.replace(b"\x7f", b"\x1a")
        return WholeSet(start, end, text, len(breaks), count, bodies)
