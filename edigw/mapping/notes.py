"""What a reading notes as it goes: findings, and every element that no row takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import ValidationError

from edigw.mapping.address import Place
from edigw.mapping.places import places_of
from edigw.mapping.rows import DocumentMap, Leaf, SegmentRow
from edigw.model.base import Model
from edigw.tree import COMPONENT, REPEAT, Finding, Node, Segment

NOTE_ONLY = frozenset({"DERIVED_DIFFERS", "UNIT_EMPTY"})  # shown, and never change a verdict


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An element (or component) that the map takes nowhere."""

    path: str  # loops and segment, "PO1/PID"
    tag: str
    element: int  # 1 is the first
    value: str
    position: int  # of the segment in the set, ST is 1
    component: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as its map reads it."""

    document: Model | None
    value: dict[str, Any]  # the plain data that the document was made of
    unmapped: tuple[Unmapped, ...]
    findings: tuple[Finding, ...]
    kept: tuple[str, ...]  # foreign codes, as x12:<element>:<code>
    count: Callable[[], int] = field(compare=False, repr=False)  # nobody counts before it is asked for

    @property
    def total(self) -> int:
        """Elements that hold something."""
        return self.count()

    @property
    def taken(self) -> int:
        """Of these, what rows and the engine take."""
        return self.total - len({(item.position, item.path, item.element) for item in self.unmapped})


class Scope:
    """An object being read, and what must wait until all of it was seen."""

    __slots__ = ("checks", "obj", "turns", "whens")

    def __init__(self, obj: dict[str, Any]) -> None:
        self.obj = obj
        self.whens: list[tuple[SegmentRow, Node]] | None = None
        self.checks: list[Callable[[], None]] | None = None
        self.turns: dict[SegmentRow, int] | None = None  # how often a row was met

    def wait_for(self, row: SegmentRow, node: Node) -> None:
        """A segment whose condition may only be known later."""
        if self.whens is None:
            self.whens = []
        self.whens.append((row, node))

    def check(self, check: Callable[[], None]) -> None:
        """Something to be compared once the object is whole."""
        if self.checks is None:
            self.checks = []
        self.checks.append(check)

    def turn(self, row: SegmentRow) -> int:
        """How often the row was met before."""
        if self.turns is None:
            self.turns = {}
        turn = self.turns[row] = self.turns.get(row, -1) + 1
        return turn


class Watch(Protocol):
    """Whoever wants to know which row takes which element, as `edigw explain` does; mapping/trace.py is one."""

    def took(self, row: SegmentRow, segment: Segment, obj: dict[str, Any], word: str, turn: int) -> None:
        """A row has read a segment's elements into `obj`, the `turn`th time, as a bag's entry under `word`."""

    def engine(self, segment: Segment, elements: Sequence[int], aim: tuple[Any, Any] | None = None) -> None:
        """The engine takes elements; `aim` is the object and steps where it puts what they say."""

    def copied(self, old: Any, new: Any) -> None:
        """What was read into one object now stands in another."""


SHOWN = {  # what stands for our own marks between components and repetitions: the usual ones of the wire
    "x12": str.maketrans({COMPONENT: ">", REPEAT: "^"}),
    "edifact": str.maketrans({COMPONENT: ":", REPEAT: "*"}),
}


class Notes:
    """Gathers while a document is read."""

    def __init__(self, document_map: DocumentMap) -> None:
        self.map = document_map
        self.findings: list[Finding] = []
        self.unmapped: list[Unmapped] = []
        self.kept: list[str] = []
        self.total = 0
        self.level_count: int | None = None
        self.hits: Counter[int] | None = None  # how often each row met something, where somebody asks
        self.watch: Watch | None = None
        self._lost: set[tuple[int, str, int]] = set()
        self._mark = f"{document_map.standard}:"

    def reading(self, document: Model | None, value: dict[str, Any]) -> Reading:
        total = self.total
        return Reading(document, value, tuple(self.unmapped), tuple(self.findings), tuple(self.kept), lambda: total)

    def find(
        self, rule: str, message: str, segment: Segment | None, element: int | None, path: str,
        leaf: Leaf | None = None, value: str | None = None, row: SegmentRow | None = None,
    ) -> None:  # fmt: skip
        """A business finding."""
        where = leaf or row
        marks = SHOWN[self.map.standard]
        message, value = message.translate(marks), value.translate(marks) if value is not None else None
        offset = None
        if segment is not None:
            offset = segment.offset_of(element) if element else segment.offset
        self.findings.append(
            Finding(
                code_type="", code="", rule=rule, message=message, segment=path.rpartition("/")[2] or None,
                position=segment.position if segment is not None else None, element=element,
                component=(leaf.place.component or None) if leaf else None, offset=offset, value=value,
                hint=f"by the map's row {where.spot}" if where else "", path=path,
                element_id=leaf.element.number if leaf else None,
                severity="note" if rule in NOTE_ONLY else "error",
            )
        )  # fmt: skip

    def incomplete(self, error: ValidationError) -> None:
        """The model could not be built."""
        for problem in error.errors(include_url=False, include_input=False, include_context=False):
            path = ".".join(str(part) for part in problem["loc"])
            told = f"`{path}`: {problem['msg'].lower()}"
            self.find("DOCUMENT_INCOMPLETE", told, None, None, "")

    def kept_word(self, word: Any) -> None:
        """Counts a foreign code that was kept."""
        if isinstance(word, str) and word.startswith(self._mark):
            self.kept.append(word)

    def engine(self, segment: Segment, last: int) -> None:
        """Counts elements that the engine takes."""
        self.total += sum(1 for text in segment.elements[:last] if text)
        if self.watch is not None:
            self.watch.engine(segment, range(1, last + 1))

    def copied(self, old: Any, new: Any) -> None:
        """Tells whoever watches where an object's facts went."""
        if self.watch is not None:
            self.watch.copied(old, new)

    def count(self, row: SegmentRow, segment: Segment) -> None:
        """Counts a segment's elements, and notes those that its row does not cover."""
        elements = segment.elements
        if len(elements) <= row.solid:
            self.total += len(elements) - elements.count("")
            return
        self.total += sum(1 for text in elements if text)
        self.unmapped.extend(uncovered(row, elements, segment.position))

    def hit(self, row: SegmentRow, segment: Segment) -> None:
        """Counts a segment for its row, and for each of its rows on elements that hold something."""
        assert self.hits is not None
        self.hits[id(row)] += 1
        for leaf in row.leaves:
            if any(_text(segment, place) for place in places_of(leaf)):
                self.hits[id(leaf)] += 1

    def lose(self, row: SegmentRow, segment: Segment, element: int) -> None:
        """One element of a segment that a row takes is lost after all."""
        place = (segment.position, row.loops, element)
        if place not in self._lost:
            self._lost.add(place)
            self.unmapped.append(Unmapped(row.loops, segment.tag, element, segment.get(element), segment.position))

    def lose_rest(self, node: Node, path: str, after: int) -> None:
        """The elements of a segment from the one after `after` on, and what stands below it."""
        for at, text in enumerate(node.segment.elements, 1):
            if text and at > after:
                self.total += 1
                self.unmapped.append(Unmapped(path, node.tag, at, text, node.segment.position))
        for child in node.children:
            self.lose_all(child, path)

    def lose_all(self, node: Node, above: str) -> None:
        """A segment that no row takes, with everything below it."""
        todo = [(node, above)]
        while todo:
            one, before = todo.pop()
            path = f"{before}/{one.tag}" if before else one.tag
            for at, text in enumerate(one.segment.elements, 1):
                if text:
                    self.total += 1
                    self.unmapped.append(Unmapped(path, one.tag, at, text, one.segment.position))
            todo += [(child, path) for child in reversed(one.children)]


def _text(segment: Segment, place: Place) -> str:
    parts = segment.get(place.element).split(COMPONENT)
    if not place.component:
        return segment.get(place.element)
    return parts[place.component - 1] if place.component <= len(parts) else ""


def uncovered(row: SegmentRow, elements: Sequence[str], position: int) -> Iterator[Unmapped]:
    """What stands in a segment that its row has no use for."""
    for at, text in enumerate(elements, 1):
        if text and at not in row.covered:
            yield Unmapped(row.loops, row.tag, at, text, position)
        elif at in row.components and (COMPONENT in text or 1 not in row.components[at]):
            for component, part in enumerate(text.split(COMPONENT), 1):
                if part and component not in row.components[at]:
                    yield Unmapped(row.loops, row.tag, at, part, position, component)
