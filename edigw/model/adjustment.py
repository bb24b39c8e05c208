"""A partner's credit or debit against an invoice of ours (812): what was deducted or granted, and why."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.advice import CodedReason
from edigw.model.base import (
    Amount,
    Charge,
    Contact,
    Dates,
    Freight,
    Ids,
    Model,
    Note,
    Number,
    Own,
    Packing,
    Parties,
    Party,
    Terms,
)


class AdjustmentPlace(Model):
    """A store or place that has a share in an adjustment (N11)."""

    store: str
    place: str | None = None
    reference: str | None = None
    amounts: tuple[Amount, ...] = ()


class AdjustmentLine(Model):
    reason: str | None = None  # pricing_error, quantity_contested, returned_damaged …
    way: str | None = None  # credit or debit
    no: str | None = None
    amount: Number | None = None  # in the document's currency
    returned: str | None = None  # whether goods come back: yes, no …
    bracket: str | None = None
    qty: Number | None = None  # units credited or debited
    unit: str | None = None
    price_difference: Number | None = None  # per unit
    price_kind: str | None = None
    price: Number | None = None  # as they have it, per unit
    compared_kind: str | None = None
    compared_price: Number | None = None  # with what it is compared
    line_no: str | None = None
    ids: Ids = Field(default_factory=dict)
    packing: Packing | None = None
    charges: tuple[Charge, ...] = ()
    notes: tuple[Note, ...] = ()
    dates: Dates = Field(default_factory=dict)
    reasons: tuple[CodedReason, ...] = ()
    places: tuple[AdjustmentPlace, ...] = ()
    own: Own = Field(default_factory=dict)


class Adjustment(Model):
    number: str  # of their credit or debit memo
    created_on: date | None = None
    handling: str | None = None
    amount: Number | None = None  # the net of the lines, in the document's currency
    way: str | None = None  # credit or debit, from their side
    invoice: str | None = None  # ours that it corrects
    invoiced_on: date | None = None
    seller_order: str | None = None
    ordered_on: date | None = None
    order_number: str | None = None
    purpose: str | None = None
    transaction: str | None = None
    reference_kind: str | None = None
    reference: str | None = None
    action: str | None = None
    currency: str | None = None
    currency_party: str | None = None
    notes: tuple[Note, ...] = ()
    contacts: tuple[Contact, ...] = ()
    terms: tuple[Terms, ...] = ()
    dates: Dates = Field(default_factory=dict)
    freight: Freight | None = None
    charges: tuple[Charge, ...] = ()
    buyer: Party | None = None
    seller: Party | None = None
    ship_to: Party | None = None
    parties: Parties = Field(default_factory=dict)
    reasons: tuple[CodedReason, ...] = ()
    lines: tuple[AdjustmentLine, ...] = ()
    own: Own = Field(default_factory=dict)
