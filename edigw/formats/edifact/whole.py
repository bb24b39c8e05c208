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
_NEAR = 32_768  # bytes that are translated at once
_UNH = re.compile(rb"\x1cUNH\x1d([A-Za-z0-9]{1,14})\x1d([!-~\x1f]{1,99})[\x1c\x1d]")
_UNT = re.compile(rb"\x1cUNT\x1d([0-9]{1,10})\x1d([A-Za-z0-9]{1,14})\x1c")
_BREAKS = (b"", b"\n", b"\r\n", b"\r")
_BESIDE = DROP + b"\r\n"  # what may stand in a piece of an interchange besides data
# Looked for by the letter U, which is rare, a pattern is found several times as fast as by what stands before it.
_ENDS = re.compile(rb"UN[HT]\x1d")
_OTHERS = re.compile(rb"UN[AB]")
_UNUSUAL = {  # by the line break behind terminators: a segment without it, without a good tag, or of an envelope
    breaks: re.compile(rb"\x1c(?:(?!%b[A-Z][A-Z0-9]{2}(?:[\x1c\x1d]|\Z))|%bUN[ABEGHOPTZ])" % (breaks, breaks))
    for breaks in _BREAKS
}


@dataclass(slots=True)
class WholeMessage:
    """`text`: \\x1c before each segment and after the last, delimiters ours, DEL as SUB, nothing released in it."""

    start: int  # byte of UNH's tag
    end: int  # behind UNT's terminator
    text: bytes
    breaks: int  # bytes of the line break behind each terminator
    count: int  # segments
    bodies: bytes  # as text, with DEL as it was and DROP where a release character was
    sound: bool  # known to hold nothing that its character set lacks; False: look

    def plain(self) -> tuple[str, bytes] | None:
        """0062 and S009, where UNH and UNT hold what they must, and agree; whether S009 is complete is not asked."""
        head, tail = _UNH.match(self.bodies), _UNT.match(self.bodies, self.bodies.rindex(b"\x1c", 0, -1))
        if head is None or tail is None or int(tail[1]) != self.count or tail[2] != head[1]:
            return None
        return head[1].decode("ascii"), head[2]

    def parts(self) -> list[bytes]:
        """Translated bodies, each as long as on the wire."""
        return self.bodies[1:-1].split(b"\x1c")

    def starts(self, parts: Sequence[bytes]) -> list[int]:
        """The byte where each of them starts."""
        gap = 1 + self.breaks
        return list(accumulate([len(body) + gap for body in parts[:-1]], initial=self.start))

    def ends(self, charset: Charset, lenient: bool) -> tuple[Segment, Segment]:
        """UNH and UNT."""
        bodies = self.bodies
        first, last = bodies.index(b"\x1c", 1), bodies.rindex(b"\x1c", 0, -1)
        trailer = segment(bodies[last + 1 : -1], self.end - (len(bodies) - last - 1), self.count, charset, lenient)
        return segment(bodies[1:first], self.start, 1, charset, lenient), trailer


class Later(Sequence[Segment]):
    """A whole message's segments, all made when the first is asked for."""

    __slots__ = ("_charset", "_count", "_found", "_lenient", "_made")

    def __init__(self, found: WholeMessage, charset: Charset, lenient: bool) -> None:
        self._found: WholeMessage | None = found
        self._charset = charset
        self._lenient = lenient
        self._count = found.count
        self._made: tuple[Segment, ...] = ()

    def all(self) -> tuple[Segment, ...]:
        if self._found is not None:
            bodies = self._found.parts()
            each = enumerate(zip(bodies, self._found.starts(bodies), strict=True), 1)
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

    def __init__(self, data: Data, marks: Marks, limits: Limits, charset: Charset) -> None:
        self.data, self.marks, self.limits, self.charset = data, marks, limits, charset
        self.near, self.base = b"", 0  # a piece of the data, translated, and where it begins
        self.sound = False  # whether there is nothing in that piece that the character set lacks
        self.alone = False  # whether for sure no other interchange begins in it
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
        if self.nothing[0] <= start < self.nothing[1]:
            return None
        body = self._near(start, breaks)
        if body is not None:
            return self._cut(start, body, breaks, self.sound) if self.alone or self._alone(start, body) else None
        end = self._end(start, breaks)
        body = self.marks.translate(self.data[start:end])
        return self._cut(start, body, breaks, False) if end and self._alone(start, body) else None

    def _alone(self, start: int, body: bytes) -> bool:
        """Whether no other interchange begins in it."""
        end = start + len(body)
        return _OTHERS.search(body) is None or embedded(self.data, start, end) >= end

    def _near(self, start: int, breaks: bytes) -> bytes | None:
        """The whole message, translated, where all of it is near; None: look further."""
        at = start - self.base
        found = self._trailer_near(at, breaks) if at >= 0 else -1
        if found < 0 and not 0 <= at < len(self.near) // 2:
            self.near, self.base, at = self.marks.translate(self.data[start : start + _NEAR]), start, 0
            self.sound = self.charset.plain(self.near, _BESIDE)
            self.alone = _OTHERS.search(self.near) is None
            found = self._trailer_near(0, breaks)
        if found < 0:
            return None
        end = self.near.find(b"\x1c", found, found + _LAST) + 1
        return self.near[at:end] if 0 < end - at <= self.limits.set else None

    def _trailer_near(self, at: int, breaks: bytes) -> int:
        """Where UNT stands of the message that begins there; -1 where another begins before, or the piece ends."""
        before = b"\x1c" + breaks
        for found in _ENDS.finditer(self.near, at + 3):
            if self.near.endswith(before, 0, found.start()):
                return found.start() if found[0] == b"UNT\x1d" else -1
        return -1

    def _end(self, start: int, breaks: bytes) -> int:
        """Behind the terminator of the message's UNT; 0 when there is none before the next UNH."""
        trailer = self.marks.segment + breaks + b"UNT" + self.marks.element
        opening = self.marks.segment + breaks + self.opening
        data, limit = self.data, min(start + self.limits.set, len(self.data))
        found = self._trailer(trailer, start, limit)
        other = find(data, opening, start, found if found >= 0 else limit)
        if found < 0 or other >= 0:
            self.nothing = start, other if other >= 0 else limit
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

    def _cut(self, start: int, body: bytes, breaks: bytes, sound: bool) -> WholeMessage | None:
        """`body`: translated, from UNH's tag to behind UNT's terminator."""
        first, last = body.find(b"\x1c"), body.rfind(b"\x1c", 0, -1)
        if first < 0 or not body.startswith(breaks + b"UNT\x1d", last + 1):
            return None
        if _UNUSUAL[breaks].search(body, first, last):
            return None
        bodies = b"\x1c" + body.translate(None, b"\r\n")
        count = bodies.count(b"\x1c") - 1
        if len(bodies) - 1 + (count - 1) * len(breaks) != len(body):
            return None
        most = self.limits.segment - len(breaks)
        if len(body) > self.limits.segment and max(map(len, bodies.split(b"\x1c"))) >= most:
            return None
        text = bodies.replace(DROP, b"").replace(b"\x7f", b"\x1a")
        return WholeMessage(start, start + len(body), text, len(breaks), count, bodies, sound)
