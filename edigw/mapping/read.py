"""Reading: a message's tree of segments into nested plain data by a map's rows, and that into the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from pydantic import ValidationError

from edigw.mapping import levels
from edigw.mapping.address import Place, Test
from edigw.mapping.derive import derive
from edigw.mapping.notes import Notes, Reading, Scope
from edigw.mapping.paths import FIRST, Entries, empty, get, put
from edigw.mapping.rows import (
    Block,
    Codec,
    Constant,
    Derived,
    DocumentMap,
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
from edigw.tree import COMPONENT, Node, Segment


def read(document_map: DocumentMap, root: Node) -> Reading:
    """What the message says. `root` is fold's: ST with the rest as children.

    Nothing in a document raises: what cannot be understood is a finding, and `document` is None when the model
    cannot be built. What no row takes is in `unmapped`, element by element.
    """
    notes = Notes(document_map)
    scope = Scope({})
    notes.engine(root.segment, 2)
    hierarchy = [node for node in root.children if document_map.levels and node.tag == "HL"]
    plain = [node for node in root.children if node.tag != "SE" and not (document_map.levels and node.tag == "HL")]
    for node in root.children:
        if node.tag == "SE":
            notes.engine(node.segment, 2)
    if document_map.counts:
        plain = _counted(notes, plain, len(hierarchy))
    read_block(notes, document_map.root, plain, scope, "")
    if document_map.levels:
        notes.level_count = len(hierarchy)
        levels.read_levels(notes, hierarchy, scope, read_unit)
        levels.read_structure(notes, plain, scope)
    finish(notes, scope)
    document = None
    try:
        document = document_map.model.model_validate(scope.obj)
    except ValidationError as error:
        notes.incomplete(error)
    return notes.reading(document, scope.obj)


def _counted(notes: Notes, nodes: list[Node], count: int) -> list[Node]:
    """Takes CTT01, the number of HL segments, which the engine writes."""
    for node in nodes:
        if node.tag == "CTT" and node.segment.get(1):
            text = node.segment.get(1)
            if text.lstrip("0") != str(count):
                notes.find("DERIVED_DIFFERS", f"CTT01 says {text}, there are {count} levels", node.segment, 1, "CTT")
            notes.engine(node.segment, 1)
            notes.lose_rest(node, "CTT", 1)
    return [node for node in nodes if not (node.tag == "CTT" and node.segment.get(1))]


def read_unit(notes: Notes, row: SegmentRow, node: Node, scope: Scope, last: bool = True) -> None:
    """An HL with what stands below it, into its own object."""
    _take(notes, row, node, scope)
    if last:
        finish(notes, scope)


def read_block(notes: Notes, block: Block, nodes: Iterable[Node], scope: Scope, above: str) -> None:
    """The segments under one parent: each goes to the most specific row that is free."""
    used: set[int] = set()
    for node in nodes:
        row = _row_for(block, node, used)
        if row is None:
            notes.lose_all(node, above)
            continue
        used.add(id(row))
        if row.when is not None and row.when.known:
            scope.whens.append((row, node))
        else:
            _take(notes, row, node, scope)
    for row in block.demanded:
        if id(row) not in used:
            scope.checks.append(partial(_missing, notes, row, scope))


def _row_for(block: Block, node: Node, used: set[int]) -> SegmentRow | None:
    for row in block.by_tag.get(node.segment.tag, ()):
        if (row.many or id(row) not in used) and all(_fits(test, node) for test in row.tests):
            return row
    return None


def _fits(test: Test, node: Node) -> bool:
    if not test.child:
        return text_at(node.segment, test.place) == test.value
    return any(text_at(child.segment, test.place) == test.value for child in node.children if child.tag == test.child)


def text_at(segment: Segment, place: Place) -> str:
    """The text of an element or a component, "" where there is none."""
    text = segment.get(place.element)
    if place.component == 0 or not text:
        return text
    parts = text.split(COMPONENT)
    return parts[place.component - 1] if place.component <= len(parts) else ""


def finish(notes: Notes, scope: Scope) -> None:
    """What had to wait until the object was read: conditions first, then counts, sums and second places."""
    for row, node in scope.whens:
        assert row.when is not None
        if get(scope.obj, row.when.steps) in row.when.words:
            _take(notes, row, node, scope)
        else:
            told = f"{row.address} stands there, but `{row.when.path}` is not {' or '.join(sorted(row.when.words))}"
            notes.find("WHEN_FALSE", told, node.segment, None, row.loops, row=row)
            notes.lose_all(node, row.loops.rpartition("/")[0])
    for check in scope.checks:
        check()


def _missing(notes: Notes, row: SegmentRow, scope: Scope) -> None:
    if row.when is not None and get(scope.obj, row.when.steps) not in row.when.words:
        return
    told = f"{row.address} is not there, and the map requires it"
    notes.find("REQUIRED_MISSING", told, None, None, row.loops, row=row)


def _take(notes: Notes, row: SegmentRow, node: Node, scope: Scope) -> None:
    """One segment by one row."""
    segment, inner, word = node.segment, scope, ""
    if row.kind == "object":
        old = get(scope.obj, row.steps) if row.steps[-1] != FIRST else _head(scope.obj, row)
        inner = Scope(old if old is not None else {})
    elif row.kind != "here":
        inner = Scope({})
    if row.key is not None:
        code = text_at(segment, row.key.place)
        if not code:
            notes.lose_all(node, row.loops.rpartition("/")[0])
            return
        word = row.key.heads.codes.get(code) or row.key.table.word(code, row.key.number)
        notes.kept_word(word)
    turn = scope.turns[id(row)] = scope.turns.get(id(row), -1) + 1 if row.many else 0
    for leaf in row.leaves:
        if not leaf.write_only:
            _READERS[type(leaf)](notes, row, leaf, segment, inner, turn)
    notes.count(row, segment)
    if node.children or row.children.demanded:
        read_block(notes, row.children, node.children, inner, row.loops)
    if row.kind != "here":
        finish(notes, inner)
        _attach(scope.obj, row, inner.obj, word)


def _head(obj: dict[str, Any], row: SegmentRow) -> Any:
    entries = get(obj, row.steps[:-1])
    return entries[0] if isinstance(entries, Entries) and entries.head else None


def _attach(obj: dict[str, Any], row: SegmentRow, value: dict[str, Any], word: str) -> None:
    if not value:
        return
    if row.kind == "object":
        put(obj, row.steps, value)
    elif row.kind == "list":
        _list(obj, row.steps).append(value)
    else:
        bag = get(obj, row.steps)
        if bag is None:
            bag = {}
            put(obj, row.steps, bag)
        bag.setdefault(word, Entries()).append(value)


def _list(obj: dict[str, Any], steps: tuple[str | int, ...]) -> list[Any]:
    found: list[Any] | None = get(obj, steps)
    if found is None:
        found = []
        put(obj, steps, found)
    return found


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
    old = _old(scope.obj, steps)
    if old is None:
        put(scope.obj, steps, value)
    elif old != value:
        told = f"{leaf.place} says `{value}`, before it was `{old}`"
        notes.find("FACT_CONFLICT", told, segment, leaf.place.element, row.loops, leaf, str(value))
        notes.lose(row, segment, leaf.place.element)


def _old(obj: Any, steps: tuple[str | int, ...]) -> Any:
    """What a one-value row has put there; entries of a bag that came by another row do not count."""
    for step in steps:
        if obj is None:
            return None
        obj = (obj[0] if obj.head else None) if step == FIRST else obj.get(step)
    return obj


def _single(notes: Notes, row: SegmentRow, leaf: Single, segment: Segment, scope: Scope, turn: int) -> None:
    found = _value(notes, row, leaf, leaf.codec, segment, leaf.place, leaf.required)
    if not found.good:
        return
    if leaf.echo:
        scope.checks.append(lambda: _echo(notes, row, leaf, segment, scope, found.value))
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
        scope.checks.append(lambda: _differs(notes, row, leaf, segment, scope, found.value))


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
    match = leaf.pattern.fullmatch(text)
    if match is None:
        told = f"{leaf.place} is `{text}`, not {leaf.meaning}"
        notes.find("VALUE_UNREADABLE", told, segment, leaf.place.element, row.loops, leaf, text)
        return
    for field, part in zip(leaf.fields, match.groups(), strict=True):
        if part:
            _set(notes, row, leaf, segment, scope, field.steps, part)


def _places(leaf: Leaf) -> list[Place]:
    tag, component = leaf.place.tag, leaf.place.component
    return [Place(tag, at, component) for at in range(leaf.place.element, leaf.last + 1)]


def _listing(notes: Notes, row: SegmentRow, leaf: Listing, segment: Segment, scope: Scope, turn: int) -> None:
    for at, place in enumerate(_places(leaf)):
        found = _value(notes, row, leaf, leaf.codec, segment, place, leaf.required and at == 0)
        if found.good:
            _list(scope.obj, leaf.steps).append(found.value)


def _fixed(notes: Notes, row: SegmentRow, leaf: Fixed, segment: Segment, scope: Scope, turn: int) -> None:
    places = _places(leaf)
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
    places, width = _places(leaf), len(leaf.fields)
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
            _list(scope.obj, leaf.steps).append(item)


def _pairs(notes: Notes, row: SegmentRow, leaf: Pairs, segment: Segment, scope: Scope, turn: int) -> None:
    places = _places(leaf)
    for at in range(0, len(places), 2):
        if places[at].element > len(segment.elements):
            break
        code, text = text_at(segment, places[at]), text_at(segment, places[at + 1])
        if not code or not text:
            for place in places[at : at + 2]:
                if text_at(segment, place):
                    notes.lose(row, segment, place.element)
            continue
        try:
            word = leaf.heads.codes.get(code) or leaf.table.word(code, leaf.number)
            value = leaf.codec.read(text)
        except ValueError as error:
            rule = "CODE_NOT_AGREED" if isinstance(error, CodeRefused) else "VALUE_UNREADABLE"
            notes.find(rule, f"{places[at]}: {error}", segment, places[at].element, row.loops, leaf, code)
            continue
        notes.kept_word(word)
        if not _put_pair(leaf, scope.obj, word, value):
            notes.lose(row, segment, places[at].element)
            notes.lose(row, segment, places[at + 1].element)


def _put_pair(leaf: Pairs, obj: dict[str, Any], word: str, value: str) -> bool:
    owner = get(obj, leaf.steps[:-1])
    if word in leaf.beside and empty(get(owner, (word,))):
        put(obj, (*leaf.steps[:-1], word), value)
        return True
    bag = get(obj, leaf.steps)
    if bag is None:
        bag = {}
        put(obj, leaf.steps, bag)
    if not leaf.single:
        bag.setdefault(word, Entries()).append(value)
        return True
    if word in bag:
        return False
    bag[word] = value
    return True


_READERS: dict[type[Leaf], Callable[..., None]] = {
    Single: _single,
    Constant: _constant,
    Derived: _derived,
    Template: _template,
    Listing: _listing,
    Fixed: _fixed,
    Tuples: _tuples,
    Pairs: _pairs,
}
