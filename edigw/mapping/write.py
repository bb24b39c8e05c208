"""Writing: a canonical document into a message's tree of segments, by the same rows that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from edigw.carrier import Spot
from edigw.errors import CannotWrite
from edigw.mapping.address import Place
from edigw.mapping.derive import derive
from edigw.mapping.frame import head
from edigw.mapping.moments import written
from edigw.mapping.numbering import counted
from edigw.mapping.paths import empty, get
from edigw.mapping.places import places_of
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
    SegmentRow,
    Single,
    Template,
    Tuples,
)
from edigw.mapping.unfold import Hierarchy, unfold
from edigw.mapping.whole import whole
from edigw.model.base import Model
from edigw.structure.dictionary import ElementDef
from edigw.tree import COMPONENT, Node, Segment

Obj = Mapping[str, Any]


class Writer:
    """One document being written. `level_count` is known once the levels were."""

    def __init__(self, document_map: DocumentMap) -> None:
        self.map = document_map
        self.level_count: int | None = None


def write(document_map: DocumentMap, document: Model) -> Node:
    """The message: ST (type only) with the rest as children, without SE; counts and levels are filled in.

    Raises CannotWrite with path, row and lengths for a word without a code, a value that its element cannot hold,
    a lack of what is mandatory.
    """
    writer = Writer(document_map)
    value = document.model_dump(mode="python")
    if document_map.levels:
        levels = unfold(document_map, value, lambda row, obj: _inside(writer, row, obj))
        return assembled(writer, value, levels)
    return Node(head(document_map), tuple(block(writer, document_map.root, value, True)))


def _inside(writer: Writer, row: SegmentRow, obj: Obj) -> list[Node]:
    """What a level holds; an item that has no level of its own is a segment with what stands below it."""
    pointer = writer.map.pointer
    if pointer is None or row.tag != pointer.items:
        return block(writer, row.children, obj, pointer is not None and not pointer.level)
    return segments(writer, row, obj, "", True)


def assembled(writer: Writer, value: Obj, levels: Hierarchy) -> Node:
    """A message with levels that were written before the rest."""
    writer.level_count = len(levels.nodes)
    nodes = block(writer, writer.map.root, {**value, "structure": None, "order": levels.order}, True)
    return Node(head(writer.map), tuple(_joined(writer.map, nodes, levels)))


def _joined(document_map: DocumentMap, nodes: list[Node], levels: Hierarchy) -> list[Node]:
    """Header, levels and summary; BSN05 and CTT01 are the engine's."""
    after = document_map.pointer.after if document_map.pointer is not None else ()
    head: list[Node] = []
    tail: list[Node] = []
    for node in nodes:
        if node.tag == "BSN":
            elements = [*node.segment.elements, "", "", "", ""][: max(len(node.segment.elements), 5)]
            elements[4] = levels.structure
            head.append(Node(Segment("BSN", tuple(elements)), node.children))
        else:
            (tail if node.tag in after else head).append(node)
    if document_map.counts:
        tail.append(Node(Segment("CTT", (str(len(levels.nodes)),))))
    return [*head, *levels.nodes, *tail]


def block(writer: Writer, rows: Block, obj: Obj, parent: bool) -> list[Node]:
    """The segments under one parent, in the dictionary's order. `parent`: it is written in any case."""
    made = [_row(writer, row, obj) for row in rows.rows]
    if rows.forced and (parent or any(made)):
        for at, row in enumerate(rows.rows):
            if row.forced and not made[at] and wanted(row, obj):
                made[at] = segments(writer, row, obj, "", True)
    return [node for nodes in made for node in nodes]


def wanted(row: SegmentRow, obj: Obj) -> bool:
    return row.when is None or get(obj, row.when.steps) in row.when.words


