"""An answer that would only repeat what the partner was told is not sent once more when its order is read again."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.base import Model
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.store import documents

PASSING = ("purpose", "answered_on", "seller_order")  # when, under which number, as the how-manieth: no content
UNSAID = ("CANCELLED", "FAILED", "WAITING")


def told_already(desk: Desk, order_id: str, kind: str, body: Model) -> str | None:
    """The id of the newest document of the type about the order, where it says the same."""
    sent = [one for one in documents.of_order(desk.connection, order_id) if _counts(one, kind)]
    if not sent or not sent[-1].model:
        return None
    return str(sent[-1].id) if _content(json.loads(sent[-1].model)) == _content(rows.canonical(body)) else None


def _counts(one: Stored[Any], kind: str) -> bool:
    return one.direction == "out" and one.type == kind and one.state not in UNSAID and one.replaced_by is None


def _content(model: Row) -> Row:
    return {name: value for name, value in model.items() if name not in PASSING}


__all__ = ["told_already"]
