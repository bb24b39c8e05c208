"""What became of messages that we sent reaches their documents: delivered, failed, or sent again without a receipt."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.pipeline.as2 import making
from edigw.pipeline.as2.receipts import FAILED
from edigw.pipeline.context import Context, Done
from edigw.store import alerts, as2, documents, journal, outbox, waits
from edigw.store.journal import Fact

FIRST_S = 900  # seconds after which a message without its receipt is sent again, the second time
TOGETHER = 100
SOON = timedelta(seconds=1)
WENT = ("SENT", "FAILED", "DELIVERED")


def settle(context: Context, done: Done) -> None:
    """Every message that is to be looked at now."""
    with context.store.read() as connection:
        if not as2.due(connection, context.now(), 1):
            return
    with context.store.begin() as connection:
        for row in as2.due(connection, context.now(), TOGETHER):
            file = outbox.get(connection, row.outbox_id)
            if file is None or making.mark(file) != row.mark:
                as2.change(connection, row.id, context.now(), due_at=None)  # it was delivered anew meanwhile
            elif row.state == "DELIVERED":
                _ended(context, connection, row, file, "DELIVERED", None)
            elif row.state in FAILED:
                done.attention += _ended(context, connection, row, file, "FAILED", row.state)
            else:
                done.attention += _overdue(context, connection, row, file)


def _ended(
    context: Context, connection: Connection, row: Stored[Any], file: Stored[Any], state: str, reason: str | None
) -> bool:  # fmt: skip
    """Applied to the file and what is in it; once delivery has noted that it was sent, which comes a moment later."""
    now = context.now()
    if file.state not in WENT:
        as2.change(connection, row.id, now, due_at=now + SOON)
        return False
    as2.change(connection, row.id, now, due_at=None)
    as2.settle_file(connection, file.id, state, row.detail or None)
    documents.follow(connection, [file.id], now, WENT, state, reason)
    if state == "FAILED" and file.state != "FAILED":
        alerts.undelivered(connection, file.id, row.detail, now)
    inside = documents.within(connection, [file.id])
    kind = "document.delivered" if state == "DELIVERED" else "document.undelivered"
    facts = [Fact(kind, {"message_id": row.message_id, "state": row.state}, one.id, one.order_id) for one in inside]
    if facts:
        journal.append(connection, file.lane_id, facts, now)
    return state == "FAILED" and file.state != "FAILED"


def _overdue(context: Context, connection: Connection, row: Stored[Any], file: Stored[Any]) -> bool:
    """No receipt in time: the same message again, under the same id, with longer and longer waits; then FAILED."""
    now, resends = context.now(), row.resends or 0
    if resends < _most(context, row.mailbox):
        again = now + waits.back_off(FIRST_S, resends + 1, random.random())
        as2.change(connection, row.id, now, resends=resends + 1, due_at=again)
        as2.send_again(connection, file.id, now)
        return False
    detail = f"no receipt came, though the message was sent {resends + 1} times"
    as2.change(connection, row.id, now, state="MDN_TIMEOUT", detail=detail)
    late = as2.get(connection, row.id)
    assert late is not None
    return _ended(context, connection, late, file, "FAILED", "MDN_TIMEOUT")


def _most(context: Context, mailbox: str) -> int:
    box = context.configuration.mailboxes.get(mailbox)
    return box.as2.resends if box is not None and box.as2 is not None else 0
