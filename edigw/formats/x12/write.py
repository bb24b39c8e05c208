"""Writes X12 interchanges (X12.5, X12.6): envelopes with their control numbers, data free of delimiters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from edigw.errors import CannotWrite
from edigw.formats.x12.lists import FIXED_WIDTHS, REPETITION_FROM
from edigw.model.partner import EnvelopeRules
from edigw.tree import COMPONENT, REPEAT, Delimiters, Interchange, Segment

_PACKED_SEGMENT, _PACKED_ELEMENT = "\x1c", "\x1d"


@dataclass(frozen=True, slots=True)
class Header:
    """Who writes to whom, how and when."""

    sender: str  # ours, "qualifier:id"
    receiver: str  # theirs
    our_group: str  # GS02
    their_group: str  # GS03
    usage: str  # ISA15: P or T
    rules: EnvelopeRules
    now: datetime  # already in the zone whose clock the envelope shows


@dataclass(frozen=True, slots=True)
class OutSet:
    """One set without ST and SE, cleaned for these delimiters."""

    type: str  # ST01
    control: int  # ST02
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class OutGroup:
    functional_id: str  # GS01
    release: str  # GS08, unless the rules name one
    control: int  # GS06
    sets: Sequence[OutSet]


@dataclass(frozen=True, slots=True)
class OutTa1:
    """What a TA1 says about one interchange of theirs."""

    original: Interchange
    verdict: str  # A, E, R
    code: str  # TA105


def delimiters(rules: EnvelopeRules) -> Delimiters:
    """The delimiters that these rules write; without a repetition separator before release 00402."""
    repetition = rules.repetition if rules.release >= REPETITION_FROM else ""
    return Delimiters(rules.element, rules.segment, rules.component, repetition)


def clean(
    segments: Iterable[Segment], marks: Delimiters, rule: str = "replace", upper_case: bool = False
) -> tuple[Segment, ...]:
    """Segments whose data hold no delimiter or control character, and end in no empty element or component.

    With `rule` replace, such a character becomes a blank; with refuse, CannotWrite names segment and element.
    """
    reserved = {sign for sign in (marks.element, marks.segment, marks.component, marks.repetition) if sign}
    cleaned = []
    for read in segments:
        elements = [
            _clean(text.upper() if upper_case else text, reserved, rule, read.tag, number)
            for number, text in enumerate(read.elements, 1)
        ]
        if not marks.repetition:
            _no_repeats(read.tag, elements)
        while elements and not elements[-1]:
            elements.pop()
        cleaned.append(replace(read, elements=tuple(elements), starts=None))
    return tuple(cleaned)


def _clean(text: str, reserved: set[str], rule: str, tag: str, number: int) -> str:
    repeats = []
    for repeat in text.split(REPEAT):
        parts = [_plain(part, reserved, rule, tag, number) for part in repeat.split(COMPONENT)]
        repeats.append(COMPONENT.join(parts).rstrip(COMPONENT))
    return REPEAT.join(repeats).rstrip(REPEAT)


def _plain(text: str, reserved: set[str], rule: str, tag: str, number: int) -> str:
    if text.isprintable() and reserved.isdisjoint(text):
        return text
    bad = next((sign for sign in text if sign in reserved or _control(sign)), None)
    if bad is None:
        return text
    if rule == "refuse":
        raise CannotWrite(
            f"{tag}{number:02} holds {bad!r}, which is a delimiter or control character",
            "take it out of the data, or set `delimiters_in_data: replace` in the partner file's envelope",
        )
    return "".join(" " if sign in reserved or _control(sign) else sign for sign in text).rstrip(" ")


def _control(sign: str) -> bool:
    return sign < " " or "\x7f" <= sign <= "\x9f"


def _no_repeats(tag: str, elements: Sequence[str]) -> None:
    for number, text in enumerate(elements, 1):
        if REPEAT in text:
            raise CannotWrite(
                f"{tag}{number:02} is repeated, but interchanges before release {REPETITION_FROM} cannot say that",
                "set `release: 00402` or later in the partner file's envelope",
            )


def harmless(text: str, rules: EnvelopeRules, width: int = 15) -> str:
    """A name that somebody else chose, fit for an envelope of ours: ASCII, no delimiter, at most so long."""
    reserved = {sign for sign in (rules.element, rules.segment, rules.component, rules.repetition) if sign}
    kept = (sign if " " < sign <= "~" and sign not in reserved else " " for sign in text)
    return "".join(kept).strip()[:width].rstrip()


def pack(segments: Iterable[Segment]) -> bytes:
    """Storage form of a composed set, independent of delimiters: tags and elements, UTF-8."""
    rows = (_PACKED_ELEMENT.join((read.tag, *read.elements)) for read in segments)
    return "".join(row + _PACKED_SEGMENT for row in rows).encode("utf-8")


def unpack(packed: bytes) -> tuple[Segment, ...]:
    """The segments that `pack` stored, numbered as they will stand behind ST."""
    rows = packed.decode("utf-8").split(_PACKED_SEGMENT)[:-1]
    cut = (row.split(_PACKED_ELEMENT) for row in rows)
    return tuple(Segment(tag, tuple(elements), position) for position, (tag, *elements) in enumerate(cut, 2))


def write_interchange(header: Header, isa_control: int, groups: Sequence[OutGroup]) -> bytes:
    """One interchange. It asks for a TA1 as the rules say, unless it holds nothing but acknowledgements."""
    ask = header.rules.request_ta1 and any(group.functional_id != "FA" for group in groups)
    segments = [segment for group in groups for segment in _group(header, group)]
    return _interchange(header, isa_control, segments, len(groups), ask)


def write_ta1(header: Header, isa_control: int, answers: Sequence[OutTa1]) -> bytes:
    """An interchange that holds TA1s and no group; it asks for no TA1."""
    return _interchange(header, isa_control, [_ta1(answer) for answer in answers], 0, False)


def _ta1(answer: OutTa1) -> Segment:
    original = answer.original
    theirs = (_echo(original.control, 9), _echo(original.date, 6), _echo(original.time, 4))
    return Segment("TA1", (*theirs, answer.verdict, answer.code))


def _echo(value: str, width: int) -> str:
    """A value of theirs, of which nobody knows what it holds, at the width that TA1 asks for."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "0" for sign in value)[:width].rjust(width, "0")


