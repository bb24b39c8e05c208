"""What a partner has received of what we shipped (861, RECADV): by item, how much is well, how much in question."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.advice import CodedReason
from edigw.model.base import (
    Carrier,
    Charge,
    Contact,
    Dates,
    Description,
    Equipment,
    Ids,
    Lading,
    Measure,
    Model,
    Number,
    Own,
    Packing,
    Parties,
    Party,
    Refs,
)


class OrderNamed(Model):
    """An order that the goods were for (PRF)."""

    number: str
    release: str | None = None
    change: str | None = None
    ordered_on: date | None = None
    line: str | None = None
    contract: str | None = None
    kind: str | None = None


class Questioned(Model):
    """So many units that are not as they should be, and how they are."""

    qty: Number | None = None
    unit: str | None = None
    condition: str | None = None  # damaged, short, over, wrong_product …


class ReceivedLine(Model):
    """One item. `qty` is what was received or accepted; what is in question stands beside it, in up to five kinds."""

    no: str | None = None
    qty: Number | None = None
    unit: str | None = None
    returned: Number | None = None
    returned_unit: str | None = None
    questioned: Questioned | None = None
    questioned2: Questioned | None = None
    questioned3: Questioned | None = None
    questioned4: Questioned | None = None
    questioned5: Questioned | None = None
    received_to_date: Number | None = None
    shipped: Number | None = None  # as they understood us
    shipped_unit: str | None = None
    ordered: Number | None = None
    ordered_unit: str | None = None
    status: str | None = None  # an outcome's word
    line_no: str | None = None  # of the order, where the item says it
    ids: Ids = Field(default_factory=dict)
    descriptions: tuple[Description, ...] = ()
    packing: tuple[Packing, ...] = ()
    refs: Refs = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    dates: Dates = Field(default_factory=dict)
    order: OrderNamed | None = None
    measures: tuple[Measure, ...] = ()
    charges: tuple[Charge, ...] = ()
    marks: dict[str, str] = Field(default_factory=dict)
    reasons: tuple[CodedReason, ...] = ()
    parties: Parties = Field(default_factory=dict)
    own: Own = Field(default_factory=dict)


class ReceivingAdvice(Model):
    number: str  # theirs
    purpose: str | None = None
    kind: str | None = None  # at the dock, after receipt, acceptance …
    created_on: date | None = None
    created_at: str | None = None
    condition: str | None = None  # of the whole
    action: str | None = None
    currency: str | None = None
    currency_party: str | None = None
    shipment_number: str | None = None  # ours, where they name it
    bill_of_lading: str | None = None
    refs: Refs = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    dates: Dates = Field(default_factory=dict)
    orders: tuple[OrderNamed, ...] = ()
    lading: tuple[Lading, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    measures: tuple[Measure, ...] = ()
    ship_to: Party | None = None
    ship_from: Party | None = None
    buyer: Party | None = None
    parties: Parties = Field(default_factory=dict)
    reasons: tuple[CodedReason, ...] = ()
    lines: tuple[ReceivedLine, ...] = ()
    line_count: Number | None = None
    hash_total: Number | None = None
    own: Own = Field(default_factory=dict)
