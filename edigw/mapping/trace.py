"""Which row took which element: what a reading tells whoever watches it, and the canonical path of each value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from edigw.mapping.address import Place
from edigw.mapping.moments import parts, said
from edigw.mapping.paths import Entries, Steps, get
from edigw.mapping.places import places_of
from edigw.mapping.rows import (
    Codec,
    Constant,
    Dated,
    Derived,
    Field,
    Fixed,
    Leaf,
    Listing,
    Pairs,
    SegmentRow,
    Single,
    Template,
    Tuples,
)
from edigw.mapping.values import text_at
from edigw.tree import Segment

Aim = tuple[Any, Steps]  # an object of the document being read, and the way to the value from there


@dataclass(frozen=True, slots=True)
class Met:
    """An element (component 0: all of it) and what took it."""

    element: int
    component: int
    how: str  # value, echo, key, constant, derived, engine
    leaf: Leaf | None = None  # None: the row's address, a bag's key, or the engine
    value: Any = None  # as read; None where it could not be
    aims: tuple[Aim, ...] = ()
    paths: tuple[str, ...] = ()  # where the value stands in the whole document


@dataclass(frozen=True, slots=True)
class Seen:
    """A segment that a row or the engine took."""

    row: SegmentRow | None
    elements: tuple[Met, ...]
    obj: Any = None  # at which the row's paths start
    path: str = ""  # of that object; "" is the document


@dataclass(slots=True)
class Trace:
    """Watches one reading. `seen` is by the segment's position in the set."""

    seen: dict[int, Seen] = field(default_factory=dict)
    _copies: dict[int, list[Any]] = field(default_factory=dict)
    _held: list[Any] = field(default_factory=list)  # so that no id is used twice

    def took(self, row: SegmentRow, segment: Segment, obj: dict[str, Any], word: str, turn: int) -> None:
        """A row has read a segment into `obj`; called before what stands below the segment is read."""
        met = [Met(test.place.element, test.place.component, "constant") for test in row.tests if not test.child]
        if row.key is not None:
            met.append(Met(row.key.place.element, row.key.place.component, "key", None, word, ((obj, ()),)))
        for leaf in row.leaves:
            if not leaf.write_only:
                met += TRACERS[type(leaf)](leaf, segment, obj, turn)
        there = {one.element for one in met}
        leafless = row.covered - there - {at for leaf in row.leaves for at in range(leaf.place.element, leaf.last + 1)}
        met += [Met(at, 0, "engine") for at in sorted(leafless)]
        self._note(segment, row, [replace(one, aims=tuple(map(_ordered, one.aims))) for one in met], obj)

    def engine(self, segment: Segment, elements: Sequence[int], aim: Aim | None = None) -> None:
        """The engine has taken elements."""
        aims = (aim,) if aim is not None else ()
        value = get(*aim) if aim is not None else None
        self._note(segment, None, [Met(at, 0, "engine", None, value, aims) for at in elements], None)

    def copied(self, old: Any, new: Any) -> None:
        """What was read into one object stands in another; there may be several."""
        if old is not new:
            self._held.append(old)
            self._copies.setdefault(id(old), []).append(new)

    def _note(self, segment: Segment, row: SegmentRow | None, met: list[Met], obj: Any) -> None:
        before = self.seen.get(segment.position, Seen(None, ()))
        texts = [one for one in met if segment.get(one.element)]
        merged = {(one.element, one.component): one for one in (*before.elements, *texts)}
        mine = (before.row, before.obj) if before.row is not None else (row, obj)
        self.seen[segment.position] = Seen(mine[0], tuple(merged.values()), mine[1])

    def resolve(self, document: dict[str, Any]) -> dict[int, Seen]:
        """Everything that was seen, with paths into the document as it was read."""
        where: dict[int, list[str]] = {}
        _walk(document, "", where)
        found = {}
        for position, one in self.seen.items():
            elements = tuple(replace(met, paths=self._paths(met, where)) for met in one.elements)
            path = next(iter(self._standing(one.obj, where)), "")
            found[position] = replace(one, elements=elements, path=path)
        return found

    def _paths(self, met: Met, where: dict[int, list[str]]) -> tuple[str, ...]:
        paths: list[str] = []
        for obj, steps in met.aims:
            holder = get(obj, steps[:-1]) if steps else obj
            for path in self._standing(holder, where):
                paths.append(_joined(path, steps[-1], holder) if steps else path)
        return tuple(dict.fromkeys(paths))

    def _standing(self, obj: Any, where: dict[int, list[str]]) -> list[str]:
        """Where an object stands in the document, or those that it was copied to."""
        if isinstance(obj, _Entry):
            obj = obj.entries
        own = where.get(id(obj))
        if own is not None:
            return own
        return [path for copy in self._copies.get(id(obj), ()) for path in self._standing(copy, where)]


