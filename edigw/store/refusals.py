"""Documents of ours that partners refused, each until it was done anew, sent again or seen to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from edigw.store import sql
from edigw.store.tables import refusal


def tell(connection: Connection, document_ids: Iterable[str], now: datetime) -> None:
    """A partner refused these; saying it twice is no fault."""
    rows = [{"document_id": one, "noted_at": now} for one in document_ids]
    sql.add(connection, refusal, rows, new_only=True)


def stands(connection: Connection, document_id: str) -> bool:
    """Whether nobody has seen to its refusal, or sent it again, since it came."""
    same = refusal.c.document_id == document_id
    return connection.execute(select(refusal.c.document_id).where(same)).first() is not None


def seen_to(connection: Connection, document_ids: Sequence[str]) -> None:
    """Somebody saw to them, or they went once more: they are listed no more, until they are refused anew."""
    for some in sql.chunks(document_ids):
        connection.execute(delete(refusal).where(refusal.c.document_id.in_(some)))
