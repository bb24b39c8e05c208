"""Boundary C for what only informs us (812, 861, 864, INVRPT, SLSRPT; 824 besides its answers): told to our systems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.effects import ErpOut
from edigw.model.adjustment import Adjustment
from edigw.model.advice import ApplicationAdvice
from edigw.model.base import Model
from edigw.model.inventory import InventoryReport
from edigw.model.receiving import ReceivingAdvice
from edigw.model.sales import SalesReport
from edigw.model.text import TextMessage
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound import erp_out
from edigw.pipeline.rows import Row
from edigw.pipeline.turn.carry import Cause
from edigw.store import invoices, shipments


def received(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """An 861: of our shipment where they name it, and of the orders."""
    advice = ReceivingAdvice.model_validate_json(document.body)
    shipment = advice.shipment_number
    found = (
        shipments.by_number(desk.connection, cause.partner.name, cause.partner.usage, shipment) if shipment else None
    )
    named = [*advice.orders, *(line.order for line in advice.lines if line.order is not None)]
    references = [ref.value for ref in advice.refs.get("order_number", ()) if ref.value]
    numbers = dict.fromkeys([*(one.number for one in named), *references])
    return _noted(desk, document, cause, "receiving", advice, numbers, found)


def adjusted(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """An 812: of our invoice where they name it, and of the order. It books nothing: a person or the ERP decides."""
    adjustment = Adjustment.model_validate_json(document.body)
    partner, found = cause.partner, None
    if adjustment.invoice:
        found = invoices.by_number(desk.connection, partner.identity.key, partner.usage, adjustment.invoice)
        found = found if found is not None and found.partner == partner.name else None
    numbers = [adjustment.order_number] if adjustment.order_number else []
    return _noted(desk, document, cause, "adjustment", adjustment, numbers, found)


def written(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """An 864: for people."""
    return _noted(desk, document, cause, "message", TextMessage.model_validate_json(document.body), (), None)


def stocked(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """An INVRPT: what they have in their stores and warehouses."""
    return _noted(desk, document, cause, "inventory", InventoryReport.model_validate_json(document.body), (), None)


def sold(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """An SLSRPT: what they sold of our goods."""
    return _noted(desk, document, cause, "sales", SalesReport.model_validate_json(document.body), (), None)


def told(desk: Desk, document: Stored[Any], cause: Cause, columns: Row) -> Row:
    """An 824 or APERAK, which answers documents of ours, is news for our own systems too."""
    body = ApplicationAdvice.model_validate_json(document.body)
    erp_out.tell(desk, ErpOut("advice", body, ""), cause.partner, document.id)
    return columns


def _noted(
    desk: Desk, document: Stored[Any], cause: Cause, kind: str, body: Model, numbers: Iterable[str], ours: Any
) -> Row:  # fmt: skip
    """`numbers` are those of orders; `ours` is the row of the shipment or invoice of ours that it names."""
    known = [state for number in numbers for state in desk.orders_of(number, cause.partner)]
    orders = dict.fromkeys([state.order_id for state in known] + ([ours.order_id] if ours and ours.order_id else []))
    for order_id in orders:
        desk.touch(order_id, document.id)
    if ours is not None and ours.document_id:
        desk.answer(document.id, [ours.document_id])
    order_id = next(iter(orders), "")
    erp_out.tell(desk, ErpOut(kind, body, order_id), cause.partner, document.id)
    number = next(iter(numbers), None)
    more = {"order_id": order_id, "po_number": number}
    return rows.settled("DONE", **{name: value for name, value in more.items() if value})
