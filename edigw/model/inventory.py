"""What a trading partner has in stock (INVRPT): by item, and by place where it says so."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.base import Dates, Description, Ids, Measure, Model, Note, Number, Own, Parties, Party, Refs
from edigw.model.price import Price


class Location(Model):
    """A place by its code (LOC)."""

    kind: str | None = None  # warehouse, goods, sale, delivery …
    id: str | None = None
    id_type: str | None = None
    name: str | None = None


class StockCount(Model):
    """So many units of an item, of one kind, at one place, of one lot; or so many that came or went."""

    kind: str  # in_stock, on_hand, damaged, backordered, sold …
    qty: Number
    unit: str | None = None
    direction: str | None = None  # in, out: what moved; nothing: what lies there
    reason: str | None = None  # of the movement: receipt, delivery, scrapped, difference …
    condition: str | None = None  # accepted, damaged, bonded, reserved
    method: str | None = None  # how the balance was struck
    lot: str | None = None
    places: tuple[Location, ...] = ()
    dates: Dates = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    prices: tuple[Price, ...] = ()
    refs: Refs = Field(default_factory=dict)


class StockLine(Model):
    """One item. Places and dates of the line hold for its counts that name none of their own."""

    no: str | None = None
    ids: Ids = Field(default_factory=dict)
    description: str | None = None
    description_trait: str | None = None
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    places: tuple[Location, ...] = ()
    dates: Dates = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    counts: tuple[StockCount, ...] = ()
    own: Own = Field(default_factory=dict)


class InventoryReport(Model):
    number: str  # theirs
    kind: str | None = None
    purpose: str | None = None
    created_on: date | None = None
    created_at: str | None = None
    currency: str | None = None  # of every price in it
    dates: Dates = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    refs: Refs = Field(default_factory=dict)
    buyer: Party | None = None
    seller: Party | None = None
    parties: Parties = Field(default_factory=dict)
    lines: tuple[StockLine, ...] = ()
    own: Own = Field(default_factory=dict)
