"""What time brings: answers that are overdue, lanes that were forgotten, partners whose files are in order again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.pipeline import rows
from edigw.pipeline.context import Context, Done
from edigw.store import alerts, documents, expectations, inbox, interchanges, journal, lanes
from edigw.store.journal import Fact


def remind(context: Context, done: Done) -> None:
    """Marks the answers that are overdue, wakes forgotten lanes, and removes alerts that were sent long ago."""
    now = context.now()
    with context.store.begin() as connection:
        late = expectations.fall_due(connection, now)
        for one in late:
            sent = documents.get(connection, one.document_id)
            if sent is None or sent.answer != "expected":
                continue
            documents.set_fields(connection, sent.id, now, answer="overdue")
            if one.lane_id is not None:
                fact = Fact("answer.overdue", {"kind": one.kind}, sent.id, sent.order_id)
                journal.append(connection, one.lane_id, [fact], now)
        lanes.sweep(connection, now)
        alerts.forget(connection, now - _kept(context))
    done.overdue += len(late)


def _kept(context: Context) -> timedelta:
    """How long an alert stays after it was sent; a channel's last message never less than its pace."""
    rules = context.configuration.settings.alerts
    return max(timedelta(days=rules.keep_days), timedelta(seconds=rules.every_s))


def reopen(context: Context) -> int:
    """Documents that wait for a partner's files go on once these are in order. Returns how many documents."""
    with context.store.read() as connection:
        waiting = documents.waiting_for(connection, "CONFIG")
    ready = [one for one in waiting if one.direction == "in" and one.partner in context.configuration.partners]
    if not ready:
        return 0
    with context.store.begin() as connection:
        for receipt_id in dict.fromkeys(one.receipt_id for one in ready):
            _reopen(connection, [one for one in ready if one.receipt_id == receipt_id], context)
    return len(ready)


def _reopen(connection: Connection, some: list[Stored[Any]], context: Context) -> None:
    """What had no effect yet is parsed again, under the same ids; what was admitted gets its turn."""
    now = context.now()
    receipt_id = some[0].receipt_id
    parsed_again = False
    for interchange_id in dict.fromkeys(one.interchange_id for one in some):
        ids = [one.id for one in some if one.interchange_id == interchange_id]
        row = interchanges.get(connection, interchange_id) if interchange_id else None
        if row is not None and (row.header or {}).get("admitted"):
            documents.set_many(connection, ids, now, **rows.settled("RECEIVED", order_key=None))
            lanes.wake(connection, {one.lane_id for one in some if one.lane_id})
            continue
        documents.remove(connection, ids)
        if interchange_id:
            interchanges.remove(connection, interchange_id)
        parsed_again = True
    if parsed_again:
        inbox.mark(connection, receipt_id, "RECEIVED")
