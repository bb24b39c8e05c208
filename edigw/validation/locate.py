"""locate: what `diagnose` says of a set, found sooner: only what the accept path could not match is looked at closely.

The patterns of accept.py tell which segments are sound, the shape whether every segment has its place. Where the shape
fits, an automaton says where the others stand; where it does not, the walk does. Segments are cut one by one as they
are asked for, and the tree is made for a guide alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from edigw.structure.dictionary import Dictionary, SetDef
from edigw.structure.fold import fold, grown
from edigw.structure.placing import Placer, placer
from edigw.structure.plan import plan_of
from edigw.structure.walk import Branch, walk
from edigw.tree import Finding, Message, Node
from edigw.validation.accept import Acceptor, Doubt
from edigw.validation.conclude import hierarchy, in_order, listed, pointer_tags
from edigw.validation.guide import Guide
from edigw.validation.segments import checker
from edigw.validation.tally import Tally


class Located(NamedTuple):
    findings: tuple[Finding, ...]  # as diagnose lists them
    every: Sequence[Finding]  # before the list was cut


class _Placed(NamedTuple):
    paths: Mapping[int, str] | Sequence[str]
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
    decimal: str = ".",
) -> Located:
    """The faults of a set that the acceptor did not accept, as `diagnose` finds them. `doubt` has parts."""
    set_def = dictionary.sets[message.type]
    known, check = plan_of(set_def).tags, checker(dictionary, charset, decimal).check
    tags = acceptor.shape.named(doubt.tokens)
    suspects = acceptor.failing(doubt)
    placed = _placed(message, tags, suspects, acceptor.shape.holds(doubt.tokens), dictionary, set_def)
    told = Tally()
    told.add(placed.findings)
    for at in suspects:
        if tags[at] in known and (found := check(message.segments[at], placed.paths[at])):
            told.add(found)
            if told.full:
                break
    pointers = pointer_tags(dictionary, set_def)
    if pointers and not (_sound(tags, suspects, pointers) and acceptor.linked(message.text or b"")):
        told.add(_levels(message, tags, placed, dictionary, set_def))
    findings = in_order(told, guide, _root(message, placed, set_def, dictionary) if guide else None, set_def)
    return Located(listed(findings, told, dictionary.standard), findings)


def _placed(
    message: Message, tags: list[str], wanted: list[int], fits: bool, dictionary: Dictionary, set_def: SetDef
) -> _Placed:
    """Where each segment stands that is wanted, and what is wrong with the places of all."""
    paths = _picked(placer(set_def), tags, wanted) if fits else None
    if paths is not None:
        return _Placed(paths)
    walked = walk(tags, message.segments, set_def, dictionary.segments)
    return _Placed(walked.paths, walked.findings, walked.unplaced, walked.root)


def _picked(automaton: Placer, tags: list[str], wanted: list[int]) -> dict[int, str] | None:
    """The paths of these segments of a set that has its shape; None where a tag has no place."""
    made: dict[int, str] = {0: tags[0]}
    state, at = automaton.start, 1
    for index in wanted:
        for tag in tags[at : index + 1]:
            step = state.after.get(tag) or automaton.step(state, tag)
            if step is None:
                return None
            state, made[index] = step.state, step.path
        at = index + 1
    return made


def _levels(
    message: Message, tags: list[str], placed: _Placed, dictionary: Dictionary, set_def: SetDef
) -> list[Finding]:
    paths = placer(set_def).paths(tags) if placed.root is None else tuple(placed.paths[at] for at in range(len(tags)))
    return hierarchy(message.segments, paths or (), placed.unplaced, dictionary, set_def)


def _root(message: Message, placed: _Placed, set_def: SetDef, dictionary: Dictionary) -> Node:
    if placed.root is not None:
        return grown(placed.root, message.segments)
    return fold(message.segments, set_def, dictionary.segments).root


def _sound(tags: Sequence[str], suspects: Sequence[int], pointers: Sequence[str]) -> bool:
    """Whether every segment that numbers a level was matched."""
    return not any(tags[at] in pointers for at in suspects)
