"""One message, from UNH to UNT, while it is read (ISO 9735-1): its segments, size, characters and envelope faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from edigw.formats.controls import Controls
from edigw.formats.edifact.charsets import Charset
from edigw.formats.edifact.rules import fault
from edigw.formats.edifact.syntax import Marks, longest, released, segment
from edigw.formats.edifact.whole import Later, WholeMessage
from edigw.formats.events import Limits
from edigw.formats.mapped import Data, find
from edigw.formats.text import whole
from edigw.tree import COMPONENT, REPEAT, Finding, Message, Segment

LOOK = 1_048_576  # bytes of a message after which its end is looked for before more is collected
MOST_FAULTS = 1_000  # of one kind told of in one message
_BOUNDARIES = (b"UNT", b"UNH", b"UNE", b"UNG", b"UNZ", b"UNB", b"UNA")


class OpenMessage:
    """Segments are kept as bytes until the message is closed; nothing of one over the limit is kept but UNH."""

    def __init__(self, header: Segment, limits: Limits, charset: Charset, lenient: bool) -> None:
        self.header = header
        self.start = header.offset
        self.limits, self.charset, self.lenient = limits, charset, lenient
        self.parts: list[tuple[int, bytes]] = []
        self.envelope: list[bytes] = []  # bodies of UNH and UNT
        self.count = 1  # segments, UNH included
        self.findings: list[Finding] = []
        self.skipped = False  # its rest was not read
        self.look_at = min(self.start + LOOK, self.start + limits.set)
        self.type, self.release, self.agency, self._complete = identified(header.get(2))

    def close(self, trailer: Segment | None, end: int) -> Message:
        """The message, which ends at byte `end`."""
        segments = [self.header]
        for position, (start, body) in enumerate(self.parts, 2):
            segments.append(segment(body, start, position, self.charset, self.lenient))
        if trailer is not None:
            segments.append(trailer)
        self._characters(segments, [*self.envelope, *(body for _, body in self.parts)])
        self.parts = []
        return self._message(tuple(segments), self.start, end, None)

    def whole(self, found: WholeMessage) -> Message:
        """The same of a message that was cut out whole."""
        segments = Later(found, self.charset, self.lenient)
        if not found.sound and not self.charset.sound(found.text):
            self._characters(segments, found.parts())
        return self._message(segments, found.start, found.end, found.text)

    def _characters(self, segments: Iterable[Segment], bodies: Iterable[bytes]) -> None:
        """What the character set lacks; leniently a note that UTF-8 was taken for what it is."""
        self.findings += characters(segments, self.charset, self.lenient)
        if self.lenient and any(self.charset.foreign(part) for body in bodies for part in body.split(b"\x1d")):
            self.findings.append(fault("UTF_8", position=1, offset=self.start))

    def _message(self, segments: Sequence[Segment], start: int, end: int, text: bytes | None) -> Message:
        control = self.header.get(1)
        return Message(self.type, control, segments, start, end, tuple(self.findings), text, self.release)

    def check_header(self, kind: str, controls: Controls) -> None:
        """UNH, and whether it belongs into a group of this kind ("" for none)."""
        control = self.header.get(1)
        if not 1 <= len(self.type) <= 6:
            self._header_fault("SET_ID", 2)
        elif kind and self.type != kind:
            self._header_fault("SET_NOT_OF_GROUP", 2)
        if not self._complete:
            self._header_fault("SET_RELEASE", 2)
        if not control.strip():
            self._header_fault("SET_CONTROL", 1)
        elif len(control) > 14:
            self._header_fault("SET_CONTROL_LENGTH", 1)
        elif controls.repeated(control):
            self._header_fault("SET_CONTROL_NOT_UNIQUE", 1)

    def check_trailer(self, trailer: Segment) -> None:
        """UNT: the number of segments, leading zeros allowed, and the reference."""
        if not self.skipped and whole(trailer.get(1)) != trailer.position:
            detail = f"UNT says {trailer.get(1) or 'nothing'}, there are {trailer.position}"
            self.findings.append(at(trailer, 1, fault("SET_COUNT", detail)))
        if trailer.get(2) != self.header.get(1):
            detail = f"UNH says {self.header.get(1)}, UNT says {trailer.get(2) or 'nothing'}"
            self.findings.append(at(trailer, 2, fault("SET_CONTROL_DIFFERS", detail)))

    def cut_off(self) -> None:
        """No UNT."""
        self.findings.append(fault("SET_TRAILER_MISSING", segment="UNH", position=1, offset=self.start))

    def broken(self, start: int) -> None:
        """A line break inside data: strictly a character too many, leniently a note, once a message."""
        if self.lenient and any(finding.rule == "UNWRAPPED" for finding in self.findings):
            return
        self._told("UNWRAPPED" if self.lenient else "LINE_BREAK", start)

    def nested(self, start: int, tag: str) -> None:
        self._told("NESTING", start, tag)

    def empty(self, start: int) -> None:
        self._told("EMPTY_SEGMENT", start)

    def _told(self, rule: str, start: int, tag: str = "") -> None:
        if len(self.findings) < MOST_FAULTS:
            self.findings.append(fault(rule, segment=tag, position=self.count + 1, offset=start))

    def too_long(self, start: int, body: bytes) -> None:
        """A segment over the cap: its longest element is named, and the message is refused."""
        self.count += 1
        tag, element, value = longest(body)
        place: dict[str, object] = {"segment": tag, "position": self.count, "offset": start}
        self.findings.append(fault("ELEMENT_TOO_LONG", element=element or 1, value=value, **place))
        self.findings.append(fault("SEGMENT_TOO_LONG", f"over {self.limits.segment} bytes", **place))
        self.parts.append((start, tag.encode("latin-1", "replace")))

    def look(self, data: Data, marks: Marks, end: int) -> int | None:
        """Whether the message goes beyond its limit: then the byte at which to read on, and nothing of it is kept."""
        most = self.start + self.limits.set
        if boundary(data, self.start + 3, min(most, len(data)), marks) < most or len(data) <= most:
            self.look_at = most + 1
            return None
        self.skipped, self.parts = True, []
        if not any(finding.rule == "SEGMENT_TOO_LONG" for finding in self.findings):
            detail = f"over {self.limits.set} bytes"
            self.findings.append(fault("SET_TOO_LARGE", detail, segment="UNH", position=1, offset=self.start))
        return boundary(data, end, len(data), marks)

    def _header_fault(self, rule: str, element: int) -> None:
        self.findings.append(at(self.header, element, fault(rule)))


def identified(composite: str) -> tuple[str, str, str, bool]:
    """What S009 says: type, release (D96A), agency; whether it says all that it must."""
    parts = [*composite.split(COMPONENT), "", "", "", ""]
    return parts[0], parts[1] + parts[2], parts[3], all(parts[1:4])


@lru_cache(maxsize=256)
def plainly(composite: bytes) -> tuple[str, str] | None:
    """Type and release of an S009 in ASCII without fault; None: look closer."""
    kind, release, _, complete = identified(composite.decode("ascii"))
    return (kind, release) if 1 <= len(kind) <= 6 and complete else None


def at(read: Segment, element: int, finding: Finding) -> Finding:
    """The finding at an element of this segment."""
    value = read.get(element).replace(COMPONENT, ":") or None
    offset = read.offset_of(element) if value else read.offset
    return finding.at(segment=read.tag, position=read.position, element=element, offset=offset, value=value)


def characters(segments: Iterable[Segment], charset: Charset, lenient: bool) -> list[Finding]:
    """One finding for each component that holds what its character set lacks, or UTF-8 that nobody announced."""
    found: list[Finding] = []
    utf_8 = not lenient and charset.codec != "utf-8"  # whether it would be a fault
    for read in segments:
        if charset.bad.search(read.tag):
            found.append(fault("CHARACTER", segment=read.tag, position=read.position, offset=read.offset))
        for number, text in enumerate(read.elements, 1):
            found += (at(read, number, one) for one in _in_element(text, charset, utf_8))
            if len(found) >= MOST_FAULTS:
                return found
    return found


def _in_element(text: str, charset: Charset, utf_8: bool) -> Iterator[Finding]:
    if text.isascii() and not charset.bad.search(text):
        return
    for repetition, repeat in enumerate(text.split(REPEAT), 1):
        for component, part in enumerate(repeat.split(COMPONENT), 1):
            bad = charset.bad.search(part)
            rule = "CHARSET_DIFFERS" if utf_8 and _was_utf8(part, charset) else "CHARACTER" if bad else ""
            if rule:
                detail = f"U+{ord(bad[0]):04X}" if bad and rule == "CHARACTER" else ""
                yield fault(rule, detail, component=component, repetition=repetition)


def _was_utf8(text: str, charset: Charset) -> bool:
    """Text of a set with one byte a character whose bytes are UTF-8."""
    try:
        return charset.foreign(text.encode(charset.codec))
    except UnicodeEncodeError:
        return False


def boundary(data: Data, start: int, limit: int, marks: Marks) -> int:
    """Where, from `start` on, the next segment of an envelope begins; `limit` when none does."""
    best = limit
    for tag in _BOUNDARIES:
        sign = tag if tag == b"UNA" else tag + marks.element
        found = find(data, sign, start, best)
        while found >= 0 and not _begins(data, found, marks):
            found = find(data, sign, found + 1, best)
        best = found if found >= 0 else best
    return best


def _begins(data: Data, at: int, marks: Marks) -> bool:
    first = max(at - 8, 0)
    before = data[first:at].rstrip(b"\r\n\t ") if marks.segment not in (b"\r", b"\n") else data[first:at].rstrip(b" \t")
    end = first + len(before) - 1
    return before.endswith(marks.segment) and not released(data, max(end - 64, 0), end, marks)