def _ordered(aim: Aim) -> Aim:
    """What a row says of an order without a level is soon handed to the shipment's orders, and counts from there."""
    obj, steps = aim
    order = get(obj, steps[:1]) if len(steps) > 1 and steps[0] == "order" else None
    return (order, steps[1:]) if order is not None else aim


@dataclass(frozen=True, slots=True)
class _Entry:
    """A place in a list that may shift: a one-value row puts its value before those that came by other rows."""

    entries: list[Any]
    had_head: bool

    @property
    def shift(self) -> int:
        return int(_has_head(self.entries) and not self.had_head)


def _entry(entries: list[Any]) -> _Entry:
    return _Entry(entries, _has_head(entries))


def _has_head(entries: list[Any]) -> bool:
    return isinstance(entries, Entries) and entries.head


def _joined(path: str, step: str | int, holder: Any) -> str:
    if isinstance(step, int):
        return f"{path}[{step + (holder.shift if isinstance(holder, _Entry) else 0)}]"
    return f"{path}.{step}" if path else step


def _walk(root: Any, start: str, where: dict[int, list[str]]) -> None:
    todo = [(root, start)]
    while todo:
        value, path = todo.pop()
        if isinstance(value, dict):
            where.setdefault(id(value), []).append(path)
            todo += [(inner, f"{path}.{key}" if path else str(key)) for key, inner in reversed(value.items())]
        elif isinstance(value, (list, tuple)):
            where.setdefault(id(value), []).append(path)
            todo += [(inner, f"{path}[{at}]") for at, inner in reversed(list(enumerate(value)))]


def _value(codec: Codec, text: str) -> Any:
    try:
        return codec.read(text) if text else None
    except ValueError:
        return None


