"""Where the segments of a set stand that fits its set's shape: fold's greedy walk as an automaton, filled as it is met.

A set without AK304 faults needs none of fold's looking round: what a tag means follows from the loops that are open
and how far each has come. How often a segment stood only matters where something else could take its tag as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from edigw.structure.dictionary import SetDef
from edigw.structure.plan import Plan, plan_of
from edigw.tree import Node, Segment

MANY = 20_000  # states that are kept; a set that makes more is strange, and no set may fill the memory

Frame = tuple[Plan, int, int]  # a loop that is open, the last position taken, how often (0: it does not matter)


class State:
    """The loops that are open, the set first, and what each next tag leads to: None where it has no place."""

    __slots__ = ("after", "frames", "path")

    def __init__(self, frames: tuple[Frame, ...], path: str) -> None:
        self.frames = frames
        self.path = path  # of the innermost loop, "PO1/N1/"
        self.after: dict[str, Step | None] = {}  # as far as it was asked


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A segment's place."""

    depth: int  # how many loops it stands in: 0 is the set itself
    path: str  # "PO1/N1/N4", as findings carry it
    opens: bool  # it is the first of a loop
    state: State  # behind it


class Placer:
    """One set's automaton. What it says is fold's, for a set that fits the shape (validation/shape.py)."""

    def __init__(self, set_def: SetDef) -> None:
        self._states: dict[tuple[Frame, ...], State] = {}
        self.start = State(((plan_of(set_def), 0, 1),), "")

    def step(self, state: State, tag: str) -> Step | None:
        """The tag's place in this state; None where there is none."""
        try:
            return state.after[tag]
        except KeyError:
            made = state.after[tag] = self._step(state, tag)
            return made

    def paths(self, tags: Iterable[str]) -> tuple[str, ...] | None:
        """The path of each segment, ST's or UNH's first; None where a tag has no place."""
        steps = self.steps(tags)
        return None if steps is None else tuple([step.path for step in steps])

    def steps(self, tags: Iterable[str]) -> list[Step] | None:
        """The place of each segment, ST's or UNH's first; None where a tag has no place."""
        rest = iter(tags)
        first = next(rest, "")
        state, made = self.start, [Step(0, first, False, self.start)]
        for tag in rest:
            step = state.after.get(tag) or self.step(state, tag)
            if step is None:
                return None
            made.append(step)
            state = step.state
        return made

    def tree(self, segments: Sequence[Segment]) -> Node | None:
        """The set folded; None where a segment has no place."""
        steps = self.steps([segment.tag for segment in segments])
        if not steps:
            return None
        open_: list[tuple[Segment, list[Node]]] = [(segments[0], [])]
        for segment, step in zip(segments[1:], steps[1:], strict=True):
            while len(open_) > step.depth + 1:
                _close(open_)
            if step.opens:
                open_.append((segment, []))
            else:
                open_[-1][1].append(Node(segment))
        while len(open_) > 1:
            _close(open_)
        return Node(segments[0], tuple(open_[0][1]))

    def _step(self, state: State, tag: str) -> Step | None:
        frames = state.frames
        for depth in range(len(frames) - 1, -1, -1):
            plan, at, turns = frames[depth]
            for place in plan.at.get(tag, ()):
                limit = plan.limits[place]
                if place > at or (place == at and (limit is None or turns < limit)):
                    return self._taken(state, depth, place, tag)
        return None

    def _taken(self, state: State, depth: int, place: int, tag: str) -> Step:
        plan, at, turns = state.frames[depth]
        above = state.frames[:depth]
        matters = plan.limits[place] is not None and any(_others(plan, place + 1, above, tag))
        turns = (turns + 1 if place == at else 1) if matters else 0
        frames = (*above, (plan, place, turns))
        outside = "".join(each.tag + "/" for each, *_ in frames[1:])
        loop = plan.loops[place]
        if loop is None:
            return Step(depth, outside + tag, False, self._state(frames, outside))
        return Step(depth, outside + tag, True, self._state((*frames, (loop, 0, 1)), f"{outside}{tag}/"))

    def _state(self, frames: tuple[Frame, ...], path: str) -> State:
        found = self._states.get(frames)
        if found is None:
            if len(self._states) >= MANY:
                self._states.clear()
                self.start.after.clear()
            found = self._states[frames] = State(frames, path)
        return found


def _others(plan: Plan, start: int, above: tuple[Frame, ...], tag: str) -> Iterator[bool]:
    """Whether the tag may stand from a position on, or in a loop outside."""
    yield any(place >= start for place in plan.at.get(tag, ()))
    for outer, at, _ in above:
        yield any(place >= at for place in outer.at.get(tag, ()))


def _close(open_: list[tuple[Segment, list[Node]]]) -> None:
    segment, children = open_.pop()
    open_[-1][1].append(Node(segment, tuple(children)))


@lru_cache(maxsize=256)
def placer(set_def: SetDef) -> Placer:
    """The set's automaton, one for all of its sets."""
    return Placer(set_def)
