"""What a document depends on: the key of the order that it opens or revises, by which others wait behind it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.decide import order_key
from edigw.model.order import Order
from edigw.model.partner import Partner

ORDERS = (("x12", "850"), ("canonical", "order"))


def order_in(document: Stored[Any]) -> Order | None:
    """The order of an order document, with how it reached us; None for any other, or one that was not understood."""
    if (document.standard, document.type) not in ORDERS or document.body is None:
        return None
    return Order.model_validate_json(document.body).model_copy(update={"channel": document.standard})


def key_of(document: Stored[Any], partner: Partner) -> str | None:
    """The order key of an order document; None for any other."""
    order = order_in(document)
    return None if order is None else order_key(order, partner)
