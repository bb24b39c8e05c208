"""fold: flat segments -> the set's loops, with AK304 findings for what does not fit; flatten: back again.

What is over its number or out of order stands in the tree all the same, at the place that it was meant for. What has
no place, and what belongs to a loop whose first segment is missing or cannot be read, is left out and reported.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from edigw.structure.dictionary import SetDef
from edigw.structure.walk import Branch, walk
from edigw.tree import Finding, Node, Segment


@dataclass(frozen=True, slots=True)
class Folded:
    root: Node  # its segment is ST; the children are the rest, SE included
    findings: tuple[Finding, ...]  # code_type AK304, in the order of the segments
    paths: tuple[str, ...]  # of each segment, "PO1/N1/N4"; of one without a place where it may have belonged
    unplaced: tuple[int, ...]  # indexes of segments that are not in the tree


def fold(segments: Sequence[Segment], set_def: SetDef, known: Container[str]) -> Folded:
    """The set as a tree. `known` are the tags of the release's segment table.

    A set without SE, a message without UNT, was cut off: what is missing at its end is not reported (the envelope's
    finding says so).
    """
    if not segments:
        return Folded(Node(Segment(set_def.children[0].tag)), (), (), ())
    walked = walk([segment.tag for segment in segments], segments, set_def, known)
    return Folded(grown(walked.root, segments), walked.findings, walked.paths, walked.unplaced)


def grown(branch: Branch, segments: Sequence[Segment]) -> Node:
    """The tree of what was walked."""
    index, inner = branch
    if not inner:
        return Node(segments[index])
    return Node(segments[index], tuple([grown(each, segments) for each in inner]))


def flatten(root: Node) -> tuple[Segment, ...]:
    """The tree's segments in document order; nothing is renumbered."""
    made: list[Segment] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        made.append(node.segment)
        waiting.extend(reversed(node.children))
    return tuple(made)
