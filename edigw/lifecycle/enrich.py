"""Enrichment: what the partner's item and location lists add to an order, between reading and deciding.

A map never looks anything up; this does, and nothing else. A value that the document gave is never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from edigw.lifecycle.facts import LedgerLine
from edigw.lifecycle.ledger import opened
from edigw.model.base import Parties, Party
from edigw.model.order import Order, OrderLine
from edigw.model.partner import Item, Location, Partner

TRADE_NUMBERS = frozenset(("gtin", "upc", "ean", "ean8", "upc_case"))  # all are GTINs, with fewer leading zeros
OUR_NUMBERS = frozenset(("sku", "vendor_item", "vendor_part", "vendor_style", "vendor_catalog"))
PACKED = frozenset(("case", "pack", "carton", "box"))  # units that hold Item.pack base units
DOZEN = Decimal(12)
UNSAID_UNIT: Mapping[str, str] = {"edifact": "each"}  # what a quantity counts where no unit stands with it
HEADER_PARTIES = ("ship_to", "bill_to", "buyer", "mark_for", "ship_from")


@dataclass(frozen=True, slots=True)
class Enriched:
    """The order with addresses and party kinds filled in; `items` runs parallel to its lines, None: unknown."""

    order: Order
    items: tuple[Item | None, ...]


class Crossing:
    """An index over a partner's items and locations."""

    def __init__(self, items: tuple[Item, ...], locations: tuple[Location, ...]) -> None:
        self.items, self.locations = items, locations
        self._theirs = {(word, value): item for item in items for word, value in item.ids.items()}
        self._gtins = {item.gtin.zfill(14): item for item in items if item.gtin}
        self._skus = {item.sku: item for item in items}
        self._places = {(place.id_type, place.id): place for place in locations}

    def item(self, line: OrderLine) -> Item | None:
        """By their number, then by GTIN, then by ours."""
        numbers = [(word, value) for word, values in line.ids.items() for value in values]
        for word, value in numbers:
            if found := self._theirs.get((word, value)):
                return found
        for word, value in numbers:
            if word in TRADE_NUMBERS and (found := self._gtins.get(value.zfill(14))):
                return found
        for word, value in numbers:
            if word in OUR_NUMBERS and (found := self._skus.get(value)):
                return found
        return None

    def sku(self, sku: str | None) -> Item | None:
        """By our own number."""
        return self._skus.get(sku) if sku else None

    def place(self, id_type: str | None, number: str | None) -> Location | None:
        """A store or distribution centre by its number."""
        return self._places.get((id_type or "buyer_assigned", number)) if number else None


_crossings: dict[int, Crossing] = {}


def crossing(partner: Partner) -> Crossing:
    """The partner's index, made once for as long as its lists stay the same objects."""
    key = id(partner.items)
    known = _crossings.get(key)
    if known is None or known.items is not partner.items or known.locations is not partner.locations:
        if len(_crossings) >= 1024:
            _crossings.clear()
        known = _crossings[key] = Crossing(partner.items, partner.locations)
    return known


def enrich(order: Order, partner: Partner) -> Enriched:
    """Items by cross-reference, bare location numbers to addresses, party kinds, units that go without saying."""
    index = crossing(partner)
    changes: dict[str, object] = {}
    for name in HEADER_PARTIES:
        party: Party | None = getattr(order, name)
        if party is not None and (filled := _filled(party, index, order.kind)) is not party:
            changes[name] = filled
    if (parties := _bag(order.parties, index)) is not order.parties:
        changes["parties"] = parties
    unsaid = UNSAID_UNIT.get(order.channel or "")
    if unsaid and any(line.unit is None for line in order.lines):
        changes["lines"] = tuple(
            line if line.unit else line.model_copy(update={"unit": unsaid}) for line in order.lines
        )
    items = tuple(index.item(line) for line in order.lines)
    return Enriched(order.model_copy(update=changes) if changes else order, items)


def account(no: str, line: OrderLine, item: Item | None) -> LedgerLine:
    """The line's new account, everything open; counted in the item's base unit where a pack factor is known."""
    unit, factor = base_unit(line, item)
    ordered = (line.qty or Decimal(0)) * factor
    sku = item.sku if item else None
    return opened(no, ordered, unit=unit, order_unit=line.unit, factor=factor, sku=sku)


def base_unit(line: OrderLine, item: Item | None) -> tuple[str | None, Decimal]:
    """The base unit, and how many of it one order unit holds."""
    if item is not None and line.unit != item.unit:
        if line.unit in PACKED and item.pack:
            return item.unit, item.pack
        if line.unit == "dozen" and item.unit == "each":
            return item.unit, DOZEN
    pack = line.packing[0].pack if line.packing else None
    if pack and line.destinations_unit not in (None, line.unit) and line.unit in PACKED:
        return line.destinations_unit, pack
    return line.unit, Decimal(1)


def list_price(line: LedgerLine, basis: str | None, item: Item | None) -> Decimal | None:
    """Our price per order unit (per base unit where the basis says each); Item.price is per base unit."""
    if item is None or item.price is None:
        return None
    return item.price if basis == "per_each" else item.price * line.factor


def store(partner: Partner, number: str, id_type: str | None) -> Party:
    """A store as a party: from the partner's list, else its number alone."""
    place = crossing(partner).place(id_type, number)
    bare = Party(id_type=id_type or "buyer_assigned", id=number)
    return _addressed(bare, place) if place else bare


def _filled(party: Party, index: Crossing, order_kind: str | None = None) -> Party:
    place = index.place(party.id_type, party.id)
    if place is not None:
        return _addressed(party, place)
    if order_kind == "dropship" and party.kind is None and party.street1:
        return party.model_copy(update={"kind": "customer"})
    return party


def _addressed(party: Party, place: Location) -> Party:
    """The party with its kind, and with the list's name and address where it came bare."""
    known = party.kind or place.kind
    if party.street1 or party.city or party.postcode:
        return party.model_copy(update={"kind": known})
    fields = ("name", "name2", "street1", "street2", "street3", "street4", "city", "region", "postcode", "country")
    added = {name: getattr(place.party, name) for name in fields if not getattr(party, name)}
    return party.model_copy(update={**added, "kind": known})


def _bag(parties: Parties, index: Crossing) -> Parties:
    filled: Mapping[str, tuple[Party, ...]] = {
        word: tuple(_filled(party, index) for party in several) for word, several in parties.items()
    }
    return dict(filled) if filled != parties else parties
