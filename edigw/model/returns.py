"""A return (X12 180): what the buyer asks to send back, and what we answer; the purpose says which of the two it is."""

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
    Ids,
    Lading,
    Measure,
    Model,
    Note,
    Number,
    Own,
    PackNote,
    Parties,
    Party,
    Refs,
    Remark,
)
from edigw.model.order import Destination


class ReturnCondition(Model):
    """A part of a line's quantity of one kind or in one condition (QTY)."""

    kind: str | None = None
    qty: Number | None = None
    unit: str | None = None
    text: str | None = None
    amounts: tuple[Amount, ...] = ()
    dates: Dates = Field(default_factory=dict)


class ReturnLine(Model):
    """One item. A request gives its `reason`, an answer its `response`; never both."""

    no: str | None = None  # of the order's line, where it is given
    qty: Number | None = None
    unit: str | None = None
    price: Number | None = None  # per unit
    price_kind: str | None = None
    id_type: str | None = None  # upc, buyer_part …
    id: str | None = None
    ids: Ids = Field(default_factory=dict)  # further numbers of the item
    disposition: str | None = None  # what is to be done with the goods: returned, kept, destroyed, refused …
    reason: str | None = None  # why they are sent back: defective, damaged, wrong_item …
    response: str | None = None  # why we refuse or ask for more: no_sale_record, time_limit, quantity …
    text: str | None = None
    condition: str | None = None
    order_number: str | None = None
    order_release: str | None = None
    order_sequence: str | None = None
    ordered_on: date | None = None
    descriptions: tuple[Description, ...] = ()
    refs: Refs = Field(default_factory=dict)
    charges: tuple[Charge, ...] = ()
    amounts: tuple[Amount, ...] = ()
    measures: tuple[Measure, ...] = ()
    remarks: tuple[Remark, ...] = ()
    dates: Dates = Field(default_factory=dict)
    carrier: tuple[Carrier, ...] = ()
    destinations: tuple[Destination, ...] = ()
    destinations_unit: str | None = None
    location_kind: str | None = None
    parties: Parties = Field(default_factory=dict)
    conditions: tuple[ReturnCondition, ...] = ()
    own: Own = Field(default_factory=dict)

    @property
    def numbers(self) -> Ids:
        """All numbers of the item by their kind."""
        first = {self.id_type: (self.id,)} if self.id_type and self.id else {}
        return {**self.ids, **{word: (*values, *self.ids.get(word, ())) for word, values in first.items()}}


class Return(Model):
    """A request to return goods (purpose original, request), its answer (response), or its end (cancel)."""

    number: str  # of the request, given by who writes it
    purpose: str | None = None
    created_on: date | None = None
    created_at: str | None = None  # HHMM
    zone: str | None = None
    request: str | None = None  # in an answer: the number of the request
    transaction: str | None = None
    action: str | None = None
    disposition: str | None = None
    reason: str | None = None
    response: str | None = None
    text: str | None = None
    authorization: str | None = None  # our return merchandise authorisation number
    order_number: str | None = None
    order_release: str | None = None
    order_sequence: str | None = None
    ordered_on: date | None = None
    contract: str | None = None
    vendor: str | None = None  # the number by which the buyer knows us
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    charges: tuple[Charge, ...] = ()
    pack_notes: tuple[PackNote, ...] = ()
    lading: tuple[Lading, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notes: tuple[Note, ...] = ()
    ship_to: Party | None = None
    ship_from: Party | None = None
    buyer: Party | None = None
    seller: Party | None = None
    parties: Parties = Field(default_factory=dict)
    lines: tuple[ReturnLine, ...] = ()
    own: Own = Field(default_factory=dict)
