"""What a document depends on: the key of the order that it opens or revises, by which others wait behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.decide import order_key
from edigw.model.change import OrderChange
from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.pipeline.remembered import Remembered

ORDERS: Mapping[tuple[str, str], type[Order]] = {
    ("x12", "850"): Order,
    ("x12", "860"): OrderChange,
    ("x12", "875"): Order,
    ("edifact", "ORDERS"): Order,
    ("edifact", "ORDCHG"): OrderChange,
    ("canonical", "order"): Order,
}


def order_in(document: Stored[Any], remembered: Remembered | None = None) -> Order | None:
    """The order of an order document or of its change, with how it reached us; None for any other, or one that was
    not understood."""
    model = ORDERS.get((document.standard, document.type or ""))
    if model is None or document.body is None:
        return None
    body = document.body
    order = model.model_validate_json(body) if remembered is None else remembered.take(model, body)
    return order.model_copy(update={"channel": document.standard})


def key_of(document: Stored[Any], partner: Partner) -> str | None:
    """The order key of an order document or of a change; None for any other."""
    order = order_in(document)
    return None if order is None else order_key(order, partner)
