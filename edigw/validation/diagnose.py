"""diagnose: a message against dictionary and guide; exact codes of AK304 and AK403, one finding for one fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from edigw.structure.dictionary import Dictionary, SetDef
from edigw.structure.fold import Folded, fold
from edigw.structure.plan import plan_of
from edigw.tree import Finding, Message, Node, Segment
from edigw.validation.guide import Guide, admitted, narrow
from edigw.validation.padding import unpadded
from edigw.validation.pointers import check_pointers, lost_numbers
from edigw.validation.rules import RULES
from edigw.validation.segments import Checker
from edigw.validation.tally import Tally


@dataclass(frozen=True, slots=True)
class Diagnosis:
    root: Node  # the message folded: what the map reads
    findings: tuple[Finding, ...]  # in the order of the segments; without the message's own (its envelope's)
    paths: tuple[str, ...]  # of each segment
    unplaced: tuple[int, ...] = ()  # indexes of segments that the tree does not hold


def diagnose(
    message: Message, dictionary: Dictionary, guide: Guide | None = None, charset: str = "latin-1"
) -> Diagnosis:
    """Every fault of one set but for those of ST and SE themselves, which the reader has found."""
    set_def = dictionary.sets.get(message.type)
    if set_def is None:
        return _unknown_set(message)
    folded = fold(message.segments, set_def, dictionary.segments)
    check, tags = _checker(dictionary, charset).check, plan_of(set_def).tags
    told = Tally()
    told.add(folded.findings)
    for segment, path in zip(message.segments, folded.paths, strict=True):
        if segment.tag in tags and (found := check(segment, path)):
            told.add(found)
            if told.full:
                break
    told.add(_hierarchy(message.segments, folded, dictionary, set_def))
    findings = _by_guide(told.listed, guide, folded, set_def) if guide else told.listed
    findings.sort(key=_order)
    return Diagnosis(unpadded(folded.root, findings), _listed(findings, told), folded.paths, folded.unplaced)


@lru_cache(maxsize=32)
def _checker(dictionary: Dictionary, charset: str) -> Checker:
    return Checker(dictionary, charset)


def _order(finding: Finding) -> tuple[int, bool, int, int]:
    """By segment; a segment's own faults before its elements'."""
    return (finding.position or 0, finding.code_type == "AK403", finding.element or 0, finding.component or 0)


def _hierarchy(segments: Sequence[Segment], folded: Folded, dictionary: Dictionary, set_def: SetDef) -> list[Finding]:
    made = []
    for tag in _pointer_tags(dictionary, set_def):
        definition = dictionary.segments[tag]
        placed = [(each, path) for each, path in zip(segments, folded.paths, strict=True) if each.tag == tag]
        lost = lost_numbers(segments, folded.unplaced, plan_of(set_def).tags, definition)
        made += check_pointers(placed, definition, lost)
    return made


@lru_cache(maxsize=256)
def _pointer_tags(dictionary: Dictionary, set_def: SetDef) -> tuple[str, ...]:
    known = ((tag, dictionary.segments.get(tag)) for tag in sorted(plan_of(set_def).tags))
    return tuple(tag for tag, definition in known if definition is not None and definition.pointer)


def _by_guide(findings: list[Finding], guide: Guide, folded: Folded, set_def: SetDef) -> list[Finding]:
    """The dictionary's findings without those that `also` admits, and the guide's where the dictionary is silent."""
    if any(finding.rule == "INVALID_CODE" for finding in findings):
        codes = admitted(guide, folded.root)
        findings = [
            finding
            for finding in findings
            if finding.rule != "INVALID_CODE"
            or finding.value not in codes.get((finding.position or 0, finding.element or 0, finding.component), ())
        ]
    said = {_spot(finding) for finding in findings}
    made = []
    for finding in narrow(guide, folded.root, set_def):
        if _spot(finding) not in said:
            said.add(_spot(finding))
            made.append(finding)
    return findings + made


def _spot(finding: Finding) -> tuple[object, ...]:
    """What makes two findings one fault: the same element, or the same segment missing from the same place."""
    if finding.code_type == "AK403":
        return finding.position, finding.element, finding.component
    if finding.code == "3":
        return finding.path, finding.position, "missing"
    return finding.position, finding.code


def _listed(findings: list[Finding], told: Tally) -> tuple[Finding, ...]:
    """The findings, and a last one where there are more than these."""
    shown = Tally()
    shown.add(findings)
    unlisted = told.unlisted + shown.unlisted
    if told.full or shown.full:
        text, hint = RULES["TOO_MANY_FINDINGS"]
        return (*shown.listed, Finding("AK502", "5", "TOO_MANY_FINDINGS", text, hint=hint))
    if unlisted:
        text, hint = RULES["FINDINGS_NOT_LISTED"]
        note = Finding("", "", "FINDINGS_NOT_LISTED", f"{text}: {unlisted}", hint=hint, severity="note")
        return (*shown.listed, note)
    return tuple(shown.listed)


def _unknown_set(message: Message) -> Diagnosis:
    root = Node(message.segments[0] if message.segments else Segment("ST"), tuple(map(Node, message.segments[1:])))
    paths = tuple(segment.tag for segment in message.segments)
    if any(finding.code_type == "AK502" and finding.code in ("1", "6") for finding in message.findings):
        return Diagnosis(root, (), paths)
    text, hint = RULES["SET_NOT_SUPPORTED"]
    finding = Finding(
        code_type="AK502",
        code="1",
        rule="SET_NOT_SUPPORTED",
        message=f"{text}: {message.type[:20]}",
        segment="ST",
        position=1,
        element=1,
        offset=root.segment.offset,
        value=message.type[:99] or None,
        hint=hint,
        path="ST",
    )
    return Diagnosis(root, (finding,), paths)
