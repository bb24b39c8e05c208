"""One transaction set, from ST to SE, while it is read (X12.5): its segments, size and envelope faults."""

from __future__ import annotations

from edigw.formats.controls import Controls
from edigw.formats.mapped import Data, find
from edigw.formats.text import whole
from edigw.formats.x12.binary import next_binary
from edigw.formats.x12.events import Limits
from edigw.formats.x12.lists import FUNCTIONAL_IDS, GROUP_OF
from edigw.formats.x12.rules import fault
from edigw.formats.x12.syntax import Marks, longest, segment
from edigw.formats.x12.whole import Later, WholeSet
from edigw.tree import Finding, Group, Message, Segment

LOOK = 1_048_576  # bytes of a set after which its end is looked for before more is collected
WITH_ST03 = "005010"  # the first release that has it
MOST_FAULTS = 1_000  # empty segments told of in one set
_BOUNDARIES = (b"SE", b"ST", b"GE", b"GS", b"IEA", b"ISA")


class OpenSet:
    """Segments are kept as bytes until the set is closed; nothing of a set over the limit is kept but ST."""

    def __init__(self, header: Segment, limits: Limits) -> None:
        self.header = header
        self.start = header.offset
        self.limits = limits
        self.parts: list[tuple[int, bytes]] = []
        self.count = 1  # segments, ST included
        self.findings: list[Finding] = []
        self.skipped = False  # its rest was not read
        self.look_at = min(self.start + LOOK, self.start + limits.set)

    def close(self, trailer: Segment | None, end: int, charset: str) -> Message:
        """The set as a message that ends at byte `end`."""
        segments = [self.header]
        for position, (start, body) in enumerate(self.parts, 2):
            segments.append(segment(body, start, position, charset))
        if trailer is not None:
            segments.append(trailer)
        self.parts = []
        message = (self.header.get(1), self.header.get(2))
        return Message(*message, tuple(segments), self.start, end, tuple(self.findings))

    def whole(self, found: WholeSet, charset: str) -> Message:
        """The same of a set that was cut out whole."""
        message = (self.header.get(1), self.header.get(2))
        segments = Later(found, charset)
        return Message(*message, segments, found.start, found.end, tuple(self.findings), found.text)

    def unwrapped(self, start: int) -> None:
        """A note, once a set."""
        if not any(finding.rule == "UNWRAPPED" for finding in self.findings):
            self.findings.append(fault("UNWRAPPED", position=self.count + 1, offset=start))

    def check_header(self, group: Group, controls: Controls) -> None:
        """AK502 6, 7, 19 and 23: ST01 to ST03. A GS01 that nobody knows is the group's fault alone."""
        kind, control = self.header.get(1), self.header.get(2)
        if len(kind) != 3:
            self._header_fault("SET_ID", 1)
        elif group.functional_id in FUNCTIONAL_IDS and GROUP_OF.get(kind, group.functional_id) != group.functional_id:
            self._header_fault("SET_NOT_OF_GROUP", 1)
        if not 4 <= len(control) <= 9 or not control.strip():
            self._header_fault("SET_CONTROL", 2)
        elif controls.repeated(control):
            self._header_fault("SET_CONTROL_NOT_UNIQUE", 2)
        convention = self.header.get(3) if group.release[:6] >= WITH_ST03 else ""
        if convention and (len(convention) > 35 or not convention.strip()):
            self._header_fault("SET_CONVENTION", 3)

    def check_trailer(self, trailer: Segment) -> None:
        """AK502 3 and 4: SE02, SE01."""
        if not self.skipped and whole(trailer.get(1)) != trailer.position:
            detail = f"SE01 says {trailer.get(1) or 'nothing'}, there are {trailer.position}"
            self.findings.append(_at(trailer, 1, fault("SET_COUNT", detail)))
        if self.header.get(2) and trailer.get(2) != self.header.get(2):
            detail = f"ST02 is {self.header.get(2)}, SE02 is {trailer.get(2)}"
            self.findings.append(_at(trailer, 2, fault("SET_CONTROL_DIFFERS", detail)))

    def cut_off(self) -> None:
        """AK502 2: no SE."""
        self.findings.append(fault("SET_TRAILER_MISSING", segment="ST", position=1, offset=self.start))

    def too_long(self, start: int, body: bytes) -> None:
        """A segment over the cap: AK403 5 where its longest element stands, and the set is refused."""
        self.count += 1
        tag, element, value = longest(body)
        place: dict[str, object] = {"segment": tag, "position": self.count, "offset": start}
        self.findings.append(fault("ELEMENT_TOO_LONG", element=element or 1, value=value, **place))
        detail = f"over {self.limits.segment} bytes"
        self.findings.append(fault("SEGMENT_TOO_LONG", detail, **place))
        self.parts.append((start, tag.encode("latin-1", "replace")))

    def empty(self, start: int) -> None:
        """AK304 1: nothing between two terminators; it counts for nothing."""
        if len(self.findings) >= MOST_FAULTS:
            return
        self.findings.append(fault("EMPTY_SEGMENT", segment="", position=self.count + 1, offset=start))

    def look(self, data: Data, marks: Marks, end: int, limit: int) -> int | None:
        """Whether the set goes beyond its limit: then the byte at which to read on, and nothing of it is kept.

        `end` is behind its last segment that was read.
        """
        most = self.start + self.limits.set
        found = boundary(data, self.start + 2, min(most, limit), marks)
        if found < min(most, limit) or limit <= most:
            self.look_at = most + 1
            return None
        self.skipped, self.parts = True, []
        if not any(finding.rule == "SEGMENT_TOO_LONG" for finding in self.findings):
            detail = f"over {self.limits.set} bytes"
            self.findings.append(fault("SET_TOO_LARGE", detail, segment="ST", position=1, offset=self.start))
        return boundary(data, end, limit, marks)

    def _header_fault(self, rule: str, element: int) -> None:
        self.findings.append(_at(self.header, element, fault(rule)))


def _at(read: Segment, element: int, finding: Finding) -> Finding:
    offset = read.offset_of(element) if read.get(element) else read.offset
    return finding.at(
        segment=read.tag, position=read.position, element=element, offset=offset, value=read.get(element) or None
    )


def boundary(data: Data, start: int, limit: int, marks: Marks) -> int:
    """Where, from `start` on, the next segment of an envelope begins, beside binary data; `limit` when none does."""
    while start < limit:
        best = _boundary(data, start, limit, marks)
        packed = next_binary(data, start, best, marks.element, marks.segment)
        if packed is None:
            return best
        start = packed.end
    return limit


def _boundary(data: Data, start: int, limit: int, marks: Marks) -> int:
    """The same, whatever stands there."""
    best = limit
    for tag in _BOUNDARIES:
        at = find(data, tag + marks.element, start, best)
        while at >= 0 and not _begins(data, at, marks):
            at = find(data, tag + marks.element, at + 1, best)
        best = at if at >= 0 else best
    return best


def _begins(data: Data, at: int, marks: Marks) -> bool:
    before = data[max(at - 8, 0) : at]
    return before.endswith(marks.segment) or before.rstrip(b"\r\n\t ").endswith(marks.segment)
