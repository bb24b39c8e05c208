"""How a set of each standard is made fit for the wire, framed as its receiver will see it, and enveloped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from edigw.formats.edifact import write as edifact
from edigw.formats.edifact.charsets import charset
from edigw.formats.packed import packed
from edigw.formats.x12 import write as x12
from edigw.formats.x12.write import Header
from edigw.model.partner import EnvelopeRules
from edigw.structure.releases import identifier
from edigw.tree import Segment


@dataclass(frozen=True, slots=True)
class OutSet:
    """A set without its first and last segment, cleaned for these rules."""

    type: str
    control: str
    text: str  # its segments, as the characters of what is stored
    release: str  # GS08; in EDIFACT as D96A
    association: str = ""  # UNH 0057


Rows = Sequence[Sequence[str]]  # of a tag and its elements


@dataclass(frozen=True, slots=True)
class Wire:
    """What writing asks of a standard."""

    frame: tuple[str, str]  # the first and the last segment of a set, which the envelope writes
    cleaned: Callable[[Rows, EnvelopeRules], str]  # raises CannotWrite
    charset: Callable[[EnvelopeRules], str]
    framed: Callable[[str, str, str], str]  # type, release, segments -> with the first and the last
    release: Callable[[EnvelopeRules], str]  # of the interchange: ISA12; UNB 0001 and 0002
    groups: Callable[[EnvelopeRules], bool]  # whether sets stand in groups
    interchange_control: Callable[[int], str]  # ISA13; UNB 0020
    set_control: Callable[[int], str]  # ST02; UNH 0062
    interchange: Callable[[Header, str, str, str, Sequence[OutSet]], bytes]  # numbers of interchange and group; GS01


def _x12_cleaned(rows: Rows, rules: EnvelopeRules) -> str:
    return x12.cleaned(rows, x12.delimiters(rules), rules.delimiters_in_data, rules.upper_case)


def _x12_framed(kind: str, release: str, text: str) -> str:
    count = text.count("\x1c") + 2
    return f"ST\x1d{kind}\x1d0001\x1c{text}SE\x1d{count}\x1d0001\x1c"


def _x12_interchange(header: Header, control: str, group: str, functional_id: str, sets: Sequence[OutSet]) -> bytes:
    inner = [x12.OutSet(one.type, int(one.control), one.text) for one in sets]
    out = x12.OutGroup(functional_id, sets[0].release, int(group), inner)
    return x12.write_interchange(header, int(control), [out])


def _edifact_cleaned(rows: Rows, rules: EnvelopeRules) -> str:
    segments = (Segment(tag, tuple(elements)) for tag, *elements in rows)
    return packed(edifact.clean(segments, edifact.style(rules)))


def _edifact_charset(rules: EnvelopeRules) -> str:
    return charset(rules.syntax).codec


def _edifact_framed(kind: str, release: str, text: str) -> str:
    count = text.count("\x1c") + 2
    said = "\x1f".join((kind, *identifier(release).split(":")))
    return f"UNH\x1d1\x1d{said}\x1c{text}UNT\x1d{count}\x1d1\x1c"


def _edifact_interchange(header: Header, control: str, group: str, functional_id: str, sets: Sequence[OutSet]) -> bytes:
    style = edifact.style(header.rules)
    head = edifact.Header(
        header.sender, header.receiver, header.usage, style, header.now, header.our_group, header.their_group
    )  # fmt: skip
    messages = [
        edifact.OutMessage(one.type, identifier(one.release, one.association), one.control, one.text) for one in sets
    ]
    return edifact.write_interchange(head, control, [edifact.OutGroup(messages, functional_id, group)])


WIRES: Mapping[str, Wire] = {
    "x12": Wire(
        frame=("ST", "SE"),
        cleaned=_x12_cleaned,
        charset=lambda rules: rules.charset,
        framed=_x12_framed,
        release=lambda rules: rules.release,
        groups=lambda rules: True,
        interchange_control=lambda number: f"{number:09d}",
        set_control=lambda number: f"{number:04d}",
        interchange=_x12_interchange,
    ),
    "edifact": Wire(
        frame=("UNH", "UNT"),
        cleaned=_edifact_cleaned,
        charset=_edifact_charset,
        framed=_edifact_framed,
        release=lambda rules: f"{rules.syntax}:{rules.syntax_version}",
        groups=lambda rules: rules.groups,
        interchange_control=str,
        set_control=str,
        interchange=_edifact_interchange,
    ),
}

__all__ = ["WIRES", "Header", "OutSet", "Wire"]
