"""What a row does with a segment of a sound set, worked out once: most elements are a look-up and an assignment.

Everything here means what values.py and read.py mean, without their findings: what would be one is `Unusual`, and the
whole set is read again by them. Elements are counted as in a split segment, the tag being number 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edigw.mapping.address import Place
from edigw.mapping.lenses import sound
from edigw.mapping.notes import Unmapped
from edigw.mapping.paths import FIRST, Entries, get, put
from edigw.mapping.rows import (
    Block,
    Codec,
    Constant,
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
from edigw.mapping.values import listed, object_at, old_value, put_pair
from edigw.tree import COMPONENT

Object = dict[str, Any]
Elements = list[str]
Slot = tuple[int, str, Callable[[str], Any] | None]  # element, key, what reads the text; None: it is taken as it stands


class Unusual(Exception):
    """The general reading (read.py) has something to say about this set, or to look at."""


@dataclass(slots=True)
class Seen:
    """What a set's reading gathers besides the document."""

    mark: str  # of foreign codes that are kept, "x12:"
    kept: list[str] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    met: set[SegmentRow] = field(default_factory=set)  # rows that the set itself has used up, or must have
    checks: list[tuple[Derived, Decimal]] = field(default_factory=list)  # to be compared with the whole document

    def keep(self, word: Any) -> None:
        if isinstance(word, str) and word.startswith(self.mark):
            self.kept.append(word)


Act = Callable[[Elements, Object, Seen], None]
Aim = Callable[[Elements, Object, Seen], Object]


@dataclass(frozen=True, slots=True, eq=False)
class Deed:
    """One row's work on one segment."""

    row: SegmentRow | None
    aim: Aim | None  # makes the object that the row fills, in its place; None: the one that is there
    slots: tuple[Slot, ...]  # what goes under one key as it is, in the elements' order
    acts: tuple[Act, ...]  # the other rows on elements
    singles: tuple[Single, ...] = ()  # the rows of `slots`
    gaps: tuple[int, ...] = ()  # elements that the row leaves, or takes in part


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
    gaps = tuple(at for at in range(1, len(row.elements) + 1) if at not in row.covered or at in row.components)
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
        text = _text(elements, leaf.place)
        if text:
            obj[str(leaf.steps[0])] = value = _read(leaf.codec, text)
            if leaf.codec.table is not None and text not in leaf.codec.table.words:
                seen.keep(value)


def _reader(leaf: Single) -> Callable[[str], Any] | None:
    if leaf.codec.table is not None:
        return leaf.codec.table.words.__getitem__
    return sound(leaf.codec.read, leaf.element)


def _read(codec: Codec, text: str) -> Any:
    try:
        return codec.read(text)
    except ValueError as error:
        raise Unusual from error


def _text(elements: Elements, place: Place) -> str:
    text = elements[place.element] if place.element < len(elements) else ""
    if not place.component or not text:
        return text
    parts = text.split(COMPONENT)
    return parts[place.component - 1] if place.component <= len(parts) else ""


def _value(codec: Codec, elements: Elements, place: Place, required: bool, seen: Seen) -> Any:
    """The element's value, None where there is none."""
    text = _text(elements, place)
    if not text:
        if required:
            raise Unusual
        return None
    value = _read(codec, text)
    if codec.table is not None:
        seen.keep(value)
    return value


def _set(obj: Object, steps: tuple[str | int, ...], value: Any) -> None:
    old = old_value(obj, steps)
    if old is None:
        put(obj, steps, value)
    elif old != value:
        raise Unusual


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
        code = _text(elements, place)
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
        value = _value(leaf.codec, elements, leaf.place, leaf.required, seen)
        if value is not None:
            if leaf.echo:
                raise Unusual
            _set(obj, leaf.steps, value)

    return act


def _constant(leaf: Constant) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        if _text(elements, leaf.place) not in ("", leaf.text):
            raise Unusual

    return act


