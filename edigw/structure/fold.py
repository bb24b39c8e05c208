"""fold: flat segments -> the set's loops, with AK304 findings for what does not fit; flatten: back again.

A greedy ordered walk: a segment takes the first free place at or after the last one, in the innermost open loop that
has one. When it has none, one finding says why and the walk takes up again, so that one fault has one finding.

What is over its number or out of order stands in the tree all the same, at the place that it was meant for. What has
no place, and what belongs to a loop whose first segment is missing or cannot be read, is left out and reported.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from edigw.structure.dictionary import SetDef
from edigw.structure.plan import Plan, alike, plan_of
from edigw.structure.rules import RULES
from edigw.tree import Finding, Node, Segment


@dataclass(frozen=True, slots=True)
class Folded:
    root: Node  # its segment is ST; the children are the rest, SE included
    findings: tuple[Finding, ...]  # code_type AK304, in the order of the segments
    paths: tuple[str, ...]  # of each segment, "PO1/N1/N4"; of one without a place where it may have belonged
    unplaced: tuple[int, ...]  # indexes of segments that are not in the tree


def fold(segments: Sequence[Segment], set_def: SetDef, known: Container[str]) -> Folded:
    """The set as a tree. `known` are the tags of the release's segment table.

    A set without SE was cut off: what is missing at its end is not reported (the envelope's finding says so).
    """
    if not segments:
        return Folded(Node(Segment("ST")), (), (), ())
    walk = _Walk(plan_of(set_def), segments, known)
    for index in range(1, len(segments)):
        walk.take(index)
    walk.finish()
    findings = tuple(finding for finding in walk.findings if finding is not None)
    root = walk.frames[0]
    return Folded(Node(root.segment, tuple(root.children)), findings, tuple(walk.paths), tuple(walk.unplaced))


def flatten(root: Node) -> tuple[Segment, ...]:
    """The tree's segments in document order; nothing is renumbered."""
    made: list[Segment] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        made.append(node.segment)
        waiting.extend(reversed(node.children))
    return tuple(made)


class _Frame:
    """A loop that is open: how far it has come, and what it holds."""

    __slots__ = ("at", "children", "count", "filled", "ghost", "missed", "path", "plan", "segment")

    def __init__(self, plan: Plan, segment: Segment, path: str, ghost: bool = False) -> None:
        self.plan = plan
        self.segment = segment
        self.path = path  # "PO1/N1/", "" for the set
        self.ghost = ghost  # its first segment could not be read: nothing of it is in the tree
        self.at = 0
        self.count: dict[int, int] = {0: 1}  # turns of each position
        self.filled: set[int] = {0}
        self.missed: dict[int, int] = {}  # mandatory positions that were reported missing -> index of the finding
        self.children: list[Node] = []

    def free(self, tag: str) -> int:
        """The first place for the tag at or after the last one; -1 for none."""
        for index in self.plan.at.get(tag, ()):
            if index >= self.at:
                limit = self.plan.limits[index]
                if limit is None or self.count.get(index, 0) < limit:
                    return index
        return -1

    def taken(self, tag: str, trigger: bool) -> int:
        """The last place for the tag, free or not, before or where the loop has come to; -1 for none."""
        places = [place for place in self.plan.at.get(tag, ()) if place or trigger]
        return max((place for place in places if place <= self.at), default=places[-1] if places else -1)

    def like(self, tag: str, following: str) -> Iterator[tuple[int, int]]:
        """Free places at or after the last one whose tag is nearly this one, each with how well it would do."""
        for place in range(max(self.at, 1), len(self.plan.positions)):
            own = self.plan.positions[place].tag
            if alike(tag, own) and self.free(own) == place:
                loop = self.plan.loops[place]
                same = 4 * (own == tag.upper()) + 2 * tag.upper().startswith(own)
                yield place, same + (loop is not None and following in loop.at)

    def step_back(self, place: int) -> None:
        """Take up again at an earlier place, as if what comes after it had not been met."""
        self.at = place
        self.count = {index: turns for index, turns in self.count.items() if index <= place}


class _Walk:
    """The open loops, from the set itself (0) to the innermost."""

    def __init__(self, plan: Plan, segments: Sequence[Segment], known: Container[str]) -> None:
        self.segments = segments
        self.known = known
        self.tags = plan.tags
        self.frames = [_Frame(plan, segments[0], "")]
        self.findings: list[Finding | None] = []
        self.paths = [segments[0].tag]
        self.unplaced: list[int] = []
        self.ruined = 0  # segments without a place since the last one that had one: each may be a missing one

    def take(self, index: int) -> None:
        segment = self.segments[index]
        for depth in range(len(self.frames) - 1, -1, -1):
            place = self.frames[depth].free(segment.tag)
            if place >= 0:
                self._enter(depth, place, segment)
                self.ruined = 0
                return
        if segment.tag in self.tags:
            self._misplaced(index, segment)
        else:
            self._foreign(index, segment)

    def finish(self) -> None:
        """Close what is open; the last segment was SE, or the set was cut off and nothing is asked of it."""
        cut = self.segments[-1].tag != "SE"
        self._close(0, self.segments[-1], quiet=cut)

    def _enter(self, depth: int, place: int, segment: Segment) -> None:
        self._close(depth, segment)
        frame = self.frames[depth]
        if place > frame.at:
            self._ask(frame, frame.at, place, segment)
            frame.at = place
        self._put(frame, place, segment)

    def _put(self, frame: _Frame, place: int, segment: Segment) -> None:
        frame.count[place] = frame.count.get(place, 0) + 1
        frame.filled.add(place)
        path = frame.path + segment.tag
        self.paths.append(path)
        if frame.ghost:
            self.unplaced.append(len(self.paths) - 1)
        loop = frame.plan.loops[place]
        if loop is None:
            frame.children.append(Node(segment))
        else:
            self.frames.append(_Frame(loop, segment, path + "/", frame.ghost))

    def _close(self, depth: int, before: Segment, quiet: bool = False) -> None:
        """Close every loop below this depth, asking each for what it lacks."""
        frames = self.frames
        while len(frames) > depth + 1:
            frame = frames.pop()
            if not quiet and not frame.ghost:
                self._ask(frame, frame.at, len(frame.plan.positions), before)
            if not frame.ghost:
                frames[-1].children.append(Node(frame.segment, tuple(frame.children)))

    def _ask(self, frame: _Frame, start: int, end: int, before: Segment) -> None:
        """Report the mandatory positions between two that nothing filled."""
        need = frame.plan.need
        place = need[start]
        while place < end:
            if place not in frame.filled:
                frame.filled.add(place)
                if self.ruined:
                    self.ruined -= 1  # the segment that could not be placed may have been this one
                elif not frame.ghost:
                    tag = frame.plan.positions[place].tag
                    frame.missed[place] = len(self.findings)
                    self._missing(tag, frame.path, before)
            place = need[place + 1]

    def _missing(self, tag: str, path: str, before: Segment) -> None:
        text = f"the mandatory {tag} is missing before {before.tag} (segment {before.position} of the set)"
        self._report("3", "MISSING_SEGMENT", text, before, tag=tag, path=path + tag)

    def _report(self, code: str, rule: str, text: str, at: Segment, *, path: str, tag: str | None = None) -> None:
        qualifier = at.get(1) if tag is None else None
        self.findings.append(
            Finding(
                code_type="AK304",
                code=code,
                rule=rule,
                message=text,
                segment=at.tag if tag is None else tag,
                position=at.position,
                offset=at.offset,
                hint=RULES[rule][1],
                path=path,
                qualifier=qualifier,
            )
        )

    def _leave_out(self, path: str) -> None:
        self.unplaced.append(len(self.paths))
        self.paths.append(path)

    def _foreign(self, index: int, segment: Segment) -> None:
        """A tag that has no place in this set at all."""
        where = f"segment {segment.position} of the set"
        if segment.tag in self.known:
            text = f"{segment.tag} ({where}) does not belong to this set"
            self.ruined += 1
            path = self.frames[-1].path + segment.tag
            self._report("6", "SEGMENT_NOT_IN_SET", text, segment, path=path)
        elif not segment.tag:
            path = self.frames[-1].path.rstrip("/")
            self._report("1", "EMPTY_SEGMENT", f"{where} is empty", segment, path=path)
        else:
            following = self.segments[index + 1].tag if index + 1 < len(self.segments) else ""
            path = self._resemble(segment, following)
            text = f"there is no segment `{segment.tag[:20]}` ({where})"
            self._report("1", "UNKNOWN_SEGMENT", text, segment, path=path)
        self._leave_out(path)

    def _resemble(self, segment: Segment, following: str) -> str:
        """What a ruined tag may have been: its place counts as filled, its loop is open but out of the tree."""
        best, depth, place = -1, -1, -1
        for at in range(len(self.frames) - 1, -1, -1):
            for candidate, score in self.frames[at].like(segment.tag, following):
                if score > best:
                    best, depth, place = score, at, candidate
        if best < 0 or self.frames[depth].plan.loops[place] is None:
            self.ruined += 1
        if best < 0:
            return self.frames[-1].path + segment.tag
        frame = self.frames[depth]
        if frame.plan.loops[place] is None:
            frame.filled.add(place)
        else:
            self._haunt(depth, place, segment)
        return frame.path + frame.plan.positions[place].tag

    def _haunt(self, depth: int, place: int, segment: Segment) -> None:
        """Open a loop whose first segment is not there."""
        self._close(depth, segment)
        frame = self.frames[depth]
        loop = frame.plan.loops[place]
        if loop is None:
            return
        if place > frame.at:
            self._ask(frame, frame.at, place, segment)
            frame.at = place
        frame.count[place] = frame.count.get(place, 0) + 1
        frame.filled.add(place)
        self.frames.append(_Frame(loop, segment, f"{frame.path}{loop.tag}/", ghost=True))

    def _open_ghost(self, segment: Segment, depth: int, place: int) -> None:
        """Open the loop at this place without its first segment, and whatever lies between it and the segment."""
        self._haunt(depth, place, segment)
        frame = self.frames[-1]
        while (free := frame.free(segment.tag)) < 0:
            self._haunt(len(self.frames) - 1, frame.plan.inside[segment.tag][0], segment)
            frame = self.frames[-1]
        frame.at = free
        self._put(frame, free, segment)

    def _belongs_to(self, tag: str, passed: bool) -> tuple[int, int] | None:
        """Depth and place of the nearest loop that holds the tag; `passed`: also one that the walk has left behind."""
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            for place in frame.plan.inside.get(tag, ()):
                limit = frame.plan.limits[place]
                if passed or (place >= frame.at and (limit is None or frame.count.get(place, 0) < limit)):
                    return depth, place
        return None

    def _misplaced(self, index: int, segment: Segment) -> None:
        """The set knows the tag, yet there is no free place for it: too often, too late, or without its loop."""
        tag = segment.tag
        ahead = self._belongs_to(tag, passed=False)
        if self.ruined and ahead:
            self.ruined = 0  # what could not be read was the head of its loop
            self._open_ghost(segment, *ahead)
            return
        for depth in range(len(self.frames) - 1, -1, -1):
            place = self.frames[depth].taken(tag, trigger=depth == 0)
            if place >= 0:
                if ahead and self._lacks(*ahead) and not self._fits(index + 1):
                    break  # it is a mandatory loop that lost its head
                self._stray(depth, place, index)
                return
        home = ahead or self._belongs_to(tag, passed=True)
        if home is None:
            self._report("2", "UNEXPECTED_SEGMENT", f"{tag} is not expected here", segment, path=tag)
            self._leave_out(self.frames[-1].path + tag)
        else:
            self._headless(segment, *home)

    def _stray(self, depth: int, place: int, index: int) -> None:
        """Too often (4, 5) or too late (7), in a loop that is open: said once, and put where it was meant for."""
        segment, frame = self.segments[index], self.frames[depth]
        loop, limit = frame.plan.loops[place], frame.plan.limits[place]
        path = frame.path + segment.tag
        where = f"{segment.tag} (segment {segment.position} of the set)"
        full = place == frame.at and limit is not None and frame.count.get(place, 0) >= limit
        if full and loop:
            self._report("4", "LOOP_OVER_MAX", f"{where} opens its loop more than {limit} times", segment, path=path)
        elif full:
            self._report("5", "SEGMENT_OVER_MAX", f"{where} stands more than {limit} times", segment, path=path)
        else:
            if place in frame.missed:
                self.findings[frame.missed[place]] = None  # it was not missing, it comes late
            self._report("7", "SEGMENT_OUT_OF_ORDER", f"{where} comes too late", segment, path=path)
        if loop is not None or depth == len(self.frames) - 1 or not self._fits(index + 1):
            self._close(depth, segment)
            if not full:
                frame.step_back(place)
        self._put(frame, place, segment)

    def _fits(self, index: int) -> bool:
        """Whether the segment at this index has a place as things stand."""
        if index >= len(self.segments):
            return True
        tag = self.segments[index].tag
        return any(frame.free(tag) >= 0 for frame in self.frames)

    def _lacks(self, depth: int, place: int) -> bool:
        frame = self.frames[depth]
        return frame.plan.positions[place].required and place not in frame.filled

    def _headless(self, segment: Segment, depth: int, place: int) -> None:
        """A segment of a loop whose first segment is not there."""
        frame = self.frames[depth]
        head = frame.plan.positions[place]
        lacking = self._lacks(depth, place)
        self._open_ghost(segment, depth, place)
        if lacking:
            self._missing(head.tag, frame.path, segment)
        else:
            text = f"{segment.tag} (segment {segment.position} of the set) stands without its {head.tag}"
            self._report("2", "UNEXPECTED_SEGMENT", text, segment, path=self.paths[-1])
