"""EDIFACT's targets: what its reader tells, and what is written again of what is clean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from unittest.mock import patch

from edifact_wire import group as grouped
from edifact_wire import interchange, lined, message

from edigw.errors import CannotWrite
from edigw.formats.edifact.envelope import read
from edigw.formats.edifact.interchange import Event
from edigw.formats.edifact.whole import WholeMessage, WholeMessages
from edigw.formats.edifact.write import Header, OutGroup, OutMessage, Style, clean, write_interchange
from edigw.formats.events import GroupEnd, InterchangeEnd, Limits
from edigw.formats.packed import packed
from edigw.tree import Finding, Group, Interchange, Message, Residue, Segment

NOW = datetime(2026, 11, 1, 8, 0)
LIMITS = (  # one of them, told by the input's length
    Limits(segment=1_000, set=3_000, sets_per_group=20),
    Limits(segment=400, set=120, sets_per_group=1),
    Limits(segment=16, set=64, sets_per_group=2),
    Limits(segment=40, set=300, sets_per_group=3),
)


def reader(data: bytes) -> None:
    """Every byte is accounted for, every offset is in the file, whole messages are what their segments are.

    Read strictly or (odd lengths) leniently, with one of several limits; what is clean is written and read again.
    """
    lenient, limits = len(data) % 2 == 1, LIMITS[len(data) // 2 % len(LIMITS)]
    events = list(read(data, lenient=lenient, limits=limits))
    accounted(data, events)
    if any(isinstance(event, Message) and event.text is not None for event in events):
        with patch.object(WholeMessages, "at", _nothing):
            one_by_one = list(read(data, lenient=lenient, limits=limits))
        assert events == one_by_one, "cut out whole, a message is another"
    for opened, messages in sound(events):
        again(opened, messages)


def _nothing(self: WholeMessages, at: int) -> WholeMessage | None:
    """No message is cut out whole."""


def accounted(data: bytes, events: list[Event]) -> None:
    """Every byte stands in one interchange or residue; messages and all that they tell of lie within theirs."""
    at = start = 0
    for event in events:
        if isinstance(event, Interchange):
            start = event.start
            assert start == at, f"an interchange begins at {start}, {at} was reached"
        elif isinstance(event, (InterchangeEnd, Residue)):
            span = event.interchange if isinstance(event, InterchangeEnd) else event
            assert span.start == at and (span.end > at or not data), f"{at} to {span.start} belong to nothing or to two"
            at = span.end
        elif isinstance(event, Message):
            assert start <= event.start < event.end <= len(data), "a message lies outside its file"
            start = event.end
            for one, following in zip(event.segments, [*event.segments[1:], None], strict=True):
                _within(one, event.start, following.offset if following else event.end)
        assert all(found.offset is None or 0 <= found.offset <= len(data) for found in _findings(event)), "offset"
    assert at == len(data), f"byte {at} and those behind it belong to nothing"


def _within(one: Segment, start: int, end: int) -> None:
    """A segment's offsets rise and lie between `start` and where the next segment begins."""
    last = one.offset
    assert start <= last < end, f"{one.tag} at {last} lies outside {start} to {end}"
    for element in range(1, len(one.elements) + 1):
        for component in range(1, one.get(element).count("\x1f") + 2):
            at = one.offset_within(element, component)
            assert last < at <= end, f"{one.tag} element {element}, {component} at {at} is not behind {last}"
            last = at


def _findings(event: Event) -> tuple[Finding, ...]:
    if isinstance(event, InterchangeEnd):
        return event.interchange.findings
    return event.group.findings if isinstance(event, GroupEnd) else event.findings


def sound(events: list[Event]) -> Iterator[tuple[Interchange, list[tuple[Group, Message]]]]:
    """Interchanges without a finding, with their messages."""
    held: list[tuple[Group, Message]] = []
    group, faults = Group("", "", "", "", ""), 0
    for event in events:
        if isinstance(event, Interchange):
            held, faults = [], 0
        elif isinstance(event, Group):
            group = event
        elif isinstance(event, Message):
            held.append((group, event))
        faults += len(_findings(event))
        if isinstance(event, InterchangeEnd) and not faults:
            yield event.interchange, held


def again(opened: Interchange, held: list[tuple[Group, Message]]) -> None:
    """What was written in an interchange's own style says the same when it is read again, without a finding."""
    syntax, _, version = opened.release.partition(":")
    if any(":" in one.segments[0].get(2) for _, one in held):
        return  # what we write names no release with a colon in it
    style = Style(syntax, version, opened.delimiters, groups=bool(held and held[0][0].control))
    try:
        sent = write_interchange(
            Header(opened.sender, opened.receiver, opened.usage, style, NOW), opened.control, _out(held, style)
        )
    except CannotWrite:
        return
    events = list(read(sent))
    assert not any(_findings(event) for event in events), "what is written has faults"
    back = [one for event in events if isinstance(event, Message) for one in event.segments[1:-1]]
    ours = [one for _, message in held for one in clean(message.segments[1:-1], style)]
    assert [one[:2] for one in back] == [one[:2] for one in ours], "what is read again is another"


def _out(held: list[tuple[Group, Message]], style: Style) -> list[OutGroup]:
    """Messages in their groups; the parts of UNH 2 behind the type are the release."""
    groups: dict[int, tuple[Group, list[OutMessage]]] = {}
    for group, one in held:
        inner = packed(clean(one.segments[1:-1], style))
        release = one.segments[0].get(2).partition("\x1f")[2].replace("\x1f", ":")
        out = OutMessage(one.type, release, one.control, inner)
        groups.setdefault(id(group), (group, []))[1].append(out)
    return [OutGroup(messages, group.functional_id, group.control) for group, messages in groups.values()]


def seeds() -> list[bytes]:
    """Small interchanges: short inputs are many inputs."""
    four = {"_1": "UNOY:4", "_4": "20260102:1253"}
    other = interchange(message("FTX+AAA+++a?+b", "QTY+21:10")).translate(bytes.maketrans(b"+:'?", b"|^~!"))
    small = [
        interchange(),
        interchange(message("FTX+AAA+++a?+b??:c"), message(control="2")),
        interchange(grouped(message(), message(control="2")), grouped(message(control="3"), control="G2")),
        interchange(message("IMD+A*B+x"), una="UNA:+.?*'", **four),
        interchange(message("FTX+AAA+++a?+b:c*d"), **four),
        interchange(message("FTX+AAA+++a?*b"), _4="20260102:1253"),  # a letter away from syntax version 4
        interchange(message(f"IMD+A*B+{'x' * 60}", f"FTX+AAA+++{'y' * 60}"), **four),
        interchange(message("FTX+AAA+++a?'b"), una="UNA:+,? '"),
        interchange(message("BGM+220+\xe9+9")),
        b"UNA^|.! ~" + other,
    ]
    small += [lined(one) for one in small[:4]] + [lined(one, b"'\r\n") for one in small[:2]]
    small += [small[0].replace(b"'", b"\n"), small[1] + b"\r\n" + small[3]]
    return [*small, *(one[: one.index(b"UNZ")] for one in small[:3])]
