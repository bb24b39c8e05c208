"""An invoice or credit memo. Its total is computed by lifecycle/invoice, never by a map."""

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
    PackNote,
    Parties,
    Party,
    Refs,
    Remark,
    Tax,
    Terms,
)
from edigw.model.order import Destination


class InvoiceLine(Model):
    no: str | None = None
    qty: Number | None = None
    unit: str | None = None
    price: Number | None = None  # in Invoice.currency, per unit
    price_basis: str | None = None
    gross_price: Number | None = None  # before allowances, where both are told
    amount: Number | None = None  # what the line comes to, its allowances and charges counted, without tax
    currency: str | None = None  # where it is not the invoice's
    currency_party: str | None = None
    ids: Ids = Field(default_factory=dict)
    description: str | None = None
    description_trait: str | None = None
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    packing: Packing | None = None
    charges: tuple[Charge, ...] = ()
    taxes: tuple[Tax, ...] = ()
    terms: tuple[Terms, ...] = ()
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    carrier: tuple[Carrier, ...] = ()
    destinations: tuple[Destination, ...] = ()
    destinations_unit: str | None = None
    location_kind: str | None = None
    own: Own = Field(default_factory=dict)


class InvoiceUnits(Model):
    """Units shipped and their weight (ISS), stated once for the invoice."""

    shipped: Number | None = None
    unit: str | None = None
    weight: Number | None = None
    weight_unit: str | None = None
    volume: Number | None = None
    volume_unit: str | None = None


class Invoice(Model):
    number: str
    kind: str | None = None  # debit_invoice, credit_invoice, credit_memo, debit_memo, product …
    purpose: str | None = None
    invoiced_on: date | None = None
    order_number: str | None = None
    seller_order: str | None = None  # our own number
    ordered_on: date | None = None
    release: str | None = None
    change: str | None = None  # number of the order's change
    action: str | None = None
    related: str | None = None  # another invoice that this one speaks of
    currency: str | None = None
    currency_party: str | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    buyer: Party | None = None
    seller: Party | None = None
    remit_to: Party | None = None
    ship_from: Party | None = None
    parties: Parties = Field(default_factory=dict)
    department: str | None = None
    division: str | None = None
    vendor: str | None = None
    bill_of_lading: str | None = None
    shipment_number: str | None = None
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()
    remarks: tuple[Remark, ...] = ()
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    pack_notes: tuple[PackNote, ...] = ()
    terms: tuple[Terms, ...] = ()
    freight: Freight | None = None
    lading: tuple[Lading, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    total: Number | None = None  # what is to be paid (TDS01), in currency
    lines_total: Number | None = None  # of these: the lines without their allowances and charges
    charges_total: Number | None = None  # charges less allowances, the lines' counted
    taxable: Number | None = None  # what tax is taken of
    tax_total: Number | None = None
    discountable: Number | None = None  # TDS02
    discounted_total: Number | None = None  # TDS03
    discount: Number | None = None  # TDS04
    taxes: tuple[Tax, ...] = ()
    carrier: Carrier | None = None
    charges: tuple[Charge, ...] = ()
    amounts: tuple[Amount, ...] = ()
    units: tuple[InvoiceUnits, ...] = ()
    line_count: Number | None = None
    hash_total: Number | None = None
    own: Own = Field(default_factory=dict)
