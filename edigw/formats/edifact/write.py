"""Writes EDIFACT interchanges (ISO 9735-1): UNA where needed, envelopes with references and counts, released data.

A delimiter in data is released, so that it arrives; what the character set lacks can't be written at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from edigw.errors import CannotWrite
from edigw.formats.edifact.charsets import charset
from edigw.formats.packed import packed
from edigw.model.partner import EnvelopeRules
from edigw.tree import COMPONENT, ELEMENT, REPEAT, SEGMENT, Delimiters, Segment

DEFAULT = Delimiters("+", "'", ":", "", "?", ".")  # of syntax versions 1 to 3
DEFAULT_4 = Delimiters("+", "'", ":", "*", "?", ".")
_LONGEST = {"0004": 35, "0007": 4, "0020": 14, "0026": 14, "0032": 35, "0040": 35, "0048": 14, "0062": 14}


@dataclass(frozen=True, slots=True)
class Style:
    """How the interchanges that we write to somebody look."""

    syntax: str = "UNOC"  # 0001: tells the character set too
    version: str = "3"  # 0002
    delimiters: Delimiters = DEFAULT
    service_string: bool = False  # UNA although the delimiters are the default
    line_breaks: bool = True  # a newline after each segment
    groups: bool = False  # UNG and UNE around messages
    request_ack: bool = False  # 0031
    application: str = ""  # 0026
    agreement: str = ""  # 0032
    upper_case: bool = False
    delimiters_in_data: str = "replace"  # replace (by a blank) or refuse: delimiters that can't be released, controls

    @property
    def marks(self) -> Delimiters:
        """The delimiters that are written: before syntax version 4 nothing separates repetitions."""
        return self.delimiters if self.version == "4" else replace(self.delimiters, repetition="")


@dataclass(frozen=True, slots=True)
class Header:
    """Who writes to whom, how and when."""

    sender: str  # ours, "qualifier:id"
    receiver: str  # theirs
    usage: str  # P or T
    style: Style
    now: datetime  # already in the zone whose clock the envelope shows
    our_group: str = ""  # 0040 of UNG; else our interchange id
    their_group: str = ""  # 0044


@dataclass(frozen=True, slots=True)
class OutMessage:
    """One message without UNH and UNT, cleaned for this style."""

    type: str  # 0065
    release: str  # 0052:0054:0051:0057, as "D:96A:UN:EAN008"
    control: str  # 0062
    text: str  # its segments, as the characters of what `pack` stores


@dataclass(frozen=True, slots=True)
class OutGroup:
    """Messages that go together. Without UNG its own reference is not written."""

    messages: Sequence[OutMessage]
    functional_id: str = ""  # 0038
    control: str = ""  # 0048


@lru_cache(maxsize=256)
def style(rules: EnvelopeRules) -> Style:
    """How the partner file says that our interchanges look."""
    marks = Delimiters(
        rules.element, rules.segment, rules.component, rules.repetition, rules.release_character, rules.decimal
    )
    return Style(
        syntax=rules.syntax,
        version=rules.syntax_version,
        delimiters=marks,
        service_string=rules.service_string,
        line_breaks=rules.line_breaks,
        groups=rules.groups,
        request_ack=rules.request_ack,
        application=rules.application,
        agreement=rules.agreement_id,
        upper_case=rules.upper_case,
        delimiters_in_data=rules.delimiters_in_data,
    )


def usual(version: str) -> Delimiters:
    """What a reader takes where there is no UNA."""
    return DEFAULT_4 if version == "4" else DEFAULT


def clean(segments: Iterable[Segment], style: Style) -> tuple[Segment, ...]:
    """Segments fit for this style, without empty elements or components at the end.

    A control character becomes a blank, or is refused, as the style says; so does a delimiter where the style has no
    release character. Raises CannotWrite for these, for what the character set lacks, and for repetitions where none
    can be written.
    """
    done = []
    for read in segments:
        elements = [
            _clean(text.upper() if style.upper_case else text, style, f"{read.tag} element {number}")
            for number, text in enumerate(read.elements, 1)
        ]
        while elements and not elements[-1]:
            elements.pop()
        done.append(read._replace(elements=tuple(elements), starts=None))
    return tuple(done)


def _clean(text: str, style: Style, where: str) -> str:
    if REPEAT in text and not style.marks.repetition:
        raise CannotWrite(
            f"{where} is repeated, but this partner's syntax has no repetition separator", "syntax version 4 has one"
        )
    repeats = []
    for repeat in text.split(REPEAT):
        parts = [_plain(part, style, where) for part in repeat.split(COMPONENT)]
        repeats.append(COMPONENT.join(parts).rstrip(COMPONENT))
    return REPEAT.join(repeats).rstrip(REPEAT)


def _plain(text: str, style: Style, where: str) -> str:
    marks = style.marks
    reserved = "" if marks.release else marks.element + marks.segment + marks.component + marks.repetition
    odd = [sign for sign in text if _control(sign) or sign in reserved]
    if odd and style.delimiters_in_data == "refuse":
        raise CannotWrite(
            f"{where} holds {odd[0]!r}, which is a control character or a delimiter that cannot be released",
            "take it out of the data, or set `delimiters_in_data: replace` in the partner file's envelope",
        )
    if odd:
        text = "".join(" " if _control(sign) or sign in reserved else sign for sign in text).rstrip(" ")
    _encode(text, style, where)
    return text


def _control(sign: str) -> bool:
    return sign < " " or "\x7f" <= sign <= "\x9f"


def _encode(text: str, style: Style, where: str) -> bytes:
    """In the style's character set. Raises CannotWrite for what it lacks."""
    known = charset(style.syntax)
    bad = known.bad.search(text)
    try:
        if bad is None:
            return text.encode(known.codec)
        sign = bad[0]
    except UnicodeEncodeError as error:
        sign = error.object[error.start]
    raise CannotWrite(
        f"{where} holds {sign!r} (U+{ord(sign):04X}), which {style.syntax} cannot say",
        "change the data, or the character set of the partner file's envelope",
    )


