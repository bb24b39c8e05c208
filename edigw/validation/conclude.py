"""What was found of one set, concluded: its hierarchy's faults, the guide's word, the order, the limit of the list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from edigw.structure.dictionary import Dictionary, SetDef
from edigw.structure.plan import plan_of
from edigw.tree import Finding, Node, Segment
from edigw.validation.contrl_codes import coded
from edigw.validation.guide import Guide, admitted, narrow
from edigw.validation.pointers import check_pointers, lost_numbers
from edigw.validation.rules import RULES
from edigw.validation.tally import MOST, Tally


def in_order(told: Tally, guide: Guide | None, root: Node | None, set_def: SetDef) -> list[Finding]:
    """The findings that are listed, by segment; with a guide the set's tree is needed too."""
    findings = _by_guide(told.listed, guide, root, set_def) if guide and root else told.listed
    if len(findings) > 1:
        findings.sort(key=_order)
    return findings


def _order(finding: Finding) -> tuple[int, bool, int, int]:
    """By segment; a segment's own faults before its elements'."""
    return (finding.position or 0, finding.code_type == "AK403", finding.element or 0, finding.component or 0)


def hierarchy(
    segments: Sequence[Segment], paths: Sequence[str], unplaced: Sequence[int], dictionary: Dictionary, set_def: SetDef
) -> list[Finding]:
    """What is wrong with the levels of a set whose segments have these paths."""
    made = []
    for tag in pointer_tags(dictionary, set_def):
        definition = dictionary.segments[tag]
        placed = [(each, path) for each, path in zip(segments, paths, strict=True) if each.tag == tag]
        lost = lost_numbers(segments, unplaced, plan_of(set_def).tags, definition)
        made += check_pointers(placed, definition, lost)
    return made


@lru_cache(maxsize=256)
def pointer_tags(dictionary: Dictionary, set_def: SetDef) -> tuple[str, ...]:
    """The set's segments that number its levels."""
    known = ((tag, dictionary.segments.get(tag)) for tag in sorted(plan_of(set_def).tags))
    return tuple(tag for tag, definition in known if definition is not None and definition.pointer)


def _by_guide(findings: list[Finding], guide: Guide, root: Node, set_def: SetDef) -> list[Finding]:
    """The dictionary's findings without those that `also` admits, and the guide's where the dictionary is silent."""
    if any(finding.rule == "INVALID_CODE" for finding in findings):
        codes = admitted(guide, root)
        findings = [
            finding
            for finding in findings
            if finding.rule != "INVALID_CODE"
            or finding.value not in codes.get((finding.position or 0, finding.element or 0, finding.component), ())
        ]
    said = {_spot(finding) for finding in findings}
    made = []
    for finding in narrow(guide, root, set_def):
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


def listed(findings: list[Finding], told: Tally, standard: str = "x12") -> tuple[Finding, ...]:
    """The findings in the standard's own codes, and a last one where there are more than these."""
    made = _limited(findings, told)
    return made if standard == "x12" or not made else tuple([coded(finding, standard) for finding in made])


def _limited(findings: list[Finding], told: Tally) -> tuple[Finding, ...]:
    if len(findings) <= MOST and not told.unlisted:
        return tuple(findings)
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
