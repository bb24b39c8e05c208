"""The decisions of an order's life: facts in, effects out. Each step of the life is one function here."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime

from edigw.lifecycle.effects import Decision
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import AnswerRequest, InvoiceRequest, ShipRequest, StockReport
from edigw.model.order import Order
from edigw.model.partner import Partner


def order_key(order: Order, partner: Partner) -> str:
    """What makes an order one order: partner, usage, number and the partner's `duplicates.order_key` fields."""
    raise NotImplementedError


def order_received(
    order: Order,
    existing: OrderState | None,
    partner: Partner,
    *,
    now: datetime,
    document_id: str,
    lifted: Set[str] = frozenset(),
) -> Decision:
    """An order document arrived; `existing` is the order of the same order key.

    Enriches by itself. Effects: Open or Revise, Event, Compose("answer"), ErpOut, Follow; or Hold; or Reject; or
    Duplicate. `lifted` names the hold reasons that a person ended (`docs release`): the document is decided again
    without them.
    """
    raise NotImplementedError


def answer_order(
    state: OrderState, request: AnswerRequest | None, partner: Partner, *, now: datetime, cause: str
) -> Decision:
    """A person's or an ERP's answer; None: what the automatic answer would be, its holds lifted.

    Effects: Update, Event, Compose("answer") unless the partner wants none, Follow. Raises Refused with the
    arithmetic where the lines' ledger would not hold it.
    """
    raise NotImplementedError


def sscc_needed(states: Sequence[OrderState], request: ShipRequest, partner: Partner) -> int:
    """How many serials decide.ship will ask for: take so many from the counter of the identity's first GS1 prefix."""
    raise NotImplementedError


def ship(
    states: Sequence[OrderState],
    request: ShipRequest,
    partner: Partner,
    *,
    now: datetime,
    number: str,
    serials: Sequence[int],
    cause: str,
) -> Decision:
    """Goods leave: one Shipment over one or more orders of a partner.

    `number` is used where the request has none. Effects: an Update and Event for each order, Compose("shipment"),
    Follow("invoice") for partners who are billed at once. Raises Refused with the arithmetic.
    """
    raise NotImplementedError


def bill(
    state: OrderState, request: InvoiceRequest, partner: Partner, *, now: datetime, number: str, cause: str
) -> Decision:
    """An invoice for what is shipped and not invoiced. `number` is used where the request has none.

    Effects: Update, Event, Compose("invoice"). Raises Refused with the arithmetic.
    """
    raise NotImplementedError


def stock_received(report: StockReport, document_id: str) -> Decision:
    """A stock report is kept; nothing is allocated from it."""
    raise NotImplementedError
