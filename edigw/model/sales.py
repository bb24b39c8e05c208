"""What a trading partner has sold of our goods (SLSRPT): by place, period and item."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.base import Amount, Dates, Description, Ids, Model, Number, Own, Parties, Refs
from edigw.model.inventory import Location
from edigw.model.price import Price


class Sold(Model):
    """So many units of an item, of one kind, through one channel."""

    kind: str  # sold, returned, in_stock …
    qty: Number
    unit: str | None = None
    sector: str | None = None  # of the market
    channel: str | None = None
    prices: tuple[Price, ...] = ()
    dates: Dates = Field(default_factory=dict)


class SalesLine(Model):
    no: str | None = None
    ids: Ids = Field(default_factory=dict)
    description: str | None = None
    description_trait: str | None = None
    descriptions: tuple[Description, ...] = ()
    dates: Dates = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    amounts: tuple[Amount, ...] = ()  # in SalesReport.currency
    prices: tuple[Price, ...] = ()
    sold: tuple[Sold, ...] = ()
    own: Own = Field(default_factory=dict)


class SalesPlace(Model):
    """What was sold at one place in the period that its dates name."""

    place: Location
    dates: Dates = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    lines: tuple[SalesLine, ...] = ()


class SalesReport(Model):
    number: str  # theirs
    kind: str | None = None
    purpose: str | None = None
    created_on: date | None = None
    created_at: str | None = None
    currency: str | None = None  # of every price and amount in it
    dates: Dates = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)  # buyer, supplier, seller … : who reports to whom
    places: tuple[SalesPlace, ...] = ()
    amounts: tuple[Amount, ...] = ()  # of the whole, in `currency`
    own: Own = Field(default_factory=dict)
