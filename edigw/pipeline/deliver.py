"""Boundary D: claim frozen bytes by lease, send them outside any transaction, note it: at least once, byte by byte."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import EdigwError, Refused
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context, Done
from edigw.store import documents, journal, outbox
from edigw.store.journal import Fact

LEASE_S = 60.0
TOGETHER = 50


def deliver(context: Context, done: Done) -> None:
    """Everything that is due."""
    while not context.stopping():
        with context.store.begin() as connection:
            claimed = outbox.claim(connection, context.owner, context.now(), LEASE_S, TOGETHER)
            _note(connection, claimed, context.now(), "SENDING")
        if not claimed:
            break
        reach("D.claimed")
        tried = [(row, _send(context, row)) for row in claimed]
        reach("D.sent")
        with context.store.begin() as connection:
            for row, error in tried:
                done.sent += _mark(context, connection, row, error, done)
        reach("D.marked")


def take_over(context: Context) -> int:
    """At a start: what a process of this machine that is gone had claimed is free again, before its lease runs out."""
    with context.store.begin() as connection:
        gone = [owner for owner in outbox.owners(connection) if _gone(owner)]
        return sum(outbox.release(connection, owner, context.now()) for owner in gone)


def _gone(owner: str) -> bool:
    """Whether the process that an owner names (host:pid:mark) ran here and runs no more."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _send(context: Context, row: Stored[Any]) -> EdigwError | None:
    """None when it lies in the partner's folder, whole."""
    box = context.mailboxes.get(row.mailbox)
    if box is None:
        return Refused(f"there is no mailbox {row.mailbox}", "name it in the partner file or in edigw.toml")
    try:
        box.send(row.name, context.store.archive.load(row.body, row.blob))
    except EdigwError as error:
        return error
    return None


def _mark(context: Context, connection: Connection, row: Stored[Any], error: EdigwError | None, done: Done) -> int:
    now = context.now()
    if error is None:
        if outbox.mark_sent(connection, row.id, context.owner, now):
            _note(connection, [row], now, "SENT")
        return 1
    retry = error.retry or isinstance(error, Refused)
    next_at = now + outbox.back_off(row.tries, random.random()) if retry else None
    if outbox.mark_failed(connection, row.id, context.owner, error.message, next_at):
        _note(connection, [row], now, "RETRY" if retry else "FAILED")
        done.attention += not retry
    return 0


def _note(connection: Connection, sent: Iterable[Stored[Any]], now: datetime, state: str) -> None:
    """The documents in an interchange share its fate; a redelivery leaves a settled one as it is."""
    for row in sent:
        members = documents.of_outbox(connection, row.id)
        moving = [one for one in members if one.state in ("ENVELOPED", "SENDING", "RETRY", "FAILED")]
        documents.set_many(connection, [one.id for one in moving], now, state=state)
        if state == "SENT" and row.lane_id is not None:
            facts = [Fact("document.sent", {"file": row.name}, one.id, one.order_id) for one in members]
            journal.append(connection, row.lane_id, facts, now)
