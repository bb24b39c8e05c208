"""Writing in haste: a document's segments as lists of cells, the tag first, by plans made once for each row.

What is not plain (a list that spills over, a value that does not fit, something that lacks) is left to write.py, which
writes it or says why it cannot: what comes out is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from edigw.errors import CannotWrite
from edigw.mapping.paths import FIRST, Steps, get
from edigw.mapping.rows import Block, Constant, Derived, DocumentMap, Key, Leaf, SegmentRow, Single
from edigw.mapping.unfold import unfold
from edigw.mapping.write import TEXTS, Writer, assembled, entries, fit, needed, not_too_often, segments, wanted
from edigw.model import canonical
from edigw.model.base import Model
from edigw.structure.fold import flatten
from edigw.tree import COMPONENT, Node, Segment

Obj = Mapping[str, Any]
Cells = list[str]

_One = tuple[int, str, Steps, Callable[[Any], str | None], int, int, bool, int, Single]
_Several = tuple[Callable[..., list[str]], int, int, bool, Leaf]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """How one row is written. `slow`: by write.py alone."""

    row: SegmentRow
    slow: bool
    key: str  # of the arrow's object; "" where it is further away
    keys: tuple[str, ...]  # where nothing stands under any of these, nothing is written; () where that is not so plain
    base: tuple[str, ...]  # the tag and what stands there in any case
    ones: tuple[_One, ...]  # (element, key or "", steps, text of a value, least, most, look closer, component, row)
    several: tuple[_Several, ...]  # (texts, first element, room, whether 0 says nothing, row)
    children: _Plans
    mandatory: tuple[int, ...]
    needs: bool  # it must not be left out


@dataclass(frozen=True, slots=True, eq=False)
class _Plans:
    """How a block is written."""

    rows: tuple[_Plan, ...] = ()
    forced: bool = False


def cells(document_map: DocumentMap, document: Model) -> list[Cells]:
    """What `write` writes but for ST: each segment's tag and elements, in document order. Raises CannotWrite."""
    writer = Writer(document_map)
    value = canonical.data(document)
    if not document_map.levels:
        made: list[Cells] = []
        _block(writer, planned(document_map.root), value, True, made)
        return made
    levels = unfold(document_map, value, lambda row, obj: _below(writer, row, obj))
    return [[one.tag, *one.elements] for one in flatten(assembled(writer, value, levels))[1:]]


def _below(writer: Writer, row: SegmentRow, obj: Obj) -> list[Node]:
    """A level's own segments, one after another; an item's, where items have no level."""
    made: list[Cells] = []
    pointer = writer.map.pointer
    if pointer is None or row.tag != pointer.items:
        _block(writer, planned(row.children), obj, pointer is not None and not pointer.level, made)
    else:
        _segment(writer, planned_row(row), obj, "", True, made)
    return [Node(Segment(tag, tuple(elements))) for tag, *elements in made]


@lru_cache(maxsize=1024)
def planned(block: Block) -> _Plans:
    """The plans of a block, with those of all below it."""
    return _plans(block)


@lru_cache(maxsize=256)
def planned_row(row: SegmentRow) -> _Plan:
    """The plan of one row, with those of all below it."""
    return _plan(row)


def _plans(block: Block) -> _Plans:
    return _Plans(tuple(map(_plan, block.rows)), block.forced)


def _plan(row: SegmentRow) -> _Plan:
    leaves = [leaf for leaf in row.leaves if not leaf.read_only]
    base = _base(row, leaves)
    return _Plan(
        row=row,
        slow=not base,
        key=str(row.steps[0]) if _is_key(row.steps) else "",
        keys=_keys(row, leaves),
        base=base,
        ones=tuple(_one(leaf) for leaf in leaves if isinstance(leaf, Single)),
        several=tuple(_listed(leaf) for leaf in leaves if not isinstance(leaf, Single | Constant)),
        children=_plans(row.children),
        mandatory=tuple(sorted(row.mandatory)),
        needs=any(leaf.required and not isinstance(leaf, Constant) for leaf in leaves),
    )


def _keys(row: SegmentRow, leaves: Sequence[Leaf]) -> tuple[str, ...]:
    told = [leaf for leaf in leaves if not isinstance(leaf, Constant)]
    plain = [leaf for leaf in told if isinstance(leaf, Single) and _is_key(leaf.steps) and not leaf.required]
    if row.kind != "here" or row.children.rows or len(plain) < len(told):
        return ()
    return tuple(str(leaf.steps[0]) for leaf in plain)


def _base(row: SegmentRow, leaves: Sequence[Leaf]) -> tuple[str, ...]:
    """The tag and the row's constants, with room for all else; () where rows share elements or a part is constant."""
    held = [(leaf.place.element, leaf.place.component, leaf.last) for leaf in leaves]
    tests = [test for test in row.tests if not test.child]
    places = [(element, component) for first, component, last in held for element in range(first, last + 1)]
    places += [(test.place.element, test.place.component) for test in tests]
    if row.key is not None:
        places.append((row.key.place.element, row.key.place.component))
    whole = {element for element, component in places if not component}
    parts = {element for element, component in places if component}
    fixed = [test.place for test in tests] + [leaf.place for leaf in leaves if not isinstance(leaf, Single)]
    fixed += [row.key.place] if row.key is not None else []
    if len(set(places)) < len(places) or whole & parts or any(place.component for place in fixed):
        return ()
    made = [row.tag, *[""] * max((element for element, _ in places), default=0)]
    for test in tests:
        made[test.place.element] = test.value
    for leaf in leaves:
        if isinstance(leaf, Constant):
            made[leaf.place.element] = leaf.text
    return tuple(made)


def _is_key(steps: Steps) -> bool:
    return len(steps) == 1 and steps[0] != FIRST