def write_interchange(header: Header, control: str, groups: Sequence[OutGroup]) -> bytes:
    """One interchange. It asks for a CONTRL as the style says, unless it holds nothing but CONTRLs."""
    style = header.style
    groups = [group for group in groups if group.messages]
    messages = [message for group in groups for message in group.messages]
    ask = style.request_ack and any(message.type != "CONTRL" for message in messages)
    parts = [packed([_unb(header, control, ask)])]
    for group in groups:
        held = "".join(map(_message, group.messages))
        parts.append(_in_group(header, group, held) if style.groups else held)
    count = len(groups) if style.groups else len(messages)
    parts.append(packed([Segment("UNZ", (str(count), control))]))
    return _service_string(style) + on_wire("".join(parts), style)


def on_wire(text: str, style: Style) -> bytes:
    """Characters of the storage form as they leave, delimiters in data released."""
    marks = style.marks
    end = marks.segment + "\n" if style.line_breaks and marks.segment not in "\r\n" else marks.segment
    ours = {ELEMENT: marks.element, SEGMENT: end, COMPONENT: marks.component, REPEAT: marks.repetition}
    theirs = marks.element + marks.segment + marks.component + marks.repetition + marks.release
    signs = str.maketrans({sign: marks.release + sign for sign in theirs if marks.release})
    return text.translate(signs | str.maketrans(ours)).encode(charset(style.syntax).codec)


def _service_string(style: Style) -> bytes:
    """UNA, "" where every reader takes these delimiters without it."""
    marks = style.marks
    if marks == usual(style.version) and not style.service_string:
        return b""
    signs = (marks.component, marks.element, marks.decimal, marks.release or " ", marks.repetition or " ")
    text = "UNA" + "".join(signs) + marks.segment
    return (text + "\n" if style.line_breaks and marks.segment not in "\r\n" else text).encode("ascii")


def _unb(header: Header, control: str, ask: bool) -> Segment:
    style = header.style
    date = f"{header.now:%Y%m%d}" if style.version == "4" else f"{header.now:%y%m%d}"
    elements = (
        style.syntax + COMPONENT + style.version,
        _party(header.sender, style),
        _party(header.receiver, style),
        f"{date}{COMPONENT}{header.now:%H%M}",
        _fits("0020", control, style),
        "",
        _fits("0026", style.application, style),
        "",
        "1" if ask else "",
        _fits("0032", style.agreement, style),
        "1" if header.usage == "T" else "",
    )
    return _trimmed("UNB", elements)


def _party(name: str, style: Style, element: str = "0004") -> str:
    """An id of ours or theirs as `id:qualifier`."""
    qualifier, _, bare = name.partition(":") if ":" in name else ("", "", name)
    return (_fits(element, bare, style) + COMPONENT + _fits("0007", qualifier, style)).rstrip(COMPONENT)


def _fits(element: str, text: str, style: Style) -> str:
    if len(text) > _LONGEST[element]:
        raise CannotWrite(f"{element} has room for {_LONGEST[element]} characters, {text!r} has more", "shorten it")
    if any(map(_control, text)):
        raise CannotWrite(f"{element} ({text!r}) holds a control character", "correct the partner file")
    if not style.marks.release and not set(text).isdisjoint(_theirs(style)):
        raise CannotWrite(f"{element} ({text!r}) holds a delimiter", "choose other delimiters for this partner")
    _encode(text, style, element)
    return text


def _theirs(style: Style) -> str:
    marks = style.marks
    return marks.element + marks.segment + marks.component + marks.repetition


def _in_group(header: Header, group: OutGroup, held: str) -> str:
    """`held`: its messages, as the characters of the storage form."""
    style, first = header.style, group.messages[0]
    version, release, agency, *association = [*first.release.split(":"), "", "", ""][:4]
    date = f"{header.now:%Y%m%d}" if style.version == "4" else f"{header.now:%y%m%d}"
    elements = (
        group.functional_id or first.type,
        _party(header.our_group or header.sender, style, "0040"),
        _party(header.their_group or header.receiver, style, "0040"),
        f"{date}{COMPONENT}{header.now:%H%M}",
        _fits("0048", group.control, style),
        agency,
        COMPONENT.join((version, release, *association)).rstrip(COMPONENT),
    )
    trailer = Segment("UNE", (str(len(group.messages)), group.control))
    return packed([_trimmed("UNG", elements)]) + held + packed([trailer])


def _message(message: OutMessage) -> str:
    """As the characters of the storage form."""
    count = str(message.text.count(SEGMENT) + 2)
    identifier = COMPONENT.join((message.type, *message.release.split(":")))
    opening, closing = Segment("UNH", (message.control, identifier)), Segment("UNT", (count, message.control))
    return packed([opening]) + message.text + packed([closing])


def _trimmed(tag: str, elements: Sequence[str]) -> Segment:
    kept = list(elements)
    while kept and not kept[-1]:
        kept.pop()
    return Segment(tag, tuple(kept))
