"""Writes X12 interchanges (X12.5, X12.6): envelopes with their control numbers, data free of delimiters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from edigw.errors import CannotWrite
from edigw.formats.packed import packed, parted
from edigw.formats.x12.lists import FIXED_WIDTHS, REPETITION_FROM
from edigw.model.partner import EnvelopeRules
from edigw.tree import COMPONENT, ELEMENT, REPEAT, SEGMENT, Delimiters, Interchange, Segment

_EMPTY_ENDS = ("\x1d\x1c", "\x1e\x1c", "\x1f\x1c", "\x1e\x1d", "\x1f\x1d", "\x1f\x1e")


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
    text: str  # its segments, as the characters of what `pack` stores


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


@lru_cache(maxsize=256)
def _unsound(marks: Delimiters) -> re.Pattern[str]:
    """A sign that `clean` would change or refuse, in the storage form."""
    signs = "".join(sign for sign in (marks.element, marks.segment, marks.component, marks.repetition) if sign)
    repeats = "" if marks.repetition else REPEAT
    reserved = "".join(re.escape(sign) for sign in signs if not "\x1c" <= sign <= "\x1f")
    return re.compile(rf"[\x00-\x1b{repeats}\x7f-\x9f{reserved}]")


def cleaned(rows: Sequence[Sequence[str]], marks: Delimiters, rule: str = "replace", upper_case: bool = False) -> str:
    """`clean` for rows of a tag and its elements, as characters of the storage form."""
    text = SEGMENT.join([*map(ELEMENT.join, rows), ""])
    if (
        _unsound(marks).search(text) is None
        and not any(ending in text for ending in _EMPTY_ENDS)
        and text.count(SEGMENT) == len(rows)
        and text.count(ELEMENT) == sum(map(len, rows)) - len(rows)
        and not (upper_case and text.upper() != text)
    ):
        return text
    return packed(clean((Segment(tag, tuple(elements)) for tag, *elements in rows), marks, rule, upper_case))


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
        cleaned.append(read._replace(elements=tuple(elements), starts=None))
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


def write_interchange(header: Header, isa_control: int, groups: Sequence[OutGroup]) -> bytes:
    """One interchange. It asks for a TA1 as the rules say, unless it holds nothing but acknowledgements."""
    ask = header.rules.request_ta1 and any(group.functional_id != "FA" for group in groups)
    text = "".join([_group(header, group) for group in groups])
    return _interchange(header, isa_control, text, len(groups), ask)


def around(header: Header, isa_control: int, group: OutGroup, segments: int) -> tuple[bytes, bytes]:
    """What stands before and behind the one set of a group whose `segments` segments are written apart (`on_wire`)."""
    whole = write_interchange(header, isa_control, [group])
    (out,) = group.sets
    counts = [str(count) for count in (2, segments + 2)]
    old, new = (on_wire(packed([Segment("SE", (count, f"{out.control:04}"))]), header.rules) for count in counts)
    at = whole.rindex(old)
    return whole[:at], new + whole[at + len(old) :]


def write_ta1(header: Header, isa_control: int, answers: Sequence[OutTa1]) -> bytes:
    """An interchange that holds TA1s and no group; it asks for no TA1."""
    return _interchange(header, isa_control, packed(map(_ta1, answers)), 0, False)


def _ta1(answer: OutTa1) -> Segment:
    original = answer.original
    theirs = (_echo(original.control, 9), _echo(original.date, 6), _echo(original.time, 4))
    return Segment("TA1", (*theirs, answer.verdict, answer.code))


def _echo(value: str, width: int) -> str:
    """A value of theirs, of which nobody knows what it holds, at the width that TA1 asks for."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "0" for sign in value)[:width].rjust(width, "0")


def _group(header: Header, group: OutGroup) -> str:
    """As the characters of the storage form."""
    release = header.rules.group_release or group.release
    now, control = header.now, str(group.control)
    ids = (_group_id(2, header.our_group, header.rules), _group_id(3, header.their_group, header.rules))
    when = (f"{now:%Y%m%d}", f"{now:%H%M}")
    gs = Segment("GS", (group.functional_id, *ids, *when, control, header.rules.agency, release))
    texts = [packed([gs])]
    for out in group.sets:
        number, count = f"{out.control:04}", str(out.text.count(SEGMENT) + 2)
        st, se = Segment("ST", (out.type, number)), Segment("SE", (count, number))
        texts += (packed([st]), out.text, packed([se]))
    texts.append(packed([Segment("GE", (str(len(group.sets)), control))]))
    return "".join(texts)


def _group_id(number: int, text: str, rules: EnvelopeRules) -> str:
    if harmless(text, rules, len(text)) != text:
        raise CannotWrite(
            f"GS{number:02} ({text!r}) holds a delimiter or an odd character",
            "choose other delimiters for this partner, or another group id",
        )
    return text


def _interchange(header: Header, control: int, text: str, groups: int, ask: bool) -> bytes:
    """`text`: all between ISA and IEA, as the characters of the storage form."""
    inner = text + packed([Segment("IEA", (str(groups), f"{control:09}"))])
    return _header(header, control, ask) + on_wire(inner, header.rules)


def on_wire(text: str, rules: EnvelopeRules) -> bytes:
    """Characters of the storage form as they leave. Raises CannotWrite for what the charset lacks."""
    marks = delimiters(rules)
    theirs = (marks.element, _end(rules), marks.component, marks.repetition or REPEAT)
    ours = (ELEMENT, SEGMENT, COMPONENT, REPEAT)
    signs = str.maketrans(dict(zip(ours, theirs, strict=True)))
    try:
        return text.translate(signs).encode(rules.charset)
    except UnicodeEncodeError as error:
        raise _unencodable(error, parted(text, 1), rules.charset) from None


def _end(rules: EnvelopeRules) -> str:
    """What stands behind each segment."""
    segment = delimiters(rules).segment
    return segment + "\n" if rules.line_breaks and segment not in "\r\n" else segment


def _header(header: Header, control: int, ask: bool) -> bytes:
    """ISA as it leaves; its delimiters are not those of the storage form."""
    text = _isa(header, control, ask) + _end(header.rules)
    try:
        return text.encode(header.rules.charset)
    except UnicodeEncodeError as error:
        raise _unencodable(error, (), header.rules.charset) from None


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
