"""Reading the elements of a segment: each row's value into the object, or a finding that says why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from edigw.mapping.address import Place
from edigw.mapping.derive import derive
from edigw.mapping.moments import parts, said
from edigw.mapping.notes import Notes, Scope
from edigw.mapping.paths import FIRST, Entries, empty, get, put
from edigw.mapping.places import places_of
from edigw.mapping.rows import (
    Codec,
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
from edigw.mapping.tables import CodeRefused
from edigw.tree import COMPONENT, Segment


def text_at(segment: Segment, place: Place) -> str:
    """The text of an element or a component, "" where there is none."""
    text = segment.get(place.element)
    if place.component == 0 or not text:
        return text
    parts = text.split(COMPONENT)
    return parts[place.component - 1] if place.component <= len(parts) else ""


def listed(obj: dict[str, Any], steps: tuple[str | int, ...]) -> list[Any]:
    """The list at a path, made when it is not there yet."""
    found: list[Any] | None = get(obj, steps)
    if found is None:
        found = []
        put(obj, steps, found)
    return found


def object_at(obj: dict[str, Any], steps: tuple[str | int, ...]) -> dict[str, Any] | None:
    """The object that an arrow leads to, where it is there already; of a bag's entries only a one-value row's own."""
    if steps[-1] != FIRST:
        found: dict[str, Any] | None = get(obj, steps)
        return found
    entries = get(obj, steps[:-1])
    return entries[0] if isinstance(entries, Entries) and entries.head else None


@dataclass(frozen=True, slots=True)
class _Value:
    """An element's value; `good` is False where there is none or it cannot be read."""

    value: Any
    good: bool


_NOTHING = _Value(None, False)


def _value(
    notes: Notes, row: SegmentRow, leaf: Leaf, codec: Codec, segment: Segment, place: Place, required: bool
) -> _Value:
    text = text_at(segment, place)
    if not text:
        if required:
            notes.find("REQUIRED_MISSING", f"{place} is empty: {leaf.meaning}", segment, place.element, row.loops, leaf)
        return _NOTHING
    try:
        value = codec.read(text)
    except CodeRefused as error:
        notes.find("CODE_NOT_AGREED", f"{place}: {error}", segment, place.element, row.loops, leaf, text)
        return _NOTHING
    except ValueError as error:
        notes.find("VALUE_UNREADABLE", f"{place}: {error}", segment, place.element, row.loops, leaf, text)
        return _NOTHING
    if codec.table is not None:
        notes.kept_word(value)
    return _Value(value, True)


def _set(notes: Notes, row: SegmentRow, leaf: Leaf, segment: Segment, scope: Scope, steps: Any, value: Any) -> None:
    """Sets a value once; another value at the same path is a conflict, the first one stays."""
    old = old_value(scope.obj, steps)
    if old is None:
        put(scope.obj, steps, value)
    elif old != value:
        told = f"{leaf.place} says `{value}`, before it was `{old}`"
        notes.find("FACT_CONFLICT", told, segment, leaf.place.element, row.loops, leaf, str(value))
        notes.lose(row, segment, leaf.place.element)


def old_value(obj: Any, steps: tuple[str | int, ...]) -> Any:
    """What a one-value row has put there; entries of a bag that came by another row do not count."""
    for step in steps:
        if obj is None:
            return None
        obj = (obj[0] if obj.head else None) if step == FIRST else obj.get(step)
    return obj


def quick_values(notes: Notes, row: SegmentRow, segment: Segment, scope: Scope) -> None:
    """The plain values of a segment; whatever is not plain after all goes the careful way."""
    elements, obj = segment.elements, scope.obj
    size = len(elements)
    for at, key, read, leaf in row.quick:
        if at < size and (text := elements[at]):
            if key not in obj:
                try:
                    obj[key] = read(text)
                    continue
                except (KeyError, ValueError):
                    pass
            _single(notes, row, leaf, segment, scope, 0)
        elif leaf.required:
            _single(notes, row, leaf, segment, scope, 0)


def _single(notes: Notes, row: SegmentRow, leaf: Single, segment: Segment, scope: Scope, turn: int) -> None:
    found = _value(notes, row, leaf, leaf.codec, segment, leaf.place, leaf.required)
    if not found.good:
        return
    if leaf.echo:
        scope.check(lambda: _echo(notes, row, leaf, segment, scope, found.value))
    else:
        _set(notes, row, leaf, segment, scope, leaf.steps, found.value)


