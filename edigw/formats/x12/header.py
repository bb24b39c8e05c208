"""The ISA segment (X12.5, 3.3): fixed widths first, then two tolerant ways that recover what can be recovered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from edigw.formats.mapped import Data, search
from edigw.formats.x12.lists import FIXED_WIDTHS, REPETITION_FROM
from edigw.formats.x12.syntax import Marks, embedded
from edigw.tree import Delimiters, Interchange

SPAN = 600  # bytes in which a broken ISA must end
_SHORTEST = 40  # bytes that a broken ISA has before the next one: less says neither from whom nor to whom
_LENGTH = 106
_STARTS = tuple(accumulate((width + 1 for width in FIXED_WIDTHS[:-1]), initial=4))  # of ISA01 to ISA16
_SEPARATORS = tuple(at - 1 for at in _STARTS)
_LOOSE = re.compile(rb"(?<![A-Za-z0-9])ISA([^A-Za-z0-9\s\x00]).{2}\1", re.DOTALL)
_NEXT = re.compile(rb"[\r\n\t \x00]*(?:GS|TA1|ISB|IEA|ST)(?![A-Za-z0-9])")
_BLANKS = " \t\r\n\xa0\xc2\x00"


@dataclass(frozen=True, slots=True)
class Header:
    """An ISA as it stands: ISA01 to ISA16, the byte of each, its delimiters, where the next segment may start."""

    start: int
    end: int
    elements: tuple[str, ...]
    starts: tuple[int, ...]
    marks: Marks | None  # None: cut off before the terminator
    problem: str = ""  # the rule that its form breaks

    def interchange(self) -> Interchange:
        """Its words, so far without findings; ids lose what they were padded with."""
        e = self.elements
        return Interchange(
            "x12",
            sender=f"{trim(e[4])}:{trim(e[5])}",
            receiver=f"{trim(e[6])}:{trim(e[7])}",
            control=trim(e[12]),
            release=e[11],
            usage=e[14],
            ack_requested=e[13] == "1",
            date=e[8],
            time=e[9],
            delimiters=self.marks.delimiters() if self.marks else Delimiters(),
            start=self.start,
            end=self.end,
            addressable=bool(trim(e[5]) and trim(e[7]) and trim(e[12])),
        )


def trim(text: str) -> str:
    """An id without what it was padded with: blanks, tabs, non-breaking spaces."""
    return text.strip(_BLANKS)


def header_at(data: Data, start: int) -> Header | None:
    """The ISA that starts at this byte; None where the bytes are none, however kindly read."""
    if data[start : start + 3] != b"ISA":
        return None
    if (fixed := _fixed(data, start)) is not None:
        return fixed  # an element may end in ISA
    if data[start : start + 4] in data[start + 3 : start + _SHORTEST]:
        return None
    return _wrapped(data, start) or _tolerant(data, start)


def next_header(data: Data, start: int) -> int:
    """Where, from `start` on, the next ISA begins that can be read; the data's length when none does."""
    at, limit = start, len(data)
    while (found := search(_LOOSE, data, at, limit, 7)) is not None:
        if header_at(data, found.start()) is not None:
            limit = found.start()
            break
        at = found.end()
    return min(limit, embedded(data, start, limit))


def _fixed(data: Data, start: int) -> Header | None:
    raw = data[start : start + _LENGTH]
    if not _aligned(raw) or _blank_before_break(data[start + _LENGTH - 1 : start + _LENGTH + 1]):
        return None
    return _header(start, raw, tuple(start + at for at in _STARTS), start + _LENGTH)


def _blank_before_break(ending: bytes) -> bool:
    """A blank too many before a line break that is the terminator."""
    return ending[:1] == b" " and ending[1:] in (b"\r", b"\n")


def _aligned(raw: bytes) -> bool:
    return len(raw) == _LENGTH and all(raw[at] == raw[3] for at in _SEPARATORS)


def _wrapped(data: Data, start: int) -> Header | None:
    """ISA of fixed widths in a file that was broken into lines."""
    raw = data[start : start + 2 * _LENGTH]
    if b"\n" not in raw and b"\r" not in raw:
        return None
    kept = [at for at, byte in enumerate(raw) if byte not in b"\r\n"][:_LENGTH]
    flat = bytes(raw[at] for at in kept)
    if len(kept) < _LENGTH or kept[-1] == _LENGTH - 1 or not _aligned(flat):
        return None
    starts = tuple(start + kept[at] for at in _STARTS)
    return _header(start, flat, starts, start + kept[-1] + 1, "HEADER_WRAPPED")


