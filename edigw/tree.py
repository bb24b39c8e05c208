"""The shapes that every format reads into: interchange, group, message, segment, node, finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

COMPONENT = "\x1f"  # stands between the components of a composite element, whatever the wire used
REPEAT = "\x1e"  # stands between the repetitions of an element
ELEMENT = "\x1d"  # in Message.text: stands before each element
SEGMENT = "\x1c"  # in Message.text: stands before each segment and after the last


class Finding(NamedTuple):
    """One fault in somebody's document. The fields are those of `edigw check --json`."""

    code_type: str  # the standard's code list: TA105, AK905, AK502, AK304, AK403, of EDIFACT 0085; empty for none
    code: str
    rule: str  # our stable code, upper case, listed in docs/findings.md
    message: str
    segment: str | None = None
    position: int | None = None  # ordinal in the set, ST or UNH is 1
    element: int | None = None  # 1 is the first
    component: int | None = None
    repetition: int | None = None
    offset: int | None = None  # byte in the file
    value: str | None = None
    hint: str = ""
    path: str = ""  # loops and segment, "PO1/N1/N4"; tells whether a map takes it
    element_id: str | None = None  # the data element's number, for AK402
    qualifier: str | None = None  # the segment's first element, "DP" of REF*DP; tells whether a map takes it
    severity: str = "error"  # "note": shown, never changes a verdict

    def at(self, **changes: Any) -> Finding:
        """The same finding with other coordinates."""
        return self._replace(**changes)


class Segment(NamedTuple):
    """A flat segment. `elements[0]` is its first data element; "" is an empty one.

    Components and repetitions stand inside an element's text, cut by COMPONENT and REPEAT.
    """

    tag: str
    elements: tuple[str, ...] = ()
    position: int = 0  # ordinal in its set, ST or UNH is 1; 0 when not read from a file
    offset: int = 0  # byte in the file at which the tag starts
    starts: tuple[int, ...] | None = None  # byte of each element, only where adding up lengths would be wrong
    inner: tuple[tuple[int, ...], ...] = ()  # then of each element its components' bytes, where a reader knows them

    def get(self, element: int) -> str:
        """The text of element n (1 is the first), "" where the segment ends before it."""
        return self.elements[element - 1] if 0 < element <= len(self.elements) else ""

    def offset_of(self, element: int) -> int:
        """Byte in the file at which element n starts (its end of segment when absent)."""
        if element <= 0:
            return self.offset
        if self.starts is not None:
            return self.starts[min(element, len(self.starts)) - 1] if self.starts else self.offset
        before = self.elements[: element - 1]
        return self.offset + len(self.tag) + 1 + sum(map(len, before)) + len(before)

    def offset_within(self, element: int, component: int) -> int:
        """Byte in the file at which component n of an element starts (1 is the first), as far as it is there."""
        if element <= len(self.inner):
            known = self.inner[element - 1]
            return known[min(component, len(known)) - 1]
        before = self.get(element).split(COMPONENT)[: component - 1]
        return self.offset_of(element) + sum(len(part) + 1 for part in before)


@dataclass(frozen=True, slots=True)
class Node:
    """A segment in its place: a loop is its trigger segment with what belongs to it as children."""

    segment: Segment
    children: tuple[Node, ...] = ()

    @property
    def tag(self) -> str:
        return self.segment.tag


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What stands between things on the wire, one character each; repetition and release are "" where there is none."""

    element: str = "*"
    segment: str = "~"
    component: str = ">"
    repetition: str = ""
    release: str = ""  # EDIFACT: the character after it is data
    decimal: str = "."  # the decimal mark: numbers are kept as received


@dataclass(frozen=True, slots=True)
class Message:
    """A transaction set or message: its segments from ST to SE (or where it was cut off)."""

    type: str  # 850, ORDERS
    control: str  # ST02, UNH 0062, as received
    segments: Sequence[Segment]  # a tuple, or one that is made when it is first asked for
    start: int  # byte range in the file
    end: int
    findings: tuple[Finding, ...] = ()  # faults of its own envelope: AK502 1..7 but for 5
    text: bytes | None = field(default=None, compare=False)  # normalised, for the accept path; None: not at hand
    release: str = ""  # EDIFACT: D96A, from UNH; X12 says it in the group


@dataclass(frozen=True, slots=True)
class Group:
    """A functional group's header (and, once it was read, its trailer's claims)."""

    functional_id: str  # GS01
    sender: str  # GS02
    receiver: str  # GS03
    control: str  # GS06 as received
    release: str  # GS08 as received
    date: str = ""  # GS04
    time: str = ""  # GS05
    agency: str = "X"  # GS07
    start: int = 0
    end: int = 0
    claimed: str | None = None  # GE01 as received; None: no GE
    findings: tuple[Finding, ...] = ()  # code_type AK905


@dataclass(frozen=True, slots=True)
class Interchange:
    """An interchange's header (and, once it was read, its trailer's claims)."""

    standard: str  # x12, edifact
    sender: str  # qualifier:id, trailing blanks cut, as "08:6123830000"
    receiver: str
    control: str  # ISA13 as received
    release: str  # ISA12
    usage: str  # ISA15: P or T, as received
    ack_requested: bool = False  # ISA14 = 1
    date: str = ""  # ISA09, YYMMDD as received
    time: str = ""  # ISA10, HHMM as received
    delimiters: Delimiters = field(default_factory=Delimiters)
    start: int = 0
    end: int = 0
    addressable: bool = True  # sender, receiver and control could be read: a TA1 or CONTRL can be addressed
    findings: tuple[Finding, ...] = ()  # code_type TA105, of EDIFACT 0085
    application: str = ""  # EDIFACT: UNB 0026
    service_string: bool = False  # EDIFACT: UNA stands before it and names the delimiters


@dataclass(frozen=True, slots=True)
class Residue:
    """Bytes of a file that belong to no interchange, with the stable reason why."""

    start: int
    end: int
    reason: str  # NOT_EDI, EMPTY_FILE, ENCODING, BLANK, PADDING, STRAY_SEGMENT …
    findings: tuple[Finding, ...] = ()