def _row(writer: Writer, row: SegmentRow, obj: Obj) -> list[Node]:
    if not wanted(row, obj):
        return []
    if row.kind == "here":
        return segments(writer, row, obj, "", False)
    value = get(obj, row.steps)
    if empty(value):
        return []
    if row.kind == "object":
        return segments(writer, row, value, "", False)
    made: list[Node] = []
    if row.kind == "list":
        for at, item in enumerate(value, 1):
            made += counted(row, segments(writer, row, item, "", False), at)
    else:
        for word, entry in entries(row, value):
            made += segments(writer, row, entry, word, False)
    not_too_often(row, len(made))
    return made


def entries(row: SegmentRow, bag: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """A bag's entries but those that belong to rows of their own."""
    assert row.key is not None
    for word, entries in bag.items():
        for entry in entries[1:] if word in row.key.heads.words else entries:
            yield word, entry


def not_too_often(row: SegmentRow, count: int) -> None:
    if row.most is not None and count > row.most:
        told = f"{count} times {row.loops}, the standard allows {row.most}"
        raise CannotWrite(told, f"the row {row.spot} writes them")


def segments(writer: Writer, row: SegmentRow, obj: Obj, word: str, forced: bool) -> list[Node]:
    """One occurrence of a row: usually one segment, more where a list spills over."""
    turns: list[dict[tuple[int, int], str]] = [{}]
    said = False
    for leaf in row.leaves:
        if leaf.read_only:
            continue
        for turn, texts in enumerate(_WRITERS[type(leaf)](writer, leaf, obj)):
            if turn == len(turns):
                turns.append({})
            turns[turn].update(texts)
            said = said or (bool(texts) and not isinstance(leaf, Constant) and _says(leaf, texts))
    children = block(writer, row.children, obj, said or forced)
    if not (said or children or forced):
        needed(row, obj)
        return []
    if len(turns) > 1:
        _may_spill(writer, row, turns)
    fixed = _fixed_texts(row, word)
    made = [Node(_segment(row, fixed | whole(row, turns[0])), tuple(children))]
    if len(turns) > 1:
        once = {place: text for place, text in turns[0].items() if _repeats(row, place)}
        made += [Node(_segment(row, {**fixed, **once, **texts})) for texts in turns[1:]]
    return made


def _says(leaf: Leaf, texts: dict[tuple[int, int], str]) -> bool:
    """Whether the row's value is reason enough to write the segment: a count of nothing is not."""
    return not isinstance(leaf, Derived) or any(text.strip("0.") for text in texts.values())


def _repeats(row: SegmentRow, place: tuple[int, int]) -> bool:
    return any(
        isinstance(leaf, Single | Constant | Template) and (leaf.place.element, leaf.place.component) == place
        for leaf in row.leaves
    )


def _may_spill(writer: Writer, row: SegmentRow, turns: list[dict[tuple[int, int], str]]) -> None:
    if row.kind in ("list", "bag"):
        room = next(leaf for leaf in row.leaves if isinstance(leaf, Listing | Tuples | Pairs | Fixed))
        told = f"{room.meaning}: more than {room.place}..{room.last:02d} can hold"
        raise CannotWrite(told, f"the row {room.spot} is about one segment; shorten the list")
    not_too_often(row, len(turns))


def _fixed_texts(row: SegmentRow, word: str) -> dict[tuple[int, int], str]:
    """The address's own constants, and a bag's key."""
    fixed = {(t.place.element, t.place.component): t.value for t in row.tests if not t.child}
    if row.key is not None and word:
        key = row.key
        try:
            code = key.heads.words.get(word) or key.table.code(word, key.number)
        except ValueError as error:
            raise CannotWrite(
                f"`{row.path}.{word}`: {error}", f"the row {row.spot}; add the word to the table"
            ) from None
        element = row.elements[key.place.element - 1]
        if key.place.component:
            element = element.components[key.place.component - 1]
        fixed[key.place.element, key.place.component] = fit(code, element, key.place, f"{row.path}.{word}", row.spot)
    return fixed


def _segment(row: SegmentRow, texts: dict[tuple[int, int], str]) -> Segment:
    """The elements in their places; what is mandatory must be there."""
    last = max((element for element, _ in texts), default=0)
    elements = [""] * last
    parts: dict[int, dict[int, str]] = {}
    for (element, component), text in texts.items():
        if component:
            parts.setdefault(element, {})[component] = text
        else:
            elements[element - 1] = text
    for element, components in parts.items():
        filled = [components.get(at, "") for at in range(1, max(components) + 1)]
        elements[element - 1] = COMPONENT.join(filled).rstrip(COMPONENT)
    while elements and not elements[-1]:
        elements.pop()
    if not elements:
        raise CannotWrite(f"{row.loops} would hold no element", f"the row {row.spot} writes it for what is below")
    for at in row.mandatory:
        if at > len(elements) or not elements[at - 1]:
            _lack(row, at)
    return Segment(row.tag, tuple(elements))


def _lack(row: SegmentRow, at: int) -> None:
    leaf = next((leaf for leaf in row.leaves if leaf.place.element <= at <= leaf.last), None)
    place = f"{row.tag}{at:02d}"
    if leaf is None:
        raise CannotWrite(f"{place} is mandatory and nothing writes it", f"the row {row.spot}")
    raise CannotWrite(f"`{leaf.meaning}` is empty, and {place} is mandatory", f"the row {leaf.spot} writes it")


def needed(row: SegmentRow, obj: Obj) -> None:
    """Refuses to leave out a segment that holds a required value."""
    for leaf in row.leaves:
        if leaf.required and not leaf.read_only and not isinstance(leaf, Constant):
            raise CannotWrite(f"`{leaf.meaning}` is empty, and the map requires it", f"the row {leaf.spot}")


def fit(text: str, element: ElementDef, place: Place, path: str, spot: Spot) -> str:
    """The text, when the element can hold it."""
    length = len(text)
    if element.type[0] in "NRn":
        length -= text.count("-") + text.count(".")
    if length > element.max or length < element.min:
        why = f"has {length} characters, {place} holds {element.min} to {element.max}"
        raise CannotWrite(f"`{path}` is `{text}`: it {why}", f"the row {spot} writes it")
    return text


def _text(leaf: Leaf, codec: Codec, value: Any, path: str, place: Place, element: ElementDef) -> str:
    try:
        text = codec.write(value)
    except ValueError as error:
        raise CannotWrite(f"`{path}`: {error}", f"the row {leaf.spot} writes it to {place}") from None
    return fit(text, element, place, path, leaf.spot) if text else ""


Texts = dict[tuple[int, int], str]


def _at(leaf: Leaf) -> tuple[int, int]:
    return leaf.place.element, leaf.place.component


def _single(writer: Writer, leaf: Single, obj: Obj) -> list[Texts]:
    value = get(obj, leaf.steps)
    if value is None or value == "":
        if leaf.required:
            raise CannotWrite(f"`{leaf.path}` is empty, and the map requires it", f"the row {leaf.spot}")
        return []
    text = _text(leaf, leaf.codec, value, leaf.path, leaf.place, leaf.element)
    return [{_at(leaf): text}] if text else []


def _constant(writer: Writer, leaf: Constant, obj: Obj) -> list[Texts]:
    return [{_at(leaf): leaf.text}]


def _derived(writer: Writer, leaf: Derived, obj: Obj) -> list[str]:
    number = derive(leaf, obj, writer.level_count)
    if number is None:
        return []
    path = f"{leaf.how}({'.'.join(leaf.names)})"
    return [_text(leaf, leaf.codec, number, path, leaf.place, leaf.element)]


def _template(writer: Writer, leaf: Template, obj: Obj) -> list[str]:
    values = [get(obj, field.steps) or "" for field in leaf.fields]
    if not any(values):
        if leaf.required:
            raise CannotWrite(f"`{leaf.meaning}` is empty, and the map requires it", f"the row {leaf.spot}")
        return []
    text = leaf.literals[0]
    for value, literal in zip(values, leaf.literals[1:], strict=True):
        text += value + literal
    match = leaf.pattern.fullmatch(text)
    if match is None or list(match.groups()) != values:
        told = f"`{leaf.meaning}` cannot be read back from `{text}`"
        raise CannotWrite(told, f"the row {leaf.spot}; a value holds what stands between the paths")
    return [fit(text, leaf.element, leaf.place, leaf.meaning, leaf.spot)]


def _spread(writer: Writer, leaf: Leaf, obj: Obj) -> list[Texts]:
    """The row's texts over its range, and over further segments."""
    texts = TEXTS[type(leaf)](writer, leaf, obj)
    places = [(place.element, place.component) for place in places_of(leaf)]
    return [
        {place: text for place, text in zip(places, texts[start:], strict=False) if text}
        for start in range(0, len(texts), len(places))
    ]


def _listing(writer: Writer, leaf: Listing, obj: Obj) -> list[str]:
    values = [value for value in get(obj, leaf.steps) or () if not empty(value)]
    if not values and leaf.required:
        raise CannotWrite(f"`{leaf.path}` is empty, and the map requires it", f"the row {leaf.spot}")
    return [_text(leaf, leaf.codec, value, leaf.path, leaf.place, leaf.element) for value in values]


def _field_texts(leaf: Fixed | Tuples, obj: Obj) -> list[str]:
    texts = []
    for field in leaf.fields:
        value = get(obj, field.steps)
        if empty(value):
            if field.required:
                raise CannotWrite(f"`{field.path}` is empty, and the map requires it", f"the row {leaf.spot}")
            texts.append("")
        else:
            texts.append(_text(leaf, field.codec, value, field.path, leaf.place, field.element))
    return texts


def _fixed(writer: Writer, leaf: Fixed, obj: Obj) -> list[str]:
    texts = _field_texts(leaf, obj)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _tuples(writer: Writer, leaf: Tuples, obj: Obj) -> list[str]:
    return [text for item in get(obj, leaf.steps) or () for text in _field_texts(leaf, item)]


def _pairs(writer: Writer, leaf: Pairs, obj: Obj) -> list[str]:
    found: list[tuple[str, Any]] = []
    if leaf.beside:
        owner: Any = get(obj, leaf.steps[:-1])
        found += [(word, owner[word]) for word in leaf.table.codes if word in leaf.beside and owner and owner.get(word)]
    for word, values in (get(obj, leaf.steps) or {}).items():
        several = (values,) if leaf.single else values
        found += [(word, value) for value in (several[1:] if word in leaf.heads.words else several) if value]
    texts: list[str] = []
    place = Place(leaf.place.tag, leaf.place.element + 1) if found else leaf.place
    for word, value in leaf.heads.ranked(found):
        path = f"{leaf.path}.{word}"
        try:
            code = leaf.heads.words.get(word) or leaf.table.code(word, leaf.number)
        except ValueError as error:
            raise CannotWrite(f"`{path}`: {error}", f"the row {leaf.spot}; add the word to the table") from None
        texts.append(fit(code, leaf.element, leaf.place, path, leaf.spot))
        texts.append(_text(leaf, leaf.codec, value, path, place, leaf.values))
    return leaf.share(texts)


def _dated(writer: Writer, leaf: Dated, obj: Obj) -> list[str]:
    try:
        text, code = written(leaf, obj)
    except ValueError as error:
        raise CannotWrite(f"`{leaf.meaning}`: {error}", f"the row {leaf.spot} writes it to {leaf.place}") from None
    if not text:
        if leaf.required:
            raise CannotWrite(f"`{leaf.meaning}` is empty, and the map requires it", f"the row {leaf.spot}")
        return []
    return [fit(text, leaf.element, leaf.place, leaf.meaning, leaf.spot), code]


TEXTS: dict[type[Leaf], Callable[[Writer, Any, Obj], list[str]]] = {  # by kind of row, its texts from first to last
    Derived: _derived,
    Template: _template,
    Listing: _listing,
    Fixed: _fixed,
    Tuples: _tuples,
    Pairs: _pairs,
    Dated: _dated,
}

_WRITERS: dict[type[Leaf], Callable[[Writer, Any, Obj], list[Texts]]] = {
    Single: _single,
    Constant: _constant,
    **dict.fromkeys(TEXTS, _spread),
}
