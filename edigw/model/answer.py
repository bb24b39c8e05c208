"""What we answer to an order (855, ORDRSP): a verdict on the whole and an outcome for each part of each line."""

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
    Freight,
    Ids,
    Lading,
    Measure,
    Model,
    Note,
    Number,
    Own,
    Packing,
    Parties,
    Party,
    Refs,
    Terms,
)
from edigw.model.order import Destination


class Outcome(Model):
    """What becomes of a part of a line (ACK)."""

    status: str  # accepted, backordered, quantity_changed, price_changed, date_changed, rejected, deleted …
    qty: Number | None = None
    unit: str | None = None
    date_kind: str | None = None
    on: date | None = None
    reference: str | None = None
    ids: Ids = Field(default_factory=dict)
    reason_agency: str | None = None
    reason_list: str | None = None
    reason: str | None = None
    dates: Dates = Field(default_factory=dict)


class AnswerLine(Model):
    no: str | None = None
    action: str | None = None  # of the line as a whole, where it is said: accepted, changed, rejected, unchanged …
    qty: Number | None = None  # as ordered
    unit: str | None = None
    price: Number | None = None  # ours, where it changed
    price_basis: str | None = None
    ids: Ids = Field(default_factory=dict)
    substitute: Ids = Field(default_factory=dict)  # what comes instead, where the line says it and not its outcome
    description: str | None = None
    description_trait: str | None = None
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    packing: tuple[Packing, ...] = ()
    charges: tuple[Charge, ...] = ()
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    destinations: tuple[Destination, ...] = ()
    destinations_unit: str | None = None
    location_kind: str | None = None
    own: Own = Field(default_factory=dict)


class OrderAnswer(Model):
    order_number: str
    purpose: str | None = None  # original, change, confirm …
    transaction: str | None = None
    status: str | None = None  # derived from the lines: accepted_unchanged, changed, rejected_with_detail …
    ordered_on: date | None = None
    answered_on: date | None = None
    release: str | None = None
    request_reference: str | None = None
    contract: str | None = None
    seller_order: str | None = None  # our own number
    currency: str | None = None
    currency_party: str | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    buyer: Party | None = None
    seller: Party | None = None
    mark_for: Party | None = None
    ship_from: Party | None = None
    parties: Parties = Field(default_factory=dict)
    department: str | None = None
    division: str | None = None
    vendor: str | None = None
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    descriptions: tuple[Description, ...] = ()
    terms: tuple[Terms, ...] = ()
    freight: tuple[Freight, ...] = ()
    lading: tuple[Lading, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    charges: tuple[Charge, ...] = ()
    amounts: tuple[Amount, ...] = ()
    stated_total: Amount | None = None
    lines: tuple[AnswerLine, ...] = ()
    line_count: Number | None = None
    hash_total: Number | None = None
    own: Own = Field(default_factory=dict)
