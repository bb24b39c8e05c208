"""Expectations: what the other side owes us for what we sent, and what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from edigw.store import sql
from edigw.store.tables import expectation

OPEN = ("open", "overdue")  # a late answer is still one


def insert(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Rows of `expectation`: id, kind, document_id, lane_id, partner, usage, functional_id, ref_control, due_at."""
    sql.add(connection, expectation, [{"created_at": now, "updated_at": now, **row} for row in rows])


def meet(connection: Connection, document_ids: Sequence[str], kinds: Sequence[str], met_by: str, now: datetime) -> int:
    """What was owed for these documents, of any of the kinds, has come. Returns how many were open."""
    count = 0
    for some in sql.chunks(document_ids):
        owed = sql.among(expectation.c.state, OPEN)
        same = (expectation.c.document_id.in_(some), expectation.c.kind.in_(kinds), owed)
        change = update(expectation).where(*same).values(state="met", met_by=met_by, updated_at=now)
        count += connection.execute(change).rowcount
    return count


def find(connection: Connection, lane_id: str, ref_control: str, functional_id: str | None = None) -> list[Row[Any]]:
    """Open ones by the control number that an answer echoes."""
    query = select(expectation).where(
        expectation.c.lane_id == lane_id, expectation.c.ref_control == ref_control,
        sql.among(expectation.c.state, OPEN),
    )  # fmt: skip
    if functional_id is not None:
        query = query.where(expectation.c.functional_id == functional_id)
    return list(connection.execute(query.order_by(expectation.c.id)))


def of_document(connection: Connection, document_id: str) -> list[Row[Any]]:
    query = select(expectation).where(expectation.c.document_id == document_id).order_by(expectation.c.id)
    return list(connection.execute(query))


def fall_due(connection: Connection, now: datetime, limit: int = 500) -> list[Row[Any]]:
    """Marks open ones whose time is up as overdue and returns them, as they were."""
    open_ones = sql.among(expectation.c.state, ["open"])
    query = select(expectation).where(open_ones, expectation.c.due_at <= now).order_by(expectation.c.due_at)
    late = list(connection.execute(sql.locked(query.limit(limit), skip=True)))
    for some in sql.chunks([row.id for row in late]):
        change = update(expectation).where(expectation.c.id.in_(some))
        connection.execute(change.values(state="overdue", updated_at=now))
    return late


def cancel(connection: Connection, document_id: str, now: datetime) -> int:
    """Nothing is owed any more for this document."""
    same = (expectation.c.document_id == document_id, sql.among(expectation.c.state, OPEN))
    return connection.execute(update(expectation).where(*same).values(state="cancelled", updated_at=now)).rowcount


def owe_again(connection: Connection, met_by: str, now: datetime) -> int:
    """What this document met is owed again: it said nothing of the kind. Returns how many."""
    change = update(expectation).where(expectation.c.state == "met", expectation.c.met_by == met_by)
    return connection.execute(change.values(state="open", met_by=None, updated_at=now)).rowcount


def renew(connection: Connection, document_id: str, due_at: datetime, now: datetime) -> int:
    """What is still owed for this document is owed until then. Returns how many."""
    same = (expectation.c.document_id == document_id, sql.among(expectation.c.state, OPEN))
    change = update(expectation).where(*same).values(state="open", due_at=due_at, updated_at=now)
    return connection.execute(change).rowcount