def _echo(notes: Notes, row: SegmentRow, leaf: Single, segment: Segment, scope: Scope, value: Any) -> None:
    old = get(scope.obj, leaf.steps)
    if old is None:
        put(scope.obj, leaf.steps, value)
    elif old != value:
        told = f"{leaf.place} repeats `{leaf.path}` as `{value}`, elsewhere it is `{old}`"
        notes.find("ECHO_DIFFERS", told, segment, leaf.place.element, row.loops, leaf, str(value))


def _constant(notes: Notes, row: SegmentRow, leaf: Constant, segment: Segment, scope: Scope, turn: int) -> None:
    text = text_at(segment, leaf.place)
    if text and text != leaf.text:
        told = f"{leaf.place} is `{text}`, the map says {leaf.text}"
        notes.find("CONSTANT_DIFFERS", told, segment, leaf.place.element, row.loops, leaf, text)
        notes.lose(row, segment, leaf.place.element)


def _derived(notes: Notes, row: SegmentRow, leaf: Derived, segment: Segment, scope: Scope, turn: int) -> None:
    found = _value(notes, row, leaf, leaf.codec, segment, leaf.place, leaf.required)
    if found.good:
        scope.check(lambda: _differs(notes, row, leaf, segment, scope, found.value))


def _differs(notes: Notes, row: SegmentRow, leaf: Derived, segment: Segment, scope: Scope, value: Decimal) -> None:
    real = derive(leaf, scope.obj, notes.level_count)
    if value != (real or 0):
        told = f"{leaf.place} says {value}, {leaf.how}({'.'.join(leaf.names)}) is {real or 0}"
        notes.find("DERIVED_DIFFERS", told, segment, leaf.place.element, row.loops, leaf, str(value))


def _template(notes: Notes, row: SegmentRow, leaf: Template, segment: Segment, scope: Scope, turn: int) -> None:
    text = text_at(segment, leaf.place)
    if not text:
        _value(notes, row, leaf, leaf.fields[0].codec, segment, leaf.place, leaf.required)
        return
    match = leaf.pattern.fullmatch(text) if len(text) <= leaf.element.max else None
    if match is None:
        told = f"{leaf.place} is `{text}`, not {leaf.meaning}"
        notes.find("VALUE_UNREADABLE", told, segment, leaf.place.element, row.loops, leaf, text)
        return
    for field, part in zip(leaf.fields, match.groups(), strict=True):
        if part:
            _set(notes, row, leaf, segment, scope, field.steps, part)


def _listing(notes: Notes, row: SegmentRow, leaf: Listing, segment: Segment, scope: Scope, turn: int) -> None:
    for at, place in enumerate(places_of(leaf)):
        found = _value(notes, row, leaf, leaf.codec, segment, place, leaf.required and at == 0)
        if found.good:
            listed(scope.obj, leaf.steps).append(found.value)


def _fixed(notes: Notes, row: SegmentRow, leaf: Fixed, segment: Segment, scope: Scope, turn: int) -> None:
    places = places_of(leaf)
    for at, place in enumerate(places, turn * len(places)):
        if at >= len(leaf.fields):
            if text_at(segment, place):
                notes.lose(row, segment, place.element)
            continue
        field = leaf.fields[at]
        found = _value(notes, row, leaf, field.codec, segment, place, field.required)
        if found.good:
            _set(notes, row, leaf, segment, scope, field.steps, found.value)


def _tuples(notes: Notes, row: SegmentRow, leaf: Tuples, segment: Segment, scope: Scope, turn: int) -> None:
    places, width = places_of(leaf), len(leaf.fields)
    for start in range(0, len(places), width):
        if leaf.place.element + start > len(segment.elements):
            break
        item: dict[str, Any] = {}
        there = any(text_at(segment, place) for place in places[start : start + width])
        for field, place in zip(leaf.fields, places[start:], strict=False):
            found = _value(notes, row, leaf, field.codec, segment, place, field.required and there)
            if found.good:
                put(item, field.steps, found.value)
        if item:
            listed(scope.obj, leaf.steps).append(item)


