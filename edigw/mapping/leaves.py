"""Rows on elements: the right side checked against the model and the dictionary, and made ready for use."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from edigw.mapping.address import ElementAddress, Place
from edigw.mapping.codecs import TYPE_LENS, Site, check_codes, check_constant, codec, element_at
from edigw.mapping.context import Carried, Scope
from edigw.mapping.dated import dated, sibling
from edigw.mapping.faults import Wrong, near
from edigw.mapping.paths import Path, Shape
from edigw.mapping.rows import (
    Codec,
    Constant,
    Derived,
    Field,
    Fixed,
    Heads,
    Leaf,
    Listing,
    Pairs,
    Single,
    Template,
    Tuples,
)
from edigw.mapping.source import SourceRow
from edigw.mapping.tables import CodeTable
from edigw.mapping.words import Words
from edigw.structure.dictionary import ElementDef


@dataclass(frozen=True, slots=True)
class _Qualified:
    """A row of pairs: its table, where the first qualifier stands, what that and the value are."""

    table: str
    place: Place
    element: ElementDef
    held: ElementDef
    by: int


OTHERWISE = "otherwise "
_HOLE = re.compile(r"\{([^{}]*)\}")


def leaf(site: Site, row: SourceRow) -> Leaf:
    """One row on an element or a range. Raises Wrong."""
    address, words = row.address, row.words
    if not isinstance(address, ElementAddress) or words is None:
        raise Wrong(f"`{row.address}` is no element row", "write SEG01: path")
    if address.tag != site.segment.tag:
        raise Wrong(
            f"{address} stands under {site.segment.tag}", f"put it under {address.tag}, or write {site.segment.tag}.."
        )
    element = element_at(site, address.first)
    last = (address.last or address.first).element
    if last != address.first.element:
        element_at(site, Place(address.tag, last, address.first.component))
    maker = _ARROWED if row.arrow is not None else _MAKERS[words.kind]
    if any(pipe.startswith("pairs ") for pipe in words.pipes):
        maker = _pairs
    elif words.kind == "moment" or any(pipe.startswith("date by ") for pipe in (words.fields or (words,))[-1].pipes):
        maker = dated
    elif words.kind in ("path", "is", "like", "count", "sum") and address.last is not None and row.arrow is None:
        raise Wrong(f"`{words}` cannot fill a range", "write `path | pairs TABLE`, `path[]`, or fields between commas")
    return maker(site, row, words, element, _common(row, words, element, last))


def _common(row: SourceRow, words: Words, element: ElementDef, last: int) -> dict[str, Any]:
    assert isinstance(row.address, ElementAddress)
    arrow = f"{row.arrow}: " if row.arrow else ""
    marks = words.markers | frozenset(mark for field in words.fields for mark in field.markers - {"required"})
    return {
        "place": row.address.first,
        "last": last,
        "element": element,
        "meaning": arrow + str(words),
        "spot": row.spot,
        "required": "required" in marks,
        "echo": "echo" in marks,
        "read_only": "read only" in marks,
        "write_only": "write only" in marks,
        "until": row.address.until,
    }


def _note_path(site: Site, path: Path, made: Codec, common: dict[str, Any]) -> None:
    """Notes what the row reads, and for conditions which words it may give."""
    context, scope = site.context, site.scope
    if not common["write_only"] and not common["echo"]:
        context.read(scope, path.text, common["spot"])
        context.carried[scope.prefix + path.text] = Carried(site.steps, common["place"], made.table)


def _single(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    path = site.context.path(site.scope, words.text)
    pipes = tuple(pipe for pipe in words.pipes if not pipe.startswith(OTHERWISE))
    made = codec(site, common["place"], element, pipes, path.shape, words.text)
    _note_path(site, path, made, common)
    otherwise = [pipe.removeprefix(OTHERWISE).strip() for pipe in words.pipes if pipe not in pipes]
    text = _otherwise(made, otherwise, element, common) if otherwise else ""
    return Single(path=path.text, steps=path.steps, codec=made, otherwise=text, **common)


def _otherwise(made: Codec, said: list[str], element: ElementDef, common: dict[str, Any]) -> str:
    """What is written where the document says nothing. Raises Wrong."""
    told = f"`{OTHERWISE}{said[0]}`"
    if not element.required:
        raise Wrong(f"{told} stands on {common['place']}, which may be left out", "take it out: nothing need be said")
    if common["required"] or common["read_only"] or len(said) > 1:
        raise Wrong(f"{told} stands beside what contradicts it", "keep it, or `required`, or `read only`")
    if made.gives != "text":
        raise Wrong(f"{told} stands in for a {made.gives}", "nobody may make up numbers and dates: take it out")
    if made.table is not None and said[0] not in made.table.spoken:
        raise Wrong(f"table `{made.table.name}` has no code for `{said[0]}`", near(said[0], made.table.spoken))
    return made.write(said[0])


def _constant(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    if words.pipes:
        raise Wrong(f"`is {words.text}` takes no lens", "write the code as it stands on the wire")
    check_constant(site, common["place"], element, words.text)
    return Constant(text=words.text, **common)


def _derived(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    names = tuple(words.text.split("."))
    if (names, words.kind) != (("levels",), "count") or not site.context.levels:
        kind = _crossed(site, words.text)
        if words.kind == "sum" and kind != "number":
            raise Wrong(f"`{words.text}` holds {kind}, no numbers", "sum a path that ends in a number: lines.qty")
        if words.kind == "count" and kind not in ("objects", "texts", "numbers"):
            raise Wrong(f"`{words.text}` is no list", "count a list: lines")
    pipes = words.pipes or (TYPE_LENS.get(element.type, "int"),)
    made = codec(site, common["place"], element, pipes, Shape("number"), words.text)
    return Derived(how=words.kind, names=names, codec=made, **common)


def _crossed(site: Site, text: str) -> str:
    """What a path holds that crosses lists by name."""
    scope, kind = site.scope, ""
    for name in text.split("."):
        shape = site.context.path(scope, name).shape
        kind = shape.kind
        if shape.model is not None:
            scope = Scope(shape.model)
    return kind


def _template(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    if words.pipes:
        raise Wrong("a template takes no lens", "take it out")
    parts = _HOLE.split(words.text)
    literals, names = tuple(parts[0::2]), parts[1::2]
    if not names:
        raise Wrong(f"`like {words.text}` names no path", "write `like {a} / {b}`, or `is ...` for a constant")
    if len(set(names)) < len(names):
        raise Wrong(f"`like {words.text}` names a path twice", "name each path once")
    if any(not literal for literal in literals[1:-1]):
        raise Wrong(f"`like {words.text}` cannot be reversed", "put a literal between the paths: {a} / {b}")
    fields = []
    for name in names:
        path = site.context.path(site.scope, name.strip())
        made = codec(site, common["place"], element, (), path.shape, name)
        _note_path(site, path, made, common)
        fields.append(Field(path.text, path.steps, made, element))
    holes = [re.escape(literal) for literal in literals]
    pattern = re.compile("(.*?)".join(holes[:-1]) + "(.*)" + holes[-1], re.DOTALL)
    return Template(literals=literals, fields=tuple(fields), pattern=pattern, **common)


def _listing(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    path = site.context.path(site.scope, words.text)
    if path.shape.kind not in ("texts", "numbers"):
        raise Wrong(
            f"`{words.text}` is no list of plain values", "write the path of one, or an arrow to a list of objects"
        )
    inner = Shape("text" if path.shape.kind == "texts" else "number")
    made = codec(site, common["place"], element, words.pipes, inner, words.text)
    if not common["write_only"] and not common["echo"]:
        site.context.read(site.scope, words.text + "[]", common["spot"])
    return Listing(path=path.text, steps=path.steps, codec=made, **common)


def _fields(site: Site, scope: Scope, row: SourceRow, words: Words, common: dict[str, Any]) -> tuple[Field, ...]:
    inner = Site(site.context, scope, site.segment, site.steps)
    listed_words = words.fields or (words,)
    span = max(common["last"] - common["place"].element, common["until"] - common["place"].component, 0) + 1
    fields = []
    for at, part in enumerate(listed_words):
        path = site.context.path(scope, part.text)
        place = _behind(common, at % span)
        element = element_at(inner, place)
        made = codec(inner, place, element, part.pipes, path.shape, part.text)
        _note_path(inner, path, made, common)
        fields.append(Field(path.text, path.steps, made, element, "required" in part.markers))
    return tuple(fields)


def _behind(common: dict[str, Any], turn: int) -> Place:
    """The place so many behind the first of a range."""
    first: Place = common["place"]
    if common["until"]:
        return replace(first, component=first.component + turn)
    return replace(first, element=first.element + turn)


def _fixed(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    return Fixed(fields=_fields(site, site.scope, row, words, common), **common)


def _tuples(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    arrow = row.arrow
    if arrow is None or arrow.kind != "list" or words.kind not in ("fields", "path"):
        raise Wrong(f"`{row.address} {row.arrow}` is no list of tuples", "write A..B -> path[]: a, b")
    path = site.context.path(site.scope, arrow.path)
    if path.shape.kind != "objects" or path.shape.model is None:
        raise Wrong(f"`{arrow.path}` is no list of objects", "take a list of the model")
    scope = Scope(path.shape.model, f"{site.scope.prefix}{arrow.path}[].", site.scope.whens)
    site.context.read(site.scope, arrow.path + "[]", row.spot)
    width = len(words.fields or (words,))
    span = max(common["last"] - common["place"].element, common["until"] - common["place"].component, 0) + 1
    if span % width:
        raise Wrong(
            f"{row.address} holds {span} elements, not a multiple of {width}", "end the range where a tuple ends"
        )
    fields = _fields(site, scope, row, words, common)
    return Tuples(path=path.text, steps=path.steps, fields=fields, **common)


def _qualified(site: Site, row: SourceRow, pipe: str, element: ElementDef, place: Place, last: int) -> _Qualified:
    """Where a row of pairs has its qualifiers and values: side by side, or `by` a component. Raises Wrong."""
    name, _, by = pipe.removeprefix("pairs ").strip().partition(" by ")
    if by:
        key = sibling(site, place, by.strip())
        return _Qualified(name, key, element_at(site, key), element, key.component)
    if place.component:
        raise Wrong(f"{place} is one component of a pair", f"name the other: `pairs {name} by 7143`")
    if (last - place.element + 1) % 2:
        raise Wrong(f"{row.address} holds an odd number of elements", "pairs are qualifier and value in turn")
    return _Qualified(name, place, element, element_at(site, Place(place.tag, place.element + 1)), 0)


def _pairs(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    place, last = common["place"], common["last"]
    if not words.pipes[0].startswith("pairs "):
        raise Wrong("`pairs` comes first", "write `path | pairs TABLE | lens`")
    path = site.context.path(site.scope, words.text)
    if path.shape.kind not in ("bag", "words") or path.shape.model is not None:
        raise Wrong(
            f"`{words.text}` is no bag of texts", "pairs go to ids, or to a dict of texts such as contacts' `other`"
        )
    found = _qualified(site, row, words.pipes[0], element, place, last)
    table, held = site.context.table(found.table), found.held
    check_codes(site, found.place, found.element, table)
    after = place if found.by else Place(place.tag, place.element + 1)
    heads = site.context.heads_of(site.scope, words.text)
    values = codec(site, after, held, _preferred(words, table, heads), Shape("text"), words.text)
    common = {**common, "element": found.element}
    if not (found.by and heads.rooms):
        site.context.read(site.scope, words.text + ".*", row.spot)
    if found.by:
        heads.rooms.append(last - place.element + 1)
    single = path.shape.kind == "words"
    beside = _beside(site, words.text, table) if single else []
    for word in beside:
        site.context.read(site.scope, words.text.rpartition(".")[0] + "." * ("." in words.text) + word, row.spot)
    return Pairs(
        path=path.text, steps=path.steps, table=table, number=found.element.number, codec=values, values=held,
        single=single, by=found.by, turn=max(len(heads.rooms) - 1, 0), heads=heads, beside=frozenset(beside), **common,
    )  # fmt: skip


def _preferred(words: Words, table: CodeTable, heads: Heads) -> tuple[str, ...]:
    """Notes which words of a bag its row of pairs wants `first`; the lenses that are left. Raises Wrong."""
    first, rest = words.pipes[1:2], words.pipes[2:]
    if not first or first[0].partition(" ")[0] != "first":
        return words.pipes[1:]
    wanted = first[0].split()[1:]
    if heads.rooms:
        raise Wrong(f"another row of `{words.text}` is filled before this one", "let the bag's first row say `first`")
    if not wanted or len(set(wanted)) < len(wanted):
        raise Wrong(f"`{first[0]}` names no order", "name each word once, as in `first ean upc`")
    for word in wanted:
        if word not in table.codes:
            raise Wrong(f"table `{table.name}` has no code for `{word}`", near(word, list(table.codes)))
    heads.first.update({word: rank for rank, word in enumerate(wanted)})
    return rest


def _beside(site: Site, path: str, table: CodeTable) -> list[str]:
    """The table's words that are text fields of the object that holds the bag."""
    above = path.rpartition(".")[0]
    owner = site.context.path(site.scope, above).shape.model if above else site.scope.model
    fields = owner.model_fields if owner is not None else {}
    return [word for word in table.codes if word in fields]


def _use(site: Site, row: SourceRow, words: Words, element: ElementDef, common: dict[str, Any]) -> Leaf:
    raise Wrong(f"`use {words.text}` stands on an element", "a segment uses a block")


_ARROWED = _tuples
_MAKERS: dict[str, Callable[[Site, SourceRow, Words, ElementDef, dict[str, Any]], Leaf]] = {
    "path": _single,
    "list": _listing,
    "is": _constant,
    "like": _template,
    "count": _derived,
    "sum": _derived,
    "fields": _fixed,
    "use": _use,
    "moment": dated,
}
