"""A shipment as a flat relation: items point to order, carton and pallet; the wire's hierarchy is a view of it."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from edigw.model.base import (
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
    Parties,
    Party,
    Refs,
)


class ShipmentOrder(Model):
    """What an HL*O says of one order (for one destination)."""

    number: str
    destination: str | None = None  # with number it is the key
    release: str | None = None
    change: str | None = None  # number of the order's change
    contract: str | None = None
    ordered_on: date | None = None
    department: str | None = None
    division: str | None = None
    vendor: str | None = None
    invoice: str | None = None
    buyer: Party | None = None
    mark_for: Party | None = None
    ship_to: Party | None = None
    parties: Parties = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    lading: tuple[Lading, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    descriptions: tuple[Description, ...] = ()
    notes: tuple[Note, ...] = ()
    own: Own = Field(default_factory=dict)


class HandlingUnit(Model):
    """A carton or a pallet."""

    key: str  # its SSCC-18; without one, a name within this shipment, equal up to renaming
    sscc: str | None = None  # 18 digits
    packaging: str | None = None  # what kind of carton or pallet, where that is said
    count: Number | None = None  # so many alike, where one entry stands for several
    marks: Ids = Field(default_factory=dict)  # other marks, by word
    lading: tuple[Lading, ...] = ()
    packing: Packing | None = None
    measures: tuple[Measure, ...] = ()
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    descriptions: tuple[Description, ...] = ()
    destination: Party | None = None
    own: Own = Field(default_factory=dict)


class ShipmentItem(Model):
    """So much of a product, of one order line, in one carton."""

    order: str  # ShipmentOrder.number
    destination: str | None = None
    carton: str | None = None  # HandlingUnit.key in Shipment.cartons
    pallet: str | None = None  # HandlingUnit.key in Shipment.pallets
    line_no: str | None = None
    ids: Ids = Field(default_factory=dict)
    qty: Number
    unit: str | None = None
    ordered_qty: Number | None = None
    ordered_unit: str | None = None
    shipped_to_date: Number | None = None
    status: str | None = None
    lot: str | None = None
    expires_on: date | None = None
    description: str | None = None
    description_trait: str | None = None
    descriptions: tuple[Description, ...] = ()
    measures: tuple[Measure, ...] = ()
    packing: Packing | None = None
    marks: Ids = Field(default_factory=dict)
    parties: Parties = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    own: Own = Field(default_factory=dict)


class Shipment(Model):
    """A ship notice (856, DESADV)."""

    number: str  # BSN02, our shipment id
    purpose: str | None = None
    created_on: date | None = None
    created_at: str | None = None  # HHMM or HHMMSS
    structure: str | None = None  # BSN05 in words: pick_and_pack, standard_pack …; the map's levels decide
    status: str | None = None
    status_reason: str | None = None
    bill_of_lading: str | None = None
    pro_number: str | None = None
    ship_from: Party | None = None
    ship_to: Party | None = None
    bill_to: Party | None = None
    parties: Parties = Field(default_factory=dict)
    refs: Refs = Field(default_factory=dict)
    dates: Dates = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    carrier: tuple[Carrier, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    lading: tuple[Lading, ...] = ()
    freight: Freight | None = None
    measures: tuple[Measure, ...] = ()
    charges: tuple[Charge, ...] = ()
    notes: tuple[Note, ...] = ()
    currency: str | None = None
    currency_party: str | None = None
    notice_dates: Dates = Field(default_factory=dict)  # of the notice as a whole, not of the goods
    orders: tuple[ShipmentOrder, ...] = ()
    pallets: tuple[HandlingUnit, ...] = ()
    cartons: tuple[HandlingUnit, ...] = ()
    items: tuple[ShipmentItem, ...] = ()
    level_count: Number | None = None
    hash_total: Number | None = None
    own: Own = Field(default_factory=dict)
