"""What a person or an ERP may ask for, everything optional: answer, ship, invoice, stock. Their JSON is `--file`'s."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from edigw.model.answer import Outcome
from edigw.model.base import (
    Carrier,
    Charge,
    Contact,
    Dates,
    Equipment,
    Ids,
    Lading,
    Model,
    Note,
    Number,
    Refs,
    Tax,
    Terms,
)
from edigw.model.order import Order


class AnswerLineRequest(Model):
    """What becomes of one line. Quantities are in the order's unit; what nobody names follows the partner's policy."""

    no: str
    accept: Number | None = None
    backorder: Number | None = None
    backorder_on: date | None = None
    reject: Number | None = None  # with nothing else given, and `reason`: the whole line
    cancel: Number | None = None  # we delete it
    reason: str | None = None  # a rejection's word: rejected, rejected_bad_item …
    price: Number | None = None  # ours, where it changes
    ship_on: date | None = None  # a new date for what is accepted
    substitute: Ids = {}  # ids of what comes instead
    outcomes: tuple[Outcome, ...] = ()  # the exact words instead of all the above


class AnswerRequest(Model):
    """`edigw orders ack`: lines that are not listed are accepted as ordered, or all rejected."""

    order: str | None = None  # the buyer's order number, needed where nothing else names the order
    accept: bool = True  # False: what is not listed is rejected
    lines: tuple[AnswerLineRequest, ...] = ()
    reason: str | None = None  # word of a rejection of the whole
    seller_order: str | None = None  # our own number
    answered_on: date | None = None
    notes: tuple[Note, ...] = ()
    refs: Refs = {}


class ShipLine(Model):
    """So much of an order line, wholly in one carton where one is named."""

    no: str
    order: str | None = None  # the buyer's order number; needed when the shipment holds several
    qty: Number | None = None  # in `unit`; None: all that is confirmed and not shipped
    unit: str | None = None  # the order's or the base unit; None: the order's
    destination: str | None = None  # store
    carton: str | None = None  # ShipUnit.key
    pallet: str | None = None
    lot: str | None = None
    expires_on: date | None = None


class ShipUnit(Model):
    """A carton or a pallet; without an SSCC it gets one from the counter."""

    key: str
    sscc: str | None = None  # 18 digits, as printed on the label
    pallet: str | None = None  # of a carton: the pallet it stands on
    packaging: str | None = None
    weight: Number | None = None
    weight_unit: str | None = None
    tracking: str | None = None


class ShipRequest(Model):
    """`edigw orders ship`: empty ships everything that is confirmed and not shipped."""

    order: str | None = None  # of lines that name none
    number: str | None = None  # our shipment number; None: given
    lines: tuple[ShipLine, ...] = ()
    cartons: tuple[ShipUnit, ...] = ()
    pallets: tuple[ShipUnit, ...] = ()
    carrier: Carrier | None = None
    bill_of_lading: str | None = None
    pro_number: str | None = None
    shipped_on: date | None = None
    shipped_at: str | None = None  # HHMM
    delivers_on: date | None = None
    lading: tuple[Lading, ...] = ()  # None given: counted from the cartons
    equipment: tuple[Equipment, ...] = ()
    refs: Refs = {}
    contacts: tuple[Contact, ...] = ()
    notes: tuple[Note, ...] = ()


class InvoiceLineRequest(Model):
    no: str
    qty: Number | None = None  # in the order's unit; None: all that is shipped and not invoiced
    price: Number | None = None  # in the order's currency; None: as agreed
    charges: tuple[Charge, ...] = ()
    taxes: tuple[Tax, ...] = ()


class InvoiceRequest(Model):
    """`edigw orders invoice`: empty bills everything that is shipped and not invoiced."""

    order: str | None = None
    number: str | None = None  # None: the next of our series
    invoiced_on: date | None = None
    lines: tuple[InvoiceLineRequest, ...] = ()
    charges: tuple[Charge, ...] = ()
    taxes: tuple[Tax, ...] = ()
    terms: tuple[Terms, ...] = ()  # none: the order's
    total: Number | None = None  # what the ERP computed: it must agree to the cent
    refs: Refs = {}
    notes: tuple[Note, ...] = ()


class AmendLineRequest(Model):
    """A line as the buyer now wants it; a number that the order lacks is a new line."""

    no: str | None = None
    qty: Number | None = None  # the new total, in the order's unit; zero: none
    unit: str | None = None
    price: Number | None = None
    dates: Dates = {}
    ids: Ids = {}
    description: str | None = None
    cancel: bool = False


class AmendRequest(Model):
    """`edigw orders amend` and `cancel`: what the buyer changed by phone or letter."""

    order: str | None = None
    purpose: str = "change"  # change: the listed lines; replace: all lines by these; cancel: the whole order
    lines: tuple[AmendLineRequest, ...] = ()
    dates: Dates = {}


class ReturnLineRequest(Model):
    no: str
    qty: Number | None = None  # in the order's unit; None: all that was asked, or allowed
    response: str | None = None  # why it is refused: not_defective, time_limit …


class ReturnRequest(Model):
    """`edigw orders return`: allow, refuse or receive goods that the buyer wants to send back."""

    order: str | None = None
    step: str = "authorise"  # authorise, refuse, receive
    number: str | None = None  # of the return, theirs or ours; needed where several are open
    authorization: str | None = None  # our number for it; None: given
    goods: str | None = None  # return, keep, destroy; None: as the partner's file says
    response: str | None = None  # why it is refused as a whole
    lines: tuple[ReturnLineRequest, ...] = ()  # none: all lines; of a return that nobody asked for: what comes back


class CreditRequest(InvoiceRequest):
    """`edigw orders credit`: empty credits everything that came back, or may be kept, and is not credited."""

    authorization: str | None = None  # our number of the return; None: the latest


class StockLine(Model):
    sku: str
    qty: Number
    unit: str | None = None


class StockReport(Model):
    """On hand at one place, as a warehouse or ERP tells it."""

    location: str | None = None
    as_of: datetime | None = None
    lines: tuple[StockLine, ...] = ()


BODIES: Mapping[str, type[Model]] = {  # what comes in at the ERP door, by kind
    "order": Order,
    "answer": AnswerRequest,
    "shipment": ShipRequest,
    "invoice": InvoiceRequest,
    "change": AmendRequest,
    "return": ReturnRequest,
    "credit": CreditRequest,
    "stock": StockReport,
}


def schema(kind: str) -> dict[str, object]:
    """The JSON Schema of a body; numbers are text or integers, since a binary float is not exact."""
    made = BODIES[kind].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_exact(made)}


def _exact(node: dict[str, object]) -> dict[str, object]:
    return {key: _exact_value(key, value) for key, value in node.items()}


def _exact_value(key: str, value: object) -> object:
    if isinstance(value, dict):
        return _exact(value)
    if isinstance(value, list):
        return [_exact(item) if isinstance(item, dict) else item for item in value]
    return "integer" if key == "type" and value == "number" else value
