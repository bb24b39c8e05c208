"""A canonical document becomes a set in the partner's own form: written by its map, validated, not yet enveloped."""

from __future__ import annotations

from dataclasses import dataclass

from edigw.errors import CannotWrite, ConfigError, NotFound
from edigw.formats.x12.write import clean, delimiters, pack
from edigw.mapping import write as writing
from edigw.mapping.rows import DocumentMap
from edigw.model.base import Model
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.rules import fault
from edigw.structure.dictionary import Dictionary
from edigw.structure.fold import flatten
from edigw.tree import Finding, Message, Segment
from edigw.validation.diagnose import diagnose

ECHOED = frozenset({("AK1", 1), ("AK1", 2), ("AK1", 3), ("AK2", 1), ("AK2", 2), ("AK2", 3)})
"""What a functional acknowledgement repeats of theirs, right or wrong: it must say what it answers."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A set without ST and SE; with findings or a reason it must not be sent."""

    segments: tuple[Segment, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: str | None = None  # CANNOT_WRITE, SELF_VALIDATION

    @property
    def packed(self) -> bytes:
        return pack(self.segments)


def compose(chart: DocumentMap, document: Model, dictionary: Dictionary, rules: EnvelopeRules) -> Composed:
    """Write, clean, and hold the result against dictionary and guide: what fails there never leaves."""
    marks = delimiters(rules)
    try:
        written = flatten(writing.write(chart, document))
        body = tuple(segment for segment in written if segment.tag not in ("ST", "SE"))
        segments = clean(body, marks, rules.delimiters_in_data, rules.upper_case)
    except CannotWrite as error:
        return Composed(reason="CANNOT_WRITE", findings=(_cannot(error),))
    findings = (*_unencodable(segments, rules.charset), *_validate(chart, segments, dictionary, rules.charset))
    return Composed(segments, findings, "SELF_VALIDATION" if findings else None)


def _cannot(error: CannotWrite) -> Finding:
    return fault("CANNOT_WRITE", error.message, hint=error.hint)


def _validate(
    chart: DocumentMap, segments: tuple[Segment, ...], dictionary: Dictionary, charset: str
) -> tuple[Finding, ...]:
    """The set as its receiver will see it."""
    count = str(len(segments) + 2)
    whole = (Segment("ST", (chart.document, "0001")), *segments, Segment("SE", (count, "0001")))
    placed = tuple(Segment(one.tag, one.elements, position) for position, one in enumerate(whole, 1))
    message = Message(chart.document, "0001", placed, 0, 0)
    found = diagnose(message, dictionary, chart.guide, charset).findings
    return tuple(one for one in found if one.severity == "error" and (one.segment, one.element) not in ECHOED)


def _unencodable(segments: tuple[Segment, ...], charset: str) -> tuple[Finding, ...]:
    found = []
    for position, segment in enumerate(segments, 2):
        for number, text in enumerate(segment.elements, 1):
            try:
                text.encode(charset)
            except UnicodeEncodeError:
                message = f"{segment.tag}{number:02} holds a character that {charset} cannot say"
                found.append(Finding("AK403", "6", "BAD_CHARACTER", message, segment.tag, position, number))
    return tuple(found)


__all__ = ["Composed", "ConfigError", "NotFound", "compose"]