def _one(leaf: Single) -> _One:
    table, element = leaf.codec.table, leaf.element
    text = table.codes.get if table is not None else leaf.codec.write
    closer = element.type[0] in "NRn" and (element.min > 1 or element.type == "n")
    key = str(leaf.steps[0]) if _is_key(leaf.steps) else ""
    return leaf.place.element, key, leaf.steps, text, element.min, element.max, closer, leaf.place.component, leaf


def _listed(leaf: Leaf) -> _Several:
    return TEXTS[type(leaf)], leaf.place.element, leaf.last - leaf.place.element + 1, isinstance(leaf, Derived), leaf


def _block(writer: Writer, plans: _Plans, obj: Obj, parent: bool, out: list[Cells]) -> None:
    """The segments under one parent. `parent`: it is written in any case."""
    if plans.forced:
        _forced(writer, plans, obj, parent, out)
        return
    for plan in plans.rows:
        if plan.key:
            if obj.get(plan.key):
                _row(writer, plan, obj, out)
        elif not plan.keys or [key for key in plan.keys if obj.get(key) is not None]:
            _row(writer, plan, obj, out)


def _forced(writer: Writer, plans: _Plans, obj: Obj, parent: bool, out: list[Cells]) -> None:
    """The same where some row is written whenever its parent is."""
    made: list[list[Cells]] = [[] for _ in plans.rows]
    for plan, own in zip(plans.rows, made, strict=True):
        _row(writer, plan, obj, own)
    if parent or any(made):
        for plan, own in zip(plans.rows, made, strict=True):
            if plan.row.forced and not own and wanted(plan.row, obj):
                _segment(writer, plan, obj, "", True, own)
    for own in made:
        out += own


def _row(writer: Writer, plan: _Plan, obj: Obj, out: list[Cells]) -> None:
    row = plan.row
    if row.when is not None and not wanted(row, obj):
        return
    if row.kind == "here":
        _segment(writer, plan, obj, "", False, out)
        return
    value = obj.get(plan.key) if plan.key else get(obj, row.steps)
    if not value:
        return
    if row.kind == "object":
        _segment(writer, plan, value, "", False, out)
        return
    count = 0
    if row.kind == "list":
        for at, item in enumerate(value, 1):
            start = len(out)
            count += _segment(writer, plan, item, "", False, out)
            if row.counted and len(out) > start:
                out[start][1] = str(at)
    else:
        for word, entry in entries(row, value):
            count += _segment(writer, plan, entry, word, False, out)
    not_too_often(row, count)


def _segment(writer: Writer, plan: _Plan, obj: Obj, word: str, forced: bool, out: list[Cells]) -> int:
    """One occurrence of a row with all below it; how many segments of its own it became."""
    held = list(plan.base)
    said = None if plan.slow else _filled(writer, plan, obj, held)
    if said is None:
        return _careful(writer, plan, obj, word, forced, out)
    at = len(out)
    out.append(held)
    if plan.children.rows:
        _block(writer, plan.children, obj, said or forced, out)
    if not (said or forced or len(out) > at + 1):
        out.pop()
        if plan.needs:
            needed(plan.row, obj)
        return 0
    if _finished(plan, word, held):
        return 1
    del out[at:]
    return _careful(writer, plan, obj, word, forced, out)


def _filled(writer: Writer, plan: _Plan, obj: Obj, held: Cells) -> bool | None:
    """Every value in its cell; whether there was one, None where something is not plain."""
    said = False
    parts: dict[int, dict[int, str]] = {}
    try:
        for element, key, steps, write, least, most, closer, component, leaf in plan.ones:
            value = obj.get(key) if key else get(obj, steps)
            if value is None or value == "":
                if leaf.required or leaf.otherwise:
                    return None
                continue
            text = write(value)
            if not text:
                if text is None:
                    return None
                continue
            if closer or not least <= len(text) <= most:
                fit(text, leaf.element, leaf.place, leaf.path, leaf.spot)
            said = True
            if component:
                parts.setdefault(element, {})[component] = text
            else:
                held[element] = text
        for texts_of, first, room, counts, source in plan.several:
            texts = texts_of(writer, source, obj)
            if len(texts) > room:
                return None
            for place, text in enumerate(texts, first):
                if text:
                    held[place] = text
                    said = said or not counts or bool(text.strip("0."))
    except (CannotWrite, ValueError):
        return None
    for element, texts_at in parts.items():
        inner = [texts_at.get(at, "") for at in range(1, max(texts_at) + 1)]
        held[element] = COMPONENT.join(inner).rstrip(COMPONENT)
    return said


def _finished(plan: _Plan, word: str, held: Cells) -> bool:
    """The bag's key in its cell, no empty end; whether all is there that must be."""
    if word and plan.row.key is not None:
        code = _code(plan.row.key, word, plan.row)
        if not code:
            return False
        held[plan.row.key.place.element] = code
    length = len(held)
    while not held[length - 1]:
        length -= 1
    del held[length:]
    if length == 1:
        return False
    return not [at for at in plan.mandatory if at >= length or not held[at]]


def _code(key: Key, word: str, row: SegmentRow) -> str:
    """The code of a bag's key that fits its element; "" where it needs a closer look."""
    code = key.heads.words.get(word) or key.table.codes.get(word)
    element = row.elements[key.place.element - 1]
    return code if code and element.min <= len(code) <= element.max else ""


def _careful(writer: Writer, plan: _Plan, obj: Obj, word: str, forced: bool, out: list[Cells]) -> int:
    nodes = segments(writer, plan.row, obj, word, forced)
    for node in nodes:
        out += [[one.tag, *one.elements] for one in flatten(node)]
    return len(nodes)
