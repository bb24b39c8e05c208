"""Invoices: one row a number, unique per identity and usage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from edigw.store import sql
from edigw.store.tables import invoice


def insert(connection: Connection, row: Mapping[str, Any], now: datetime) -> bool:
    """A row of `invoice`; False when the number exists already."""
    return sql.add_if_new(connection, invoice, {"created_at": now, **row})


def set_fields(connection: Connection, invoice_id: str, **changes: Any) -> None:
    connection.execute(update(invoice).where(invoice.c.id == invoice_id).values(**changes))


def told_by(connection: Connection, before: str, document_id: str) -> None:
    """Another document tells the partner now what `before` told."""
    change = update(invoice).where(invoice.c.document_id == before)
    connection.execute(change.values(document_id=document_id))


def get(connection: Connection, invoice_id: str) -> Row[Any] | None:
    return connection.execute(select(invoice).where(invoice.c.id == invoice_id)).first()


def by_number(connection: Connection, identity: str, usage: str, number: str) -> Row[Any] | None:
    same = (invoice.c.identity == identity, invoice.c.usage == usage, invoice.c.number == number)
    return connection.execute(select(invoice).where(*same)).first()


def of_order(connection: Connection, order_id: str) -> list[Row[Any]]:
    return list(connection.execute(select(invoice).where(invoice.c.order_id == order_id).order_by(invoice.c.id)))
