"""Where an interchange begins: the service string UNA, or its absence, and the UNB segment (ISO 9735-1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from edigw.formats.edifact.charsets import charset
from edigw.formats.edifact.syntax import Marks, segment, segment_end
from edigw.formats.mapped import Data, search
from edigw.tree import COMPONENT, Delimiters, Interchange, Segment

LONGEST = 1_024  # bytes in which UNB must end

_STRING = re.compile(rb"UNA(.{6})[\r\n\t ]{0,8}(?=UNB[^A-Za-z0-9\s])", re.DOTALL)
_ODD_STRING = re.compile(rb"UNA.{0,10}?[\r\n\t ]{0,8}(?=UNB[^A-Za-z0-9\s][A-Z]{4})", re.DOTALL)
_BARE = re.compile(rb"UNB(?:[+\x1d]|(?=([^A-Za-z0-9\s])[A-Z]{4}[^A-Za-z0-9\s]))")
_ANY = re.compile(
    rb"UN(?:A.{0,10}?[\r\n\t ]{0,8}UNB[^A-Za-z0-9\s]|B(?:[+\x1d]|[^A-Za-z0-9\s][A-Z]{4}[^A-Za-z0-9\s]))", re.DOTALL
)
_ANY_WIDTH = 24
_NEXT = re.compile(rb"[\r\n]{1,2}(?:UN[GHZ])[+\x1d]")
_BARE_MARKS = {b"+": Marks(), b"\x1d": Marks(b"\x1d", b"\x1c", b"\x1f", b"", b"")}  # what ISO 9735 gives without UNA


@dataclass(frozen=True, slots=True)
class Header:
    """`marks` is None where the service characters cannot be used: then nothing behind UNB is read."""

    start: int  # of UNA, or UNB where there is none
    end: int  # behind UNB's terminator
    marks: Marks | None
    unb: Segment  # as far as it could be read
    faults: tuple[str, ...] = ()  # rules
    cut: bool = False  # UNA lacks some of its six characters: who knows what else is lost
    string: bool = False  # UNA is there, whole

    def part(self, element: int, component: int = 1) -> str:
        """A component of UNB, "" where it has none."""
        parts = self.unb.get(element).split(COMPONENT)
        return parts[component - 1] if component <= len(parts) else ""

    def interchange(self) -> Interchange:
        """The header as every format tells it: 0001:0002 as its release, 0035 as T or P."""
        sender, receiver = self._id(2), self._id(3)
        control = self.unb.get(5)
        return Interchange(
            standard="edifact",
            sender=sender,
            receiver=receiver,
            control=control,
            release=f"{self.part(1)}:{self.part(1, 2)}",
            usage="T" if self.unb.get(11) in ("1", "2", "3", "4") else "P",
            ack_requested=self.unb.get(9) == "1",
            date=self.part(4),
            time=self.part(4, 2),
            delimiters=self.marks.delimiters() if self.marks else Delimiters("+", "'", ":", "", "?"),
            start=self.start,
            end=self.end,
            addressable=bool(self.part(2) and self.part(3) and control) and not self.cut,
            application=self.unb.get(7),
            service_string=self.string,
        )

    def _id(self, element: int) -> str:
        return f"{self.part(element, 2)}:{self.part(element).rstrip()}"


def header_at(data: Data, at: int) -> Header | None:
    """The interchange that begins at this byte, None where none does."""
    if at >= len(data):
        return None
    string = _STRING.match(data, at)
    if string is not None:
        marks = _service(string[1])
        header = _read(data, at, string.end(), marks)
        return replace(header, cut=marks is None and string[1][-1:] in (b"\r", b"\n"), string=True)
    odd = _ODD_STRING.match(data, at)
    if odd is not None:
        return replace(_read(data, at, odd.end(), None), cut=len(odd[0].rstrip()) < 9)
    bare = _BARE.match(data, at)
    if bare is None:
        return None
    sign = data[at + 3 : at + 4]
    return _read(data, at, at, _BARE_MARKS.get(sign))


def next_header(data: Data, start: int) -> int:
    """Where the next interchange begins, at `start` or behind; the data's length when none does."""
    while (found := search(_ANY, data, start, len(data), _ANY_WIDTH)) is not None:
        if header_at(data, found.start()) is not None:
            return found.start()
        start = found.start() + 1
    return len(data)


@lru_cache(maxsize=64)  # whoever sends many small interchanges sends them with one UNA
def _service(string: bytes) -> Marks | None:
    """The six characters of UNA, None where they can't be told apart."""
    component, element, decimal, release, repetition, terminator = (string[n : n + 1] for n in range(6))
    marks = (component, element, terminator, release.strip(b" "), repetition.strip(b" "))
    used = [mark for mark in marks if mark]
    if len({*used}) < len(used) or not all(map(_separates, used[:2])) or not _ends(terminator, repetition):
        return None
    if not all(map(_separates, used[3:])) or decimal.isalnum() or not decimal.isascii():
        return None
    return Marks(element, terminator, component, marks[4], marks[3], decimal if decimal in (b",", b".") else b".")


def _usable(mark: bytes) -> bool:
    """Punctuation, or a control character that the reading itself has no use for."""
    return mark.isascii() and not mark.isalnum() and (b"\x07" <= mark < b" " or b" " < mark < b"\x7f")


def _separates(mark: bytes) -> bool:
    """No line break: one may follow any terminator, and nobody could tell it from a separator."""
    return _usable(mark) and mark not in (b"\r", b"\n")


def _ends(terminator: bytes, repetition: bytes) -> bool:
    """A line break ends segments only where nothing hints that it is no part of UNA."""
    return _usable(terminator) and (terminator not in (b"\r", b"\n") or repetition in (b" ", b"*"))


def _read(data: Data, start: int, unb: int, marks: Marks | None) -> Header:
    if marks is None:
        return _unreadable(data, start, unb)
    faults: tuple[str, ...] = ()
    limit = min(unb + LONGEST, len(data))
    end = segment_end(data, unb, unb + 3, limit, marks)
    line = _NEXT.search(data, unb, end or limit)
    if line is not None and marks.segment not in (b"\r", b"\n"):
        marks, behind = replace(marks, segment=data[line.start() : line.start() + 1]), line.start() + 1
        end = segment_end(data, unb, unb + 3, behind, marks) or behind
        faults = ("LINE_ENDS",)
    body = data[unb : end - 1 if end else limit]
    version = marks.translate(body[:16])[3:].partition(b"\x1f")[2].partition(b"\x1d")[0]
    if version == b"4":
        marks = marks if start < unb else replace(marks, repetition=b"*" if marks.release else b"")
    elif marks.repetition:
        marks = replace(marks, repetition=b"")
    read = segment(marks.translate(body), unb, 0, charset(body[4:8].decode("latin-1")))
    if not end:
        return Header(start, limit, None, read, ("HEADER_CUT_OFF",))
    return Header(start, end, marks, read, faults)


def _unreadable(data: Data, start: int, unb: int) -> Header:
    """Service characters that nothing can be read by: UNB is read by those that stand in it."""
    near = data[unb : unb + 512]
    guess = Marks(near[3:4], b"'", near[8:9] or b":", b"", b"?")
    if len(set(guess.special)) < 4 or not all(map(_usable, guess.special)):
        guess = Marks()
    end = segment_end(data, unb, unb + 3, min(unb + 512, len(data)), guess)
    body = guess.translate(near[: end - 1 - unb if end else len(near)])
    return Header(start, end or unb + len(near), None, segment(body, unb, 0, charset("UNOC")), ("SERVICE_STRING",))
