"""Reading: a message's tree of segments into nested plain data by a map's rows, and that into the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from pydantic import ValidationError

from edigw.mapping import levels
from edigw.mapping.address import Test
from edigw.mapping.frame import LAST
from edigw.mapping.notes import Notes, Reading, Scope, Watch
from edigw.mapping.paths import Entries, get, put
from edigw.mapping.rows import Block, DocumentMap, SegmentRow
from edigw.mapping.values import READERS, listed, object_at, quick_values, text_at
from edigw.tree import REPEAT, Node

__all__ = ["Reading", "read"]


def read(
    document_map: DocumentMap, root: Node, hits: Counter[int] | None = None, watch: Watch | None = None
) -> Reading:
    """What the message says. `root` is fold's: ST with the rest as children.

    Nothing in a document raises: what cannot be understood is a finding, and `document` is None when the model
    cannot be built. What no row takes is in `unmapped`, element by element. `hits` counts rows by id, for the laws;
    `watch` is told which row takes what.
    """
    notes = Notes(document_map)
    notes.hits, notes.watch = hits, watch
    scope = Scope({})
    notes.engine(root.segment, 2)
    pointer = document_map.pointer.tag if document_map.pointer is not None else ""
    hierarchy = [node for node in root.children if node.tag == pointer]
    plain = [node for node in root.children if node.tag not in (*LAST, pointer)]
    for node in root.children:
        if node.tag in LAST:
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
    """A level with what stands in it, into its own object."""
    _take(notes, row, node, scope)
    if last:
        finish(notes, scope)


def read_block(notes: Notes, block: Block, nodes: Iterable[Node], scope: Scope, above: str) -> None:
    """The segments under one parent: each goes to the most specific row that is free."""
    used: set[SegmentRow] = set()
    for name, node in named(block, _apart(block, nodes)):
        row = row_for(block, node, used, name)
        if row is None:
            notes.lose_all(node, above)
            continue
        used.add(row)
        if row.when is not None and row.when.known:
            scope.wait_for(row, node)
        else:
            _take(notes, row, node, scope)
    for row in block.demanded:
        if row not in used:
            scope.check(partial(_missing, notes, row, scope))


def _apart(block: Block, nodes: Iterable[Node]) -> Iterator[Node]:
    """The segments, one that is nothing but a repeated composite as several: `COM+0049211:TE*mail@there:EM`."""
    for node in nodes:
        texts = node.segment.elements
        if len(texts) != 1 or REPEAT not in texts[0] or node.tag not in block.by_tag:
            yield node
            continue
        (first, *more) = block.by_tag[node.tag][0].elements
        turns = texts[0].split(REPEAT) if first.max_repeat > 1 and not more else texts
        yield from (Node(node.segment._replace(elements=(turn,)), node.children) for turn in turns)


def named(block: Block, nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """The segments with the name that the block knows them by: the tag, with its place where it stands at two.

    They stand in the dictionary's order: what comes behind has its place behind.
    """
    if not block.order:
        yield from ((node.tag, node) for node in nodes)
        return
    last = 0
    for node in nodes:
        places = block.order.get(node.tag, (last,))
        last = max(last, next((place for place in places if place >= last), places[-1]))
        yield (f"{node.tag}@{last}" if len(places) > 1 else node.tag), node


def row_for(block: Block, node: Node, used: set[SegmentRow], name: str) -> SegmentRow | None:
    """The most specific row that takes this segment; a row for one segment takes it once."""
    segment = node.segment
    found = block.index.get(name)
    if found is None:
        return None
    by_first, others = found
    for row in by_first.get(segment.elements[0], others) if by_first and segment.elements else others:
        if (row.many or row not in used) and (row.plain or all(_fits(test, node) for test in row.tests)):
            return row
    return None


def _fits(test: Test, node: Node) -> bool:
    if not test.child:
        return text_at(node.segment, test.place) in test.values
    return any(text_at(child.segment, test.place) in test.values for child in node.children if child.tag == test.child)


def finish(notes: Notes, scope: Scope) -> None:
    """What had to wait until the object was read: conditions first, then counts, sums and second places."""
    for row, node in scope.whens or ():
        assert row.when is not None
        if get(scope.obj, row.when.steps) in row.when.words:
            _take(notes, row, node, scope)
        else:
            told = f"{row.address} stands there, but `{row.when.path}` is not {' or '.join(sorted(row.when.words))}"
            notes.find("WHEN_FALSE", told, node.segment, None, row.loops, row=row)
            notes.lose_all(node, row.loops.rpartition("/")[0])
    for check in scope.checks or ():
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
        old = object_at(scope.obj, row.steps)
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
    turn = scope.turn(row) if row.many else 0
    quick_values(notes, row, segment, inner)
    for leaf in row.slow:
        READERS[type(leaf)](notes, row, leaf, segment, inner, turn)
    notes.count(row, segment)
    if notes.hits is not None:
        notes.hit(row, segment)
    if notes.watch is not None:
        notes.watch.took(row, segment, inner.obj, word, turn)
    if node.children or row.children.demanded:
        read_block(notes, row.children, node.children, inner, row.loops)
    if row.kind != "here":
        finish(notes, inner)
        _attach(scope.obj, row, inner.obj, word)


def _attach(obj: dict[str, Any], row: SegmentRow, value: dict[str, Any], word: str) -> None:
    if not value:
        return
    if row.kind == "object":
        put(obj, row.steps, value)
    elif row.kind == "list":
        listed(obj, row.steps).append(value)
    else:
        bag = get(obj, row.steps)
        if bag is None:
            bag = {}
            put(obj, row.steps, bag)
        bag.setdefault(word, Entries()).append(value)
