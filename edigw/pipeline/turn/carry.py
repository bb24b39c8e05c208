"""Carry out what a decision wants, as rows on the desk: the interpreter of lifecycle's effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row as Stored

from edigw.errors import Refused
from edigw.lifecycle import decide, return_steps
from edigw.lifecycle.effects import (
    Compose,
    Decision,
    Duplicate,
    ErpOut,
    Event,
    Follow,
    Hold,
    Open,
    Reject,
    Revise,
    Stock,
    Update,
)
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import CreditRequest, InvoiceRequest, ShipRequest
from edigw.model.change import OrderChange
from edigw.model.invoice import Invoice
from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.model.shipment import Shipment
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound import drafts, erp_out
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import anew, differs
from edigw.store import counters, documents, invoices, shipments


@dataclass(frozen=True, slots=True)
class Cause:
    """The document in hand, from which everything follows."""

    document_id: str
    partner: Partner
    order: Order | None = None  # that it holds
    order_key: str | None = None
    replaces: str | None = None  # the document that it does anew

    def local(self, now: datetime) -> datetime:
        """The instant in the zone of our identity: business dates are taken from it."""
        return now.astimezone(ZoneInfo(self.partner.identity.time_zone))


def carry(desk: Desk, decision: Decision, cause: Cause) -> Row:
    """Carry out every effect in its order. Returns the columns that the document in hand takes by it."""
    columns: Row = rows.settled("DONE")
    for effect in decision.effects:
        match effect:
            case Open():
                desk.open_order(effect.state)
                columns |= _touch(desk, effect.state, cause)
            case Revise():
                desk.update_order(effect.state, revised_by=cause.document_id)
                columns |= _touch(desk, effect.state, cause)
            case Update():
                desk.update_order(effect.state)
                columns |= _touch(desk, effect.state, cause)
            case Event():
                desk.tell(effect.kind, cause.document_id, effect.order_id or None, **dict(effect.payload))
            case Compose():
                _compose(desk, effect, cause)
            case Hold():
                columns |= rows.waiting(effect.reason, effect.waits_for, effect.due_at) | _differs(desk, effect, cause)
            case Reject():
                columns |= rows.settled("REJECTED", effect.reason)
            case Duplicate():
                columns |= rows.settled("DUPLICATE", "ORDER_REPEATED", order_id=effect.of)
                desk.touch(effect.of, cause.document_id)
            case ErpOut():
                erp_out.tell(desk, effect, cause.partner, cause.document_id)
            case Follow():
                columns |= follow(desk, effect, cause)
            case Stock():
                desk.tell("stock.received", cause.document_id, lines=len(effect.report.lines))
    return columns


def _differs(desk: Desk, effect: Hold, cause: Cause) -> Row:
    document = documents.get(desk.connection, cause.document_id) if effect.against else None
    if document is None or effect.against is None:
        return {}
    orders = isinstance(cause.order, Order) and not isinstance(cause.order, OrderChange)
    state = desk.order(cause.order_key) if orders and cause.order_key else None
    return differs.columns(desk, document, effect.against, state)


def follow(desk: Desk, effect: Follow, cause: Cause) -> Row:
    """The next step at once. Where it is refused the document waits, with what is still to be done."""
    state = desk.order_of(effect.order_id)
    if state is None:
        return {}
    try:
        match effect.request:
            case ShipRequest() as request:
                decision = ship(desk, [state], request, cause)
            case CreditRequest() as request:
                decision = credit(desk, state, request, cause)
            case request:
                decision = bill(desk, state, request, cause)
    except Refused as error:
        desk.tell("step.refused", cause.document_id, effect.order_id, step=effect.step, why=error.message)
        step = {"step": effect.step, "order_id": effect.order_id, "request": rows.canonical(effect.request)}
        return {**rows.waiting("REFUSED", "person", desk.now + rows.WAITS), "details": {"follow": step}}
    moved = carry(desk, decision, cause)
    return moved if moved["state"] == "WAITING" else {}


REQUESTS: Mapping[str, type[ShipRequest | InvoiceRequest]] = {
    "ship": ShipRequest,
    "invoice": InvoiceRequest,
    "credit": CreditRequest,
}


def try_again(desk: Desk, document: Stored[Any], cause: Cause, lifted: Set[str]) -> Row | None:
    """A step that was refused and that a person let go; None: the document has none."""
    held = (document.details or {}).get("follow")
    if not held or "REFUSED" not in lifted:
        return None
    step = Follow(held["step"], held["order_id"], REQUESTS[held["step"]].model_validate(held["request"]))
    return {**rows.settled("DONE"), **follow(desk, step, cause)}


def ship(desk: Desk, states: Sequence[OrderState], request: ShipRequest, cause: Cause) -> Decision:
    """Decide a shipment, with serials from the counter of our first GS1 prefix. Raises Refused, having taken none."""
    partner, now = cause.partner, cause.local(desk.now)
    number = request.number or desk.new_id().upper()
    if shipments.by_number(desk.connection, partner.name, partner.usage, number) is not None:
        raise Refused(f"shipment {number} exists already", "give it another number")
    needed = decide.sscc_needed(states, request, partner)
    trial = range(1, needed + 1)
    decision = decide.ship(states, request, partner, now=now, number=number, serials=trial, cause=cause.document_id)
    prefixes = partner.identity.gs1_prefixes
    if not needed or not prefixes:
        return decision
    desk.hold_counters(partner)
    serials = counters.take_sscc(desk.connection, prefixes[0], partner.usage, needed)
    return decide.ship(states, request, partner, now=now, number=number, serials=serials, cause=cause.document_id)


def bill(desk: Desk, state: OrderState, request: InvoiceRequest, cause: Cause) -> Decision:
    """Decide an invoice, with the next number of our series. Raises Refused, having taken none."""
    now, of = cause.local(desk.now), cause.document_id
    return _numbered(
        desk, request, cause,
        lambda number: decide.bill(state, request, cause.partner, now=now, number=number, cause=of),
    )  # fmt: skip


def credit(desk: Desk, state: OrderState, request: CreditRequest, cause: Cause) -> Decision:
    """Decide a credit memo, numbered in the series of our invoices. Raises Refused, having taken none."""
    now, of = cause.local(desk.now), cause.document_id
    return _numbered(
        desk, request, cause,
        lambda number: return_steps.credit(state, request, cause.partner, now=now, number=number, cause=of),
    )  # fmt: skip


def _numbered(desk: Desk, request: InvoiceRequest, cause: Cause, decided: Callable[[str], Decision]) -> Decision:
    """Decided on trial first, so that what is refused takes no number."""
    partner, identity = cause.partner, cause.partner.identity
    decision = decided(request.number or "0")
    if request.number:
        if invoices.by_number(desk.connection, identity.key, partner.usage, request.number) is not None:
            raise Refused(f"invoice {request.number} exists already", "give it another number")
        return decision
    desk.hold_counters(partner)
    while True:
        serial = counters.take_invoice(desk.connection, identity.key, partner.usage, identity.invoice_series)[0]
        number = f"{identity.invoice_series}{serial}"
        if invoices.by_number(desk.connection, identity.key, partner.usage, number) is None:
            break  # a person may have used the number before
    return decided(number)


def _touch(desk: Desk, state: OrderState, cause: Cause) -> Row:
    desk.touch(state.order_id, cause.document_id)
    return {"order_id": state.order_id, "order_key": state.order_key}


def _compose(desk: Desk, effect: Compose, cause: Cause) -> None:
    state = desk.order_of(effect.order_ids[0]) if effect.order_ids else None
    number = state.number if state else getattr(effect.body, "order_number", None)
    if cause.replaces and effect.document == "answer" and state is not None:
        kind = drafts.WIRE[cause.partner.standard]["answer"][0]
        if (told := anew.told_already(desk, state.order_id, kind, effect.body)) is not None:
            desk.tell("answer.unchanged", cause.document_id, state.order_id, told=told)
            return
    document_id = drafts.document(desk, effect, cause.partner, number, cause.document_id)
    if document_id is not None and effect.document == "answer" and state is not None:
        desk.answer(document_id, [state.revised_by])
    if document_id is not None and effect.answers:
        desk.answer(document_id, effect.answers)
    if isinstance(effect.body, Shipment):
        _keep_shipment(desk, effect, effect.body, document_id, cause.partner)
    if isinstance(effect.body, Invoice):
        _keep_invoice(desk, effect, effect.body, document_id, cause.partner)


def _keep_shipment(desk: Desk, effect: Compose, body: Shipment, document_id: str | None, partner: Partner) -> None:
    units = [("pallet", unit) for unit in body.pallets] + [("carton", unit) for unit in body.cartons]
    row = {
        "id": desk.new_id(), "partner": partner.name, "usage": partner.usage, "number": body.number,
        "order_id": effect.order_ids[0] if effect.order_ids else None, "document_id": document_id,
        "body": body.model_dump_json(exclude_defaults=True),
    }  # fmt: skip
    boxes = [{"key": one.key, "usage": partner.usage, "kind": kind, "sscc": one.sscc} for kind, one in units]
    shipments.insert(desk.connection, row, boxes, desk.now)


def _keep_invoice(desk: Desk, effect: Compose, body: Invoice, document_id: str | None, partner: Partner) -> None:
    row = {
        "id": desk.new_id(), "identity": partner.identity.key, "partner": partner.name, "usage": partner.usage,
        "number": body.number, "order_id": effect.order_ids[0] if effect.order_ids else None,
        "document_id": document_id, "currency": body.currency, "total": body.total,
        "body": body.model_dump_json(exclude_defaults=True),
    }  # fmt: skip
    invoices.insert(desk.connection, row, desk.now)
