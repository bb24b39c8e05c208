"""AS2 messages and their receipts: kept before anybody is told, found again by names, Message-ID and body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, case, select, update

from edigw.store import sql
from edigw.store.archive import Kept
from edigw.store.tables import as2_message, inbox, outbox

FURTHER = 20  # receipts of one message that are noted beside the one that counts
TOKEN = "as2:"  # of the arrivals that a message brought: as2:<id>:<number>


def name_key(sender: str, recipient: str, message_id: str) -> str:
    """By what a message is known: the names may be long, so their digest is the key."""
    held = "\0".join((sender, recipient, message_id)).encode("utf-8", "surrogatepass")
    return sha256(held).hexdigest()


def named(sender: str, recipient: str, message_id: str) -> dict[str, str]:
    """The columns that tell whose message it is."""
    key = name_key(sender, recipient, message_id)
    return {"sender": sender, "recipient": recipient, "message_id": message_id, "name_key": key}


def bytes_of(kept: Kept) -> dict[str, Any]:
    """The columns of a raw request that the archive kept."""
    return {"body_sha256": kept.sha256, "size": kept.size, "body": kept.body, "blob": kept.blob}


def keep(connection: Connection, row: Mapping[str, Any], now: datetime) -> bool:
    """A new message. False where it is known: by its body, its mark, or because its id was accepted before."""
    return sql.add_if_new(connection, as2_message, {**row, "created_at": now, "updated_at": now})


def earlier(connection: Connection, sender: str, recipient: str, message_id: str, body_sha256: str) -> Row[Any] | None:
    """What came under the same id: the same body where it did, else what was accepted, else anything."""
    c = as2_message.c
    rank = case((c.body_sha256 == body_sha256, 0), (c.accepted, 1), else_=2)
    query = select(as2_message).where(c.direction == "in", c.name_key == name_key(sender, recipient, message_id))
    return connection.execute(query.order_by(rank, c.id).limit(1)).first()


def ours(connection: Connection, sender: str, recipient: str, message_id: str) -> Row[Any] | None:
    """A message that we sent, locked, by what its receipt names."""
    c = as2_message.c
    query = select(as2_message).where(c.direction == "out", c.name_key == name_key(sender, recipient, message_id))
    return connection.execute(sql.locked(query)).first()


def by_mark(connection: Connection, mark: str) -> Row[Any] | None:
    """The message of one delivery."""
    return connection.execute(select(as2_message).where(as2_message.c.mark == mark)).first()


def get(connection: Connection, message: str) -> Row[Any] | None:
    return connection.execute(select(as2_message).where(as2_message.c.id == message)).first()


def due(connection: Connection, now: datetime, limit: int = 100) -> list[Row[Any]]:
    """Messages of ours to be looked at now, locked, the longest due first."""
    c = as2_message.c
    query = select(as2_message).where(c.due_at.is_not(None), c.due_at <= now).order_by(c.due_at, c.id).limit(limit)
    return list(connection.execute(sql.locked(query, skip=True)))


def change(connection: Connection, message: str, now: datetime, **columns: Any) -> None:
    """What became of it."""
    connection.execute(update(as2_message).where(as2_message.c.id == message).values(updated_at=now, **columns))


def note_further(connection: Connection, row: Row[Any], now: datetime, **told: str) -> None:
    """A receipt that changes nothing."""
    noted = [*(row.further or []), {"at": f"{now:%Y-%m-%dT%H:%M:%SZ}", **told}]
    change(connection, row.id, now, further=noted[-FURTHER:])


def of_receipts(connection: Connection, receipt_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Receipt (of the inbox) -> the message that brought it."""
    found: dict[str, str] = {}
    for some in sql.chunks(receipt_ids):
        query = select(inbox.c.id, inbox.c.token).where(inbox.c.id.in_(some), inbox.c.token.startswith(TOKEN))
        found |= {row.id: row.token.split(":")[1] for row in connection.execute(query)}
    rows = _by(connection, as2_message.c.id, set(found.values()))
    by_id = {row.id: row for row in rows}
    return {receipt: by_id[message] for receipt, message in found.items() if message in by_id}


def of_outbox(connection: Connection, outbox_ids: Sequence[str]) -> list[Row[Any]]:
    """Messages that carried these files, oldest first: one for each delivery."""
    return [row for row in _by(connection, as2_message.c.outbox_id, set(outbox_ids)) if row.direction == "out"]


def _by(connection: Connection, column: Any, values: set[str]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for some in sql.chunks(sorted(values)):
        rows += connection.execute(select(as2_message).where(column.in_(some)))
    return sorted(rows, key=lambda row: str(row.id))


def settle_file(connection: Connection, outbox_id: str, state: str, error: str | None) -> None:
    """A file that went is DELIVERED, or FAILED after all."""
    went = outbox.c.state.in_(("SENT", "FAILED", "DELIVERED"))
    values = {"state": state, "error": error if state == "FAILED" else None}
    connection.execute(update(outbox).where(outbox.c.id == outbox_id, went).values(**values))


def send_again(connection: Connection, outbox_id: str, now: datetime) -> None:
    """A file that went leaves once more as the same message."""
    went = outbox.c.state.in_(("SENT", "FAILED"))
    change_it = update(outbox).where(outbox.c.id == outbox_id, went)
    connection.execute(change_it.values(state="READY", next_at=now, tries=0, error=None))
