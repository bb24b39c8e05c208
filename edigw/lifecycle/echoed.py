"""What a document of ours says because the order said so: which fields, and as the order says them now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edigw.model.base import Model
from edigw.model.order import Order

NUMBERS = ("release", "department", "division", "vendor", "own")
PARTIES = ("ship_to", "bill_to", "buyer", "seller", "ship_from", "parties")
ANSWER = (*PARTIES, *NUMBERS, "mark_for", "contract")
INVOICE = (*PARTIES, *NUMBERS, "ordered_on")
SHIPMENT = ("ship_to", "bill_to", "parties", "own")
SHIPPED_ORDER = (*NUMBERS, "ordered_on", "buyer")
LINE = ("ids", "description", "own")


def echoed(source: Model, names: Sequence[str]) -> dict[str, Any]:
    """These fields of an order, or of its line, by their names."""
    return {name: getattr(source, name) for name in names}


def money(order: Order) -> dict[str, Any]:
    """The order's currency; whose it is, where the order says none: ours, who sell."""
    return {
        "currency": order.currency,
        "currency_party": order.currency_party or ("seller" if order.currency else None),
    }
