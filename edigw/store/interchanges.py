"""Interchanges: envelopes read or written, the closing row, and the keys by which a repeat is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from edigw.store import sql
from edigw.store.tables import document, interchange, interchange_key

KEY = ("lane_id", "standard", "sender", "receiver", "control")


@dataclass(frozen=True, slots=True)
class Seen:
    """The earlier arrival of an interchange with the same key."""

    interchange_id: str
    sha256: str
    seen_at: datetime


def insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows with the columns of table `interchange`; without `closed_at` nothing in them takes effect."""
    sql.add(connection, interchange, rows)


def close(connection: Connection, interchange_id: str, now: datetime, **changes: Any) -> None:
    """The closing row: its trailer was read, its verdict stands, effects may start."""
    connection.execute(update(interchange).where(interchange.c.id == interchange_id).values(closed_at=now, **changes))


def set_fields(connection: Connection, interchange_id: str, **changes: Any) -> None:
    connection.execute(update(interchange).where(interchange.c.id == interchange_id).values(**changes))


def get(connection: Connection, interchange_id: str) -> Row[Any] | None:
    return connection.execute(select(interchange).where(interchange.c.id == interchange_id)).first()


def find(connection: Connection, interchange_ids: Iterable[str]) -> dict[str, Row[Any]]:
    """Those of the ids that exist."""
    found: dict[str, Row[Any]] = {}
    for some in sql.chunks(interchange_ids):
        found |= {row.id: row for row in connection.execute(select(interchange).where(interchange.c.id.in_(some)))}
    return found


def set_headers(connection: Connection, headers: Mapping[str, Mapping[str, Any]]) -> None:
    """Each interchange its own header."""
    change = update(interchange).where(interchange.c.id == bindparam("of_id")).values(header=bindparam("to_header"))
    if headers:
        connection.execute(change, [{"of_id": id_, "to_header": header} for id_, header in headers.items()])


def of_receipt(connection: Connection, receipt_id: str) -> list[Row[Any]]:
    query = select(interchange).where(interchange.c.receipt_id == receipt_id).order_by(interchange.c.id)
    return list(connection.execute(query))


def of_outbox(connection: Connection, outbox_id: str) -> Row[Any] | None:
    return connection.execute(select(interchange).where(interchange.c.outbox_id == outbox_id)).first()


def drop_open(connection: Connection, receipt_ids: Iterable[str]) -> int:
    """Removes what a killed parse left: interchanges without closing row and their documents. Returns how many."""
    count = 0
    for some in sql.chunks(receipt_ids):
        open_ones = select(interchange.c.id).where(
            interchange.c.receipt_id.in_(some), interchange.c.closed_at.is_(None)
        )
        for unclosed in sql.chunks(connection.execute(open_ones).scalars()):
            connection.execute(delete(document).where(document.c.interchange_id.in_(unclosed)))
            count += connection.execute(delete(interchange).where(interchange.c.id.in_(unclosed))).rowcount
    return count


def written(connection: Connection, receipt_ids: Iterable[str]) -> set[str]:
    """Ids of closed interchanges, and of documents in none, that were written for these receipts."""
    found: set[str] = set()
    for some in sql.chunks(receipt_ids):
        closed = select(interchange.c.id).where(
            interchange.c.receipt_id.in_(some), interchange.c.closed_at.is_not(None)
        )
        alone = select(document.c.id).where(document.c.receipt_id.in_(some), document.c.interchange_id.is_(None))
        found |= {*connection.execute(closed).scalars(), *connection.execute(alone).scalars()}
    return found


def remove(connection: Connection, interchange_id: str) -> None:
    """Removes an interchange of which nothing took effect: its file is parsed again."""
    connection.execute(delete(interchange).where(interchange.c.id == interchange_id))


def remember_new(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Remembers many (columns of `interchange_key`); the ids of those interchanges that are the first under their key.

    The others are to be asked for by `remember`, one after the other.
    """
    sql.add(connection, interchange_key, rows, new_only=True)
    named: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        named.setdefault(tuple(row[name] for name in KEY[:-1]), []).append(row[KEY[-1]])
    holders: set[str] = set()
    for lead, controls in named.items():
        same = [interchange_key.c[name] == value for name, value in zip(KEY, lead, strict=False)]
        for some in sql.chunks(controls):
            query = select(interchange_key.c.interchange_id).where(*same, interchange_key.c.control.in_(some))
            holders |= set(connection.execute(query).scalars())
    return holders & {row["interchange_id"] for row in rows}


def remember(
    connection: Connection, key: tuple[str, str, str, str, str], interchange_id: str, sha256: str, now: datetime,
    window: timedelta,
) -> Seen | None:  # fmt: skip
    """The earlier arrival under the key (lane, standard, sender, receiver, control), None when this is the first.

    A first one, or one whose earlier arrival is older than the window, is remembered from now on. Asking again
    for the same interchange is no repeat.
    """
    row = dict(zip(KEY, key, strict=True))
    new = {"interchange_id": interchange_id, "sha256": sha256, "seen_at": now}
    if sql.add_if_new(connection, interchange_key, {**row, **new}):
        return None
    same = [interchange_key.c[name] == value for name, value in row.items()]
    found = connection.execute(sql.locked(select(interchange_key).where(*same))).one()
    if found.interchange_id == interchange_id:
        return None
    if found.seen_at + window < now:
        connection.execute(update(interchange_key).where(*same).values(**new))
        return None
    return Seen(found.interchange_id, found.sha256, found.seen_at)


def take_over(
    connection: Connection, key: tuple[str, str, str, str, str], interchange_id: str, sha256: str, now: datetime
) -> None:
    """From now on the key means this interchange: what came under it before was refused."""
    same = [interchange_key.c[name] == value for name, value in zip(KEY, key, strict=True)]
    new = {"interchange_id": interchange_id, "sha256": sha256, "seen_at": now}
    connection.execute(update(interchange_key).where(*same).values(**new))
