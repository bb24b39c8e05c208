"""The orders of a shipment whose levels have none for them (DESADV): the message names them once, or each item does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edigw.errors import CannotWrite
from edigw.mapping.notes import Notes
from edigw.mapping.paths import empty, get
from edigw.mapping.rows import Pointer

Obj = dict[str, Any]
Key = tuple[str, str | None]  # number and destination


def gather(notes: Notes, pointer: Pointer, shipment: Obj, items: list[Obj]) -> list[Obj]:
    """The orders out of what the message says of its order and what its items say of theirs.

    An item that names none is of the message's order. What the message says of an order is true of all that it does
    not name otherwise; what stands beside its number, of that number alone.
    """
    common: Obj = shipment.pop("order", {})
    made: dict[Any, Obj] = {}
    for item in items:
        own: Obj = item.pop("order", {})
        number = own.get("number") or common.get("number")
        if number is None:
            notes.find("LEVEL_MISSING", "an item that names no order", None, None, pointer.items)
            continue
        item["order"] = number
        key = (number, item.get("destination"))
        facts = made.setdefault(key, {"number": number})
        if key[1] is not None:
            facts["destination"] = key[1]
        notes.copied(own, facts)
        _add(notes, pointer, facts, own)
    for facts in made.values():
        beside = facts["number"] == common.get("number", facts["number"])
        for name, value in common.items():
            if beside or name not in pointer.told.beside:
                facts.setdefault(name, value)
        notes.copied(common, facts)
    number = common.get("number")
    if number is not None and number not in {facts["number"] for facts in made.values()}:
        notes.find("UNIT_EMPTY", f"order {number} holds nothing", None, None, "")
    return list(made.values())


def _add(notes: Notes, pointer: Pointer, facts: Obj, own: Obj) -> None:
    """An order that several items name is the same for all of them."""
    for name, value in own.items():
        if facts.setdefault(name, value) != value:
            differs = f"`{name}` of {facts['number']} is `{value}` here, before it was `{facts[name]}`"
            notes.find("FACT_CONFLICT", differs, None, None, pointer.items)


def shared(pointer: Pointer, orders: Mapping[Key, Obj]) -> Obj:
    """What the message says once: the facts that are the same in all orders. Raises CannotWrite for one that is not."""
    common: Obj = {}
    told, one = pointer.told, len({number for number, _ in orders}) == 1
    for name in sorted(told.root):
        values = [facts.get(name) for facts in orders.values()]
        alike = all(value == values[0] for value in values) and (one or name not in told.beside)
        if alike:
            common[name] = values[0] if values else None
        elif name not in told.lines and not all(map(empty, values)):
            text = f"the orders of the shipment differ in `{name}`, and the message says it once"
            raise CannotWrite(text, "send a message for each order, or let the map's items say it")
    return common


def of_item(pointer: Pointer, common: Obj, order: Obj, item: Obj) -> Obj:
    """What an item says of its order: its number and what the message leaves out; nothing where that is not needed."""
    told, number = pointer.told, order["number"]
    if common.get("number") != number and "number" not in told.lines:
        text = f"nothing says that an item is of order {number}"
        raise CannotWrite(text, "let a row of the map's items carry `order.number`")
    own = {name: value for name, value in order.items() if name in told.lines and not empty(value)}
    own = {name: value for name, value in own.items() if common.get(name) != value}
    if not own and all(empty(get(item, steps)) for steps in told.needs):
        return {}
    return {**own, "number": number}
