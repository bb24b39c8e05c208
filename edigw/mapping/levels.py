"""A shipment's levels: the flat relation of items, cartons, pallets and orders seen as a hierarchy (HL, CPS)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from edigw.mapping import told
from edigw.mapping.hierarchy import below_items
from edigw.mapping.notes import Notes, Scope
from edigw.mapping.pointer import letters, unmark, without_items
from edigw.mapping.rows import DocumentMap, Pointer
from edigw.tree import Node

UNITS = {"T": ("pallets", "pallet"), "P": ("cartons", "carton")}  # letter -> (list of the shipment, field of the item)
STRUCTURES = {"0001": "pick_and_pack", "0002": "standard_pack", "0003": "packs_first", "0004": "no_packs"}  # BSN05
ORDER_OF = {"SOPI": "0001", "SOIP": "0002", "SPOI": "0003", "SOI": "0004"}  # levels (T counts as P) -> BSN05

ReadUnit = Callable[..., None]


@dataclass(slots=True)
class _Level:
    """One level of a document, or an item inside one."""

    node: Node
    number: str
    letter: str
    named: str = ""  # the parent's number
    parent: int | None = None
    above: dict[str, int] = field(default_factory=dict)  # letter -> nearest level above, by index
    scope: Scope = field(default_factory=lambda: Scope({}))


def structure(document_map: DocumentMap, units: bool) -> str:
    """BSN05 for what is written; without a carton or pallet there are only orders and items."""
    letters = "".join(level.letter for level in document_map.levels)
    letters = letters.replace("TP", "P").replace("T", "P") if "P" not in letters or "TP" in letters else letters
    if not units:
        letters = letters.replace("P", "").replace("T", "")
    return ORDER_OF.get(letters.replace("T", ""), "0001")


def read_structure(notes: Notes, nodes: list[Node], scope: Scope) -> None:
    """BSN05, which the map has no row for."""
    for node in nodes:
        code = node.segment.get(5) if node.tag == "BSN" else ""
        if code:
            word = STRUCTURES.get(code, f"{notes.map.standard}:1005:{code}")
            notes.kept_word(word)
            scope.obj["structure"] = word
            if notes.watch is not None:
                notes.watch.engine(node.segment, (5,), (scope.obj, ("structure",)))


def read_levels(notes: Notes, nodes: list[Node], root: Scope, read_unit: ReadUnit) -> None:
    """Fills orders, pallets, cartons and items of the shipment in `root`. Any order of levels and parents is borne."""
    pointer = notes.map.pointer
    assert pointer is not None
    found = _found(notes.map, pointer, nodes)
    _parents(notes, pointer, found)
    _ancestors(notes, pointer, found)
    shipment_read = False
    for level in found:
        row = notes.map.level_rows.get(level.letter)
        if row is None:
            last = max(pointer.number, pointer.parent, pointer.level, pointer.below)
            notes.engine(level.node.segment, last)
            notes.lose_rest(level.node, pointer.tag, last)
        elif level.letter == "S":
            if shipment_read:
                second = "a second shipment level: one document holds one shipment"
                notes.find("FACT_CONFLICT", second, level.node.segment, pointer.level, pointer.tag, row=row)
                notes.lose_all(level.node, "")
                continue
            shipment_read = True
            read_unit(notes, row, level.node, root, False)
        else:
            read_unit(notes, row, level.node, level.scope)
            unmark(pointer, level.letter, level.scope.obj)
    _relate(notes, pointer, found, root.obj)


def _found(document_map: DocumentMap, pointer: Pointer, nodes: list[Node]) -> list[_Level]:
    """The levels in document order, each followed by the items that stand inside it."""
    found: list[_Level] = []
    for node, letter in zip(nodes, letters(pointer, document_map.level_rows, nodes), strict=True):
        at = len(found)
        number, named = node.segment.get(pointer.number), node.segment.get(pointer.parent)
        found.append(_Level(without_items(pointer, node), number, letter, named))
        if pointer.items:
            inside = [child for child in node.children if child.tag == pointer.items]
            found += [_Level(child, "", "I", parent=at) for child in inside]
    return found


def _parents(notes: Notes, pointer: Pointer, found: list[_Level]) -> None:
    seen: dict[str, int] = {}
    everywhere: dict[str, int] = {}
    for at, level in enumerate(found):
        if level.number:
            everywhere.setdefault(level.number, at)
    rank = {level.letter: at for at, level in enumerate(notes.map.levels)}
    for at, level in enumerate(found):
        if level.parent is None:
            level.parent = _parent(notes, pointer, found, at, rank, (seen, everywhere))
        if level.number:
            seen[level.number] = at


def _parent(
    notes: Notes, pointer: Pointer, found: list[_Level], at: int, rank: dict[str, int],
    numbers: tuple[dict[str, int], dict[str, int]],
) -> int | None:  # fmt: skip
    """The level that this one names, or the one that it must mean. `numbers`: of those before it, of all."""
    level, (seen, everywhere) = found[at], numbers
    named = level.named
    parent = seen.get(named) if named else None
    if parent is None and named:
        later = everywhere.get(named)
        parent = later if later != at else None
        why = "a later level" if parent is not None else ("itself" if later == at else "a level that is not there")
        _parent_finding(notes, pointer, level, f"{pointer.place} {named} names {why}")
    if parent is None and level.letter != "S":
        parent = _guess(found, at, rank)
        if not named and pointer.level:
            _parent_finding(notes, pointer, level, f"{pointer.place} is empty below the shipment level")
    return parent


def _parent_finding(notes: Notes, pointer: Pointer, level: _Level, told: str) -> None:
    notes.find("LEVEL_PARENT", told, level.node.segment, pointer.parent, pointer.tag, value=level.named or None)


def _guess(found: list[_Level], at: int, rank: dict[str, int]) -> int | None:
    """The nearest earlier level that stands above this one by the map's order."""
    mine = rank.get(found[at].letter, len(rank))
    for earlier in range(at - 1, max(at - 1000, -1), -1):
        if rank.get(found[earlier].letter, len(rank)) < mine:
            return earlier
    return None


