"""Boundary C, second half: one document's turn. What it is decides who decides; the effects go to the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row as Stored

from edigw.errors import Refused
from edigw.lifecycle import decide
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import AnswerRequest, InvoiceRequest, ShipRequest, StockReport
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import advised, changes, contrl, differs, reconcile, returns
from edigw.pipeline.turn.asked import lifted, noted, one_order
from edigw.pipeline.turn.carry import Cause, bill, carry, ship, try_again
from edigw.pipeline.turn.informed import adjusted, received, sold, stocked, told, written
from edigw.store import documents, erp

EARLIER = "EARLIER_DOCUMENT"
AWAITING = ("ORDER_UNKNOWN", "EARLIER_CHANGE")  # it waits for a document that is still to come, and holds none


def take_turn(desk: Desk, document: Stored[Any], cause: Cause) -> None:
    """Decide one document and note what became of it; what waited behind it gets its turn."""
    key = cause.order_key
    if key is not None:
        desk.change(document.id, order_key=key)
    columns = _repeated(desk, document) or _unread(desk, document) or _decided(desk, document, cause)
    if columns["state"] == "DONE" and document.verdict == "accepted_with_errors":
        columns |= {"state": "ACCEPTED_WITH_ERRORS", **rows.code_of(rows.findings_of(document.findings))}
    if key is not None and columns["state"] == "WAITING" and columns["reason"] in AWAITING:
        columns = {**columns, "order_key": desk.await_order(key, document.id)}
    desk.change(document.id, **columns)
    if columns["state"] == "WAITING":
        desk.attention += 1
        desk.hold(document.id, columns)
    elif key is not None:
        _follow_up(desk, key, bool(lifted(document)))
    desk.tell("document.settled", document.id, state=columns["state"], reason=columns.get("reason"))


def set_free(desk: Desk, order_key: str) -> None:
    """What waited behind the order key gets its turn, in the order of arrival."""
    for one in documents.held_by(desk.connection, order_key, EARLIER):
        desk.change(one.id, **rows.settled("RECEIVED", order_key=None))
    _arrived(desk, order_key)


def _follow_up(desk: Desk, order_key: str, released: bool) -> None:
    """A document of the order has had its turn: what waited behind it, or for it, gets its own."""
    if released:
        set_free(desk, order_key)
    else:
        _arrived(desk, order_key)


def _arrived(desk: Desk, order_key: str) -> None:
    for waiting_id in desk.awaited(order_key):
        desk.change(waiting_id, **rows.settled("RECEIVED", order_key=None))


def _repeated(desk: Desk, document: Stored[Any]) -> Row | None:
    """An entry of our own systems takes effect once; other content under its id waits."""
    details = document.details or {}
    if document.standard != "canonical" or not details.get("entry_id") or "CONFLICT" in lifted(document):
        return None
    key = (document.partner, document.usage, details["entry_id"])
    known = erp.remember(desk.connection, *key, details["sha256"], document.id, desk.now)
    if known is None:
        return None
    if known.sha256 == details["sha256"]:
        return rows.settled("DUPLICATE", "REPEATED")
    held = rows.waiting("CONFLICT", "erp", desk.now + rows.WAITS)
    return held | differs.columns(desk, document, known.document_id)


def _unread(desk: Desk, document: Stored[Any]) -> Row | None:
    """What its map could not read whole is not acted upon unless a person says so."""
    details = document.details or {}
    if document.body is None and (document.type, document.standard) != ("stock", "canonical"):
        return rows.waiting("UNREADABLE", "person", desk.now + rows.WAITS)
    reason = details.get("business")
    if not reason or reason in lifted(document):
        return None
    return rows.waiting(reason, "person", desk.now + rows.WAITS)


def _decided(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    if cause.order_key is not None and EARLIER not in lifted(document):
        before = desk.before(cause.order_key, document.id)
        if before is not None:
            return rows.waiting(EARLIER, f"document {before}", desk.now + rows.WAITS)
    decision = TURNS.get((document.standard, document.type or ""))
    if decision is None:
        return rows.waiting("NOT_SUPPORTED", "person", desk.now + rows.WAITS)
    try:
        return decision(desk, document, cause)
    except Refused as error:
        finding = {"rule": error.reason, "message": error.message, "hint": error.hint}
        return rows.settled("REJECTED", error.reason, findings=[*(document.findings or []), finding])


def _order(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """An order document: opens an order, revises one, repeats one, or waits."""
    if (again := try_again(desk, document, cause, lifted(document))) is not None:
        return again
    order, key = cause.order, cause.order_key
    if order is None or key is None:
        return rows.waiting("UNREADABLE", "person", desk.now + rows.WAITS)
    existing = desk.order(key)
    if existing is not None and document.id in (existing.opened_by, existing.revised_by):
        return _answer(desk, existing, None, cause)  # its hold was lifted: it is opened and not answered
    decision = decide.order_received(
        order, existing, cause.partner, now=cause.local(desk.now), document_id=document.id, lifted=lifted(document)
    )
    columns = carry(desk, decision, cause)
    return noted(columns, document, decision.findings)


def _answer(desk: Desk, state: OrderState, request: AnswerRequest | None, cause: Cause) -> Row:
    """An answer; the document whose answer waited is settled by it."""
    decision = decide.answer_order(state, request, cause.partner, now=cause.local(desk.now), cause=cause.document_id)
    columns = carry(desk, decision, cause)
    for waiting_id in {state.opened_by, state.revised_by} - {cause.document_id}:
        held = documents.get(desk.connection, waiting_id)
        if held is not None and held.state == "WAITING" and held.reason in (*state.holds, EARLIER):
            errors = held.verdict == "accepted_with_errors"
            desk.change(waiting_id, **rows.settled("ACCEPTED_WITH_ERRORS" if errors else "DONE"))
            set_free(desk, state.order_key)
    return columns


def _answer_request(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    request = AnswerRequest.model_validate_json(document.body)
    return _answer(desk, one_order(desk, request.order, cause), request, cause)


def _ship_request(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    request = ShipRequest.model_validate_json(document.body)
    named = dict.fromkeys([line.order or request.order for line in request.lines] or [request.order])
    states = [one_order(desk, name, cause) for name in named]
    if len(states) == 1:  # an id names an order as well as its number does
        lines = tuple(line.model_copy(update={"order": None}) for line in request.lines)
        request = request.model_copy(update={"order": states[0].number, "lines": lines})
    return carry(desk, ship(desk, states, request, cause), cause)


def _invoice_request(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    request = InvoiceRequest.model_validate_json(document.body)
    return carry(desk, bill(desk, one_order(desk, request.order, cause), request, cause), cause)


def _stock(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    report = StockReport.model_validate_json(document.body)
    return carry(desk, decide.stock_received(report, document.id), cause)


def _acknowledgement(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    return reconcile.functional(desk, document, cause.partner)


def _advice(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    return told(desk, document, cause, advised.advised(desk, document, cause.partner))


def _contrl(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    return contrl.contrl(desk, document, cause.partner)


def _ta1(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    return reconcile.ta1(desk, document, cause.partner)


Turn = Callable[[Desk, Stored[Any], Cause], Row]

TURNS: Mapping[tuple[str, str], Turn] = {
    ("x12", "850"): _order,
    ("x12", "860"): changes.changed,
    ("x12", "875"): _order,
    ("x12", "180"): returns.asked_for,
    ("x12", "997"): _acknowledgement,
    ("x12", "999"): _acknowledgement,
    ("x12", "812"): adjusted,
    ("x12", "824"): _advice,
    ("x12", "861"): received,
    ("x12", "864"): written,
    ("x12", "TA1"): _ta1,
    ("edifact", "ORDERS"): _order,
    ("edifact", "ORDCHG"): changes.changed,
    ("edifact", "ORDERSRTV"): returns.asked_for,
    ("edifact", "RETANN"): returns.asked_for,
    ("edifact", "APERAK"): _advice,
    ("edifact", "RECADV"): received,
    ("edifact", "INVRPT"): stocked,
    ("edifact", "SLSRPT"): sold,
    ("edifact", "CONTRL"): _contrl,
    ("canonical", "order"): _order,
    ("canonical", "answer"): _answer_request,
    ("canonical", "shipment"): _ship_request,
    ("canonical", "invoice"): _invoice_request,
    ("canonical", "change"): changes.amended,
    ("canonical", "return"): returns.decided,
    ("canonical", "credit"): returns.credited,
    ("canonical", "stock"): _stock,
}