def _single(leaf: Single, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    value = _value(leaf.codec, text_at(segment, leaf.place))
    how = "echo" if leaf.echo else "value"
    yield Met(leaf.place.element, leaf.place.component, how, leaf, value, ((obj, leaf.steps),))


def _constant(leaf: Constant, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    yield Met(leaf.place.element, leaf.place.component, "constant", leaf, leaf.text)


def _derived(leaf: Derived, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    value = _value(leaf.codec, text_at(segment, leaf.place))
    yield Met(leaf.place.element, leaf.place.component, "derived", leaf, value)


def _template(leaf: Template, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    text = text_at(segment, leaf.place)
    match = leaf.pattern.fullmatch(text) if len(text) <= leaf.element.max else None
    parts = match.groups() if match else ()
    aims = tuple((obj, each.steps) for each, part in zip(leaf.fields, parts, strict=False) if part)
    yield Met(leaf.place.element, leaf.place.component, "value", leaf, " | ".join(parts) or None, aims)


def _good(leaf: Leaf, codec: Codec, segment: Segment) -> list[tuple[Place, Any]]:
    read = ((place, _value(codec, text_at(segment, place))) for place in places_of(leaf))
    return [(place, value) for place, value in read if value is not None]


def _listing(leaf: Listing, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    good = _good(leaf, leaf.codec, segment)
    entries = get(obj, leaf.steps) or []
    first = len(entries) - len(good)
    for at, (place, value) in enumerate(good, first):
        yield Met(place.element, place.component, "value", leaf, value, ((_entry(entries), (at,)),))
    read = {place for place, _ in good}
    for place in places_of(leaf):
        if place not in read:
            yield Met(place.element, place.component, "value", leaf)


def _field(leaf: Leaf, one: Field, place: Place, segment: Segment, obj: Any) -> Met:
    value = _value(one.codec, text_at(segment, place))
    return Met(place.element, place.component, "value", leaf, value, ((obj, one.steps),) if obj is not None else ())


def _fixed(leaf: Fixed, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    places = places_of(leaf)
    for place, one in zip(places, leaf.fields[turn * len(places) :], strict=False):
        yield _field(leaf, one, place, segment, obj)


def _tuples(leaf: Tuples, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    width, places = len(leaf.fields), places_of(leaf)
    starts = range(0, len(places), width)
    filled = [
        start
        for start in starts
        if any(
            _value(one.codec, text_at(segment, place)) is not None
            for one, place in zip(leaf.fields, places[start:], strict=False)
        )
    ]
    entries = get(obj, leaf.steps) or []
    items = dict(zip(filled, entries[len(entries) - len(filled) :], strict=False))
    for start in starts:
        for at, one in enumerate(leaf.fields):
            yield _field(leaf, one, places[start + at], segment, items.get(start))


def _pairs(leaf: Pairs, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    places = places_of(leaf)
    both = list(zip(places[::2], places[1::2], strict=True))
    read = [pair for key, held in both if (pair := _pair(leaf, segment, key, held))]
    counts: dict[str, int] = {}
    for _, word, _ in read:
        counts[word] = counts.get(word, 0) + 1
    met: dict[str, int] = {}
    for (key, held), word, value in read:
        no = met[word] = met.get(word, 0) + 1
        aim = _pair_aim(leaf, obj, word, value, counts[word] - no)
        yield Met(key.element, key.component, "key", leaf, word, (aim,))
        yield Met(held.element, held.component, "value", leaf, value, (aim,))
    there = {pair for pair, _, _ in read}
    for key, held in both:
        if (key, held) not in there:
            yield Met(key.element, key.component, "key", leaf)
            yield Met(held.element, held.component, "value", leaf)


def _dated(leaf: Dated, segment: Segment, obj: dict[str, Any], turn: int) -> Iterator[Met]:
    text, code = (text_at(segment, place) for place in places_of(leaf))
    try:
        found = parts(leaf, said(leaf, text, code)) if text else []
    except ValueError:
        found = []
    aims = tuple((obj, steps) for steps, _ in found)
    value = " ".join(str(value) for _, value in found) or None
    for place in places_of(leaf):
        yield Met(place.element, place.component, "value", leaf, value, aims)


def _pair(leaf: Pairs, segment: Segment, key: Place, held: Place) -> tuple[tuple[Place, Place], str, Any] | None:
    code, text = text_at(segment, key), text_at(segment, held)
    value = _value(leaf.codec, text)
    if not code or value is None:
        return None
    try:
        return (key, held), leaf.heads.codes.get(code) or leaf.table.word(code, leaf.number), value
    except ValueError:
        return None


def _pair_aim(leaf: Pairs, obj: dict[str, Any], word: str, value: Any, after: int) -> Aim:
    """Where a pair's value stands; so many of its word in this segment come after it."""
    owner = get(obj, leaf.steps[:-1])
    if word in leaf.beside and owner is not None and owner.get(word) == value:
        return obj, (*leaf.steps[:-1], word)
    bag = get(obj, leaf.steps) or {}
    if leaf.single:
        return obj, (*leaf.steps, word)
    entries = bag.get(word) or []
    return _entry(entries), (len(entries) - 1 - after,)


TRACERS: dict[type[Leaf], Callable[..., Iterator[Met]]] = {
    Single: _single,
    Constant: _constant,
    Derived: _derived,
    Template: _template,
    Listing: _listing,
    Fixed: _fixed,
    Tuples: _tuples,
    Pairs: _pairs,
    Dated: _dated,
}
