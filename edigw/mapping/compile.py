"""Rows on segments: placed in the dictionary's structure, their arrows followed, their elements compiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from edigw.carrier import Spot
from edigw.mapping import reach
from edigw.mapping import words as wording
from edigw.mapping.address import ElementAddress, SegmentAddress, Test, leading
from edigw.mapping.codecs import Site, check_constant, element_at
from edigw.mapping.complete import complete
from edigw.mapping.context import Context, Scope, absolute
from edigw.mapping.faults import Wrong, near
from edigw.mapping.frame import FRAME
from edigw.mapping.leaves import leaf
from edigw.mapping.numbering import engine_number
from edigw.mapping.places import places_of
from edigw.mapping.quick import careful_rows, index, leads, plain_rows, solid
from edigw.mapping.rows import (
    Block,
    Constant,
    Fixed,
    Key,
    Leaf,
    Listing,
    Loss,
    Pairs,
    SegmentRow,
    Shown,
    Single,
    Template,
    Tuples,
)
from edigw.mapping.source import SourceRow
from edigw.mapping.tables import empty_table
from edigw.model.shipment import HandlingUnit, ShipmentItem, ShipmentOrder
from edigw.structure.dictionary import Position, SegmentDef

BAG_TABLES = {"refs": "reference", "dates": "date", "parties": "party"}  # of a bag's keys, where `by E` names none
LEVELS: dict[str, tuple[str, type[Any]]] = {  # letter -> (the arrow's path, the object)
    "O": ("order", ShipmentOrder),
    "T": ("pallet", HandlingUnit),
    "P": ("carton", HandlingUnit),
    "I": ("items", ShipmentItem),
}


@dataclass(frozen=True, slots=True)
class Parent:
    """Where rows are compiled: the loops above, as addresses, and the positions that the dictionary has there."""

    steps: tuple[SegmentAddress, ...]
    positions: tuple[Position, ...]
    spot: Spot

    @property
    def name(self) -> str:
        return f"under {'/'.join(step.tag for step in self.steps)}" if self.steps else "at the message's root"


def block(context: Context, rows: Sequence[SourceRow], parent: Parent, scope: Scope, whole: bool = True) -> Block:
    """The segment rows under one parent. `whole`: what the dictionary demands there must have a row."""
    places = {position.tag: at for at, position in enumerate(parent.positions)}
    order: dict[str, tuple[int, ...]] = {}
    for at, position in enumerate(parent.positions):
        order[position.tag] = (*order.get(position.tag, ()), at)
    made: list[tuple[int, bool, int, SegmentRow]] = []
    seen: dict[SegmentAddress, Spot] = {}
    faulty: set[str] = set()
    for at, row in enumerate(rows):
        if not isinstance(row.address, SegmentAddress):
            fix = f"put it under {row.address.tag}"
            context.faults.add(row.spot, f"{row.address} stands {parent.name}, outside its segment", fix)
            continue
        if row.address in seen:
            fix = f"keep one; the other is {seen[row.address]}"
            context.faults.add(row.spot, f"`{row.address}` stands twice {parent.name}", fix)
            continue
        seen[row.address] = row.spot
        if row.address.tag not in places:
            _misplaced(context, row, parent, list(places))
            continue
        place = reach.which(context, row, parent.name, parent.positions, order[row.address.tag])
        if place is None:
            faulty.add(row.address.tag)
            continue
        faults = len(context.faults.found)
        compiled = segment(context, row, parent, parent.positions[place], scope)
        if compiled is None and len(context.faults.found) > faults:
            faulty.add(row.address.tag)  # one mistake is told once: the segment has a row
        if compiled is not None:
            made.append((place, compiled.kind == "bag" or not compiled.tests, at, compiled))
    if whole:
        _demanded(context, parent, faulty | {row.tag for *_, row in made})
    made.sort(key=lambda item: item[:3])
    return _indexed([(place, row) for place, *_, row in made], order)


def _indexed(placed: list[tuple[int, SegmentRow]], order: dict[str, tuple[int, ...]]) -> Block:
    twice = {tag for tag, places in order.items() if len(places) > 1}
    rows = [row for _, row in placed]
    by_tag: dict[str, list[SegmentRow]] = {}
    named: dict[str, list[SegmentRow]] = {}
    for place, row in placed:
        by_tag.setdefault(row.tag, []).append(row)
        named.setdefault(f"{row.tag}@{place}" if row.tag in twice else row.tag, []).append(row)
    specific = {tag: _specific(found) for tag, found in by_tag.items()}
    demanded = tuple(row for row in rows if _demands(row))
    return Block(
        tuple(rows), specific, index({name: _specific(found) for name, found in named.items()}),
        order if twice else {}, any(row.forced for row in rows), demanded,
    )  # fmt: skip


def _specific(rows: list[SegmentRow]) -> tuple[SegmentRow, ...]:
    return tuple(sorted(rows, key=lambda row: -len(row.tests)))


def _demands(row: SegmentRow) -> bool:
    """Whether the object above must have this segment: some row in it is marked as required."""
    if row.kind != "here":
        return False
    return any(leaf.required and not leaf.write_only for leaf in row.leaves) or bool(row.children.demanded)


def _misplaced(context: Context, row: SourceRow, parent: Parent, tags: list[str]) -> None:
    tag = row.address.tag
    release = f"{context.dictionary.standard.upper()} {context.dictionary.release}"
    if tag not in context.dictionary.segments:
        context.faults.add(row.spot, f"{release} has no segment {tag}", near(tag, tags))
    else:
        context.faults.add(row.spot, f"{tag} does not stand {parent.name} in {context.set_def.type}", near(tag, tags))


def _demanded(context: Context, parent: Parent, tags: set[str]) -> None:
    engine = {*FRAME, context.pointer}
    inside = parent.positions[1:] if parent.steps else parent.positions
    for position in inside:
        if position.required and position.tag not in tags | engine:
            message = f"{position.tag} is mandatory {parent.name}, and no row writes it"
            context.faults.add(parent.spot, message, f"add `{position.tag}: {{...}}`")


def segment(context: Context, row: SourceRow, parent: Parent, position: Position, scope: Scope) -> SegmentRow | None:
    """One segment row; None when it is silenced or cannot be compiled."""
    assert isinstance(row.address, SegmentAddress)
    steps = (*parent.steps, row.address)
    if context.silent(steps, None):
        context.loss.append(Loss("silenced", _path(steps), "", str(row.spot)))
        return None
    definition = context.dictionary.segments[row.address.tag]
    condition = None
    if row.when is not None:
        condition = context.condition(scope, row.when, row.when_spot or row.spot)
        scope = replace(scope, whens=(*scope.whens, absolute(scope, row.when)))
    shown = len(context.shown)
    context.shown.append(Shown(f"{row.address}", _says(row), str(row.spot), len(parent.steps)))
    try:
        inner, kind, arrow_steps, key = _follow(context, row, definition, scope, steps)
    except Wrong as wrong:
        context.faults.wrong(row.spot, wrong)
        return None
    site = Site(context, inner, definition, steps)
    tests = _tests(site, row)
    leaves = _leaves(site, row, steps, tests, key, shown)
    _heads(context, inner, row.address, leaves, kind, arrow_steps, scope, row)
    children = _children(context, row, steps, position, inner)
    made = SegmentRow(
        tag=row.address.tag, address=str(row.address), tests=tests, kind=kind,
        path=row.arrow.path if row.arrow else "", steps=arrow_steps, leaves=leaves, children=children,
        loops="/".join(step.tag for step in steps), many=_many(kind, leaves), most=_most(position),
        must=position.required, forced=_forced(position, leaves), mandatory=reach.mandatory(definition),
        covered=reach.covered(context, definition, tests, leaves, key), elements=definition.elements,
        notes=definition.notes, where=steps, spot=row.spot, key=key, when=condition,
        components=reach.components(leaves, tests, key), quick=plain_rows(leaves), slow=careful_rows(leaves),
        solid=solid(reach.covered(context, definition, tests, leaves, key), reach.components(leaves, tests, key)),
        plain=all(leads(test) for test in tests),
    )  # fmt: skip
    complete(context, made, definition)
    return engine_number(made, definition, bool(context.levels))


def _says(row: SourceRow) -> str:
    when = f" when {row.when}" if row.when else ""
    return f"{row.arrow or ''}{when}".strip()


def _path(steps: tuple[SegmentAddress, ...]) -> str:
    return "/".join(str(step) for step in steps)


def _follow(
    context: Context, row: SourceRow, definition: SegmentDef, scope: Scope, steps: tuple[SegmentAddress, ...]
) -> tuple[Scope, str, tuple[str | int, ...], Key | None]:
    """The scope behind the row's arrow. Raises Wrong."""
    arrow = row.arrow
    if arrow is None:
        return scope, "here", (), None
    if definition.pointer and context.levels:
        return scope, "here", (), None
    path = context.path(scope, arrow.path)
    model = path.shape.model
    prefix = f"{scope.prefix}{arrow.path}"
    if arrow.kind == "object":
        if path.shape.kind != "object" or model is None:
            fixes = {"objects": f"write -> {arrow.path}[]", "bag": f"write -> {arrow.path} by SEG01"}
            raise Wrong(f"`{arrow.path}` is no object", fixes.get(path.shape.kind, "take an object of the model"))
        return Scope(model, prefix + ".", scope.whens), "object", path.steps, None
    if arrow.kind == "list":
        if path.shape.kind != "objects" or model is None:
            fix = f"write -> {arrow.path}" if path.shape.kind == "object" else "take a list of objects"
            raise Wrong(f"`{arrow.path}` is no list of objects", fix)
        context.read(scope, arrow.path + "[]", row.spot)
        return Scope(model, prefix + "[].", scope.whens), "list", path.steps, None
    if path.shape.kind != "bag" or model is None or arrow.key is None:
        raise Wrong(f"`{arrow.path}` is no bag of objects", "the bags are refs, dates, parties; ids take `| pairs T`")
    context.read(scope, arrow.path + ".*", row.spot)
    return Scope(model, prefix + ".*.", scope.whens), "bag", path.steps, _key(context, row, definition, scope, steps)