def _ancestors(notes: Notes, pointer: Pointer, found: list[_Level]) -> None:
    """For each level the nearest of each letter above it, without recursion and without going round."""
    done: set[int] = set()
    for start in range(len(found)):
        way: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in done:
            if at in way:
                last = next(reversed(way))
                _parent_finding(notes, pointer, found[last], "its parents go round in a circle")
                found[last].parent = None
                break
            way[at] = None
            at = found[at].parent
        for step in reversed(way):
            parent = found[step].parent
            if parent is not None:
                found[step].above = {**found[parent].above, found[parent].letter: parent}
            done.add(step)


def _relate(notes: Notes, pointer: Pointer, found: list[_Level], shipment: dict[str, Any]) -> None:
    """Turns the levels' own objects into the shipment's lists."""
    names: dict[int, str] = {}
    for letter, (listed, _) in UNITS.items():
        units = _units(notes, found, letter, names)
        if units:
            shipment[listed] = units
    inside = [level.scope.obj for level in found if level.letter == "I"]
    ordered = told.gather(notes, pointer, shipment, inside) if pointer.items else _orders(notes, found)
    if ordered:
        shipment["orders"] = ordered
    items = _items(notes, pointer, found, names)
    if items:
        shipment["items"] = items
    _empty_units(notes, shipment)
    _moved(notes, items)


