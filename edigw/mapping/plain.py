"""What a row does with a segment of a sound set, worked out once: most elements are a look-up and an assignment.

Everything here means what values.py and read.py mean, without their findings: what would be one is `Unusual`, and the
whole set is read again by them. Places are numbers in the flat list that spread.py makes of a segment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from edigw.mapping.address import Place
from edigw.mapping.lenses import sound
from edigw.mapping.notes import uncovered
from edigw.mapping.paths import FIRST, Entries, get, put
from edigw.mapping.places import places_of
from edigw.mapping.plain_pairs import dated, pairs
from edigw.mapping.quick import leads
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
from edigw.mapping.seen import Act, Aim, Elements, Object, Seen, Unusual, set_once, text_in, value_in
from edigw.mapping.spread import gathered, number, numbers, repeats
from edigw.mapping.values import listed, object_at

Slot = tuple[int, str, Callable[[str], Any] | None]  # number, key, what reads the text; None: it is taken as it stands
Ask = tuple[int, frozenset[str]]  # number, and what may stand there
Do = Callable[[Elements, Object, Seen, int], Object | None]
"""A row's work on the segment at a position, given the object that it starts at: what is open behind it. None: the
segment is none of the row's."""


@dataclass(frozen=True, slots=True, eq=False)
class Deed:
    """One row's work on one segment."""

    do: Do
    again: Do | None = None  # on a second segment for the same object, where that is another work


def deed(row: SegmentRow, alone: Callable[[str], bool], root: bool) -> Deed:
    """`alone`: whether no other row of the object writes this key. `root`: the row fills the document itself."""
    if any(test.child for test in row.tests) or FIRST in row.steps[:-1] or (row.when and row.when.known):
        return Deed(unusual)
    leaves = [leaf for leaf in row.leaves if not leaf.write_only]
    leaves.sort(key=lambda leaf: leaf in row.slow)  # as read.py goes about it
    acts = {leaf: _act(leaf, row, alone, root) for leaf in leaves}
    singles = [leaf for leaf in leaves if isinstance(leaf, Single) and _slotted(leaf, row, alone)]
    slots = tuple(sorted((number(row.elements, one.place), str(one.steps[0]), _reader(one)) for one in singles))
    needed = [_needed(str(one.steps[0])) for one in singles if one.required and not _must(row, one.place)]
    rest = [act for leaf, act in acts.items() if leaf not in singles]
    asks = tuple((number(row.elements, test.place), frozenset(test.values)) for test in row.tests if not leads(test))
    careful, gaps = tuple(acts.values()), _gaps(row)
    do = _asking(row, asks, _done(row, slots, (*needed, *rest), careful, gaps))
    spills = row.many and any(isinstance(leaf, Fixed) for leaf in leaves)  # the second goes on where the first ended
    if spills or not (row.many and row.kind == "object"):
        return Deed(do, unusual if spills else None)
    return Deed(do, _asking(row, asks, _done(row, (), careful, careful, gaps)))


def unusual(elements: Elements, obj: Object, seen: Seen, position: int) -> Object:
    raise Unusual


def nothing(elements: Elements, obj: Object, seen: Seen, position: int) -> Object:
    return obj


def _done(
    row: SegmentRow, slots: tuple[Slot, ...], acts: tuple[Act, ...], careful: tuple[Act, ...], gaps: tuple[int, ...]
) -> Do:
    """`careful`: all rows on elements as acts, where a code of `slots` is in no table."""

    def do(elements: Elements, obj: Object, seen: Seen, position: int) -> Object:
        inner, size = aim(elements, obj, seen) if aim else obj, len(elements)
        todo = acts
        try:
            for number, key, read in slots:
                if number >= size:
                    break
                if value := elements[number]:
                    inner[key] = read(value) if read else value
        except KeyError:
            todo = careful
        for act in todo:
            act(elements, inner, seen)
        for number in gaps:
            if number >= size:
                break
            if elements[number]:
                seen.unmapped.extend(uncovered(row, gathered(elements, row.elements), position))
                break
        if not inner and aim:
            seen.hollow.append(inner)
        return inner

    aim = _AIMS[row.kind](row) if row.kind != "here" else None
    return do


def _asking(row: SegmentRow, asks: tuple[Ask, ...], do: Do) -> Do:
    def ask(elements: Elements, obj: Object, seen: Seen, position: int) -> Object | None:
        if several and repeats(row.elements, elements):
            raise Unusual
        if all(text_in(elements, at) in values for at, values in asks):
            return do(elements, obj, seen, position)
        return None

    several = any(each.components and each.max_repeat > 1 for each in row.elements)
    return ask if asks or several else do


def _gaps(row: SegmentRow) -> tuple[int, ...]:
    """The numbers of what no row takes."""
    left: list[int] = []
    for at in range(1, len(row.elements) + 1):
        held = row.components.get(at, frozenset())
        if at not in row.covered or held:
            left += (one for turn, one in enumerate(numbers(row.elements, at), 1) if turn not in held)
    return tuple(left)


