"""Writing a shipment's levels: items grouped by the levels in turn, each group with its own number and parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edigw.errors import CannotWrite
from edigw.mapping import told
from edigw.mapping.hierarchy import below_items
from edigw.mapping.levels import UNITS, structure
from edigw.mapping.numbering import counted
from edigw.mapping.pointer import known, marked
from edigw.mapping.rows import DocumentMap, Pointer, SegmentRow
from edigw.mapping.source import Level
from edigw.tree import Node, Segment

Obj = dict[str, Any]
Below = Callable[[SegmentRow, Obj], list[Node]]  # a level's own segments; an item's, where items have no level


@dataclass(slots=True)
class Hierarchy:
    """The levels as written."""

    structure: str  # BSN05
    nodes: list[Node] = field(default_factory=list)
    order: Obj | None = None  # what the message says of all its orders, where they have no level
    items: dict[int | None, list[Node]] = field(default_factory=dict)  # those that stand inside a level, by its number
    count: int = 0  # of these


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the shipment says by key."""

    pointer: Pointer
    shipment: Obj
    common: Obj
    orders: dict[tuple[str, str | None], Obj]
    units: dict[str, dict[str, Obj]]  # letter -> key -> unit


def unfold(document_map: DocumentMap, shipment: Obj, below: Below) -> Hierarchy:
    """The HL nodes in document order. Raises CannotWrite for what the levels cannot show."""
    items = list(shipment.get("items") or ())
    assert document_map.pointer is not None
    facts = _facts(document_map.pointer, shipment)
    drawn = {level.letter for level in document_map.levels}
    _check(facts, items, drawn)
    units = any(item.get(UNITS[letter][1]) for item in items for letter in UNITS if letter in drawn)
    made = Hierarchy(structure(document_map, units), order=facts.common)
    _emit(document_map, made, facts, list(document_map.levels), items, None, below)
    return made


def _facts(pointer: Pointer, shipment: Obj) -> _Facts:
    orders = {(order["number"], order.get("destination")): order for order in shipment.get("orders") or ()}
    units = {mark: {unit["key"]: unit for unit in shipment.get(listed) or ()} for mark, (listed, _) in UNITS.items()}
    common = told.shared(pointer, orders) if pointer.items else {}
    return _Facts(pointer, {**shipment, "order": common} if common else shipment, common, orders, units)


def _check(facts: _Facts, items: list[Obj], drawn: set[str]) -> None:
    for item in items:
        if (item["order"], item.get("destination")) not in facts.orders:
            told = f"an item names order {item['order']}, destination {item.get('destination')}: it is not in `orders`"
            raise CannotWrite(told, "list each order of the shipment")
    shipped = {(item["order"], item.get("destination")) for item in items}
    for number, destination in facts.orders:
        if (number, destination) not in shipped:
            raise CannotWrite(f"order {number} of the shipment has no item", "take it out of `orders`")
    for letter, (listed, name) in UNITS.items():
        held = {item.get(name) for item in items}
        for key in held - {None}:
            if key not in facts.units[letter]:
                raise CannotWrite(f"an item names {name} {key}: it is not in `{listed}`", f"list each {name}")
        for key in facts.units[letter]:
            if key not in held:
                raise CannotWrite(f"{name} {key} holds nothing", f"take it out of `{listed}`")
        if letter not in drawn and held - {None}:
            told = f"the map's levels show no {name}, and the shipment has some"
            raise CannotWrite(told, f"name {letter} in the map's `levels`")
    _on_one_pallet(items)


def _on_one_pallet(items: list[Obj]) -> None:
    on: dict[str, Any] = {}
    for item in items:
        carton = item.get("carton")
        if carton is not None and on.setdefault(carton, item.get("pallet")) != item.get("pallet"):
            raise CannotWrite(f"carton {carton} stands on two pallets", "a carton stands on at most one")


def _emit(
    document_map: DocumentMap, made: Hierarchy, facts: _Facts, levels: list[Level], items: list[Obj],
    parent: int | None, below: Below,
) -> bool:  # fmt: skip
    """Writes the groups of the first level and what hangs below them; whether there was anything."""
    if not levels:
        return False
    level, rest = levels[0], levels[1:]
    wrote = False
    for key, group in _groups(document_map, level, items):
        if key is None and level.letter in UNITS:
            if not level.optional:
                name = UNITS[level.letter][1]
                told = f"an item of order {group[0]['order']} stands in no {name}, and the levels want one"
                raise CannotWrite(told, f"write `{level.letter}?` in the map's `levels`")
            wrote = _emit(document_map, made, facts, rest, group, parent, below) or wrote
            continue
        wrote = True
        obj = _object(document_map, facts, level, key, group)
        row = document_map.level_rows.get(level.letter)
        if level.letter == "I" and facts.pointer.items and row is not None:
            made.count += 1
            made.items.setdefault(parent, []).extend(counted(row, below(row, obj), made.count))
            continue
        number = len(made.nodes) + 1
        made.nodes.append(Node(Segment(facts.pointer.tag)))
        children = _emit(document_map, made, facts, rest, group, number, below)
        inside = below(row, obj) if row is not None else []
        inside += made.items.get(number, ())
        node = Node(_numbers(facts.pointer, number, parent, level.letter, children), tuple(inside))
        made.nodes[number - 1] = known(facts.pointer, level.letter, node)
    return wrote


def _numbers(pointer: Pointer, number: int, parent: int | None, letter: str, children: bool) -> Segment:
    """The segment that opens a level."""
    said = {pointer.number: str(number), pointer.parent: str(parent) if parent else ""}
    said |= {pointer.level: letter, pointer.below: "1" if children else "0"}
    elements = [said.get(at, "") for at in range(1, max(said) + 1)]
    while not elements[-1]:
        elements.pop()
    return Segment(pointer.tag, tuple(elements))


def _groups(document_map: DocumentMap, level: Level, items: list[Obj]) -> list[tuple[Any, list[Obj]]]:
    if level.letter == "S":
        return [("", items)]
    made: dict[Any, list[Obj]] = {}
    for at, item in enumerate(items):
        made.setdefault(_key(document_map, level, item, at), []).append(item)
    return list(made.items())


def _key(document_map: DocumentMap, level: Level, item: Obj, at: int) -> Any:
    if level.letter == "O":
        return item["order"], item.get("destination")
    if level.letter in UNITS:
        return item.get(UNITS[level.letter][1])
    if not below_items(document_map.levels):
        return at
    apart = {"qty", *(UNITS[letter][1] for letter in below_items(document_map.levels))}
    return repr(sorted((name, value) for name, value in item.items() if name not in apart))


def _object(document_map: DocumentMap, facts: _Facts, level: Level, key: Any, group: list[Obj]) -> Obj:
    """The object at which the level's paths start."""
    if level.letter == "S":
        return facts.shipment
    if level.letter == "O":
        return facts.orders[key]
    if level.letter == "I" and facts.pointer.items:
        order = facts.orders[group[0]["order"], group[0].get("destination")]
        return {**group[0], "order": told.of_item(facts.pointer, facts.common, order, group[0])}
    if level.letter == "I":
        if not below_items(document_map.levels):
            return group[0]
        return {**group[0], "qty": sum((item["qty"] for item in group), Decimal(0))}
    unit = facts.units[level.letter][key]
    if level.letter in below_items(document_map.levels):
        quantity = sum((item["qty"] for item in group), Decimal(0))
        return {**unit, "item": {**group[0], "qty": quantity}}
    return marked(facts.pointer, level.letter, unit)
