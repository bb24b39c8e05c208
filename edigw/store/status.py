"""What waits, what is late and what is broken: counts for `edigw status`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from edigw.store import sql
from edigw.store.tables import ARRIVED, ATTENTION, TO_ENVELOPE, UNSENT, document, expectation, inbox, lane, outbox


def counts(connection: Connection) -> dict[str, Any]:
    """Plain numbers; every one is read from a partial index, so a long history costs nothing.

    {"unparsed", "to_process", "to_envelope", "to_send", "attention": {state: n}, "waiting": {reason: n},
     "overdue", "paused_lanes"}
    """
    to_do = sql.among(document.c.state, ARRIVED + TO_ENVELOPE)
    return {
        "unparsed": _count(connection, inbox, sql.among(inbox.c.state, ["RECEIVED"])),
        "to_process": _count(connection, document, to_do, sql.among(document.c.state, ARRIVED)),
        "to_envelope": _count(connection, document, to_do, sql.among(document.c.state, TO_ENVELOPE)),
        "to_send": _count(connection, outbox, sql.among(outbox.c.state, UNSENT)),
        "attention": _by(connection, document.c.state),
        "waiting": _by(connection, document.c.reason, "WAITING"),
        "overdue": _count(connection, expectation, sql.among(expectation.c.state, ["overdue"])),
        "paused_lanes": _count(connection, lane, lane.c.paused),
    }


def total(connection: Connection) -> dict[str, int]:
    """Documents by state, all of them: reads the whole table."""
    rows = connection.execute(select(document.c.state, func.count()).group_by(document.c.state))
    return {str(state): int(n) for state, n in rows}


def states(connection: Connection) -> list[dict[str, Any]]:
    """How many documents there are by direction, state and reason: reads the whole table."""
    columns = (document.c.direction, document.c.state, document.c.reason)
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    names = ("direction", "state", "reason", "count")
    return [dict(zip(names, row, strict=True)) for row in connection.execute(query).tuples()]


def attention(connection: Connection, limit: int = 100) -> list[Row[Any]]:
    """The documents that somebody must look at, in order of arrival."""
    query = select(document).where(sql.among(document.c.state, ATTENTION), document.c.state != "RETRY")
    return list(connection.execute(query.order_by(document.c.id).limit(limit)))


def late(connection: Connection, now: datetime, limit: int = 100) -> list[Row[Any]]:
    """Expectations that are overdue, or due by now."""
    owed = sql.among(expectation.c.state, ["open", "overdue"])
    query = select(expectation).where(owed, expectation.c.due_at <= now)
    return list(connection.execute(query.order_by(expectation.c.due_at, expectation.c.id).limit(limit)))


def _count(connection: Connection, table: Any, *conditions: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def _by(connection: Connection, column: Any, *states: str) -> dict[str, int]:
    query = select(column, func.count()).where(sql.among(document.c.state, ATTENTION)).group_by(column)
    if states:
        query = query.where(document.c.state.in_(states))
    return {str(word): int(n) for word, n in connection.execute(query)}