def _derived(leaf: Derived, root: bool) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        value = _value(leaf.codec, elements, leaf.place, leaf.required, seen)
        if value is not None:
            if not root:
                raise Unusual
            seen.checks.append((leaf, value))

    return act


def _template(leaf: Template) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        text = _text(elements, leaf.place)
        if not text:
            if leaf.required:
                raise Unusual
            return
        match = leaf.pattern.fullmatch(text) if len(text) <= leaf.element.max else None
        if match is None:
            raise Unusual
        for each, part in zip(leaf.fields, match.groups(), strict=True):
            if part:
                _set(obj, each.steps, part)

    return act


def _listing(leaf: Listing) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for at, place in enumerate(places):
            value = _value(leaf.codec, elements, place, leaf.required and at == 0, seen)
            if value is not None:
                listed(obj, leaf.steps).append(value)

    places = _places(leaf)
    return act


def _fixed(leaf: Fixed) -> Act:
    """For the first segment that a row takes; a second one is unusual (straight.py)."""

    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for each, place in zip(leaf.fields, places, strict=False):
            value = _value(each.codec, elements, place, each.required, seen)
            if value is not None:
                _set(obj, each.steps, value)
        if any(_text(elements, place) for place in places[len(leaf.fields) :]):
            raise Unusual

    places = _places(leaf)
    return act


def _tuples(leaf: Tuples) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        for start in range(0, len(places), width):
            if places[start].element >= len(elements):
                break
            group = places[start : start + width]
            there = any(_text(elements, place) for place in group)
            item: Object = {}
            for each, place in zip(leaf.fields, group, strict=False):
                value = _value(each.codec, elements, place, each.required and there, seen)
                if value is not None:
                    put(item, each.steps, value)
            if item:
                listed(obj, leaf.steps).append(item)

    places, width = _places(leaf), len(leaf.fields)
    return act


def _pairs(leaf: Pairs) -> Act:
    def act(elements: Elements, obj: Object, seen: Seen) -> None:
        codes, texts = elements[first:end:2], elements[first + 1 : end : 2]
        if len(codes) > len(texts):
            raise Unusual
        bag = obj.get(key) if key else get(obj, leaf.steps)
        for code, text in zip(codes, texts, strict=True):
            word = words.get(code)
            if word is None or not text or careful:
                _careful_pair(leaf, code, text, obj, seen)
                bag = get(obj, leaf.steps)
                continue
            value = _read(leaf.codec, text) if read else text
            if bag is None:
                put(obj, leaf.steps, bag := {})
            if word in bag:
                bag[word].append(value)
            else:
                bag[word] = Entries((value,)) if heads else [value]

    key = str(leaf.steps[0]) if len(leaf.steps) == 1 else ""
    words, heads = {**leaf.table.words, **leaf.heads.codes}, bool(leaf.heads.words)
    first, end, read = leaf.place.element, leaf.last + 1, leaf.codec.read is not str
    careful = leaf.single or leaf.codec.table is not None
    return act


def _careful_pair(leaf: Pairs, code: str, text: str, obj: Object, seen: Seen) -> None:
    if not code and not text:
        return
    if not code or not text:
        raise Unusual
    try:
        word = leaf.heads.codes.get(code) or leaf.table.word(code, leaf.number)
    except ValueError as error:
        raise Unusual from error
    value = _read(leaf.codec, text)
    seen.keep(word)
    if not put_pair(leaf, obj, word, value):
        raise Unusual


def _places(leaf: Leaf) -> list[Place]:
    return [Place(leaf.place.tag, at, leaf.place.component) for at in range(leaf.place.element, leaf.last + 1)]


_ACTS: dict[type[Leaf], Callable[[Any], Act]] = {
    Single: _single,
    Constant: _constant,
    Template: _template,
    Listing: _listing,
    Fixed: _fixed,
    Tuples: _tuples,
    Pairs: _pairs,
}

NOTHING = Deed(None, None, (), ())
UNUSUAL = Deed(None, _unusual, (), ())
