"""Documents in and out: bulk inserts, what can be taken next, state changes, who answers whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    not_,
    or_,
    select,
    update,
)

from edigw.store import alerts, sql
from edigw.store.tables import ARRIVED, ATTENTION, HELD, TO_ENVELOPE, answers, document, inbox, interchange
from edigw.store.types import Instant, Words, id_type

ROW = document.alias("d")
NOW = bindparam("now", type_=Instant())  # in statements that are built once


def insert_many(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Rows with columns of table `document`; `created_at` and `updated_at` are now unless said."""
    sql.add(connection, document, rows, created_at=now, updated_at=now)
    if alerts.wanted(connection):
        alerts.of_documents(connection, [(row["id"], row) for row in rows], now)


def set_fields(connection: Connection, document_id: str, now: datetime, **changes: Any) -> None:
    """Changes one document's columns; the state is the caller's to know."""
    set_many(connection, [document_id], now, **changes)


def set_many(connection: Connection, document_ids: Iterable[str], now: datetime, **changes: Any) -> int:
    """The same changes on many documents. Returns how many there were."""
    count = 0
    for some in sql.chunks(document_ids):
        change = update(document).where(document.c.id.in_(some))
        count += connection.execute(change.values(updated_at=now, **changes)).rowcount
        alerts.of_documents(connection, [(one, changes) for one in some], now)
    return count


def set_within(connection: Connection, interchange_id: str, now: datetime, **changes: Any) -> None:
    """The same changes on every document of an interchange."""
    change = update(document).where(document.c.interchange_id == interchange_id)
    connection.execute(change.values(updated_at=now, **changes))
    after = "" if alerts.wanted(connection) else None
    while after is not None:
        some = [row.id for row in page(connection, interchange_id, after)]
        alerts.of_documents(connection, [(one, changes) for one in some], now)
        after = some[-1] if some else None


