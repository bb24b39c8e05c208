"""What a document asks for: the order that it names, the holds that a person ended, the notes that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row as Stored

from edigw.errors import Refused
from edigw.lifecycle.facts import OrderState
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.turn.carry import Cause
from edigw.tree import Finding


def lifted(document: Stored[Any]) -> frozenset[str]:
    """The hold reasons that a person has ended."""
    return frozenset((document.details or {}).get("lifted", ()))


def one_order(desk: Desk, name: str | None, cause: Cause) -> OrderState:
    """The order that a request names. Raises Refused when there is none, or more than one."""
    if not name:
        raise Refused("the request names no order", "give `order`, the buyer's order number")
    found = desk.orders_of(name, cause.partner)
    if not found:
        by_id = desk.order_of(name)
        found = [by_id] if by_id and (by_id.partner, by_id.usage) == (cause.partner.name, cause.partner.usage) else []
    if len(found) != 1:
        many = f"{len(found)} orders" if found else "no order"
        raise Refused(f"partner {cause.partner.name} has {many} {name}", "`edigw orders list` shows ids and numbers")
    return found[0]


def noted(columns: Row, document: Stored[Any], findings: Sequence[Finding]) -> Row:
    """The columns with what the decision noted behind what was found before."""
    if not findings:
        return columns
    return {**columns, "findings": [*(document.findings or []), *(rows.stored(findings) or [])]}
