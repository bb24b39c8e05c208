"""The turn of a change of an order: an 860 that came, or what a person or an ERP was told by phone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle import change
from edigw.lifecycle.requests import AmendRequest
from edigw.model.change import OrderChange
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.turn.asked import lifted, noted, one_order
from edigw.pipeline.turn.carry import Cause, carry, try_again


def changed(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """A change document: revises its order, is refused, or waits for what comes first."""
    if (again := try_again(desk, document, cause, lifted(document))) is not None:
        return again
    if not isinstance(cause.order, OrderChange) or cause.order_key is None:
        return rows.waiting("UNREADABLE", "person", desk.now + rows.WAITS)
    decision = change.order_changed(
        cause.order, desk.order(cause.order_key), cause.partner, now=cause.local(desk.now),
        document_id=document.id, lifted=lifted(document),
    )  # fmt: skip
    return noted(carry(desk, decision, cause), document, decision.findings)


def amended(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """A person's or an ERP's word that the buyer changed something."""
    request = AmendRequest.model_validate_json(document.body)
    state = one_order(desk, request.order, cause)
    decision = change.amended(state, request, cause.partner, now=cause.local(desk.now), cause=document.id)
    return noted(carry(desk, decision, cause), document, decision.findings)
