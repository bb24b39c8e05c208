"""A canonical document becomes a set in the partner's own form: written by its map, validated, not yet enveloped."""

from __future__ import annotations

from dataclasses import dataclass

from edigw.errors import CannotWrite, ConfigError, NotFound
from edigw.formats.packed import parted
from edigw.mapping import cells as writing
from edigw.mapping.rows import DocumentMap
from edigw.model.base import Model
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.numbers import marked
from edigw.pipeline.outbound.wire import WIRES, Wire
from edigw.pipeline.rules import fault
from edigw.structure.dictionary import Dictionary
from edigw.tree import Finding, Message
from edigw.validation.accept import accepts
from edigw.validation.verify import verify

ECHOED = frozenset({
    ("AK1", 1), ("AK1", 2), ("AK1", 3), ("AK2", 1), ("AK2", 2), ("AK2", 3),
    ("UCI", 1), ("UCI", 2), ("UCI", 3), ("UCF", 1), ("UCF", 2), ("UCF", 3), ("UCM", 1), ("UCM", 2),
})  # fmt: skip
"""What an acknowledgement repeats of theirs, right or wrong: it must say what it answers."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A set without its first and last segment; with findings or a reason it must not be sent."""

    text: str = ""  # its segments: \\x1d before each element, \\x1c behind each segment
    findings: tuple[Finding, ...] = ()
    reason: str | None = None  # CANNOT_WRITE, SELF_VALIDATION

    @property
    def packed(self) -> bytes:
        """As it is stored."""
        return self.text.encode("utf-8")

    @property
    def count(self) -> int:
        """How many segments the set has, the first and the last included."""
        return self.text.count("\x1c") + 2


def compose(chart: DocumentMap, document: Model, dictionary: Dictionary, rules: EnvelopeRules) -> Composed:
    """Write, clean, and hold the result against dictionary and guide: what fails there never leaves."""
    wire = WIRES[chart.standard]
    try:
        rows = [row for row in writing.cells(chart, document) if row[0] not in wire.frame]
        text = wire.cleaned(marked(rows, dictionary, rules.decimal), rules)
    except CannotWrite as error:
        return Composed(reason="CANNOT_WRITE", findings=(_cannot(error),))
    charset = wire.charset(rules)
    odd = _unencodable(text, charset)
    findings = (*odd, *_validate(chart, text, dictionary, wire, charset, rules.decimal, encodable=not odd))
    return Composed(text, findings, "SELF_VALIDATION" if findings else None)


def _cannot(error: CannotWrite) -> Finding:
    return fault("CANNOT_WRITE", error.message, hint=error.hint)


def _validate(
    chart: DocumentMap, text: str, dictionary: Dictionary, wire: Wire, charset: str, mark: str, *, encodable: bool
) -> tuple[Finding, ...]:
    """The set as its receiver will see it."""
    whole = wire.framed(chart.document, chart.release, text)
    normalised = f"\x1c{whole}".encode(charset) if encodable else None
    bare = Message(chart.document, "0001", (), 0, 0, (), normalised)
    if not chart.guide and accepts(bare, dictionary, charset, mark):
        return ()
    message = Message(chart.document, "0001", parted(whole, 1), 0, 0, (), normalised)
    found = verify(message, dictionary, chart.guide, charset, mark).findings
    return tuple(one for one in found if one.severity == "error" and (one.segment, one.element) not in ECHOED)


def _unencodable(text: str, charset: str) -> tuple[Finding, ...]:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return tuple(_foreign(text, charset))
    return ()


def _foreign(packed: str, charset: str) -> list[Finding]:
    found = []
    for segment in parted(packed, 2):
        for number, text in enumerate(segment.elements, 1):
            try:
                text.encode(charset)
            except UnicodeEncodeError:
                message = f"{segment.tag}{number:02} holds a character that {charset} cannot say"
                found.append(Finding("", "", "BAD_CHARACTER", message, segment.tag, segment.position, number))
    return found


__all__ = ["Composed", "ConfigError", "NotFound", "compose"]
