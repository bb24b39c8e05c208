"""What waits, what is late and what is broken: counts for `edigw status`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from edigw.store import glance, sql
from edigw.store.tables import ATTENTION, document, expectation


def counts(connection: Connection) -> dict[str, Any]:
    """Plain numbers; every one is read from a partial index, so a long history costs nothing.

    {"unparsed", "to_process", "to_envelope", "to_send", "overdue", "orphans", "paused_lanes", "gaps", "refused",
     "attention": {state: n}, "waiting": {reason: n}}. `glance.counts` reads the same without a Store.
    """
    return glance.read(_plainly(connection))


def total(connection: Connection) -> dict[str, int]:
    """Documents by state, all of them: reads the whole table."""
    rows = connection.execute(select(document.c.state, func.count()).group_by(document.c.state))
    return {str(state): int(n) for state, n in rows}


def states(connection: Connection) -> list[dict[str, Any]]:
    """How many documents there are by direction, state and reason: reads the whole table."""
    return glance.states(_plainly(connection))


def standing(connection: Connection, now: datetime) -> dict[str, Any]:
    """All that `edigw status` shows: {"counts", "states", "late": n}."""
    return glance.standing(_plainly(connection), now)


def _plainly(connection: Connection) -> glance.Run:
    return lambda text: connection.exec_driver_sql(text).all()


def attention(connection: Connection, limit: int = 100) -> list[Row[Any]]:
    """The documents that somebody must look at, in order of arrival."""
    query = select(document).where(sql.among(document.c.state, ATTENTION), document.c.state != "RETRY")
    return list(connection.execute(query.order_by(document.c.id).limit(limit)))


def late(connection: Connection, now: datetime, limit: int = 100) -> list[Row[Any]]:
    """Expectations that are overdue, or due by now."""
    owed = sql.among(expectation.c.state, ["open", "overdue"])
    query = select(expectation).where(owed, expectation.c.due_at <= now)
    return list(connection.execute(query.order_by(expectation.c.due_at, expectation.c.id).limit(limit)))
