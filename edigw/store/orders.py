"""Orders: one row per order key with its whole state, each revision as a document made it, the lines' ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from edigw.store import sql
from edigw.store.tables import document, order_document, order_line, order_revision, purchase_order


def insert(connection: Connection, row: Mapping[str, Any], now: datetime) -> bool:
    """Opens an order (columns of `purchase_order`); False when its order key exists already."""
    return sql.add_if_new(connection, purchase_order, {"created_at": now, "updated_at": now, **row})


def insert_many(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Opens orders whose keys the caller knows to be new (it holds their lane)."""
    sql.add(connection, purchase_order, rows, created_at=now, updated_at=now)


def set_fields(connection: Connection, order_id: str, now: datetime, **changes: Any) -> None:
    """New state, revision, body … of an order."""
    change = update(purchase_order).where(purchase_order.c.id == order_id)
    connection.execute(change.values(updated_at=now, **changes))


def get(connection: Connection, order_id: str) -> Row[Any] | None:
    return connection.execute(select(purchase_order).where(purchase_order.c.id == order_id)).first()


def by_key(connection: Connection, order_key: str) -> Row[Any] | None:
    return connection.execute(select(purchase_order).where(purchase_order.c.order_key == order_key)).first()


def by_keys(connection: Connection, order_keys: Iterable[str]) -> dict[str, Row[Any]]:
    """Order key -> order, for those that exist."""
    found: dict[str, Row[Any]] = {}
    for some in sql.chunks(sorted(set(order_keys))):
        for row in connection.execute(select(purchase_order).where(purchase_order.c.order_key.in_(some))):
            found[row.order_key] = row
    return found


def by_number(
    connection: Connection, number: str, partner: str | None = None, usage: str | None = None
) -> list[Row[Any]]:
    """Orders of a number: several partners may use the same one."""
    query = select(purchase_order).where(purchase_order.c.number == number)
    if partner is not None:
        query = query.where(purchase_order.c.partner == partner)
    if usage is not None:
        query = query.where(purchase_order.c.usage == usage)
    return list(connection.execute(query.order_by(purchase_order.c.id)))


def add_revisions(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Rows of `order_revision`: order_id, revision (1 is the first), document_id, body."""
    sql.add(connection, order_revision, rows, created_at=now)


def revisions(connection: Connection, order_id: str) -> list[Row[Any]]:
    query = select(order_revision).where(order_revision.c.order_id == order_id)
    return list(connection.execute(query.order_by(order_revision.c.revision)))


def add_lines(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of `order_line` of new orders, in the order's line order."""
    sql.add(connection, order_line, _numbered(rows))


def replace_lines(connection: Connection, order_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The ledger of an order as it is now."""
    connection.execute(delete(order_line).where(order_line.c.order_id == order_id))
    add_lines(connection, [{**row, "order_id": order_id} for row in rows])


def _numbered(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    numbered: list[dict[str, Any]] = []
    for row in rows:
        seq = seen[row["order_id"]] = seen.get(row["order_id"], 0) + 1
        numbered.append({"seq": seq, **row})
    return numbered


def lines(connection: Connection, order_id: str) -> list[Row[Any]]:
    query = select(order_line).where(order_line.c.order_id == order_id).order_by(order_line.c.seq)
    return list(connection.execute(query))


def link(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """(order id, document id): the document touched the order. Saying it twice is no fault."""
    rows = [{"order_id": order_id, "document_id": document_id} for order_id, document_id in sorted(set(pairs))]
    sql.add(connection, order_document, rows, new_only=True)


def touched(connection: Connection, document_id: str) -> list[str]:
    """Ids of the orders that a document touched."""
    query = select(order_document.c.order_id).where(order_document.c.document_id == document_id)
    return sorted(str(order_id) for order_id in connection.execute(query).scalars())


def documents(connection: Connection, order_id: str) -> list[Row[Any]]:
    """Every document that touched an order, in order of arrival."""
    ids = select(order_document.c.document_id).where(order_document.c.order_id == order_id)
    return list(connection.execute(select(document).where(document.c.id.in_(ids)).order_by(document.c.id)))
