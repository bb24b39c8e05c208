"""CONTRL: the one answer to an EDIFACT interchange, the same text for `check` and for enveloping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from edigw.formats.edifact.charsets import CHARSETS, VERSIONS, charset
from edigw.mapping.rows import DocumentMap
from edigw.model.acknowledgement import InterchangeAcknowledgement
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.compose import Composed, compose
from edigw.pipeline.outbound.wire import WIRES, Header, OutSet
from edigw.pipeline.read.routing import Rules
from edigw.tree import Finding, Interchange
from edigw.validation.acknowledge_edifact import GroupResult, answer, contrl_release, is_due, refusing

PLAIN = EnvelopeRules(element="+", segment="'", component=":", repetition="*")  # to somebody without a partner file
WIDER = {"UNOA": ("UNOA", "UNOB")}  # what is asked in -> what may be answered in before UNOC, which version 3 brought
WIDTHS = (4, 35)  # of a qualifier, 0007, and an id, 0004


@dataclass(frozen=True, slots=True)
class Contrl:
    """An answer, composed and not yet enveloped."""

    ack: InterchangeAcknowledgement
    composed: Composed
    chart: DocumentMap
    release: str  # as in UNH: D3, 21, 41
    association: str  # UNH 0057


def due(
    original: Interchange, results: Sequence[GroupResult], rules: Rules, refused: Finding | None, only: bool
) -> bool:
    """Whether a CONTRL goes out; `only`: there is nothing in the interchange that may be answered."""
    if rules.acknowledges_with != rules.words.acknowledgement:
        return False
    policy = rules.partner.acknowledge.when if rules.partner else "always"
    return is_due(original, results, refused, policy, only_acknowledgements=only)


def contrl(
    original: Interchange,
    results: Sequence[GroupResult],
    rules: Rules,
    refused: Finding | None,
    envelope: EnvelopeRules,
) -> Contrl:
    """The answer to an interchange, of the syntax that it is written in; `refused`: why nothing of it was read."""
    agreed = rules.partner.agreement(rules.acknowledges_with, "out") if rules.partner else None
    association = agreed.association if agreed else ""
    version, number, *_ = contrl_release(f"{envelope.syntax}:{envelope.syntax_version}", association).split(":")
    release = version + number
    chart = rules.acknowledges_by(release)
    ack = answer(original, results, refused)
    made = compose(chart, ack, rules.configuration.dictionary(chart.release), envelope)
    return Contrl(ack, made, chart, release, association)


def envelope_of(original: Interchange, rules: Rules) -> EnvelopeRules:
    """How the answer looks: by the partner file, else in the syntax that it was asked in, or in one that can say whose
    answer it is: many write small letters in UNB and UNOA beside them."""
    if rules.partner is not None:
        return rules.partner.envelope
    syntax, _, version = original.release.partition(":")
    known = WIDER.get(syntax, (syntax,)) if syntax in CHARSETS and CHARSETS[syntax].supported else ()
    echoed = original.sender + original.receiver + original.control
    able = (one for one in (*known, PLAIN.syntax, "UNOY") if _can_say(one, echoed))
    usual = {"syntax": next(able, PLAIN.syntax)}
    return PLAIN.model_copy(update=usual | ({"syntax_version": version} if version in VERSIONS else {}))


def text(made: Contrl, original: Interchange, envelope: EnvelopeRules, now: datetime) -> bytes:
    """The answer in an interchange of its own, control numbers 1."""
    wire = WIRES["edifact"]
    head = Header(_name(original.receiver), _name(original.sender), "", "", original.usage, envelope, now)
    one = OutSet("CONTRL", "1", made.composed.text, made.release, made.association)
    return wire.interchange(head, "1", "1", "CONTRL", [one])


def _can_say(syntax: str, text: str) -> bool:
    known = charset(syntax)
    try:
        return known.bad.search(text.encode(known.codec).decode(known.codec)) is None
    except UnicodeEncodeError:
        return False


def _name(address: str) -> str:
    """An id that somebody else chose, fit for an envelope of ours: printable ASCII of its length."""
    qualifier, _, bare = address.partition(":")
    kept = ("".join(sign for sign in part if " " <= sign <= "~") for part in (qualifier, bare))
    return ":".join(part[:width].strip() for part, width in zip(kept, WIDTHS, strict=True))


__all__ = ["PLAIN", "Contrl", "GroupResult", "contrl", "due", "envelope_of", "refusing", "text"]