def _key(
    context: Context, row: SourceRow, definition: SegmentDef, scope: Scope, steps: tuple[SegmentAddress, ...]
) -> Key:
    arrow = row.arrow
    assert arrow is not None and arrow.key is not None
    if arrow.key.tag != definition.tag:
        raise Wrong(f"{arrow.key} is no element of {definition.tag}", f"write by {definition.tag}01")
    site = Site(context, scope, definition, steps)
    element = element_at(site, arrow.key)
    bag = arrow.path.rpartition(".")[2]
    name = arrow.table or BAG_TABLES.get(bag, bag)
    table = context.shelf.table(name)
    if table is None:
        if arrow.table:
            context.table(arrow.table)
        table = empty_table(name, row.spot, context.dictionary.standard)
    return Key(arrow.key, element.number, replace(table, keep=True), context.heads_of(scope, arrow.path))


def _tests(site: Site, row: SourceRow) -> tuple[Test, ...]:
    assert isinstance(row.address, SegmentAddress)
    good = []
    for test in row.address.tests:
        if test.child:
            good.append(test)
            continue
        try:
            for value in test.values:
                check_constant(site, test.place, element_at(site, test.place), value)
            good.append(test)
        except Wrong as wrong:
            site.context.faults.wrong(row.spot, wrong)
    return tuple(good)


