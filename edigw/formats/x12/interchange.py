"""One interchange, from ISA to IEA, while it is read (X12.5): a small state machine over its segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from edigw.formats.mapped import Data
from edigw.formats.text import whole
from edigw.formats.x12.binary import TAGS, wrong_length
from edigw.formats.x12.events import Event, InterchangeEnd, Limits, Ta1, Terms
from edigw.formats.x12.groups import OpenGroup, form_faults
from edigw.formats.x12.header import Header, header_at, next_header
from edigw.formats.x12.isa import check_agreed, check_header, usable
from edigw.formats.x12.rules import fault
from edigw.formats.x12.sets import OpenSet
from edigw.formats.x12.syntax import BINARY, CUT, LONG, PLAIN, WRAPPED, Marks, Piece, longest, pieces, segment, unwrap
from edigw.formats.x12.whole import Later, WholeSets
from edigw.tree import Finding, Message, Segment

_CONTROL = frozenset(
    [b"ISA", b"IEA", b"GS\x1d", b"GE\x1d", b"ST\x1d", b"SE\x1d", b"TA1", b"", b"GS", b"GE", b"ST", b"SE", *TAGS]
)
_SILENT = frozenset(["ISB", "ISE", "TA3"])  # may stand outside groups and say nothing that we need


class Reading:
    """The state: what is open, what was found, where to stop."""

    def __init__(self, data: Data, header: Header, terms: Terms, limits: Limits) -> None:
        self.data, self.header, self.terms, self.limits = data, header, terms, limits
        self.findings: list[Finding] = [*check_header(header), *check_agreed(header, terms)]
        self.interchange = replace(header.interchange(), findings=tuple(self.findings))
        self.group: OpenGroup | None = None
        self.set: OpenSet | None = None
        self.controls: set[str] = set()
        self.functional_ids: list[str] = []
        self.unended = 0  # groups without GE
        self.ta1s = 0
        self.stray = False
        self.at = header.end  # the first byte not yet taken
        self.done = False

    def events(self) -> Iterator[Event]:
        """Interchange, then what it holds, then InterchangeEnd."""
        yield self.interchange
        if self.header.marks is None or not usable(self.header.marks):
            self.at = next_header(self.data, self.header.start + 3)
        else:
            yield from self._body(self.header.marks)
            if not self.done:
                yield from self._trailer_missing(self.at)
        done = replace(self.interchange, end=self.at, findings=tuple(self.findings))
        yield InterchangeEnd(done, tuple(self.functional_ids), self.ta1s)

    def _body(self, marks: Marks) -> Iterator[Event]:
        cap, lenient = self.limits.segment, self.terms.lenient
        sets = WholeSets(self.data, marks, self.limits)
        while not self.done:
            again = False
            yield from self._whole(sets)
            for piece in pieces(self.data, self.at, len(self.data), marks, cap, lenient=lenient):
                start, end, body, kind = piece
                opened = self.set
                if opened is not None and kind == PLAIN and body[:3] not in _CONTROL:
                    opened.parts.append((start, body))
                    opened.count += 1
                else:
                    yield from self._take(piece)
                    if self.done:
                        return
                self.at = end
                if opened is not None and end > opened.look_at and opened is self.set:
                    resume = opened.look(self.data, marks, end, len(self.data))
                    if resume is not None:
                        self.at, again = resume, True
                        break
                if self.set is None and self.group is not None and sets.begins(end):
                    again = True
                    break
            if not again:
                return

    def _whole(self, sets: WholeSets) -> Iterator[Event]:
        """Sets that can be cut out of the data whole, as nearly all can."""
        while self.group is not None and self.set is None and (found := sets.at(self.at)) is not None:
            self.at = found.end
            plain = found.plain()
            if plain is not None and self.group.plain(*plain):
                yield Message(*plain, Later(found, self.terms.charset), found.start, found.end, (), found.text)
                continue
            header, trailer = found.ends(self.terms.charset)
            opened = self.group.open_set(header)
            opened.check_trailer(trailer)
            yield opened.whole(found, self.terms.charset)

    def _take(self, piece: Piece) -> Iterator[Event]:
        """Any segment that is not simply one more of an open set."""
        start, _, body, kind = piece
        if kind == LONG:
            self._too_long(start, body)
            return
        flat = unwrap(body) if kind in (WRAPPED, CUT) else body
        tag = flat[:4].partition(b"\x1d")[0].decode("latin-1")
        if not flat:
            self._empty(start)
        elif tag == "ISA" and (found := header_at(self.data, start)) is not None and found.marks is not None:
            self.at = start
            yield from self._trailer_missing(start)
        elif tag in ("ST", "SE", "GS", "GE", "IEA", "TA1"):
            yield from self._envelope(tag, piece)
        elif self.set is not None:
            if kind == WRAPPED:
                self.set.unwrapped(start)
            if flat[:3] in TAGS and flat[3:4] in (b"\x1d", b"") and kind != BINARY:
                self.set.findings.append(wrong_length(flat, start, self.set.count + 1))
            self.set.parts.append((start, body))
            self.set.count += 1
        elif tag not in _SILENT or self.group is not None:
            self._stray(tag, start)

    def _envelope(self, tag: str, piece: Piece) -> Iterator[Event]:
        start, end, body, kind = piece
        read = segment(body, start, self.set.count + 1 if self.set and tag == "SE" else 1, self.terms.charset)
        if tag == "ST":
            yield from self._st(read)
        elif tag == "SE":
            yield from self._se(read, end)
        elif tag == "GS":
            yield from self._gs(read, end)
        elif tag == "GE":
            yield from self._ge(read, end)
        elif tag == "IEA":
            yield from self._iea(read, end, kind)
        elif self.group is not None:
            self._stray(tag, start)
        else:
            self.ta1s += 1
            yield Ta1(read.get(1), read.get(2), read.get(3), read.get(4), read.get(5), start, end)

    def _st(self, read: Segment) -> Iterator[Event]:
        yield from self._close_set(None, read.offset)
        if self.group is None:
            self._stray("ST", read.offset)
        else:
            self.set = self.group.open_set(read)

    def _se(self, read: Segment, end: int) -> Iterator[Event]:
        if self.set is None:
            self._stray("SE", read.offset)
        else:
            yield from self._close_set(read, end)

    def _gs(self, read: Segment, end: int) -> Iterator[Event]:
        yield from self._close_group(None, read.offset)
        self.findings += form_faults(read)
        self.group = OpenGroup(read, end, self.controls, self.limits)
        self.functional_ids.append(self.group.group.functional_id)
        self.stray = False
        yield self.group.group

    def _ge(self, read: Segment, end: int) -> Iterator[Event]:
        if self.group is None:
            self._stray("GE", read.offset)
        else:
            yield from self._close_group(read, end)

    def _iea(self, read: Segment, end: int, kind: int) -> Iterator[Event]:
        yield from self._close_group(None, read.offset)
        self._check_trailer(read)
        if kind == CUT and self.interchange.delimiters.segment not in "\r\n":
            self._fault("LAST_TERMINATOR_MISSING", end, "IEA")
        self.at = self._behind(end) if kind != CUT else end
        self.done = True

    def _behind(self, end: int) -> int:
        """The line break after the last terminator belongs to the interchange."""
        follows = self.data[end : end + 2]
        if follows == b"\r\n":
            return end + 2
        return end + 1 if follows[:1] in (b"\r", b"\n") else end

    def _trailer_missing(self, end: int) -> Iterator[Event]:
        yield from self._close_group(None, end)
        self._fault("INTERCHANGE_TRAILER_MISSING", self.header.start, "ISA")
        self.done = True

    def _close_set(self, trailer: Segment | None, end: int) -> Iterator[Event]:
        opened, self.set = self.set, None
        if opened is None:
            return
        if trailer is None:
            opened.cut_off()
            if self.group is not None:
                self.group.unended += 1
        else:
            opened.check_trailer(trailer)
        yield opened.close(trailer, end, self.terms.charset)

    def _close_group(self, trailer: Segment | None, end: int) -> Iterator[Event]:
        yield from self._close_set(None, trailer.offset if trailer else end)
        opened, self.group = self.group, None
        if opened is not None:
            self.unended += trailer is None
            yield opened.close(trailer, end)

    def _check_trailer(self, read: Segment) -> None:
        groups = len(self.functional_ids)
        if whole(read.get(1)) not in (groups, groups - self.unended) and not any(
            f.rule == "SET_OUTSIDE_GROUP" for f in self.findings
        ):
            detail = f"IEA01 says {read.get(1) or 'nothing'}, there are {groups}"
            self._fault("INTERCHANGE_COUNT", read.offset, "IEA", detail, element=1, value=read.get(1) or None)
        control = self.header.elements[12]
        if self._trusted() and read.get(2) != control:
            detail = f"ISA13 is {control}, IEA02 is {read.get(2)}"
            self._fault("INTERCHANGE_CONTROL_DIFFERS", read.offset, "IEA", detail, element=2, value=read.get(2) or None)
        if not groups and not self.ta1s and not self.stray:
            self._fault("NO_GROUP", self.header.start, "ISA")

    def _trusted(self) -> bool:
        return self.header.problem != "HEADER_ELEMENTS"

    def _stray(self, tag: str, start: int) -> None:
        """A segment where none may stand: one finding, however many follow."""
        if self.group is not None:
            self.group.stray(tag, start)
        elif not self.stray:
            self.stray = True
            self._fault("SET_OUTSIDE_GROUP" if tag in ("ST", "SE", "GE") else "OUTSIDE_GROUP", start, tag, tag)

    def _empty(self, start: int) -> None:
        if self.terms.lenient:
            return
        if self.set is not None:
            self.set.empty(start)
        else:
            self._stray("", start)

    def _too_long(self, start: int, body: bytes) -> None:
        if self.set is not None:
            self.set.too_long(start, body)
        else:
            self._stray(longest(body)[0], start)

    def _fault(self, rule: str, start: int, tag: str, detail: str = "", **place: object) -> None:
        self.findings.append(fault(rule, detail, segment=tag, offset=start, **place))