def _dated(notes: Notes, row: SegmentRow, leaf: Dated, segment: Segment, scope: Scope, turn: int) -> None:
    text, code = (text_at(segment, place) for place in places_of(leaf))
    if not text:
        if leaf.required or code:
            told = f"{leaf.place} is empty: {leaf.meaning}"
            notes.find("REQUIRED_MISSING", told, segment, leaf.place.element, row.loops, leaf)
        return
    try:
        found = said(leaf, text, code)
    except ValueError as error:
        rule = "CODE_NOT_AGREED" if isinstance(error, CodeRefused) else "VALUE_UNREADABLE"
        notes.find(rule, f"{leaf.place}: {error}", segment, leaf.place.element, row.loops, leaf, text)
        return
    notes.kept_word(found.period_kind)
    for steps, value in parts(leaf, found):
        _set(notes, row, leaf, segment, scope, steps, value)
    if found.time and not leaf.time:
        notes.lose(row, segment, leaf.place.element)


def _pairs(notes: Notes, row: SegmentRow, leaf: Pairs, segment: Segment, scope: Scope, turn: int) -> None:
    if leaf.by:
        places = places_of(leaf)
        for key, value in zip(places[::2], places[1::2], strict=True):
            if key.element <= len(segment.elements):
                _careful_pair(notes, row, leaf, segment, scope, key, value)
        return
    elements, words, heads = segment.elements, leaf.table.words, leaf.heads.codes
    size = min(len(elements), leaf.last)
    bag: dict[str, Any] | None = None
    for at in range(leaf.place.element - 1, size, 2):
        code, text = elements[at], elements[at + 1] if at + 1 < size else ""
        word = heads.get(code) or words.get(code)
        if word is None or not text or leaf.single or leaf.codec.table is not None:
            _careful_pair(notes, row, leaf, segment, scope, *_beside(segment, at))
            continue
        try:
            value = leaf.codec.read(text)
        except ValueError:
            _careful_pair(notes, row, leaf, segment, scope, *_beside(segment, at))
            continue
        if bag is None:
            bag = _bag(scope.obj, leaf.steps)
        if word in bag:
            bag[word].append(value)
        else:
            bag[word] = Entries((value,))


def _beside(segment: Segment, at: int) -> tuple[Place, Place]:
    """The places of a pair, its qualifier's element counted from 0."""
    return Place(segment.tag, at + 1), Place(segment.tag, at + 2)


def _careful_pair(
    notes: Notes, row: SegmentRow, leaf: Pairs, segment: Segment, scope: Scope, key: Place, held: Place
) -> None:  # fmt: skip
    """One pair that is not plain, its qualifier and its value."""
    code, text = text_at(segment, key), text_at(segment, held)
    if not code or not text:
        for place in (key, held):
            if text_at(segment, place):
                notes.lose(row, segment, place.element)
        return
    try:
        word = leaf.heads.codes.get(code) or leaf.table.word(code, leaf.number)
        value = leaf.codec.read(text)
    except ValueError as error:
        rule = "CODE_NOT_AGREED" if isinstance(error, CodeRefused) else "VALUE_UNREADABLE"
        notes.find(rule, f"{key}: {error}", segment, key.element, row.loops, leaf, code)
        return
    notes.kept_word(word)
    if not put_pair(leaf, scope.obj, word, value):
        notes.lose(row, segment, key.element)
        notes.lose(row, segment, held.element)


def _bag(obj: dict[str, Any], steps: tuple[str | int, ...]) -> dict[str, Any]:
    bag: dict[str, Any] | None = get(obj, steps)
    if bag is None:
        bag = {}
        put(obj, steps, bag)
    return bag


def put_pair(leaf: Pairs, obj: dict[str, Any], word: str, value: str) -> bool:
    """Puts a value under its word, beside the bag where the word is a field there; False where it has no room."""
    owner = get(obj, leaf.steps[:-1])
    if word in leaf.beside and empty(get(owner, (word,))):
        put(obj, (*leaf.steps[:-1], word), value)
        return True
    bag = _bag(obj, leaf.steps)
    if not leaf.single:
        bag.setdefault(word, Entries()).append(value)
        return True
    if word in bag:
        return False
    bag[word] = value
    return True


READERS: dict[type[Leaf], Callable[..., None]] = {
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
