"""The inbox: what was received, one row an arrival, durable before anybody is told that we have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from edigw.store import ids, sql
from edigw.store.archive import Kept
from edigw.store.tables import inbox

_UNPARSED = sql.among(inbox.c.state, ["RECEIVED"])


@dataclass(frozen=True, slots=True)
class Received:
    """One arrival, its bytes kept by the archive."""

    mailbox: str
    name: str  # as the sender called it
    transport: str  # folder, sftp …
    received_at: datetime
    kept: Kept
    token: str | None = None  # unique to this claim: the claim seen again is the same arrival
    mtime_ns: int | None = None
    state: str = "RECEIVED"  # QUARANTINED for what was never read: a device, a link
    reason: str | None = None


def receive_many(connection: Connection, arrivals: Sequence[Received]) -> list[str]:
    """Boundary A, many receivers in one commit: receipt ids in the order given.

    An arrival whose token is already known gets the receipt that it got then, and no second row.
    """
    known = _known(connection, [arrival.token for arrival in arrivals if arrival.token])
    receipts: list[str] = []
    rows: list[dict[str, Any]] = []
    for arrival in arrivals:
        receipt = known.get(arrival.token) or ids.new_id(arrival.received_at)
        if arrival.token not in known:
            rows.append(_row(receipt, arrival))
        if arrival.token:
            known[arrival.token] = receipt
        receipts.append(receipt)
    sql.add(connection, inbox, rows, new_only=True)
    tokens = [row["token"] for row in rows if row["token"]]
    if tokens and connection.dialect.name == "postgresql":  # a killed rival's commit may have been on its way
        sure = _known(connection, tokens)
        receipts = [sure.get(arrival.token, receipt) for arrival, receipt in zip(arrivals, receipts, strict=True)]
    return receipts


def _known(connection: Connection, tokens: list[str]) -> dict[str | None, str]:
    found: dict[str | None, str] = {}
    for some in sql.chunks(tokens):
        for token, receipt in connection.execute(select(inbox.c.token, inbox.c.id).where(inbox.c.token.in_(some))):
            found[token] = receipt
    return found


def _row(receipt: str, arrival: Received) -> dict[str, Any]:
    kept = arrival.kept
    return {
        "id": receipt, "mailbox": arrival.mailbox, "name": arrival.name, "transport": arrival.transport,
        "token": arrival.token, "received_at": arrival.received_at, "mtime_ns": arrival.mtime_ns,
        "sha256": kept.sha256, "size": kept.size, "body": kept.body, "blob": kept.blob,
        "state": arrival.state, "reason": arrival.reason,
    }  # fmt: skip


def take(connection: Connection, now: datetime, limit: int = 50) -> list[Row[Any]]:
    """Up to `limit` receipts to be parsed, the oldest first; on PostgreSQL they stay locked until the commit."""
    due = or_(inbox.c.next_at.is_(None), inbox.c.next_at <= now)
    query = select(inbox).where(_UNPARSED, due).order_by(sql.by_arrival(inbox.c.id)).limit(limit)
    return list(connection.execute(sql.locked(query, skip=True)))


def lock(connection: Connection, receipt_ids: Iterable[str]) -> set[str]:
    """Those of the receipts that still are to be parsed and that nobody else is at; ours until the commit."""
    ours: set[str] = set()
    for some in sql.chunks(receipt_ids):
        query = select(inbox.c.id).where(inbox.c.id.in_(some), _UNPARSED)
        ours |= set(connection.execute(sql.locked(query, skip=True)).scalars())
    return ours


def get(connection: Connection, receipt_id: str) -> Row[Any] | None:
    return connection.execute(select(inbox).where(inbox.c.id == receipt_id)).first()


def mark(connection: Connection, receipt_id: str, state: str, reason: str | None = None) -> None:
    """PARSED once its documents are written; QUARANTINED when it holds none that can be read."""
    mark_many(connection, [receipt_id], state, reason)


def mark_many(connection: Connection, receipt_ids: Iterable[str], state: str, reason: str | None = None) -> None:
    """The same state for many receipts."""
    for some in sql.chunks(receipt_ids):
        change = update(inbox).where(inbox.c.id.in_(some))
        connection.execute(change.values(state=state, reason=reason, next_at=None))


def retry(connection: Connection, receipt_id: str, next_at: datetime, reason: str) -> int:
    """Parsing failed for a reason that may pass: not again before `next_at`. Returns how often it was tried."""
    change = update(inbox).where(inbox.c.id == receipt_id)
    change = change.values(tries=inbox.c.tries + 1, next_at=next_at, reason=reason)
    return int(connection.execute(change.returning(inbox.c.tries)).scalar_one())


def waiting(connection: Connection) -> int:
    """How many receipts are still to be parsed."""
    query = select(inbox.c.id).where(_UNPARSED)
    return len(connection.execute(query).all())