def _slotted(leaf: Single, row: SegmentRow, alone: Callable[[str], bool]) -> bool:
    """Whether its value simply goes under a key."""
    return len(leaf.steps) == 1 and not leaf.echo and _free(row, str(leaf.steps[0]), alone)


def _free(row: SegmentRow, key: str, alone: Callable[[str], bool]) -> bool:
    """Whether nothing can stand yet under a key that the row fills."""
    if row.kind == "here":
        return not row.many and alone(key)
    return row.kind != "object" or (len(row.steps) == 1 and alone(str(row.steps[0])))


def _must(row: SegmentRow, place: Place) -> bool:
    """Whether in a sound set something stands there."""
    element = row.elements[place.element - 1]
    if place.element not in row.mandatory:
        return False
    return not place.component or element.components[place.component - 1].required


def unsure(block: Block) -> tuple[SegmentRow, ...]:
    """The rows that must have a segment, and that a sound set may leave without."""
    return tuple(
        row for row in block.demanded if not row.must or row.tests or row.when or len(block.by_tag[row.tag]) > 1
    )


def _reader(leaf: Single) -> Callable[[str], Any] | None:
    if leaf.codec.table is not None:
        return leaf.codec.table.words.__getitem__
    return sound(leaf.codec.read, leaf.element)


def _needed(key: str) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        if key not in obj:
            raise Unusual

    return act


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
    steps, element, table, heads = row.steps, row.key.number, row.key.table, row.key.heads.codes
    at, words = number(row.elements, row.key.place), {**row.key.table.words, **row.key.heads.codes}

    def aim(elements: Elements, obj: Object, seen: Seen) -> Object:
        code = text_in(elements, at)
        word = words.get(code)
        if word is None:
            if not code:
                raise Unusual
            word = heads.get(code) or table.word(code, element)
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


def _act(leaf: Leaf, row: SegmentRow, alone: Callable[[str], bool], root: bool) -> Act:
    if isinstance(leaf, Derived):
        return _derived(leaf, row, root)
    if isinstance(leaf, Dated):
        return dated(leaf, row, _free(row, str(leaf.on[0]), alone))
    return _ACTS[type(leaf)](leaf, row)


def _single(leaf: Single, row: SegmentRow) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        value = value_in(leaf.codec, elements, at, leaf.required, seen)
        if value is not None:
            if leaf.echo:
                raise Unusual
            set_once(obj, leaf.steps, value)

    at = number(row.elements, leaf.place)
    return act


def _constant(leaf: Constant, row: SegmentRow) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        if at < len(elements) and elements[at] not in good:
            raise Unusual

    at, good = number(row.elements, leaf.place), ("", leaf.text)
    return act


def _derived(leaf: Derived, row: SegmentRow, root: bool) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        value = value_in(leaf.codec, elements, at, leaf.required, seen)
        if value is not None:
            if not root:
                raise Unusual
            seen.checks.append((leaf, value))

    at = number(row.elements, leaf.place)
    return act


def _template(leaf: Template, row: SegmentRow) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        text = text_in(elements, at)
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

    at = number(row.elements, leaf.place)
    return act


def _listing(leaf: Listing, row: SegmentRow) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for turn, at in enumerate(places):
            value = value_in(leaf.codec, elements, at, leaf.required and turn == 0, seen)
            if value is not None:
                listed(obj, leaf.steps).append(value)

    places = _numbers(leaf, row)
    return act


def _fixed(leaf: Fixed, row: SegmentRow) -> Act:
    """For the first segment that a row takes; a second one is unusual (straight.py)."""

    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for each, at in zip(leaf.fields, places, strict=False):
            value = value_in(each.codec, elements, at, each.required, seen)
            if value is not None:
                set_once(obj, each.steps, value)
        if any(text_in(elements, at) for at in places[len(leaf.fields) :]):
            raise Unusual

    places = _numbers(leaf, row)
    return act


def _tuples(leaf: Tuples, row: SegmentRow) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for start in range(0, len(places), width):
            if places[start] >= len(elements):
                break
            group = places[start : start + width]
            there = any(text_in(elements, at) for at in group)
            item: Object = {}
            for each, at in zip(leaf.fields, group, strict=False):
                value = value_in(each.codec, elements, at, each.required and there, seen)
                if value is not None:
                    put(item, each.steps, value)
            if item:
                listed(obj, leaf.steps).append(item)

    places, width = _numbers(leaf, row), len(leaf.fields)
    return act


def _numbers(leaf: Leaf, row: SegmentRow) -> list[int]:
    return [number(row.elements, place) for place in places_of(leaf)]


_ACTS: dict[type[Leaf], Callable[[Any, SegmentRow], Act]] = {
    Single: _single,
    Constant: _constant,
    Template: _template,
    Listing: _listing,
    Fixed: _fixed,
    Tuples: _tuples,
    Pairs: pairs,
}
