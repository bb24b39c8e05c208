"""Entries of our own systems: each id takes effect once per partner and usage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from edigw.store import sql
from edigw.store.tables import erp_entry


def remember(
    connection: Connection, partner: str, usage: str, entry_id: str, sha256: str, document_id: str, now: datetime
) -> Row[Any] | None:
    """The earlier entry of this id (its sha256 and document_id), None when this is the first, now remembered."""
    key = {"partner": partner, "usage": usage, "entry_id": entry_id}
    row = {**key, "sha256": sha256, "document_id": document_id, "created_at": now}
    if sql.add_if_new(connection, erp_entry, row):
        return None
    found = get(connection, partner, usage, entry_id)
    return None if found is not None and found.document_id == document_id else found


def get(connection: Connection, partner: str, usage: str, entry_id: str) -> Row[Any] | None:
    same = (erp_entry.c.partner == partner, erp_entry.c.usage == usage, erp_entry.c.entry_id == entry_id)
    return connection.execute(select(erp_entry).where(*same)).first()
