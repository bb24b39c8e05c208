"""The facts that a decision starts from: an order as it stands, with its ledger, answers, shipments and invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from edigw.model.base import Model, Number
from edigw.model.order import Order, OrderLine
from edigw.model.returns import Return

ZERO = Decimal(0)


class LedgerLine(Model):
    """One line's account; every quantity but `factor` is in `unit`, the line's base unit.

    ordered = open + confirmed + backordered + rejected + cancelled.
    """

    no: str  # unique in its order; a buyer's repeated "2" is "2", "2#2"
    unit: str | None = None  # base unit; without a pack factor the order's own
    order_unit: str | None = None
    factor: Number = Decimal(1)  # base units in one order unit
    sku: str | None = None  # ours, where enrichment found the item
    ordered: Number = ZERO  # only grows
    open: Number = ZERO  # not answered yet
    confirmed: Number = ZERO
    backordered: Number = ZERO
    rejected: Number = ZERO
    cancelled: Number = ZERO
    shipped: Number = ZERO
    invoiced: Number = ZERO
    returned: Number = ZERO
    credited: Number = ZERO
    price: Number | None = None  # agreed, in the order's currency per order unit and basis; None: the order's own
    state: str = "open"  # a word of states.LINE, derived


class Moved(Model):
    """So much of a line in one shipment or invoice."""

    no: str  # LedgerLine.no
    qty: Number  # in the line's base unit
    destination: str | None = None
    price: Number | None = None  # of an invoice: at which it was billed, per order unit and basis


class ShipmentFact(Model):
    """What a shipment of ours took from this order."""

    number: str
    on: date | None = None
    bill_of_lading: str | None = None
    items: tuple[Moved, ...] = ()


class InvoiceFact(Model):
    """What an invoice of ours billed of this order."""

    number: str
    on: date | None = None
    total: Number = ZERO  # in the order's currency
    items: tuple[Moved, ...] = ()


class AnswerFact(Model):
    """An answer that we gave: the first, or a later one that names its cause."""

    on: date | None = None
    status: str  # OrderAnswer.status
    cause: str  # id of the document or the word of the event that caused it


class ChangeFact(Model):
    """A change of this order that the buyer sent, carried out or refused."""

    number: int  # the buyer's count; where none was said, the next
    on: date | None = None
    fingerprint: str
    document: str  # id
    status: str  # ChangeAnswer.status


class ReturnItem(Model):
    """So much of a line in one return; every quantity is in the line's base unit."""

    no: str  # LedgerLine.no
    asked: Number
    authorised: Number = ZERO
    received: Number = ZERO
    response: str | None = None  # why not, where it was refused


class ReturnFact(Model):
    """A return of goods of this order: what was asked, what we allowed, what came."""

    number: str  # the buyer's
    authorization: str | None = None  # ours
    on: date | None = None
    document: str  # id of the request
    fingerprint: str
    state: str = "requested"  # requested, authorised, refused, received, cancelled
    keeps: bool = False  # the buyer keeps or destroys the goods: credited without a receipt
    items: tuple[ReturnItem, ...] = ()
    note: Return  # the request, as far as it is about this order


class OrderState(Model):
    """An order as it stands: what is stored as JSON and handed to every decision."""

    order_id: str  # the id of the document that opened it
    partner: str
    usage: str  # P or T
    order_key: str
    number: str  # the buyer's
    revision: int = 1
    state: str = "open"  # a word of states.ORDER, derived from the lines
    channel: str | None = None
    opened_by: str  # document id
    revised_by: str  # document id of the latest revision
    fingerprint: str  # of the latest revision as it was received
    order: Order  # the latest revision, enriched
    ledger: tuple[LedgerLine, ...] = ()  # lines of `order` first, in their order; then lines that a revision dropped
    holds: tuple[str, ...] = ()  # reasons for which the answer waits: MANUAL, PRICE, ITEM, QUANTITY
    answers: tuple[AnswerFact, ...] = ()
    shipments: tuple[ShipmentFact, ...] = ()
    invoices: tuple[InvoiceFact, ...] = ()
    changes: tuple[ChangeFact, ...] = ()
    returns: tuple[ReturnFact, ...] = ()
    credits: tuple[InvoiceFact, ...] = ()

    @property
    def answered(self) -> bool:
        """The first answer was given (or, for partners who want none, taken as given)."""
        return bool(self.answers)

    def pairs(self) -> tuple[tuple[OrderLine, LedgerLine], ...]:
        """The lines of the latest revision, each with its account."""
        return tuple(zip(self.order.lines, self.ledger, strict=False))

    def line(self, no: str) -> LedgerLine | None:
        """The account of a line by its number."""
        return next((line for line in self.ledger if line.no == no), None)