def _leaves(
    site: Site, row: SourceRow, steps: tuple[SegmentAddress, ...], tests: tuple[Test, ...], key: Key | None, shown: int
) -> tuple[Leaf, ...]:
    """The rows on elements, each position once."""
    context = site.context
    taken: dict[tuple[int, int], str] = {
        (test.place.element, test.place.component): f"the address {row.address}" for test in tests if not test.child
    }
    if key is not None:
        taken[key.place.element, key.place.component] = "the bag's key"
    engine = context.engine.get(site.segment.tag, frozenset())
    taken.update({(at, 0): "the engine, which writes it from the levels" for at in engine})
    made: list[Leaf] = []
    for child in row.children:
        if not isinstance(child.address, ElementAddress):
            continue
        if all(context.silent(steps, at) for at in child.address.positions):
            context.loss.append(Loss("silenced", str(child.address), "", str(child.spot)))
            continue
        try:
            compiled = leaf(site, child)
        except Wrong as wrong:
            context.faults.wrong(child.spot, wrong)
            continue
        holders = {
            taken[place.element, c]
            for place in places_of(compiled)
            for c in _overlapping(taken, place.element, place.component)
        }
        for holder in sorted(holders):
            context.faults.add(child.spot, f"{child.address} is taken by {holder}", "keep one of the two")
        taken.update({(place.element, place.component): f"the row {child.spot}" for place in places_of(compiled)})
        context.shown.insert(
            shown + 1 + len(made), Shown(str(child.address), compiled.meaning, str(child.spot), len(steps))
        )
        _one_way(context, compiled)
        made.append(compiled)
    return tuple(made)


