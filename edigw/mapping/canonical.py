"""The canonical form of a message under its map: what has to be the same after reading and writing (law 2).

Numbers are numbers, trailing empties are gone, repeats of one position are a multiset, an `also` code is its primary,
siblings under HL are a set with HL01 and HL02 renumbered, ranges that spilled over are cut anew. Counts and sums are
left out: they are computed when written, and reading finds those that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from edigw.mapping.levels import UNITS
from edigw.mapping.moments import said
from edigw.mapping.places import places_of
from edigw.mapping.pointer import letters, without_items
from edigw.mapping.read import named, row_for
from edigw.mapping.rows import (
    Block,
    Codec,
    Constant,
    Dated,
    Derived,
    DocumentMap,
    Fixed,
    Leaf,
    Listing,
    Pairs,
    Pointer,
    SegmentRow,
    Single,
    Template,
    Tuples,
)
from edigw.mapping.values import text_at
from edigw.tree import Node, Segment

Form = Any  # nested tuples of texts, comparable and printable


def canonical(document_map: DocumentMap, root: Node) -> Form:
    """Everything that the map takes of the message. The message must read without a finding."""
    pointer = document_map.pointer.tag if document_map.pointer is not None else ""
    levels = [node for node in root.children if node.tag == pointer]
    plain = [node for node in root.children if node.tag != pointer]
    return _block(document_map.root, plain), _levels(document_map, levels)


def _block(block: Block, nodes: Iterable[Node]) -> Form:
    used: set[SegmentRow] = set()
    met: dict[int, tuple[SegmentRow, list[list[Node]]]] = {}
    for name, node in named(block, nodes):
        row = row_for(block, node, used, name)
        if row is None:
            continue
        used.add(row)
        _, turns = met.setdefault(id(row), (row, []))
        if turns and row.kind in ("here", "object"):
            turns[0].append(node)
        else:
            turns.append([node])
    rows = [_row(row, turn) for row, turns in met.values() for turn in turns]
    return tuple(sorted((form for form in rows if form[1] or form[2]), key=repr))


def _row(row: SegmentRow, nodes: list[Node]) -> Form:
    """One occurrence of a row, with the segments that it spilled over to."""
    segments = [node.segment for node in nodes]
    said = [(str(test), test.value) for test in row.tests]
    if row.key is not None:
        code = text_at(segments[0], row.key.place)
        word = row.key.heads.codes.get(code) or row.key.table.word(code, row.key.number)
        said.append(("key", word))
    for leaf in row.leaves:
        if not (leaf.read_only or leaf.write_only or isinstance(leaf, Derived)):
            said.append((f"{leaf.place}..{leaf.last}", _FORMS[type(leaf)](leaf, segments)))
    children = _block(row.children, [child for node in nodes for child in node.children])
    return row.address, tuple((place, form) for place, form in said if form), children


def _value(codec: Codec, text: str) -> Form:
    if not text:
        return ""
    value = codec.read(text)
    if isinstance(value, Decimal):
        return ("number", str(value.normalize() + 0))
    return codec.write(value)


def _single(leaf: Single, segments: list[Segment]) -> Form:
    return _value(leaf.codec, text_at(segments[0], leaf.place))


def _plain(leaf: Leaf, segments: list[Segment]) -> Form:
    return text_at(segments[0], leaf.place)


def _texts(leaf: Leaf, segments: list[Segment]) -> list[str]:
    return [text_at(segment, place) for segment in segments for place in places_of(leaf)]


def _listing(leaf: Listing, segments: list[Segment]) -> Form:
    return tuple(_value(leaf.codec, text) for text in _texts(leaf, segments) if text)


def _fixed(leaf: Fixed, segments: list[Segment]) -> Form:
    return tuple(_value(field.codec, text) for field, text in zip(leaf.fields, _texts(leaf, segments), strict=False))


def _tuples(leaf: Tuples, segments: list[Segment]) -> Form:
    texts, width = _texts(leaf, segments), len(leaf.fields)
    turns = [texts[start : start + width] for start in range(0, len(texts), width)]
    return tuple(
        tuple(_value(field.codec, text) for field, text in zip(leaf.fields, turn, strict=True))
        for turn in turns
        if any(turn)
    )


def _pairs(leaf: Pairs, segments: list[Segment]) -> Form:
    texts = _texts(leaf, segments)
    pairs = [(texts[at], texts[at + 1]) for at in range(0, len(texts), 2) if texts[at] and texts[at + 1]]
    words = [(leaf.heads.codes.get(code) or leaf.table.word(code, leaf.number), text) for code, text in pairs]
    return tuple(sorted((word, _value(leaf.codec, text)) for word, text in words))


def _dated(leaf: Dated, segments: list[Segment]) -> Form:
    text, code = (text_at(segments[0], place) for place in places_of(leaf))
    return said(leaf, text, code) if text else ""


_FORMS: dict[type[Leaf], Callable[..., Form]] = {
    Single: _single,
    Constant: _plain,
    Template: _plain,
    Listing: _listing,
    Fixed: _fixed,
    Tuples: _tuples,
    Pairs: _pairs,
    Dated: _dated,
}


def _levels(document_map: DocumentMap, nodes: list[Node]) -> Form:
    """The hierarchy as nested sets; a unit or order that stands twice under one parent is one."""
    pointer = document_map.pointer
    if pointer is None:
        return ()
    below: dict[str, list[_Level]] = {}
    for node, letter in zip(nodes, letters(pointer, document_map.level_rows, nodes), strict=True):
        below.setdefault(node.segment.get(pointer.parent), []).append((letter, node))
    return _level(document_map, pointer, below.get("", []), below, frozenset())


_Level = tuple[str, Node]


def _level(
    document_map: DocumentMap, pointer: Pointer, nodes: list[_Level], below: dict[str, list[_Level]],
    above: frozenset[str],
) -> Form:  # fmt: skip
    merged: dict[Any, list[_Level]] = {}
    apart: list[Form] = []
    for letter, node in nodes:
        number = node.segment.get(pointer.number)
        row = document_map.level_rows.get(letter)
        if number in above:
            continue
        if letter == "I" and row is not None and pointer.items:
            apart.append((letter, _row(row, [node])))
            continue
        level = without_items(pointer, node)
        head = (letter, _block(row.children, level.children) if row is not None else ())
        inside = [*below.get(number, []), *(("I", child) for child in node.children if child.tag == pointer.items)]
        if letter in (*UNITS, "O", "S"):
            merged.setdefault(repr(head), []).extend(inside)
        else:
            apart.append((head, _level(document_map, pointer, inside, below, above | {number})))
    groups = [(head, _level(document_map, pointer, inside, below, above)) for head, inside in merged.items()]
    return tuple(sorted([*groups, *apart], key=repr))
