"""Values that blanks around them make wrong, without those blanks: what a map reads of a segment that is let pass."""

from __future__ import annotations

from collections.abc import Iterable

from edigw.tree import COMPONENT, REPEAT, Finding, Node, Segment


def unpadded(root: Node, findings: Iterable[Finding]) -> Node:
    """The tree with each value that a finding calls padded bare; the same tree where there is none."""
    wrong: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.rule == "PADDED_VALUE":
            wrong.setdefault(finding.position or 0, []).append(finding)
    return _bare(root, wrong) if wrong else root


def _bare(node: Node, wrong: dict[int, list[Finding]]) -> Node:
    children = tuple(_bare(child, wrong) for child in node.children)
    segment = _stripped(node.segment, wrong.get(node.segment.position, ()))
    if segment is node.segment and all(new is old for new, old in zip(children, node.children, strict=True)):
        return node
    return Node(segment, children)


def _stripped(segment: Segment, findings: Iterable[Finding]) -> Segment:
    elements = list(segment.elements)
    for finding in findings:
        at = finding.element or 0
        if 0 < at <= len(elements):
            elements[at - 1] = _value(elements[at - 1], finding)
    if tuple(elements) == segment.elements:
        return segment
    starts = tuple(segment.offset_of(number) for number in range(1, len(elements) + 1))
    return segment._replace(elements=tuple(elements), starts=starts)


def _value(text: str, finding: Finding) -> str:
    turns = text.split(REPEAT)
    turn = (finding.repetition or 1) - 1
    parts = turns[turn].split(COMPONENT)
    at = (finding.component or 1) - 1
    parts[at] = parts[at].strip(" ")
    turns[turn] = COMPONENT.join(parts)
    return REPEAT.join(turns)
