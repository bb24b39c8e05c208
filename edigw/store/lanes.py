"""Lanes: a lane's row is its lock; flags say which have work; nobody holds a lane by lease."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, and_, bindparam, exists, or_, select, update

from edigw.store import documents, ids, mailboxes, sql
from edigw.store.mailbox_tables import PARTNER
from edigw.store.tables import lane
from edigw.store.types import id_type

UNKNOWN = "in:unknown"  # the system lane of arrivals that nobody can be found for; allocates no numbers


def inbound(connection: Connection, partner: str, usage: str, now: datetime) -> str:
    """The id of the lane partner x usage, made when it is new."""
    return _get_or_create(connection, now, name=f"in:{partner}:{usage}", direction="in", partner=partner, usage=usage)


def unknown(connection: Connection, now: datetime) -> str:
    return _get_or_create(connection, now, name=UNKNOWN, direction="in", partner=None, usage="P")


def outbound(
    connection: Connection, our_id: str, their_id: str, usage: str, partner: str, now: datetime, standard: str = "x12"
) -> str:
    """The id of the lane (our id, their id, usage) of a standard, made when it is new."""
    name = f"out:{our_id}>{their_id}:{usage}" + ("" if standard == "x12" else f":{standard}")
    return _get_or_create(
        connection, now, name=name, direction="out", partner=partner, usage=usage, our_id=our_id, their_id=their_id
    )


def _get_or_create(connection: Connection, now: datetime, **row: Any) -> str:
    query = select(lane.c.id).where(lane.c.name == row["name"])
    found = connection.execute(query).scalar()
    if found is None:
        halted = row["partner"] is not None and mailboxes.is_paused(connection, PARTNER, row["partner"])
        sql.add_if_new(connection, lane, {"id": ids.new_id(now), "visited_at": now, "paused": halted, **row})
        found = connection.execute(query).scalar_one()
    return str(found)


def get(connection: Connection, lane_id: str) -> Row[Any]:
    return connection.execute(select(lane).where(lane.c.id == lane_id)).one()


def of_partner(connection: Connection, partner: str) -> list[str]:
    """The ids of a partner's lanes, in and out."""
    return list(connection.execute(select(lane.c.id).where(lane.c.partner == partner).order_by(lane.c.id)).scalars())


def wake(connection: Connection, lane_ids: Iterable[str], ready_at: datetime | None = None) -> None:
    """There is work (from `ready_at` on). Call it after the commit that made the work, or last in it.

    It waits for the lane's lock: only so the one who drains the lane now cannot put it to rest behind our back.
    """
    for lane_id in sorted(set(lane_ids)):
        connection.execute(update(lane).where(lane.c.id == lane_id).values(ready=True, ready_at=ready_at))


def claim(connection: Connection, direction: str, now: datetime, limit: int = 32) -> list[Row[Any]]:
    """Locks up to `limit` lanes with work until the commit, those least recently visited first.

    Lanes locked by others are skipped (PostgreSQL); on SQLite the writing transaction is the lock.
    """
    due = or_(lane.c.ready_at.is_(None), lane.c.ready_at <= now)
    query = (
        select(lane)
        .where(lane.c.direction == direction, lane.c.ready, ~lane.c.paused, due)
        .order_by(lane.c.visited_at, lane.c.id)
        .limit(limit)
    )
    found = list(connection.execute(sql.locked(query, skip=True)))
    if found:
        visited = update(lane).where(lane.c.id.in_([row.id for row in found]))
        connection.execute(visited.values(visited_at=now))
    return found


def lock(connection: Connection, lane_id: str, *, skip: bool = False) -> Row[Any] | None:
    """One lane, locked until the commit; waits for it unless `skip`, then None when another holds it."""
    return connection.execute(sql.locked(select(lane).where(lane.c.id == lane_id), skip=skip)).first()


def settle(connection: Connection, lane_ids: Iterable[str], now: datetime) -> None:
    """After draining, in the same transaction: each lane is ready exactly where documents can still be taken."""
    for some in sql.chunks(sorted(set(lane_ids))):
        for direction in ("in", "out"):
            connection.execute(_settled(direction), {"lanes": some, "now": now})


@cache
def _settled(direction: str) -> Update:
    """For each direction a statement: SQLite looks at both sides of an OR whose value is asked for, and what is no
    work of the other direction is found by reading all that waits on the lane."""
    mine = lane.c.id.in_(bindparam("lanes", expanding=True, type_=id_type()))
    work = documents.takeable(documents.NOW) if direction == "in" else documents.enveloped_next()
    waits = exists(select(documents.ROW.c.id).where(documents.ROW.c.lane_id == lane.c.id, work))
    return update(lane).where(mine, lane.c.direction == direction).values(ready=waits, ready_at=None)


def sweep(connection: Connection, now: datetime, limit: int = 500) -> list[str]:
    """Wakes lanes that have work and do not know it (a lost wake, a retry now due, a hold that ended): their ids."""
    idle = select(lane.c.id).where(~lane.c.ready, ~lane.c.paused, _has_work(now)).order_by(lane.c.id).limit(limit)
    found = [row.id for row in connection.execute(sql.locked(idle, skip=True))]
    if found:
        connection.execute(update(lane).where(lane.c.id.in_(found)).values(ready=True, ready_at=None))
    return found


def _has_work(now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    received = exists(select(documents.ROW.c.id).where(documents.ROW.c.lane_id == lane.c.id, documents.takeable(now)))
    written = exists(select(documents.ROW.c.id).where(documents.ROW.c.lane_id == lane.c.id, documents.enveloped_next()))
    return or_(and_(lane.c.direction == "in", received), and_(lane.c.direction == "out", written))
