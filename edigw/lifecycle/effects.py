"""What a decision wants done, as data: the pipeline carries it out in one transaction, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import CreditRequest, InvoiceRequest, ShipRequest, StockReport
from edigw.model.base import Model
from edigw.tree import Finding


@dataclass(frozen=True, slots=True)
class Open:
    """Store a new order, its first revision."""

    state: OrderState


@dataclass(frozen=True, slots=True)
class Revise:
    """Store a new revision of an order (state.revision, state.revised_by); replaces the state."""

    state: OrderState


@dataclass(frozen=True, slots=True)
class Update:
    """Replace the state of an order: ledger, answers, shipments or invoices moved; the revision stays."""

    state: OrderState


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the journal: "order.opened", "order.answered" …; payload is JSON-ready."""

    kind: str
    order_id: str
    payload: Mapping[str, object] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Compose:
    """Write a document to the partner: `answer` (855, ORDRSP), `shipment` (856), `invoice` and `credit` (810),

    `change_answer` (865), `return` (180).
    """

    document: str  # answer, change_answer, shipment, invoice, credit, return
    body: Model
    order_ids: tuple[str, ...]
    cause: str  # document id or event that caused it
    answers: tuple[str, ...] = ()  # ids of the documents that it answers, besides an answer's order


@dataclass(frozen=True, slots=True)
class Hold:
    """Something waits. subject `document`: the document in hand is WAITING and nothing else happens.

    subject `answer`: the order was opened or revised, its answer waits; the document in hand is WAITING.
    """

    reason: str  # CONFLICT, MANUAL, PRICE, ITEM, QUANTITY, NOT_SUPPORTED, ORDER_UNKNOWN, EARLIER_CHANGE, RETURN
    waits_for: str  # who can end it: person, erp, or what is to come first
    due_at: datetime
    message: str
    subject: str = "document"  # document, answer
    against: str | None = None  # with CONFLICT: the document that came before under the same key


@dataclass(frozen=True, slots=True)
class Reject:
    """The document in hand is REJECTED for a business reason; nothing of it takes effect."""

    reason: str  # ORDER_EXISTS, NO_LINES
    message: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The document in hand repeats an order; nothing of it takes effect."""

    of: str  # order_id
    message: str


@dataclass(frozen=True, slots=True)
class ErpOut:
    """Tell our own systems: kind `order` (new) or `change` (a revision), body the Order; or what a partner tells us."""

    kind: str
    body: Model
    order_id: str


@dataclass(frozen=True, slots=True)
class Follow:
    """The next step of the order's life is due at once: take the counters it needs and decide it."""

    step: str  # ship, invoice, credit
    order_id: str
    request: ShipRequest | InvoiceRequest | CreditRequest


@dataclass(frozen=True, slots=True)
class Stock:
    """Keep a stock report; nothing is allocated from it."""

    report: StockReport
    document_id: str


Effect = Open | Revise | Update | Event | Compose | Hold | Reject | Duplicate | ErpOut | Follow | Stock


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that follows from one document or request. Findings are notes on it and stop nothing."""

    effects: tuple[Effect, ...] = ()
    findings: tuple[Finding, ...] = ()