def _overlapping(taken: dict[tuple[int, int], str], at: int, component: int) -> list[int]:
    return [c for element, c in taken if element == at and (c == component or 0 in (c, component))]


def _one_way(context: Context, compiled: Leaf) -> None:
    for kind, on in (("read only", compiled.read_only), ("write only", compiled.write_only)):
        if on:
            context.loss.append(Loss(kind, str(compiled.place), compiled.meaning, str(compiled.spot)))
    if isinstance(compiled, Single) and compiled.otherwise:
        context.loss.append(Loss("otherwise", str(compiled.place), compiled.meaning, str(compiled.spot)))


def _heads(
    context: Context, inner: Scope, address: SegmentAddress, leaves: tuple[Leaf, ...], kind: str,
    arrow_steps: tuple[str | int, ...], outer: Scope, row: SourceRow,
) -> None:  # fmt: skip
    """Notes one-value rows that take the first entry of a bag's key."""
    if kind == "object" and row.arrow is not None:
        _head(context, outer, context.path(outer, row.arrow.path).bag, address)
    for compiled in leaves:
        paths = [compiled.path] if isinstance(compiled, Single) else []
        paths += [field.path for field in compiled.fields] if isinstance(compiled, Template | Fixed) else []
        for path in paths:
            if not compiled.write_only:
                _head(context, inner, context.path(inner, path).bag, address)


def _head(
    context: Context, scope: Scope, bag: tuple[tuple[str | int, ...], str] | None, address: SegmentAddress
) -> None:
    if bag is None:
        return
    steps, word = bag
    heads = context.heads_of(scope, ".".join(str(step) for step in steps))
    code = next((test.value for test in address.tests if _leading(test)), "")
    heads.words.setdefault(word, code)
    if code and not heads.words[word]:
        heads.words[word] = code
    if code:
        heads.codes.setdefault(code, word)


def _leading(test: Test) -> bool:
    place = test.place
    return not test.child and place.element == leading(place.tag) and place.component < 2


def _children(
    context: Context, row: SourceRow, steps: tuple[SegmentAddress, ...], position: Position, scope: Scope
) -> Block:
    rows = [child for child in row.children if isinstance(child.address, SegmentAddress)]
    assert isinstance(row.address, SegmentAddress)
    for test in row.address.tests:
        if test.child:
            rows = _with_constant(rows, test, row.spot)
    return block(context, rows, Parent(steps, position.children, row.spot), scope)


def _with_constant(rows: list[SourceRow], test: Test, spot: Spot) -> list[SourceRow]:
    """The rows, that of the test's child segment holding the tested value as a constant."""
    constant = SourceRow(ElementAddress(test.place), spot, words=wording.parse(f"is {test.value}"))
    bare = SegmentAddress(test.child)
    for at, row in enumerate(rows):
        if row.address == bare:
            return [*rows[:at], replace(row, children=(constant, *row.children)), *rows[at + 1 :]]
    return [*rows, SourceRow(bare, spot, children=(constant,))]


def _many(kind: str, leaves: tuple[Leaf, ...]) -> bool:
    spills = any(isinstance(found, Listing | Tuples | Fixed | Pairs) for found in leaves)
    return kind in ("list", "bag") or spills


def _most(position: Position) -> int | None:
    return position.repeat if position.loop else position.max


def _forced(position: Position, leaves: tuple[Leaf, ...]) -> bool:
    constants = [found for found in leaves if isinstance(found, Constant)]
    if any(found.required for found in constants):
        return True
    return position.required and len(constants) == len(leaves)