def _header(start: int, raw: bytes, starts: tuple[int, ...], end: int, problem: str = "") -> Header:
    elements = tuple(raw[at : at + width].decode("latin-1") for at, width in zip(_STARTS, FIXED_WIDTHS, strict=True))
    marks = _marks(raw[3:4], raw[105:106], elements)
    return Header(start, end, elements, starts, marks, problem)


def _marks(element: bytes, segment: bytes, elements: tuple[str, ...]) -> Marks:
    component = elements[15][:1].encode("latin-1")
    return Marks(element, segment, component, _repetition(elements, element + segment + component))


def _repetition(elements: tuple[str, ...], taken: bytes) -> bytes:
    sign = elements[10].encode("latin-1")
    usable = could_separate(elements[10]) and sign not in taken
    return sign if usable and elements[11] >= REPETITION_FROM else b""


def could_separate(text: str) -> bool:
    """Whether ISA11 can be a repetition separator: one byte that data do not hold."""
    sign = text.encode("latin-1")
    return len(sign) == 1 and not sign.isalnum() and not sign.isspace()


def _tolerant(data: Data, start: int) -> Header | None:
    """ISA of other widths: cut at its separators, up to the segment that follows."""
    raw = data[start : start + SPAN]
    mark = raw[3:4]
    if len(raw) < 6 or mark.isalnum() or mark.isspace() or mark == b"\x00":
        return None
    if not 1 <= len(raw.split(mark, 2)[1].strip()) <= 3:
        return None
    follows = raw.find(b"ISA" + mark, 3)
    raw = raw if follows < 0 else raw[:follows]
    end = _end(raw, mark) or _counted(raw, mark)
    if not end:
        return _cut_off(start, raw, mark)
    head = raw[:end]
    body = head.rstrip(b"\r\n\t \x00")
    *parts, last = body.split(mark)
    component, segment = last[:1], last[-1:]
    if len(last) < 2:  # ISA16 or the terminator is missing; a line break may be the terminator
        breaks = head[len(body) :].strip(b"\t \x00")[:1]
        component, segment = (last, breaks) if breaks else (b"", last)
    if not segment:
        return _cut_off(start, raw, mark)
    fields = [part.decode("latin-1") for part in parts[1:]] + [component.decode("latin-1")]
    problem = "HEADER_WIDTH" if len(fields) == len(FIXED_WIDTHS) else "HEADER_ELEMENTS"
    fields = fields if problem == "HEADER_WIDTH" else [""] * 15 + fields[-1:]
    elements = tuple(field.replace("\r", "").replace("\n", "") for field in fields)
    starts = tuple(accumulate((len(part) + 1 for part in parts), initial=start))[1:]
    starts = (starts + (start,) * 16)[:16]
    return Header(start, start + end, elements, starts, _marks(mark, segment, elements), problem)


def _counted(raw: bytes, mark: bytes) -> int:
    """Bytes up to the terminator behind the sixteenth element, 0 where there are fewer."""
    parts = raw.split(mark, 16)
    return len(raw) - len(parts[16]) + 2 if len(parts) > 16 and len(parts[16]) > 1 else 0


def _end(raw: bytes, mark: bytes) -> int:
    """Bytes up to the segment that follows ISA, its terminator and line breaks included."""
    for found in _NEXT.finditer(raw, 20):
        before = raw[: found.start()]
        tag = found.group().lstrip()
        follows = raw[found.end() : found.end() + 1] == mark
        last = before[-1:] if not found.group()[:1].isspace() else b"\n"
        if follows and tag and last != mark and (not last.isalnum()) and last != b" ":
            return len(before) + len(found.group()) - len(tag)
    return 0


def _cut_off(start: int, raw: bytes, mark: bytes) -> Header:
    """The data end, or something else begins, before ISA's terminator."""
    parts = raw.split(mark, 16)
    fields = [part.decode("latin-1") for part in parts[1:-1]]
    elements = tuple((fields + [""] * 16)[:16])
    starts = tuple(accumulate((len(part) + 1 for part in parts[:16]), initial=start))[1:]
    starts = (starts + (start,) * 16)[:16]
    return Header(start, start + len(raw), elements, starts, None, "HEADER_CUT_OFF")
