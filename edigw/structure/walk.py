"""The walk that places a set's segments in its loops, by their tags alone; segments are looked at where one is wrong.

A greedy ordered walk: a segment takes the first free place at or after the last one, in the innermost open loop that
has one. When it has none, one finding says why and the walk takes up again, so that one fault has one finding.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from edigw.structure.dictionary import SetDef
from edigw.structure.plan import SECTION, Plan, plan_of, similar
from edigw.structure.rules import RULES
from edigw.tree import COMPONENT, Finding, Segment

LONG = 5  # letters of which a tag is like no tag of a set, whatever comes behind them

Branch = tuple[int, list["Branch"]]
"""A placed segment by its index, with what its loop holds."""


@dataclass(frozen=True, slots=True)
class Walked:
    findings: tuple[Finding, ...]  # code_type AK304, in the order of the segments
    paths: tuple[str, ...]  # of each segment, "PO1/N1/N4"; of one without a place where it may have belonged
    unplaced: tuple[int, ...]  # indexes of segments that have no place
    root: Branch  # ST


def walk(tags: Sequence[str], segments: Sequence[Segment], set_def: SetDef, known: Container[str]) -> Walked:
    """Where each segment stands. `tags` are the segments' own, at least one; `known` those of the release."""
    walked = _Walk(set_def, tags, segments, known)
    for index in range(1, len(tags)):
        walked.take(index)
    walked.finish()
    findings = tuple(finding for finding in walked.findings if finding is not None)
    return Walked(findings, tuple(walked.paths), tuple(walked.unplaced), (0, walked.frames[0].children))


class _Frame:
    """A loop that is open: how far it has come, and what it holds."""

    __slots__ = ("at", "children", "count", "filled", "ghost", "index", "missed", "plan")

    def __init__(self, plan: Plan, index: int, ghost: bool = False) -> None:
        self.plan = plan
        self.index = index  # of its first segment
        self.ghost = ghost  # that could not be read: nothing of it is in the tree
        self.at = 0
        self.count: dict[int, int] = {0: 1}  # turns of each position
        self.filled = 1  # bit n: position n is filled, or was missed
        self.missed: dict[int, int] = {}  # mandatory positions that were reported missing -> index of the finding
        self.children: list[Branch] = []

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
        for place in similar(self.plan, tag[:LONG]):
            own = self.plan.positions[place].tag
            if place >= self.at and self.free(own) == place:
                loop = self.plan.loops[place]
                same = 4 * (own == tag.upper()) + 2 * tag.upper().startswith(own)
                yield place, same + (loop is not None and following in loop.at)

    def step_back(self, place: int) -> None:
        """Take up again at an earlier place, as if what comes after it had not been met."""
        self.at = place
        self.count = {index: turns for index, turns in self.count.items() if index <= place}


