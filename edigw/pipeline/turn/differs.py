"""In what a document differs from the one that came before under the same key: for whoever ends its wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.facts import OrderState
from edigw.model.order import Order
from edigw.pipeline.desk import Desk
from edigw.pipeline.inspect import compare
from edigw.pipeline.rows import Row
from edigw.pipeline.turn.keys import ORDERS
from edigw.store import documents

ENRICHED = {"channel"}  # what no document says


def columns(desk: Desk, document: Stored[Any], against: str, state: OrderState | None = None) -> Row:
    """Details with `differs`: {"document_id", "from", "changes": [{"path", "before", "after"}]}, old -> new.

    `against` is the earlier document; where it was no order (a change by phone), `state` is compared as it stands.
    """
    earlier = documents.get(desk.connection, against)
    pending = desk.pending(document.id).get("details", document.details)
    called = f"{earlier.type} {earlier.po_number or ''}".strip() if earlier is not None else "what came before"
    if state is not None:
        called = f"order {state.number}, revision {state.revision}"
    before = earlier.body if earlier is not None else None
    if state is not None and (earlier is None or ORDERS.get((earlier.standard, earlier.type or "")) is not Order):
        before = state.order.model_dump_json(exclude_defaults=True, exclude=ENRICHED).encode()
    told = {"document_id": against, "from": called, "changes": compare.bodies(before, document.body)}
    return {"details": {**(pending or {}), "differs": told}}


def place_of(document: Stored[Any]) -> tuple[Any, ...]:
    """By which a document of an interchange is found again in another."""
    return document.group_no, document.set_no, document.type


__all__ = ["columns", "place_of"]
