"""What a row does with a segment of a sound set, worked out once: most elements are a look-up and an assignment.

Everything here means what values.py and read.py mean, without their findings: what would be one is `Unusual`, and the
whole set is read again by them. Elements are counted as in a split segment, the tag being number 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from edigw.mapping.lenses import sound
from edigw.mapping.paths import FIRST, Entries, get, put
from edigw.mapping.places import places_of
from edigw.mapping.plain_pairs import dated, pairs
from edigw.mapping.quick import solid
from edigw.mapping.rows import (
    Block,
    Constant,
    Dated,
    Derived,
    Fixed,
    Leaf,
    Listing,
    Pairs,
    SegmentRow,
    Single,
    Template,
    Tuples,
)
from edigw.mapping.seen import Act, Aim, Elements, Object, Seen, Unusual, read, set_once, text_in, value_in
from edigw.mapping.values import listed, object_at

Slot = tuple[int, str, Callable[[str], Any] | None]  # element, key, what reads the text; None: it is taken as it stands


@dataclass(frozen=True, slots=True, eq=False)
class Deed:
    """One row's work on one segment."""

    row: SegmentRow | None
    aim: Aim | None  # makes the object that the row fills, in its place; None: the one that is there
    slots: tuple[Slot, ...]  # what goes under one key as it is, in the elements' order
    acts: tuple[Act, ...]  # the other rows on elements
    singles: tuple[Single, ...] = ()  # the rows of `slots`
    gaps: tuple[tuple[int, int], ...] = ()  # elements that it leaves or takes in part: from the first, how many parts


def deed(row: SegmentRow, alone: Callable[[str], bool], root: bool) -> Deed:
    """`alone`: whether no other row of the object writes this key. `root`: the row fills the document itself."""
    if not row.plain or unsure(row.children) or (row.when and row.when.known) or FIRST in row.steps[:-1]:
        return UNUSUAL
    aim = _AIMS[row.kind](row) if row.kind != "here" else None
    leaves = [leaf for leaf in row.leaves if not leaf.write_only]
    singles = [leaf for _, _, _, leaf in row.quick] if _untouched(row, alone) else []
    singles.sort(key=lambda leaf: leaf.place.element)
    slots = tuple((leaf.place.element, str(leaf.steps[0]), _reader(leaf)) for leaf in singles)
    rest = [leaf for leaf in leaves if leaf not in singles]
    rest.sort(key=lambda leaf: leaf in row.slow)  # as read.py goes about it
    acts = [_derived(leaf, root) if isinstance(leaf, Derived) else _ACTS[type(leaf)](leaf) for leaf in rest]
    must = row.mandatory  # in a sound set these hold something
    needed = [_needed(str(one.steps[0])) for one in singles if one.required and one.place.element not in must]
    left = (at for at in range(1, len(row.elements) + 1) if at not in row.covered or at in row.components)
    gaps = tuple((at, solid(row.components[at], {}) if at in row.covered else 0) for at in left)
    return Deed(row, aim, slots, (*needed, *acts), tuple(singles), gaps)


def unsure(block: Block) -> tuple[SegmentRow, ...]:
    """The rows that must have a segment, and that a sound set may leave without."""
    return tuple(
        row for row in block.demanded if not row.must or row.tests or row.when or len(block.by_tag[row.tag]) > 1
    )


def _untouched(row: SegmentRow, alone: Callable[[str], bool]) -> bool:
    """Whether nothing can stand yet under the keys of its plain rows."""
    if row.kind == "here":
        return not row.many and all(alone(str(leaf.steps[0])) for _, _, _, leaf in row.quick)
    return row.kind != "object" or (len(row.steps) == 1 and alone(str(row.steps[0])))


def again(done: Deed, elements: Elements, obj: Object, seen: Seen) -> None:
    """The slots once more where a code is not in its table: it is kept, or the set is unusual."""
    for leaf in done.singles:
        text = text_in(elements, leaf.place)
        if text:
            obj[str(leaf.steps[0])] = value = read(leaf.codec, text)
            if leaf.codec.table is not None and text not in leaf.codec.table.words:
                seen.keep(value)


def _reader(leaf: Single) -> Callable[[str], Any] | None:
    if leaf.codec.table is not None:
        return leaf.codec.table.words.__getitem__
    return sound(leaf.codec.read, leaf.element)


def _needed(key: str) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        if key not in obj:
            raise Unusual

    return act


