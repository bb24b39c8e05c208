"""In which of the known ways pydifact reads EDIFACT otherwise; docs/second-opinion.md shows an example of each.

A name is given for what stands in the bytes, never for the difference alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from edigw.formats.edifact.charsets import Charset
from edigw.formats.edifact.header import Header
from edigw.formats.edifact.syntax import DROP, Marks, flat, pieces, released
from edigw.formats.text import PADDING
from edigw.tree import COMPONENT, REPEAT, Segment

Parts = tuple[str, ...]  # the components of an element as pydifact has them, a character a byte

_BREAKS = {  # what its exception says -> how that may have come about
    "multiple UNA": ("UNA_INSIDE",),
    "Control character length": ("UNA_INSIDE",),
    "Newlines after escape": ("RELEASE_BEFORE_LINE_BREAK",),
    "Unexpected end": ("LAST_TERMINATOR_MISSING",),
    "Invalid segment name": ("EMPTY_SEGMENT", "TAG_NESTED"),
    "index out of range": ("UNB_WITHOUT_SYNTAX",),
    "ag": ("BLANK_BEHIND_UNA", "EMPTY_SEGMENT", "LINE_BREAK_KEPT", "TAG_REFUSED"),  # Tag, tag name
}
_BREAKING = str.maketrans("", "", "\r\n")
_CONTROLS = dict.fromkeys(b"\x01\x02\x03\x04\x05\x06\x1c\x1d\x1e\x1f", "\x1a")  # what we read for them in data
_NONE = "\uffff"  # a character that is no byte


@dataclass(frozen=True)
class There:
    """One interchange: its bytes, and how we read them."""

    raw: bytes
    header: Header
    segments: Sequence[Segment]  # ours
    charset: Charset
    lenient: bool

    @property
    def marks(self) -> Marks:
        assert self.header.marks is not None
        return self.header.marks

    @property
    def una(self) -> bool:
        return self.raw.startswith(b"UNA")

    @property
    def text(self) -> str:
        """A character a byte. Which characters they are, UNB tells, and its reader does not ask."""
        return self.raw.decode("latin-1")

    @property
    def characters(self) -> str:
        """The service characters as it names them; it has a default for each that is none, so it is told another."""
        marks = self.marks.delimiters()
        return marks.component + marks.element + marks.decimal + (marks.release or _NONE) + _NONE + marks.segment

    @cached_property
    def terminated(self) -> bool:
        """Whether the last segment is."""
        end = self.marks.segment
        tail = self.raw.rstrip(b"\r\n ".replace(end, b""))
        return tail.endswith(end) and not released(tail, 0, len(tail) - 1, self.marks)

    def start(self, number: int) -> int:
        """Where a segment begins in `raw`; its end behind the last."""
        return self.segments[number].offset - self.header.start if number < len(self.segments) else len(self.raw)

    def until(self, number: int) -> Iterator[tuple[bytes, bytes]]:
        """What stands behind the segment before: what was skipped and the body of each, up to this one."""
        if number == 0:
            first = self.raw[self.start(0) : self.header.end - self.header.start]
            yield self.raw[9 if self.una else 0 : self.start(0)], self.marks.translate(first)
            return
        begin = self.start(number - 1) if number > 1 else self.header.end - self.header.start
        end, here, whole = begin, self.start(number), len(self.raw)
        for at, behind, body, _ in pieces(self.raw, begin, whole, self.marks, whole, lenient=self.lenient):
            if at > begin or number == 1:
                yield self.raw[end:at], body
            if at >= here:
                return
            end = behind


def _tag(body: bytes) -> bytes:
    return body.partition(b"\x1d")[0]


def _una_inside(there: There, number: int) -> bool:
    """It looks for one before it has read anything."""
    if not there.una and b"'UNA" in there.raw:
        return True
    return number < len(there.segments) and there.segments[number].tag.lstrip(" ") == "UNA"


def _empty(there: There, number: int) -> bool:
    return any(not flat(body).strip(PADDING) for _, body in there.until(number))


def _unread(there: There, number: int) -> bool:
    """No three capitals and digits, or something that we skipped before them."""
    skipped, body = [*there.until(number)][-1]
    tag = flat(_tag(body)).decode("latin-1").lstrip(" ")
    return bool(skipped.strip(b"\r\n ")) or not (len(tag) == 3 and tag.isalnum() and tag.isupper())


def _released_break(there: There, number: int) -> bool:
    near = there.raw[there.start(max(number - 1, 0)) : there.start(number + 1) + 2]
    return DROP + b"\n" in there.marks.translate(near)


_STANDS: Mapping[str, Callable[[There, int], bool]] = {
    "UNA_INSIDE": _una_inside,
    "RELEASE_BEFORE_LINE_BREAK": _released_break,
    "LAST_TERMINATOR_MISSING": lambda there, number: number >= len(there.segments) - 1 and not there.terminated,
    "EMPTY_SEGMENT": _empty,
    "TAG_NESTED": lambda there, number: any(b"\x1f" in _tag(body) for _, body in there.until(number)),
    "UNB_WITHOUT_SYNTAX": lambda there, number: there.segments[number].tag.lstrip(" ") == "UNB",
    "BLANK_BEHIND_UNA": lambda there, number: (
        number == 0 and there.una and there.raw[9:].lstrip(b"\r\n")[:1] in (b" ", b"\t")
    ),
    "LINE_BREAK_KEPT": lambda there, number: any(set(_tag(body)) & set(b"\r\n") for _, body in there.until(number)),
    "TAG_REFUSED": _unread,
}


def cause(there: There, number: int) -> str:
    """What makes it read all that follows otherwise, up to this segment; "" for nothing."""
    if not there.una and b"'UNA" in there.raw:
        return "UNA_INSIDE"
    if there.una and there.raw[8:9] != there.marks.segment:
        return "LINES_WITHOUT_TERMINATORS"
    if there.una and not there.marks.release and b" " in there.raw[9 : there.start(number + 1)]:
        return "BLANK_RELEASES"
    return ""


def of_break(there: There, number: int, why: str) -> str:
    """Why it breaks off where this segment should come."""
    stands = next((names for said, names in _BREAKS.items() if said in why), ())
    return next((name for name in stands if _STANDS[name](there, number)), "") or cause(there, number)


def of_rest(there: There, number: int) -> str:
    """Why it has no segment from this one on, or more than we have."""
    if number == len(there.segments) - 1:
        for name in ("LAST_TERMINATOR_MISSING", "EMPTY_SEGMENT"):
            if _STANDS[name](there, number):
                return name
    return cause(there, number)


def of_tag(there: There, number: int, its: str) -> list[str]:
    """Why its tag differs: nothing where it does not."""
    ours = there.segments[number].tag
    if ours == its or ours == there.charset.decode(its.encode("latin-1"), there.lenient):
        return []
    blank_line = there.marks.segment in (b"\r", b"\n") and not ours.strip(" ")
    return ["BLANK_BEFORE_TAG" if blank_line or ours.lstrip(" ") == its else cause(there, number)]


def of_element(there: There, number: int, ours: str | None, its: Parts | None) -> tuple[list[str], str]:
    """Why an element differs, and where one does not know why, what stands there."""
    if ours is None or its is None:
        return [cause(there, number)], f": {'edigw' if ours is None else 'pydifact'} has none"
    joined = COMPONENT.join(its)
    if (
        joined == ours
        and joined.isascii()
        and len(its) == joined.count(COMPONENT) + 1
        and not joined.endswith(COMPONENT)
    ):
        return [], ""
    whole = COMPONENT.join(part.translate(_BREAKING).translate(_CONTROLS) for part in its)
    lenient = there.lenient and number > 0  # UNB is read before anybody knows whose it is
    theirs = there.charset.decode(whole.encode("latin-1"), lenient).rstrip(COMPONENT).split(COMPONENT)
    mine = ours.replace(REPEAT, there.marks.delimiters().repetition).rstrip(COMPONENT).split(COMPONENT)
    for at, (one, other) in enumerate(zip_longest(mine, theirs), 1):
        if one != other:
            return [cause(there, number)], f", component {at}: pydifact {_shown(other)}, edigw {_shown(one)}"
    held = {
        "REPETITIONS_JOINED": REPEAT in ours,
        "EMPTY_COMPONENTS_DROPPED": ours.endswith(COMPONENT),
        "LINE_BREAK_KEPT": any(part != part.translate(_BREAKING) for part in its),
        "CONTROL_CHARACTER_KEPT": any(part != part.translate(_CONTROLS) for part in its),
    }
    return [name for name, holds in held.items() if holds], ""


def _shown(value: str | None) -> str:
    return "has none" if value is None else repr(value[:60])