def change_each(connection: Connection, changes: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
    """Each document its own columns; documents that change the same columns share a statement."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for document_id, columns in changes.items():
        row = {f"to_{name}": value for name, value in columns.items()}
        by_columns.setdefault(tuple(sorted(columns)), []).append({**row, "of_id": document_id, "to_updated_at": now})
    for names, rows in by_columns.items():
        values = {name: bindparam(f"to_{name}", type_=document.c[name].type) for name in (*names, "updated_at")}
        connection.execute(update(document).where(document.c.id == bindparam("of_id")).values(values), rows)
    alerts.of_documents(connection, changes.items(), now)


def follow(
    connection: Connection, outbox_ids: Iterable[str], now: datetime, expected: Sequence[str], state: str,
    reason: str | None = None,
) -> None:  # fmt: skip
    """What was put into these interchanges shares their fate, where its state is one of `expected`."""
    for some in sql.chunks(outbox_ids):
        change = update(document).where(document.c.outbox_id.in_(some), document.c.state.in_(expected))
        connection.execute(change.values(state=state, reason=reason, updated_at=now))


def within(connection: Connection, outbox_ids: Iterable[str]) -> list[Row[Any]]:
    """(id, order_id, outbox_id) of what was put into these interchanges, in order."""
    found: list[Row[Any]] = []
    for some in sql.chunks(outbox_ids):
        query = select(document.c.id, document.c.order_id, document.c.outbox_id)
        found += connection.execute(query.where(document.c.outbox_id.in_(some)).order_by(document.c.id))
    return found


def move(connection: Connection, document_id: str, now: datetime, expected: Iterable[str], **changes: Any) -> bool:
    """Changes a document only while its state is one of `expected`; False when somebody was faster."""
    change = update(document).where(document.c.id == document_id, document.c.state.in_(list(expected)))
    moved = connection.execute(change.values(updated_at=now, **changes)).rowcount > 0
    if moved:
        alerts.of_documents(connection, [(document_id, changes)], now)
    return moved


def get(connection: Connection, document_id: str) -> Row[Any] | None:
    return connection.execute(select(document).where(document.c.id == document_id)).first()


def find(connection: Connection, document_ids: Iterable[str]) -> list[Row[Any]]:
    """Those of the ids that exist, in order of arrival."""
    found: list[Row[Any]] = []
    for some in sql.chunks(sorted(set(document_ids))):
        found += connection.execute(select(document).where(document.c.id.in_(some)).order_by(document.c.id))
    return found


def of_interchange(connection: Connection, interchange_id: str) -> list[Row[Any]]:
    """Inbound: its sets in order. Outbound: what was put into it."""
    return _where(connection, document.c.interchange_id == interchange_id)


OUTLINE = ("id", "interchange_id", "standard", "type", "verdict", "group_no", "set_no", "set_control", "findings",
           "start", "end")  # fmt: skip
PAGE = 1_000  # outlines that are read at once


def outlines(connection: Connection, interchange_ids: Iterable[str]) -> dict[str, list[Row[Any]]]:
    """Interchange -> its documents in order, without what they say: the columns of OUTLINE."""
    found: dict[str, list[Row[Any]]] = {}
    query = select(*(document.c[name] for name in OUTLINE)).order_by(document.c.id)
    for some in sql.chunks(interchange_ids):
        for row in connection.execute(query.where(document.c.interchange_id.in_(some))):
            found.setdefault(row.interchange_id, []).append(row)
    return found


def page(connection: Connection, interchange_id: str, after: str = "", size: int | None = None) -> list[Row[Any]]:
    """The outlines behind the document `after` of an interchange, in order: PAGE of them, or `size`."""
    query = select(*(document.c[name] for name in OUTLINE)).where(document.c.interchange_id == interchange_id)
    return list(connection.execute(query.where(document.c.id > after).order_by(document.c.id).limit(size or PAGE)))


def of_receipt(connection: Connection, receipt_id: str) -> list[Row[Any]]:
    return _where(connection, document.c.receipt_id == receipt_id)


def of_outbox(connection: Connection, outbox_id: str) -> list[Row[Any]]:
    return _where(connection, document.c.outbox_id == outbox_id)


def of_order(connection: Connection, order_id: str) -> list[Row[Any]]:
    """Those whose main order it is; `orders.documents` names all that touched it."""
    return _where(connection, document.c.order_id == order_id)


def caused_by(connection: Connection, document_id: str) -> list[Row[Any]]:
    """What followed from a document."""
    return _where(connection, document.c.caused_by == document_id)


def acknowledging(connection: Connection, interchange_id: str) -> list[Row[Any]]:
    """(id, outbox_id) of the TA1s and 997s that were composed for an inbound interchange."""
    query = select(document.c.id, document.c.outbox_id).where(document.c.answers_interchange == interchange_id)
    return list(connection.execute(query.order_by(document.c.id)))


def answer(connection: Connection, document_id: str, answered_id: str) -> bool:
    """Whether the one answers the other."""
    same = (answers.c.document_id == document_id, answers.c.answers_id == answered_id)
    return connection.execute(select(answers.c.document_id).where(*same)).first() is not None


def first_answered(connection: Connection, document_id: str) -> Row[Any] | None:
    """The first of the documents that it answers."""
    ids = select(answers.c.answers_id).where(answers.c.document_id == document_id).order_by(answers.c.answers_id)
    found = connection.execute(ids.limit(1)).scalar()
    return None if found is None else get(connection, found)


def sent(
    connection: Connection, lane_id: str, group_control: str, functional_id: str | None = None,
    set_control: str | None = None,
) -> list[Row[Any]]:  # fmt: skip
    """Outbound documents by the numbers that an acknowledgement echoes, the newest epoch last."""
    wanted = [document.c.direction == "out", document.c.lane_id == lane_id, document.c.group_control == group_control]
    if functional_id is not None:
        wanted.append(document.c.functional_id == functional_id)
    if set_control is not None:
        wanted.append(document.c.set_control == set_control)
    return _where(connection, *wanted)


def sent_for(connection: Connection, partner: str, usage: str, po_number: str) -> list[Row[Any]]:
    """What we sent about an order's number, in order; what was only composed too."""
    whose = (document.c.partner == partner, document.c.usage == usage, document.c.direction == "out")
    return _where(connection, document.c.po_number == po_number, *whose)


def answered_by(connection: Connection, document_id: str) -> list[Row[Any]]:
    """Documents that answer this one."""
    ids = select(answers.c.document_id).where(answers.c.answers_id == document_id)
    return _where(connection, document.c.id.in_(ids))


def take_back(connection: Connection, document_id: str) -> None:
    """It answers nothing any more."""
    connection.execute(delete(answers).where(answers.c.document_id == document_id))


def answers_of(connection: Connection, document_ids: Iterable[str]) -> dict[str, list[str]]:
    """Document id -> ids that it answers."""
    found: dict[str, list[str]] = {}
    for some in sql.chunks(document_ids):
        query = (
            select(answers).where(answers.c.document_id.in_(some)).order_by(answers.c.document_id, answers.c.answers_id)
        )
        for row in connection.execute(query):
            found.setdefault(row.document_id, []).append(row.answers_id)
    return found


def take(connection: Connection, lane_ids: Iterable[str], now: datetime, limit: int = 100) -> list[Row[Any]]:
    """Up to `limit` inbound documents over the lanes (locked by the caller), in order of arrival.

    Not taken: a document of an interchange without closing row, one whose order key waits or is tried again
    later, and one that arrived behind a file of the same mailbox that is not parsed yet.
    """
    lanes = list(lane_ids)
    one = len(lanes) == 1
    return list(connection.execute(_taken(one), {"lanes": lanes[0] if one else lanes, "now": now, "most": limit}))


@cache
def _taken(one: bool) -> Select[Any]:
    """Statements that are asked for again and again are built once. Those of one lane lie in order in their index."""
    if one:
        query = select(ROW).where(ROW.c.lane_id == bindparam("lanes", type_=id_type())).order_by(ROW.c.id)
    else:
        lanes = bindparam("lanes", expanding=True, type_=id_type())
        query = select(ROW).where(ROW.c.lane_id.in_(lanes)).order_by(sql.by_arrival(ROW.c.id))
    return query.where(takeable(NOW)).limit(bindparam("most", type_=Integer()))


def take_outbound(connection: Connection, lane_id: str, limit: int = 1000) -> list[Row[Any]]:
    """Documents composed and not yet enveloped on a lane, in order, without the model that they were written from."""
    return list(connection.execute(_taken_outbound(), {"lane": lane_id, "most": limit}))


@cache
def _taken_outbound() -> Select[Any]:
    wanted = [column for column in ROW.c if column.name != "model"]
    query = select(*wanted).where(ROW.c.lane_id == bindparam("lane", type_=id_type()), enveloped_next())
    return query.order_by(ROW.c.id).limit(bindparam("most", type_=Integer()))


def earlier_held(connection: Connection, order_key: str, document_id: str) -> Row[Any] | None:
    """The nearest earlier inbound document of the order key that waits or is tried again later."""
    same = (document.c.order_key == order_key, document.c.id < document_id, sql.among(document.c.state, HELD))
    query = select(document).where(*same, document.c.direction == "in").order_by(document.c.id.desc())
    return connection.execute(query.limit(1)).first()


def held_under(connection: Connection, order_keys: Iterable[str]) -> dict[str, list[str]]:
    """Order key -> ids of the inbound documents under it that wait or are tried again later."""
    found: dict[str, list[str]] = {}
    for some in sql.chunks(sorted(set(order_keys))):
        for order_key, document_id in connection.execute(_held_under(), {"keys": some}):
            found.setdefault(order_key, []).append(document_id)
    return found


@cache
def _held_under() -> Select[Any]:
    keys = bindparam("keys", expanding=True, type_=Words())
    waits = (document.c.order_key.in_(keys), sql.among(document.c.state, HELD), document.c.direction == "in")
    return select(document.c.order_key, document.c.id).where(*waits).order_by(document.c.id)


def held_by(connection: Connection, order_key: str, reason: str) -> list[Row[Any]]:
    """Inbound documents of the order key that wait for this reason."""
    waits = (sql.among(document.c.state, ["WAITING"]), document.c.reason == reason, document.c.direction == "in")
    return _where(connection, document.c.order_key == order_key, *waits)


def waiting_for(connection: Connection, reason: str) -> list[Row[Any]]:
    """Every document that waits for this reason, in order of arrival."""
    waits = (sql.among(document.c.state, ATTENTION), sql.among(document.c.state, ["WAITING"]))
    return _where(connection, *waits, document.c.reason == reason)


def overdue(connection: Connection, now: datetime, limit: int = 500) -> list[Row[Any]]:
    """Documents that wait and whose due date has passed."""
    late = select(document).where(document.c.due_at <= now, document.c.state == "WAITING")
    return list(connection.execute(late.order_by(document.c.id).limit(limit)))


def remove(connection: Connection, document_ids: Iterable[str]) -> int:
    """Removes documents before they took effect: their file is parsed again."""
    return sum(
        connection.execute(delete(document).where(document.c.id.in_(some))).rowcount
        for some in sql.chunks(document_ids)
    )


def drop(connection: Connection, receipt_id: str) -> int:
    """Removes a receipt's documents before they took effect, for a parse that starts again."""
    connection.execute(delete(interchange).where(interchange.c.receipt_id == receipt_id))
    return connection.execute(delete(document).where(document.c.receipt_id == receipt_id)).rowcount


def takeable(now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """Over ROW: an inbound document whose turn it is."""
    due = or_(ROW.c.next_at.is_(None), ROW.c.next_at <= now)
    its_own = interchange.c.id == ROW.c.interchange_id
    closed = exists(select(interchange.c.id).where(its_own, interchange.c.closed_at.is_not(None)))
    return and_(
        sql.among(ROW.c.state, ARRIVED + TO_ENVELOPE), sql.among(ROW.c.state, ARRIVED), ROW.c.direction == "in",
        due, or_(ROW.c.interchange_id.is_(None), closed), not_(_held(now)), not_(_overtakes()),
    )  # fmt: skip


def enveloped_next() -> ColumnElement[bool]:
    """Over ROW: an outbound document that waits for its envelope."""
    return and_(
        sql.among(ROW.c.state, ARRIVED + TO_ENVELOPE), sql.among(ROW.c.state, TO_ENVELOPE), ROW.c.direction == "out"
    )


def _held(now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    """An earlier document of the same order key waits for somebody or for its retry."""
    earlier = document.alias("earlier")
    later = and_(earlier.c.state == "RETRY", earlier.c.next_at > now)
    return exists(
        select(earlier.c.id).where(
            earlier.c.order_key == ROW.c.order_key, earlier.c.id < ROW.c.id, earlier.c.direction == "in",
            sql.among(earlier.c.state, HELD), or_(earlier.c.state == "WAITING", later),
        )
    )  # fmt: skip


def _overtakes() -> ColumnElement[bool]:
    """An earlier file of the same mailbox is not parsed yet."""
    mine, earlier = inbox.alias("mine"), inbox.alias("unparsed")
    return exists(
        select(earlier.c.id)
        .select_from(mine)
        .join(earlier, and_(earlier.c.mailbox == mine.c.mailbox, earlier.c.id < mine.c.id))
        .where(mine.c.id == ROW.c.receipt_id, sql.among(earlier.c.state, ["RECEIVED"]))
    )


def _where(connection: Connection, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
    return list(connection.execute(select(document).where(*conditions).order_by(document.c.id)))