def _unusual(elements: Elements, obj: Object, seen: Seen) -> Object:
    raise Unusual


# Aims: where the object of an arrow stands.


def _object(row: SegmentRow) -> Aim:
    steps = row.steps

    def aim(elements: Elements, obj: Object, seen: Seen) -> Object:
        old = object_at(obj, steps)
        if old is not None:
            return old
        made: Object = {}
        put(obj, steps, made)
        return made

    return aim


def _list(row: SegmentRow) -> Aim:
    steps, key = row.steps, str(row.steps[0])

    def deep(elements: Elements, obj: Object, seen: Seen) -> Object:
        made: Object = {}
        listed(obj, steps).append(made)
        return made

    def aim(elements: Elements, obj: Object, seen: Seen) -> Object:
        made: Object = {}
        if key in obj:
            obj[key].append(made)
        else:
            obj[key] = [made]
        return made

    return aim if len(steps) == 1 else deep


def _bag(row: SegmentRow) -> Aim:
    assert row.key is not None
    steps, place, number, table, heads = row.steps, row.key.place, row.key.number, row.key.table, row.key.heads.codes

    def aim(elements: Elements, obj: Object, seen: Seen) -> Object:
        code = text_in(elements, place)
        if not code:
            raise Unusual
        word = heads.get(code) or table.word(code, number)
        seen.keep(word)
        made: Object = {}
        bag = obj.get(key) if key else get(obj, steps)
        if bag is None:
            put(obj, steps, {word: Entries((made,))})
        elif word in bag:
            bag[word].append(made)
        else:
            bag[word] = Entries((made,))
        return made

    key = str(steps[0]) if len(steps) == 1 else ""
    return aim


_AIMS: dict[str, Callable[[SegmentRow], Aim]] = {"object": _object, "list": _list, "bag": _bag}


# Acts: rows on elements that are more than a key and its value.


def _single(leaf: Single) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        value = value_in(leaf.codec, elements, leaf.place, leaf.required, seen)
        if value is not None:
            if leaf.echo:
                raise Unusual
            set_once(obj, leaf.steps, value)

    return act


def _constant(leaf: Constant) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        if text_in(elements, leaf.place) not in ("", leaf.text):
            raise Unusual

    return act


def _derived(leaf: Derived, root: bool) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        value = value_in(leaf.codec, elements, leaf.place, leaf.required, seen)
        if value is not None:
            if not root:
                raise Unusual
            seen.checks.append((leaf, value))

    return act


def _template(leaf: Template) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        text = text_in(elements, leaf.place)
        if not text:
            if leaf.required:
                raise Unusual
            return
        match = leaf.pattern.fullmatch(text) if len(text) <= leaf.element.max else None
        if match is None:
            raise Unusual
        for each, part in zip(leaf.fields, match.groups(), strict=True):
            if part:
                set_once(obj, each.steps, part)

    return act


def _listing(leaf: Listing) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for at, place in enumerate(places):
            value = value_in(leaf.codec, elements, place, leaf.required and at == 0, seen)
            if value is not None:
                listed(obj, leaf.steps).append(value)

    places = places_of(leaf)
    return act


def _fixed(leaf: Fixed) -> Act:
    """For the first segment that a row takes; a second one is unusual (straight.py)."""

    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for each, place in zip(leaf.fields, places, strict=False):
            value = value_in(each.codec, elements, place, each.required, seen)
            if value is not None:
                set_once(obj, each.steps, value)
        if any(text_in(elements, place) for place in places[len(leaf.fields) :]):
            raise Unusual

    places = places_of(leaf)
    return act


def _tuples(leaf: Tuples) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for start in range(0, len(places), width):
            if places[start].element >= len(elements):
                break
            group = places[start : start + width]
            there = any(text_in(elements, place) for place in group)
            item: Object = {}
            for each, place in zip(leaf.fields, group, strict=False):
                value = value_in(each.codec, elements, place, each.required and there, seen)
                if value is not None:
                    put(item, each.steps, value)
            if item:
                listed(obj, leaf.steps).append(item)

    places, width = places_of(leaf), len(leaf.fields)
    return act


_ACTS: dict[type[Leaf], Callable[[Any], Act]] = {
    Single: _single,
    Constant: _constant,
    Template: _template,
    Listing: _listing,
    Fixed: _fixed,
    Tuples: _tuples,
    Pairs: pairs,
    Dated: dated,
}

NOTHING = Deed(None, None, (), ())
UNUSUAL = Deed(None, _unusual, (), ())
