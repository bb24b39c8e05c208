"""locate: what `diagnose` says of a set, found sooner: only what the accept path could not match is looked at closely.

The patterns of accept.py tell which segments are sound, the shape whether every segment has its place. Where the shape
fits, an automaton says where the others stand; where it does not, the walk does. Segments are cut one by one as they
are asked for, and the tree is made for a guide alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edigw.structure.dictionary import Dictionary, SetDef
from edigw.structure.fold import fold, grown
from edigw.structure.placing import placer
from edigw.structure.plan import plan_of
from edigw.structure.walk import Branch, walk
from edigw.tree import Finding, Message, Node
from edigw.validation.accept import Acceptor, Doubt
from edigw.validation.conclude import hierarchy, in_order, listed, pointer_tags
from edigw.validation.guide import Guide
from edigw.validation.segments import checker
from edigw.validation.tally import Tally


@dataclass(frozen=True, slots=True)
class Located:
    findings: tuple[Finding, ...]  # as diagnose lists them
    every: Sequence[Finding]  # before the list was cut


@dataclass(frozen=True, slots=True)
class _Placed:
    paths: Sequence[str]
    findings: tuple[Finding, ...] = ()
    unplaced: tuple[int, ...] = ()
    root: Branch | None = None


def locate(
    message: Message,
    dictionary: Dictionary,
    acceptor: Acceptor,
    doubt: Doubt,
    guide: Guide | None = None,
    charset: str = "latin-1",
) -> Located:
    """The faults of a set that the acceptor did not accept, as `diagnose` finds them. `doubt.text` is not empty."""
    set_def = dictionary.sets[message.type]
    parts = doubt.text[1:-1].split(b"\x1c")
    tokens = [part[:3] for part in parts]
    tags = acceptor.shape.named(tokens)
    placed = _placed(message, tags, acceptor.shape.holds(tokens), dictionary, set_def)
    told = Tally()
    told.add(placed.findings)
    suspects = acceptor.failing(doubt, parts, tokens)
    known, faults = plan_of(set_def).tags, checker(dictionary, charset).faults
    for at in suspects:
        if tags[at] in known and (found := faults(message.segments[at], placed.paths[at])):
            told.add(found)
            if told.full:
                break
    pointers = pointer_tags(dictionary, set_def)
    if pointers and not (_sound(tags, suspects, pointers) and acceptor.linked(message.text or b"")):
        told.add(hierarchy(message.segments, placed.paths, placed.unplaced, dictionary, set_def))
    findings = in_order(told, guide, _root(message, placed, set_def, dictionary) if guide else None, set_def)
    return Located(listed(findings, told), findings)


def _placed(message: Message, tags: list[str], fits: bool, dictionary: Dictionary, set_def: SetDef) -> _Placed:
    """Where each segment stands, and what is wrong with that."""
    paths = placer(set_def).paths(tags) if fits else None
    if paths is not None:
        return _Placed(paths)
    walked = walk(tags, message.segments, set_def, dictionary.segments)
    return _Placed(walked.paths, walked.findings, walked.unplaced, walked.root)


def _root(message: Message, placed: _Placed, set_def: SetDef, dictionary: Dictionary) -> Node:
    if placed.root is not None:
        return grown(placed.root, message.segments)
    return fold(message.segments, set_def, dictionary.segments).root


def _sound(tags: Sequence[str], suspects: Sequence[int], pointers: Sequence[str]) -> bool:
    """Whether every segment that numbers a level was matched."""
    return not any(tags[at] in pointers for at in suspects)
