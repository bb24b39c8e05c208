"""diagnose: a message against dictionary and guide; exact codes of AK304 and AK403, one finding for one fault."""

from __future__ import annotations

from dataclasses import dataclass

from edigw.structure.dictionary import Dictionary
from edigw.structure.fold import fold
from edigw.structure.plan import plan_of
from edigw.tree import Finding, Message, Node, Segment
from edigw.validation.conclude import hierarchy, in_order, listed
from edigw.validation.contrl_codes import coded
from edigw.validation.guide import Guide
from edigw.validation.padding import unpadded
from edigw.validation.rules import RULES
from edigw.validation.segments import checker
from edigw.validation.tally import Tally
from edigw.validation.verdict import OF_NO_KIND

HEADERS = {"x12": ("ST", 1), "edifact": ("UNH", 2)}  # the first segment, and the element that names the set


@dataclass(frozen=True, slots=True)
class Diagnosis:
    root: Node  # the message folded: what the map reads
    findings: tuple[Finding, ...]  # in the order of the segments; without the message's own (its envelope's)
    paths: tuple[str, ...]  # of each segment
    unplaced: tuple[int, ...] = ()  # indexes of segments that the tree does not hold


def diagnose(
    message: Message, dictionary: Dictionary, guide: Guide | None = None, charset: str = "latin-1", decimal: str = "."
) -> Diagnosis:
    """Every fault of one set but for those of ST and SE (UNH and UNT) themselves, which the reader has found."""
    set_def = dictionary.sets.get(message.type)
    if set_def is None:
        return _unknown_set(message, dictionary.standard)
    folded = fold(message.segments, set_def, dictionary.segments)
    check, tags = checker(dictionary, charset, decimal).check, plan_of(set_def).tags
    told = Tally()
    told.add(folded.findings)
    for segment, path in zip(message.segments, folded.paths, strict=True):
        if segment.tag in tags and (found := check(segment, path)):
            told.add(found)
            if told.full:
                break
    told.add(hierarchy(message.segments, folded.paths, folded.unplaced, dictionary, set_def))
    findings = in_order(told, guide, folded.root, set_def)
    root = unpadded(folded.root, findings)
    return Diagnosis(root, listed(findings, told, dictionary.standard), folded.paths, folded.unplaced)


def _unknown_set(message: Message, standard: str) -> Diagnosis:
    tag, element = HEADERS[standard]
    root = Node(message.segments[0] if message.segments else Segment(tag), tuple(map(Node, message.segments[1:])))
    paths = tuple(segment.tag for segment in message.segments)
    if any(finding.rule in OF_NO_KIND for finding in message.findings):
        return Diagnosis(root, (), paths)
    text, hint = RULES["SET_NOT_SUPPORTED"]
    finding = Finding(
        code_type="AK502",
        code="1",
        rule="SET_NOT_SUPPORTED",
        message=f"{text}: {message.type[:20]}",
        segment=tag,
        position=1,
        element=element,
        offset=root.segment.offset,
        value=message.type[:99] or None,
        hint=hint,
        path=tag,
    )
    return Diagnosis(root, (coded(finding, standard),), paths)
