"""An order: what a trading partner wants, in words."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.base import (
    Amount,
    Carrier,
    Charge,
    Contact,
    Dates,
    Description,
    Equipment,
    Freight,
    Ids,
    Lading,
    Measure,
    Model,
    Note,
    Number,
    Own,
    Packing,
    PackNote,
    Parties,
    Party,
    Refs,
    Remark,
    Tax,
    Terms,
)


class Destination(Model):
    """How much of a line goes to one store (SDQ, or a schedule line)."""

    location: str | None = None
    qty: Number | None = None


class Schedule(Model):
    """A part of a line with its own dates (SCH)."""

    qty: Number | None = None
    unit: str | None = None
    date_kind: str | None = None
    on: date | None = None
    time: str | None = None
    until_kind: str | None = None  # a second date, as of the latest delivery
    until: date | None = None
    until_time: str | None = None
    no: str | None = None
    dates: Dates = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)


class OrderLine(Model):
    no: str | None = None  # as the buyer numbers it; given by us, 1 and up, where it is absent
    qty: Number | None = None
    unit: str | None = None
    price: Number | None = None  # in Order.currency, per unit
    price_basis: str | None = None
    currency: str | None = None  # where it is not the order's
    currency_party: str | None = None
    ids: Ids = Field(default_factory=dict)
    description: str | None = None
    description_trait: str | None = None
    text: tuple[str, ...] = ()
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    packing: tuple[Packing, ...] = ()
    pack_notes: tuple[PackNote, ...] = ()
    charges: tuple[Charge, ...] = ()
    taxes: tuple[Tax, ...] = ()
    terms: tuple[Terms, ...] = ()
    freight: Freight | None = None
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    notes: tuple[Note, ...] = ()
    amounts: tuple[Amount, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    destinations: tuple[Destination, ...] = ()
    destinations_unit: str | None = None
    location_kind: str | None = None
    own: Own = Field(default_factory=dict)


class Order(Model):
    """A purchase order. One per order key; its revisions are Orders too."""

    number: str
    purpose: str | None = None  # original, cancel, change, replace, confirm, duplicate …
    kind: str | None = None  # stand_alone, dropship, blanket, release, new …
    release: str | None = None  # of a blanket order (BEG04)
    contract: str | None = None
    transaction: str | None = None
    ordered_on: date | None = None
    ack_wanted: str | None = None
    currency: str | None = None
    currency_party: str | None = None
    channel: str | None = None  # x12, edifact, canonical, typed …: how it reached us; set by the pipeline, not by maps
    ship_to: Party | None = None
    bill_to: Party | None = None
    buyer: Party | None = None
    seller: Party | None = None
    mark_for: Party | None = None
    ship_from: Party | None = None
    parties: Parties = Field(default_factory=dict)
    department: str | None = None
    division: str | None = None
    vendor: str | None = None  # the number by which the buyer knows us
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    remarks: tuple[Remark, ...] = ()
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    pack_notes: tuple[PackNote, ...] = ()
    terms: tuple[Terms, ...] = ()
    taxes: tuple[Tax, ...] = ()
    freight: tuple[Freight, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    lading: tuple[Lading, ...] = ()
    charges: tuple[Charge, ...] = ()
    amounts: tuple[Amount, ...] = ()
    stated_total: Amount | None = None  # what the sender says it comes to
    sales_requirement: str | None = None
    lines: tuple[OrderLine, ...] = ()
    line_count: Number | None = None
    total_unit: str | None = None  # of all that is ordered, where it is added up
    total_weight: Number | None = None
    weight_unit: str | None = None
    total_volume: Number | None = None
    volume_unit: str | None = None
    hash_total: Number | None = None
    own: Own = Field(default_factory=dict)
