"""TA1s and functional acknowledgements as they leave: the same text for `check` and for enveloping."""

from __future__ import annotations

from datetime import datetime

from edigw.formats.x12.write import Header, OutGroup, OutSet, OutTa1, harmless, write_interchange, write_ta1
from edigw.mapping.rows import DocumentMap
from edigw.model.acknowledgement import Acknowledgement
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.compose import Composed, compose
from edigw.structure.dictionary import Dictionary
from edigw.tree import Group, Interchange


def header(interchange: Interchange, group: Group | None, rules: EnvelopeRules, now: datetime) -> Header:
    """The envelope of an answer: their addresses, turned round."""
    ours, theirs = _name(interchange.receiver, rules), _name(interchange.sender, rules)
    our_group, their_group = group_ids(group, rules) if group else ("", "")
    usage = interchange.usage if interchange.usage in ("P", "T") else "P"
    return Header(ours, theirs, our_group, their_group, usage, rules, now)


def group_ids(group: Group, rules: EnvelopeRules) -> tuple[str, str]:
    """GS02 and GS03 of the answer: theirs, turned round, as far as our envelope can hold them."""
    return harmless(group.receiver, rules), harmless(group.sender, rules)


def _name(interchange_id: str, rules: EnvelopeRules) -> str:
    qualifier, _, bare = interchange_id.partition(":")
    return f"{harmless(qualifier, rules, 2)}:{harmless(bare, rules)}"


def composed(ack: Acknowledgement, chart: DocumentMap, dictionary: Dictionary, rules: EnvelopeRules) -> Composed:
    return compose(chart, ack, dictionary, rules)


def text(envelope: Header, written: Composed, document: str, release: str, control: int = 1) -> bytes:
    """A 997 or 999 in an interchange of its own; `release` is its GS08."""
    one = OutSet(document, control, written.text)
    return write_interchange(envelope, control, [OutGroup("FA", release, control, [one])])


def ta1_text(envelope: Header, interchange: Interchange, verdict: str, code: str, control: int = 1) -> bytes:
    return write_ta1(envelope, control, [OutTa1(interchange, verdict, code)])
