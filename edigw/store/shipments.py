"""Shipments and their cartons; an SSCC is used once per usage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from edigw.store import sql
from edigw.store.tables import carton, shipment


def insert(connection: Connection, row: Mapping[str, Any], cartons: Sequence[Mapping[str, Any]], now: datetime) -> bool:
    """A row of `shipment` and its `carton` rows (key, usage, kind, sscc); False when its number exists already."""
    if not sql.add_if_new(connection, shipment, {"created_at": now, **row}):
        return False
    sql.add(connection, carton, [{**one, "shipment_id": row["id"]} for one in cartons])
    return True


def set_fields(connection: Connection, shipment_id: str, **changes: Any) -> None:
    connection.execute(update(shipment).where(shipment.c.id == shipment_id).values(**changes))


def told_by(connection: Connection, before: str, document_id: str) -> None:
    """Another document tells the partner now what `before` told."""
    change = update(shipment).where(shipment.c.document_id == before)
    connection.execute(change.values(document_id=document_id))


def get(connection: Connection, shipment_id: str) -> Row[Any] | None:
    return connection.execute(select(shipment).where(shipment.c.id == shipment_id)).first()


def by_number(connection: Connection, partner: str, usage: str, number: str) -> Row[Any] | None:
    same = (shipment.c.partner == partner, shipment.c.usage == usage, shipment.c.number == number)
    return connection.execute(select(shipment).where(*same)).first()


def of_order(connection: Connection, order_id: str) -> list[Row[Any]]:
    query = select(shipment).where(shipment.c.order_id == order_id).order_by(shipment.c.id)
    return list(connection.execute(query))


def cartons(connection: Connection, shipment_id: str) -> list[Row[Any]]:
    query = select(carton).where(carton.c.shipment_id == shipment_id).order_by(carton.c.key)
    return list(connection.execute(query))