def _units(notes: Notes, found: list[_Level], letter: str, names: dict[int, str]) -> list[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for at, level in enumerate(found):
        if level.letter != letter or letter not in notes.map.level_rows:
            continue
        unit = {key: value for key, value in level.scope.obj.items() if key != "item"}
        key = unit.get("sscc") or level.number
        names[at] = key
        unit["key"] = key
        notes.copied(level.scope.obj, unit)
        _merge(notes, made, key, unit, level)
    return list(made.values())


def _orders(notes: Notes, found: list[_Level]) -> list[dict[str, Any]]:
    made: dict[Any, dict[str, Any]] = {}
    for level in found:
        if level.letter == "O" and "O" in notes.map.level_rows:
            order = level.scope.obj
            _merge(notes, made, (order.get("number"), order.get("destination")), order, level)
    return list(made.values())


def _merge(notes: Notes, made: dict[Any, dict[str, Any]], key: Any, facts: dict[str, Any], level: _Level) -> None:
    """A unit or order that stands at several places says the same everywhere."""
    old = made.setdefault(key, facts)
    notes.copied(facts, old)
    for name, value in facts.items():
        if old.setdefault(name, value) != value:
            of = key if isinstance(key, str) else key[0]
            differs = f"`{name}` of {of} is `{value}` here, before it was `{old[name]}`"
            notes.find("FACT_CONFLICT", differs, level.node.segment, None, "HL")


def _items(notes: Notes, pointer: Pointer, found: list[_Level], names: dict[int, str]) -> list[dict[str, Any]]:
    below = below_items(notes.map.levels)
    inside: dict[int, list[int]] = {}
    for at, level in enumerate(found):
        if level.letter in UNITS and "I" in level.above and at in names:
            inside.setdefault(level.above["I"], []).append(at)
    items: list[dict[str, Any]] = []
    for at, level in enumerate(found):
        if level.letter != "I" or "I" not in notes.map.level_rows:
            continue
        item = level.scope.obj
        if not pointer.items:
            _order_above(notes, found, level)
        for letter, (_, name) in UNITS.items():
            if level.above.get(letter) in names:
                item[name] = names[level.above[letter]]
        items += _spread(notes, found, level, item, inside.get(at, []), names, below)
    return items


_FROM_ORDER = (("order", "number"), ("destination", "destination"))


def _order_above(notes: Notes, found: list[_Level], level: _Level) -> None:
    """The order of an item is the level above it."""
    above = level.above.get("O")
    order = found[above] if above is not None else None
    if order is None:
        notes.find("LEVEL_MISSING", "an item under no order", level.node.segment, None, "HL")
        orders = [each for each in found if each.letter == "O"]
        order = orders[0] if len(orders) == 1 else None
    if order is not None:
        level.scope.obj |= {key: order.scope.obj[of] for key, of in _FROM_ORDER if of in order.scope.obj}


def _spread(
    notes: Notes, found: list[_Level], level: _Level, item: dict[str, Any], units: list[int], names: dict[int, str],
    below: tuple[str, ...],
) -> list[dict[str, Any]]:  # fmt: skip
    """One item as many rows as units stand below it."""
    if not units:
        return [item]
    deepest = [at for at in units if "item" in found[at].scope.obj]
    if not deepest:
        field_name = UNITS[found[units[0]].letter][1]
        if len(units) == 1:
            item[field_name] = names[units[0]]
        else:
            told = "several units below one item, and none says how much it holds"
            notes.find("FACT_CONFLICT", told, level.node.segment, None, "HL")
        return [item]
    rows = []
    for at in deepest:
        row = {**item, **found[at].scope.obj["item"], UNITS[found[at].letter][1]: names[at]}
        notes.copied(item, row)
        notes.copied(found[at].scope.obj["item"], row)
        for letter, (_, name) in UNITS.items():
            if found[at].above.get(letter) in names:
                row[name] = names[found[at].above[letter]]
        rows.append(row)
    total = sum(row.get("qty") or 0 for row in rows)
    if item.get("qty") is not None and item["qty"] != total:
        told = f"the item's quantity is {item['qty']}, its units hold {total}"
        notes.find("DERIVED_DIFFERS", told, level.node.segment, None, "HL")
    return rows


def _empty_units(notes: Notes, shipment: dict[str, Any]) -> None:
    for listed, name in UNITS.values():
        held = {item.get(name) for item in shipment.get("items", ())}
        for unit in shipment.get(listed, ()):
            if unit["key"] not in held:
                notes.find("UNIT_EMPTY", f"{name} {unit['key']} holds nothing", None, None, "HL")


def _moved(notes: Notes, items: list[dict[str, Any]]) -> None:
    on: dict[str, Any] = {}
    for item in items:
        carton = item.get("carton")
        if carton is not None and on.setdefault(carton, item.get("pallet")) != item.get("pallet"):
            notes.find("UNIT_MOVED", f"carton {carton} stands on two pallets", None, None, "HL")
