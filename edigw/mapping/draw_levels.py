"""Drawing a shipment: orders, pallets, cartons and items as the map's levels can show them."""

from __future__ import annotations

from typing import Any

from edigw.mapping.drawer import Drawer, Obj
from edigw.mapping.hierarchy import below_items
from edigw.mapping.levels import STRUCTURES, UNITS, structure
from edigw.mapping.pointer import unmark
from edigw.mapping.rows import Pointer
from edigw.mapping.source import Level


def draw_levels(drawer: Drawer, shipment: Obj) -> None:
    """Adds orders, units and items to the shipment."""
    rows, pointer = drawer.map.level_rows, drawer.map.pointer
    assert pointer is not None
    if "S" in rows:
        drawer.segment(rows["S"], shipment, True, {}, 1)
    made = _Shipment(drawer, pointer)
    made.level(list(drawer.map.levels[1:]), {})
    if pointer.items:
        made.name_orders(shipment.pop("order", {}))
    for name, found in (("orders", made.orders), ("pallets", made.units["T"]), ("cartons", made.units["P"])):
        if found:
            shipment[name] = found
    shipment["items"] = made.items
    if not pointer.level:
        return
    code = structure(drawer.map, any(item.get(name) for item in made.items for _, name in UNITS.values()))
    shipment["structure"] = STRUCTURES[code]


class _Shipment:
    """The lists that grow while the levels are walked."""

    def __init__(self, drawer: Drawer, pointer: Pointer) -> None:
        self.drawer, self.pointer = drawer, pointer
        self.orders: list[Obj] = []
        self.units: dict[str, list[Obj]] = {"T": [], "P": []}
        self.items: list[Obj] = []
        self.below = below_items(drawer.map.levels)

    def level(self, levels: list[Level], item: Obj) -> None:
        """One to two of the first level, each with what stands below it."""
        if not levels:
            self.items.append(item)
            return
        first, rest = levels[0], levels[1:]
        if first.letter in UNITS and first.optional and self.drawer.chance(3):
            self.level(rest, item)
            return
        for _ in range(1 + self.drawer.choose.randrange(2)):
            self.level(rest, self._grown(first.letter, item))

    def _grown(self, letter: str, item: Obj) -> Obj:
        """What the level adds to the item."""
        if letter == "O":
            order = self._order(item)
            keys = (("order", "number"), ("destination", "destination"))
            return item | {key: order[of] for key, of in keys if of in order}
        facts: Obj = {}
        self.drawer.segment(self.drawer.map.level_rows[letter], facts, True, {}, 1)
        if letter == "I":
            return item | facts
        inside = facts.pop("item", None)
        if inside is not None:
            item = item | ({"qty": inside["qty"]} if "qty" in inside else {})
            for name, value in inside.items():
                item.setdefault(name, value)
        unmark(self.pointer, letter, facts)
        facts["key"] = facts.get("sscc") or f"{letter}{len(self.units[letter]) + 1}"
        self.units[letter].append(facts)
        return item | {UNITS[letter][1]: facts["key"]}

    def name_orders(self, common: Obj) -> None:
        """Gives the items to one order or to two, of which the message tells what it tells once."""
        told = self.pointer.told
        both = "number" in told.lines and self.drawer.chance(2)
        drawn = [item.pop("order", {}) for item in self.items]
        first = {**common, **next((facts for facts in drawn if facts), {})}
        if "number" not in first:
            number = self.drawer.choose.randrange(10_000)
            first["number"] = f"N{number}"
        heads = [first]
        if both:
            alike = {name: value for name, value in first.items() if name not in told.lines}
            own: Obj = next((facts for facts in reversed(drawn) if facts), {})
            own = {name: value for name, value in own.items() if name in told.lines}
            other = "B" if first["number"].endswith("A") else "A"
            heads.append({**alike, **own, "number": first["number"][:-1] + other})
            for name in told.beside - told.lines:
                first.pop(name, None)
                heads[1].pop(name, None)
        for at, item in enumerate(self.items):
            facts = heads[at % len(heads)]
            item["order"] = facts["number"]
            key = (facts["number"], item.get("destination"))
            if key not in [(order["number"], order.get("destination")) for order in self.orders]:
                self.orders.append({**facts, **({"destination": key[1]} if key[1] is not None else {})})

    def _order(self, item: Obj) -> Obj:
        """A new order, or below packs now and then one that was there."""
        packed = any(item.get(name) for _, name in UNITS.values())
        if packed and self.orders and self.drawer.chance(3):
            return self.drawer.pick(self.orders)  # type: ignore[no-any-return]
        while True:
            facts: dict[str, Any] = {}
            self.drawer.segment(self.drawer.map.level_rows["O"], facts, True, {}, 1)
            key = (facts.get("number"), facts.get("destination"))
            if key not in [(order.get("number"), order.get("destination")) for order in self.orders]:
                self.orders.append(facts)
                return facts
