"""One interchange, from UNB to UNZ, while it is read (ISO 9735-1): a small state machine over its segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from edigw.formats.controls import Controls
from edigw.formats.edifact.charsets import charset
from edigw.formats.edifact.groups import OpenGroup
from edigw.formats.edifact.header import Header, header_at, next_header
from edigw.formats.edifact.messages import OpenMessage, plainly
from edigw.formats.edifact.rules import fault
from edigw.formats.edifact.syntax import (
    CUT,
    DROP,
    LONG,
    PLAIN,
    WRAPPED,
    Marks,
    Piece,
    embedded,
    flat,
    longest,
    pieces,
    released,
    segment,
)  # fmt: skip
from edigw.formats.edifact.unb import check_header
from edigw.formats.edifact.whole import Later, WholeMessage, WholeMessages
from edigw.formats.events import GroupEnd, InterchangeEnd, Limits, Terms
from edigw.formats.mapped import Data
from edigw.formats.text import whole
from edigw.tree import Finding, Group, Interchange, Message, Residue, Segment

Event = Interchange | Group | Message | GroupEnd | InterchangeEnd | Residue

_ENVELOPE = frozenset(["UNH", "UNT", "UNG", "UNE", "UNZ"])


class Reading:
    """The state: what is open, what was found, where to stop."""

    def __init__(self, data: Data, header: Header, terms: Terms, limits: Limits) -> None:
        self.data, self.header, self.limits, self.lenient = data, header, limits, terms.lenient
        self.findings: list[Finding] = check_header(header)
        if self.lenient:
            self.findings = [one.at(severity="note") if one.rule == "LINE_ENDS" else one for one in self.findings]
        self.interchange = replace(header.interchange(), findings=tuple(self.findings))
        self.charset = charset(self.interchange.release)
        self.group: OpenGroup | None = None
        self.message: OpenMessage | None = None
        self.controls = Controls()  # of messages
        self.references: set[str] = set()  # of groups
        self.kinds: dict[str, None] = {}  # of messages, in order
        self.groups = self.bare = self.messages = self.unended = 0  # bare: groups without UNG
        self.stray = False
        self.at = header.end  # the first byte not yet taken
        self.done = False

    def events(self) -> Iterator[Event]:
        """Interchange, then what it holds, then InterchangeEnd."""
        yield self.interchange
        if self.header.marks is None:
            begin = self.header.unb.offset + 3
            cut = "HEADER_CUT_OFF" in self.header.faults  # then not every UNB is one
            self.at = embedded(self.data, begin, len(self.data)) if cut else next_header(self.data, begin)
        else:
            yield from self._body(self.header.marks)
            if not self.done:
                yield from self._trailer_missing(self.at)
        done = replace(self.interchange, end=self.at, findings=tuple(self.findings))
        yield InterchangeEnd(done, tuple(self.kinds))

    def _body(self, marks: Marks) -> Iterator[Event]:
        whole_ones = WholeMessages(self.data, marks, self.limits, self.charset)
        again = True
        while again and not self.done:
            again = False
            yield from self._whole(whole_ones)
            for piece in pieces(self.data, self.at, len(self.data), marks, self.limits.segment, lenient=self.lenient):
                opened, end = self.message, piece[1]
                yield from self._take(piece, marks)
                if self.done:
                    return
                self.at = end
                if opened is not None and end > opened.look_at and opened is self.message:
                    resume = opened.look(self.data, marks, end)
                    if resume is not None:
                        self.at, again = resume, True
                        break
                if self.message is None and whole_ones.begins(end):
                    again = True
                    break

    def _whole(self, messages: WholeMessages) -> Iterator[Event]:
        """Messages that can be cut out of the data whole, as nearly all can."""
        while self.message is None and (found := messages.at(self.at)) is not None:
            self.at = found.end
            if self.group is None:
                yield from self._in_group(found.start)
            plain = self._plain(found)
            if plain is not None:
                yield plain
                continue
            header, trailer = found.ends(self.charset, self.lenient)
            opened = self._opened(header)
            opened.check_trailer(trailer)
            yield opened.whole(found)

    def _plain(self, found: WholeMessage) -> Message | None:
        """A message without a fault of its own envelope or characters, as nearly all are; None: look closer."""
        said = found.plain() if found.sound or self.charset.sound(found.text) else None
        known = plainly(said[1]) if said else None
        if said is None or known is None or self.group is None:
            return None
        if not self.group.plain(known[0], said[0], self.controls):
            return None
        self.messages += 1
        self.kinds.setdefault(known[0])
        later = Later(found, self.charset, self.lenient)
        return Message(known[0], said[0], later, found.start, found.end, (), found.text, known[1])

    def _take(self, piece: Piece, marks: Marks) -> Iterator[Event]:
        start, _, body, kind = piece
        if kind == LONG:
            self._too_long(start, body)
            return
        plain = flat(body) if kind != PLAIN else body
        tag = plain[:4].partition(b"\x1d")[0].partition(b"\x1f")[0].decode("latin-1")
        if not plain:
            self._empty(start)
        elif (tag == "UNB" or plain[:3] == b"UNA") and header_at(self.data, start) is not None:
            self.at = start
            yield from self._trailer_missing(start)
        elif kind == CUT and self._dangling(start, body, marks):
            if self.message is not None:
                self._collect(start, body, tag, kind)
        elif tag in _ENVELOPE:
            yield from self._envelope(tag, piece)
        else:
            self._collect(start, body, tag, kind)

    def _collect(self, start: int, body: bytes, tag: str, kind: int) -> None:
        """A segment that is simply one more of an open message, or stands in none."""
        opened = self.message
        if opened is None:
            self._stray(tag, start)
            return
        if kind == WRAPPED:
            opened.broken(start)
        if b"\x1f" in body.partition(b"\x1d")[0]:
            opened.nested(start, tag)
        opened.parts.append((start, body))
        opened.count += 1

    def _dangling(self, start: int, body: bytes, marks: Marks) -> bool:
        """Whether the data end in a release character."""
        end = start + len(body)
        if not body.endswith(DROP) or not released(self.data, start, end, marks):
            return False
        self._fault("RELEASE_AT_END", end - 1, "")
        return True

    def _envelope(self, tag: str, piece: Piece) -> Iterator[Event]:
        start, end, body, kind = piece
        position = self.message.count + 1 if self.message and tag == "UNT" else 1
        read = segment(body, start, position, self.charset, self.lenient)
        if tag == "UNH":
            yield from self._close_message(None, start)
            yield from self._in_group(start)
            self.message = self._opened(read)
            self.message.envelope.append(body)
        elif tag == "UNT":
            if self.message is None:
                self._stray(tag, start)
            else:
                self.message.envelope.append(body)
            yield from self._close_message(read, end)
        elif tag == "UNG":
            yield from self._ung(read, end)
        elif tag == "UNE":
            yield from self._close_message(None, start)
            if self.group is None or self.group.header is None:
                self._stray(tag, start)
            else:
                yield from self._close_group(read, end)
        else:
            yield from self._unz(read, end, kind)

    def _in_group(self, start: int) -> Iterator[Group]:
        """Messages without UNG stand in a group without a name."""
        if self.group is None:
            self.group = OpenGroup(None, start, start, self.limits)
            self.bare += 1
            self._mixed(start)
            yield self.group.announced(self.references)

    def _opened(self, header: Segment) -> OpenMessage:
        assert self.group is not None
        self.messages += 1
        opened = self.group.open_message(header, self.controls, self.charset, self.lenient)
        self.kinds.setdefault(opened.type)
        return opened

    def _mixed(self, start: int) -> None:
        if self.bare and self.groups and not any(one.rule == "GROUPS_MIXED" for one in self.findings):
            self._fault("GROUPS_MIXED", start, "UNG")

    def _ung(self, read: Segment, end: int) -> Iterator[Event]:
        yield from self._close_group(None, read.offset)
        self.group = OpenGroup(read, read.offset, end, self.limits)
        self.groups += 1
        self._mixed(read.offset)
        self.stray = False
        yield self.group.announced(self.references)

    def _unz(self, read: Segment, end: int, kind: int) -> Iterator[Event]:
        yield from self._close_group(None, read.offset)
        self._check_trailer(read)
        if kind == CUT and self.interchange.delimiters.segment not in "\r\n":
            self._fault("LAST_TERMINATOR_MISSING", end, "UNZ")
        self.at = end if kind == CUT else self._behind(end)
        self.done = True

    def _behind(self, end: int) -> int:
        """The line break after the last terminator belongs to the interchange."""
        follows = self.data[end : end + 2]
        if follows == b"\r\n":
            return end + 2
        return end + 1 if follows[:1] in (b"\r", b"\n") else end

    def _trailer_missing(self, end: int) -> Iterator[Event]:
        yield from self._close_group(None, end)
        self._fault("INTERCHANGE_TRAILER_MISSING", self.header.unb.offset, "UNB")
        self.done = True

    def _close_message(self, trailer: Segment | None, end: int) -> Iterator[Event]:
        opened, self.message = self.message, None
        if opened is None:
            return
        if trailer is None:
            opened.cut_off()
            self.unended += 1
            if self.group is not None:
                self.group.unended += 1
        else:
            opened.check_trailer(trailer)
        yield opened.close(trailer, end)

    def _close_group(self, trailer: Segment | None, end: int) -> Iterator[Event]:
        yield from self._close_message(None, trailer.offset if trailer else end)
        opened, self.group = self.group, None
        if opened is not None:
            yield opened.close(trailer, end)

    def _check_trailer(self, read: Segment) -> None:
        """UNZ counts groups, or where there is none messages; it repeats the reference."""
        count, control = read.get(1), read.get(2)
        there = [self.groups] if self.groups else [self.messages, self.messages - self.unended]
        if whole(count) not in there:
            detail = f"UNZ says {count or 'nothing'}, there are {there[0]}"
            self._fault("INTERCHANGE_COUNT", read.offset, "UNZ", detail, element=1, value=count or None)
        ours = self.header.unb.get(5)
        if control != ours:
            detail = f"UNB says {ours or 'nothing'}, UNZ says {control or 'nothing'}"
            self._fault("INTERCHANGE_CONTROL_DIFFERS", read.offset, "UNZ", detail, element=2, value=control or None)
        if not self.groups and not self.messages and not self.stray:
            self._fault("NO_GROUP", self.header.unb.offset, "UNB")

    def _stray(self, tag: str, start: int) -> None:
        """A segment where none may stand: one finding, however many follow."""
        if self.group is not None:
            self.group.stray(tag, start)
        elif not self.stray:
            self.stray = True
            self._fault("PACKAGE" if tag == "UNO" else "OUTSIDE_GROUP", start, tag, tag)

    def _empty(self, start: int) -> None:
        if self.lenient:
            return
        if self.message is not None:
            self.message.empty(start)
        else:
            self._stray("", start)

    def _too_long(self, start: int, body: bytes) -> None:
        if self.message is not None:
            self.message.too_long(start, body)
        else:
            self._stray(longest(body)[0], start)

    def _fault(self, rule: str, start: int, tag: str, detail: str = "", **place: object) -> None:
        self.findings.append(fault(rule, detail, segment=tag, offset=start, **place))