def _group(header: Header, group: OutGroup) -> list[Segment]:
    release = header.rules.group_release or group.release
    now, control = header.now, str(group.control)
    ids = (_group_id(2, header.our_group, header.rules), _group_id(3, header.their_group, header.rules))
    when = (f"{now:%Y%m%d}", f"{now:%H%M}")
    rows = [Segment("GS", (group.functional_id, *ids, *when, control, header.rules.agency, release))]
    for out in group.sets:
        number = f"{out.control:04}"
        rows.append(Segment("ST", (out.type, number)))
        rows.extend(out.segments)
        rows.append(Segment("SE", (str(len(out.segments) + 2), number)))
    rows.append(Segment("GE", (str(len(group.sets)), control)))
    return rows


def _group_id(number: int, text: str, rules: EnvelopeRules) -> str:
    if harmless(text, rules, len(text)) != text:
        raise CannotWrite(
            f"GS{number:02} ({text!r}) holds a delimiter or an odd character",
            "choose other delimiters for this partner, or another group id",
        )
    return text


def _interchange(header: Header, control: int, segments: Sequence[Segment], groups: int, ask: bool) -> bytes:
    marks = delimiters(header.rules)
    trailer = Segment("IEA", (str(groups), f"{control:09}"))
    ending = marks.segment + ("\n" if header.rules.line_breaks and marks.segment not in "\r\n" else "")
    signs = str.maketrans({COMPONENT: marks.component, REPEAT: marks.repetition or REPEAT})
    rows = [_isa(header, control, ask)]
    for read in (*segments, trailer):
        elements = (text.translate(signs) if COMPONENT in text or REPEAT in text else text for text in read.elements)
        rows.append(marks.element.join((read.tag, *elements)))
    text = ending.join(rows) + ending
    try:
        return text.encode(header.rules.charset)
    except UnicodeEncodeError as error:
        raise _unencodable(error, [*segments, trailer], header.rules.charset) from None


def _isa(header: Header, control: int, ask: bool) -> str:
    rules, now = header.rules, header.now
    our_qualifier, _, our_id = header.sender.partition(":")
    their_qualifier, _, their_id = header.receiver.partition(":")
    sign = rules.repetition if rules.release >= REPETITION_FROM else rules.standards_id
    values = (
        *rules.authorization,
        *rules.security,
        our_qualifier,
        our_id,
        their_qualifier,
        their_id,
        f"{now:%y%m%d}",
        f"{now:%H%M}",
        sign,
        rules.release,
        f"{control:09}",
        "1" if ask else "0",
        header.usage,
        rules.component,
    )
    padded = [
        _padded(number, text, width, rules)
        for number, (text, width) in enumerate(zip(values, FIXED_WIDTHS, strict=True), 1)
    ]
    return rules.element.join(("ISA", *padded))


def _padded(number: int, text: str, width: int, rules: EnvelopeRules) -> str:
    if len(text) > width:
        raise CannotWrite(f"ISA{number:02} has room for {width} characters, {text!r} has {len(text)}", "shorten the id")
    if number not in (11, 16) and (rules.element in text or rules.segment in text):
        raise CannotWrite(f"ISA{number:02} ({text!r}) holds a delimiter", "choose other delimiters for this partner")
    return text.ljust(width)


def _unencodable(error: UnicodeEncodeError, segments: Iterable[Segment], charset: str) -> CannotWrite:
    bad = error.object[error.start]
    where = next(
        (f"{read.tag}{number:02}" for read in segments for number, text in enumerate(read.elements, 1) if bad in text),
        "the envelope",
    )
    return CannotWrite(
        f"{where} holds {bad!r} (U+{ord(bad):04X}), which {charset} cannot say",
        "change the data, or the `charset` of the partner file's envelope",
    )