class _Walk:
    """The open loops, from the set itself (0) to the innermost."""

    def __init__(
        self, set_def: SetDef, tags: Sequence[str], segments: Sequence[Segment], known: Container[str]
    ) -> None:
        plan = plan_of(set_def)
        self.called, self.end = set_def.called, set_def.children[-1].tag
        self.tags = tags
        self.segments = segments
        self.known = known
        self.own = plan.tags
        self.frames = [_Frame(plan, 0)]
        self.fenced = -1  # up to this segment what stands behind the section's end is out of reach
        if plan.fence < len(plan.positions) and SECTION in tags:
            self.fenced = len(tags) - 1 - list(reversed(tags)).index(SECTION)
        self.findings: list[Finding | None] = []
        self.paths = [tags[0]]
        self.unplaced: list[int] = []
        self.ruined = 0  # segments without a place since the last one that had one: each may be a missing one

    def take(self, index: int) -> None:
        tag, frames = self.tags[index], self.frames
        depth = len(frames)
        while depth:
            depth -= 1
            frame = frames[depth]
            if tag in frame.plan.at and (place := frame.free(tag)) >= 0:
                if index < self.fenced and depth == 0 and self._leaps(tag, place):
                    break
                self._enter(depth, place, index)
                self.ruined = 0
                return
        if tag in self.own:
            self._misplaced(index)
        else:
            self._foreign(index)

    def _leaps(self, tag: str, place: int) -> bool:
        """Whether the place is behind the section's end, which is still to come, though the tag has one before it."""
        frame = self.frames[0]
        return frame.at < frame.plan.fence < place and frame.plan.at[tag][0] < frame.plan.fence

    def finish(self) -> None:
        """Close what is open; the last segment was SE or UNT, or the set was cut off and nothing is asked of it."""
        self._close(0, len(self.tags) - 1, quiet=self.tags[-1] != self.end)

    def _enter(self, depth: int, place: int, index: int) -> None:
        if depth < len(self.frames) - 1:
            self._close(depth, index)
        frame = self.frames[depth]
        if place > frame.at:
            if frame.plan.need[frame.at + 1] < place:
                self._ask(frame, place, index)
            frame.at = place
        self._put(frame, place, index)

    def _put(self, frame: _Frame, place: int, index: int) -> None:
        frame.count[place] = frame.count.get(place, 0) + 1
        frame.filled |= 1 << place
        self.paths.append(frame.plan.paths[place])
        if frame.ghost:
            self.unplaced.append(index)
        loop = frame.plan.loops[place]
        if loop is None:
            frame.children.append((index, []))
        else:
            self.frames.append(_Frame(loop, index, frame.ghost))

    def _close(self, depth: int, before: int, quiet: bool = False) -> None:
        """Close every loop below this depth, asking each for what it lacks."""
        frames = self.frames
        while len(frames) > depth + 1:
            frame = frames.pop()
            if not frame.ghost:
                need, end = frame.plan.need, len(frame.plan.loops)
                if need[frame.at + 1] < end and not quiet:
                    self._ask(frame, end, before)
                frames[-1].children.append((frame.index, frame.children))

    def _ask(self, frame: _Frame, end: int, before: int) -> None:
        """Report the mandatory positions behind the last one and before `end` that nothing filled."""
        need = frame.plan.need
        place = need[frame.at + 1]
        while place < end:
            if not frame.filled >> place & 1:
                frame.filled |= 1 << place
                if self.ruined:
                    self.ruined -= 1  # the segment that could not be placed may have been this one
                elif not frame.ghost:
                    frame.missed[place] = len(self.findings)
                    self._missing(frame, place, before)
            place = need[place + 1]

    def _missing(self, frame: _Frame, place: int, index: int) -> None:
        before, tag = self.segments[index], frame.plan.positions[place].tag
        text = f"the mandatory {tag} is missing before {before.tag} (segment {before.position} of the {self.called})"
        self._report("3", "MISSING_SEGMENT", text, before, tag=tag, path=frame.plan.paths[place])

    def _report(self, code: str, rule: str, text: str, at: Segment, *, path: str, tag: str | None = None) -> None:
        qualifier = at.get(1).partition(COMPONENT)[0] if tag is None else None
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

    def _foreign(self, index: int) -> None:
        """A tag that has no place in this set at all."""
        segment, tag, inner = self.segments[index], self.tags[index], self.frames[-1].plan
        where = f"segment {segment.position} of the {self.called}"
        if tag in self.known:
            text = f"{tag} ({where}) does not belong to this {self.called}"
            self.ruined += 1
            path = inner.path + tag
            self._report("6", "SEGMENT_NOT_IN_SET", text, segment, path=path)
        elif not tag:
            path = inner.path.rstrip("/")
            self._report("1", "EMPTY_SEGMENT", f"{where} is empty", segment, path=path)
        else:
            path = self._resemble(index)
            text = f"there is no segment `{tag[:20]}` ({where})"
            self._report("1", "UNKNOWN_SEGMENT", text, segment, path=path)
        self._leave_out(path)

    def _resemble(self, index: int) -> str:
        """What a ruined tag may have been: its place counts as filled, its loop is open but out of the tree."""
        tag, following = self.tags[index], self.tags[index + 1] if index + 1 < len(self.tags) else ""
        best, depth, place = -1, -1, -1
        for at in range(len(self.frames) - 1, -1, -1):
            for candidate, score in self.frames[at].like(tag, following):
                if score > best:
                    best, depth, place = score, at, candidate
        if best < 0 or self.frames[depth].plan.loops[place] is None:
            self.ruined += 1
        if best < 0:
            return self.frames[-1].plan.path + tag
        frame = self.frames[depth]
        if frame.plan.loops[place] is None:
            frame.filled |= 1 << place
        else:
            self._haunt(depth, place, index)
        return frame.plan.paths[place]

    def _haunt(self, depth: int, place: int, index: int) -> None:
        """Open a loop whose first segment is not there."""
        self._close(depth, index)
        frame = self.frames[depth]
        loop = frame.plan.loops[place]
        if loop is None:
            return
        if place > frame.at:
            self._ask(frame, place, index)
            frame.at = place
        frame.count[place] = frame.count.get(place, 0) + 1
        frame.filled |= 1 << place
        self.frames.append(_Frame(loop, index, ghost=True))

    def _open_ghost(self, index: int, depth: int, place: int) -> None:
        """Open the loop at this place without its first segment, and whatever lies between it and the segment."""
        tag = self.tags[index]
        self._haunt(depth, place, index)
        frame = self.frames[-1]
        while (free := frame.free(tag)) < 0:
            self._haunt(len(self.frames) - 1, frame.plan.inside[tag][0], index)
            frame = self.frames[-1]
        frame.at = free
        self._put(frame, free, index)

    def _belongs_to(self, tag: str, passed: bool) -> tuple[int, int] | None:
        """Depth and place of the nearest loop that holds the tag; `passed`: also one that the walk has left behind."""
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            for place in frame.plan.inside.get(tag, ()):
                limit = frame.plan.limits[place]
                if passed or (place >= frame.at and (limit is None or frame.count.get(place, 0) < limit)):
                    return depth, place
        return None

    def _misplaced(self, index: int) -> None:
        """The set knows the tag, yet there is no free place for it: too often, too late, or without its loop."""
        tag = self.tags[index]
        ahead = self._belongs_to(tag, passed=False)
        if self.ruined and ahead:
            self.ruined = 0  # what could not be read was the head of its loop
            self._open_ghost(index, *ahead)
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
            self._report("2", "UNEXPECTED_SEGMENT", f"{tag} is not expected here", self.segments[index], path=tag)
            self._leave_out(self.frames[-1].plan.path + tag)
        else:
            self._headless(index, *home)

    def _stray(self, depth: int, place: int, index: int) -> None:
        """Too often (4, 5) or too late (7), in a loop that is open: said once, and put where it was meant for."""
        segment, frame = self.segments[index], self.frames[depth]
        loop, limit = frame.plan.loops[place], frame.plan.limits[place]
        path = frame.plan.paths[place]
        where = f"{segment.tag} (segment {segment.position} of the {self.called})"
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
            self._close(depth, index)
            if not full:
                frame.step_back(place)
        self._put(frame, place, index)

    def _fits(self, index: int) -> bool:
        """Whether the segment at this index has a place as things stand."""
        if index >= len(self.tags):
            return True
        tag = self.tags[index]
        return any(frame.free(tag) >= 0 for frame in self.frames)

    def _lacks(self, depth: int, place: int) -> bool:
        frame = self.frames[depth]
        return frame.plan.positions[place].required and not frame.filled >> place & 1

    def _headless(self, index: int, depth: int, place: int) -> None:
        """A segment of a loop whose first segment is not there."""
        frame = self.frames[depth]
        lacking = self._lacks(depth, place)
        self._open_ghost(index, depth, place)
        if lacking:
            self._missing(frame, place, index)
        else:
            segment, head = self.segments[index], frame.plan.positions[place].tag
            text = f"{segment.tag} (segment {segment.position} of the {self.called}) stands without its {head}"
            self._report("2", "UNEXPECTED_SEGMENT", text, segment, path=self.paths[-1])
