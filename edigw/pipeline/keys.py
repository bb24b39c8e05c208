"""What a document depends on: the key of the order that it opens or revises, by which others wait behind it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.decide import order_key
from edigw.model.order import Order
from edigw.model.partner import Partner

ORDERS = (("x12", "850"), ("canonical", "order"))


def read_order(document: Stored[Any]) -> Order:
    """The order of an order document; how it reached us stands in it."""
    return Order.model_validate_json(document.body).model_copy(update={"channel": document.standard})


def key_of(document: Stored[Any], partner: Partner) -> str | None:
    """The order key; None for what is no order, or one that its map could not read."""
    if (document.standard, document.type) not in ORDERS or document.body is None:
        return None
    return order_key(read_order(document), partner)
