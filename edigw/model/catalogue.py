"""A price catalogue (PRICAT): what is offered, at which prices, from when to when."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.base import (
    Charge,
    Dates,
    Description,
    Ids,
    Measure,
    Model,
    Note,
    Own,
    Packing,
    Parties,
    Party,
    Quantity,
    Refs,
    Tax,
)
from edigw.model.price import Price


class CatalogueLine(Model):
    """One item. `traits` are its properties as the sender's scheme has them: colour, size …"""

    no: str | None = None
    action: str | None = None  # against the catalogue before: added, deleted, changed, unchanged
    ids: Ids = Field(default_factory=dict)
    description: str | None = None
    description_trait: str | None = None
    descriptions: tuple[Description, ...] = ()
    traits: tuple[Description, ...] = ()
    origin: str | None = None  # country, ISO 3166
    measures: tuple[Measure, ...] = ()
    quantities: tuple[Quantity, ...] = ()  # the least that can be ordered, units in a trade unit …
    packing: tuple[Packing, ...] = ()
    dates: Dates = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    prices: tuple[Price, ...] = ()
    taxes: tuple[Tax, ...] = ()
    charges: tuple[Charge, ...] = ()
    own: Own = Field(default_factory=dict)


class CatalogueGroup(Model):
    """Items that belong together, with what is true of them all."""

    kind: str
    code: str | None = None
    name: str | None = None
    dates: Dates = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    lines: tuple[CatalogueLine, ...] = ()


class PriceCatalogue(Model):
    number: str
    kind: str | None = None
    purpose: str | None = None
    created_on: date | None = None
    created_at: str | None = None
    currency: str | None = None  # of every price that names none
    dates: Dates = Field(default_factory=dict)  # effective, price_from, price_until …
    notes: tuple[Note, ...] = ()
    refs: Refs = Field(default_factory=dict)
    buyer: Party | None = None
    seller: Party | None = None
    parties: Parties = Field(default_factory=dict)
    groups: tuple[CatalogueGroup, ...] = ()
    own: Own = Field(default_factory=dict)
