"""A document of ours composed anew: what it says because the order says so is taken from the order as it stands now.

What is a fact of the document itself stays: quantities, cartons, numbers, dates, prices and totals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from edigw.lifecycle.echoed import ANSWER, INVOICE, LINE, SHIPMENT, SHIPPED_ORDER, echoed
from edigw.lifecycle.facts import OrderState
from edigw.model.answer import OrderAnswer
from edigw.model.base import Model
from edigw.model.invoice import Invoice
from edigw.model.order import Order, OrderLine
from edigw.model.shipment import Shipment, ShipmentItem

M = TypeVar("M", bound=Model)


def restated(body: Model, orders: Sequence[OrderState]) -> Model:
    """The document again; `orders` are those that it is about, its main one first. Others come back as they are."""
    if not orders:
        return body
    main = orders[0].order
    match body:
        case OrderAnswer():
            answered = tuple(_line(line, line.no, main, LINE) for line in body.lines)
            return _echo(body, main, ANSWER).model_copy(update={"lines": answered})
        case Invoice():
            billed = tuple(_line(line, line.no, main, LINE) for line in body.lines)
            return _echo(body, main, INVOICE).model_copy(update={"lines": billed})
        case Shipment():
            return _shipment(body, main, {state.number: state.order for state in orders})
    return body


def _shipment(body: Shipment, main: Order, orders: Mapping[str, Order]) -> Shipment:
    rows = tuple(_echo(row, orders[row.number], SHIPPED_ORDER) if row.number in orders else row for row in body.orders)
    items = tuple(_item(item, orders[item.order]) if item.order in orders else item for item in body.items)
    return _echo(body, main, SHIPMENT).model_copy(update={"orders": rows, "items": items})


def _item(item: ShipmentItem, order: Order) -> ShipmentItem:
    """A lot goes out beside the item's ids."""
    made = _line(item, item.line_no, order, LINE)
    return made.model_copy(update={"ids": {**made.ids, "lot": (item.lot,)}}) if item.lot else made


def _line(row: M, no: str | None, order: Order, names: Sequence[str]) -> M:
    """As the order's line of that number says now; where there is not exactly one, as it was."""
    same: list[OrderLine] = [line for line in order.lines if line.no == no]
    return _echo(row, same[0], names) if len(same) == 1 else row


def _echo(row: M, source: Model, names: Sequence[str]) -> M:
    return row.model_copy(update=echoed(source, names))
