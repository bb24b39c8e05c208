"""One timeline of what belongs together: AS2 requests, their receipts, documents, acknowledgements, the order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from edigw.store import as2
from edigw.store.queries import instant
from edigw.store.tables import answers, document, event
from edigw.store.types import storable

MOST = 300  # documents that are told of

Entry = tuple[datetime, int, dict[str, Any]]  # when, what comes first at the same instant, what


def story(connection: Connection, document_id: str) -> list[dict[str, Any]]:
    """Entries, oldest first: {"at", "what", "document_id", "type", "direction", "message_id"}.

    Of the document, its order's others, and what acknowledges any of them. Empty where none of it travelled by AS2.
    """
    rows = _together(connection, document_id)
    came = as2.of_receipts(connection, sorted({row.receipt_id for row in rows if row.receipt_id}))
    went = as2.of_outbox(connection, sorted({row.outbox_id for row in rows if row.outbox_id}))
    if not came and not went:
        return []
    entries = [*_documents(rows), *_events(connection, rows)]
    for message in {one.id: one for one in came.values()}.values():
        entries += _received(message)
    for message in went:
        entries += _sent(message, [row for row in rows if row.outbox_id == message.outbox_id])
    entries.sort(key=lambda entry: entry[:2])
    return [{"at": instant(at), **told} for at, _, told in entries]


def _together(connection: Connection, document_id: str) -> list[Row[Any]]:
    c = document.c
    wanted = (c.id, c.receipt_id, c.outbox_id, c.direction, c.type, c.state, c.order_id, c.po_number, c.created_at)
    own = list(connection.execute(select(*wanted).where(c.id == document_id)))
    orders = [row.order_id for row in own if row.order_id is not None]
    same = select(*wanted).where(c.order_id.in_(orders)).order_by(c.id).limit(MOST)
    found: dict[str, Row[Any]] = {row.id: row for row in [*own, *connection.execute(same)]}
    ids = list(found)
    about = or_(answers.c.answers_id.in_(ids), answers.c.document_id.in_(ids))
    pairs = connection.execute(select(answers).where(about).order_by(answers.c.document_id).limit(MOST))
    others = sorted({one for pair in pairs for one in pair} - set(ids))
    found |= {row.id: row for row in connection.execute(select(*wanted).where(c.id.in_(others)))}
    return sorted(found.values(), key=lambda row: str(row.id))


def _documents(rows: Sequence[Row[Any]]) -> Iterator[Entry]:
    for row in rows:
        number = f" {row.po_number}" if row.po_number else ""
        verb = "came" if row.direction == "in" else "was written"
        yield row.created_at, 2, _entry(f"{row.type or 'a file'}{number} {verb}, now {row.state}", row)


def _events(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[Entry]:
    by_id = {row.id: row for row in rows}
    query = select(event).where(event.c.document_id.in_(list(by_id))).order_by(event.c.id).limit(MOST)
    for one in connection.execute(query):
        yield one.at, 3, _entry(one.kind, by_id[one.document_id])


def _received(message: Row[Any]) -> Iterator[Entry]:
    told = {"document_id": None, "type": "AS2", "direction": "in", "message_id": message.message_id}
    yield message.created_at, 1, {"what": f"AS2 request of {message.sender}, {message.size} bytes", **told}
    if message.receipt_body is not None:
        at = message.receipt_at or message.created_at
        posted = message.receipt_at if message.receipt_url else message.created_at
        word = "MDN posted" if message.receipt_url else "MDN answered"
        what = f"{word if posted else 'MDN owed'}: {_word(message.disposition)}, MIC {message.mic}"
        yield at, 1, {"what": what, **told, "type": "MDN", "direction": "out"}


def _sent(message: Row[Any], rows: Sequence[Row[Any]]) -> Iterator[Entry]:
    carried = ", ".join(row.type or "?" for row in rows)
    first = rows[0].id if rows else None
    told = {"document_id": first, "type": "AS2", "direction": "out", "message_id": message.message_id}
    what = f"AS2 request to {message.recipient} with {carried}, {message.size} bytes"
    yield message.created_at, 4, {"what": what, **told}
    if message.receipt_at is not None:
        what = f"MDN: {_word(message.disposition)}; the message is {message.state}"
        yield message.receipt_at, 5, {"what": what, **told, "type": "MDN", "direction": "in"}
    elif message.state not in ("FROZEN", "AWAITING", "SENT"):
        yield message.updated_at, 5, {"what": f"{message.state}: {message.detail}", **told}
    for one in message.further or ():
        at = datetime.fromisoformat(one["at"].replace("Z", "+00:00"))
        yield (
            at,
            5,
            {"what": f"further MDN, {one['outcome']}: {one['detail']}", **told, "type": "MDN", "direction": "in"},
        )


def _word(disposition: str) -> str:
    return storable(disposition.rpartition(";")[2].strip() or "no disposition") or ""


def _entry(what: str, row: Row[Any]) -> dict[str, Any]:
    return {"what": what, "document_id": row.id, "type": row.type, "direction": row.direction, "message_id": None}
