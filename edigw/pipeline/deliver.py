"""Boundary D: claim frozen bytes by lease, send them outside any transaction, note it: at least once, byte by byte."""

from __future__ import annotations

import mmap
import os
import random
import socket
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import EdigwError, Refused
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context, Done
from edigw.store import alerts, documents, journal, outbox, waits
from edigw.store.journal import Fact

LEASE_S = 60.0
TOGETHER = 200
STUCK = 5  # tries of one file, some five minutes, after which somebody is told; it is tried on
UNSENT = ("ENVELOPED", "SENDING", "RETRY", "FAILED")  # documents that share the fate of their interchange


def deliver(context: Context, done: Done) -> None:
    """Everything that is due."""
    while not context.stopping():
        now = context.now()
        with context.store.begin() as connection:
            claimed = outbox.claim(connection, context.owner, now, LEASE_S, TOGETHER)
            documents.follow(connection, [row.id for row in claimed], now, UNSENT, "SENDING")
        if not claimed:
            break
        reach("D.claimed")
        tried = list(zip(claimed, _send_all(context, claimed), strict=True))
        reach("D.sent")
        with context.store.begin() as connection:
            done.sent += _sent(context, connection, [row for row, error in tried if error is None])
            for row, error in tried:
                done.attention += error is not None and _failed(context, connection, row, error)
        reach("D.marked")


def _send_all(context: Context, claimed: Sequence[Stored[Any]]) -> list[EdigwError | None]:
    """What went wrong with each; None when it lies in the partner's folder, whole."""
    outcomes: dict[str, EdigwError | None] = {}
    for mailbox in dict.fromkeys(row.mailbox for row in claimed):
        outcomes |= _send(context, mailbox, [row for row in claimed if row.mailbox == mailbox])
    return [outcomes[row.id] for row in claimed]


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


def _send(context: Context, mailbox: str, rows: Sequence[Stored[Any]]) -> dict[str, EdigwError | None]:
    box = context.mailboxes.get(mailbox)
    if box is None:
        nowhere = Refused(f"there is no mailbox {mailbox}", "name it in the partner file or in edigw.toml")
        return dict.fromkeys((row.id for row in rows), nowhere)
    outcomes: dict[str, EdigwError | None] = {}
    files: dict[str, tuple[str, bytes | mmap.mmap]] = {}
    for row in rows:
        try:
            files[row.id] = (row.name, context.store.archive.load(row.body, row.blob))
        except EdigwError as error:
            outcomes[row.id] = error
    return outcomes | dict(zip(files, box.send_all(list(files.values())), strict=True))


def _sent(context: Context, connection: Connection, rows: Sequence[Stored[Any]]) -> int:
    """They lie in the partner's folder; how many. A redelivery leaves its documents as they are."""
    now = context.now()
    names = {row.id: row.name for row in rows}
    lane_of = {row.id: row.lane_id for row in rows}
    marked = outbox.mark_all_sent(connection, sorted(names), context.owner, now)
    documents.follow(connection, marked, now, UNSENT, "SENT")
    facts: dict[str, list[Fact]] = {}
    for one in documents.within(connection, marked):
        fact = Fact("document.sent", {"file": names[one.outbox_id]}, one.id, one.order_id)
        facts.setdefault(lane_of[one.outbox_id], []).append(fact)
    for lane_id in sorted(facts):
        journal.append(connection, lane_id, facts[lane_id], now)
    return len(rows)


def _failed(context: Context, connection: Connection, row: Stored[Any], error: EdigwError) -> bool:
    """Tried again later, or FAILED for good: then somebody must look at it."""
    now = context.now()
    retry = error.retry or isinstance(error, Refused)
    next_at = now + waits.back_off(outbox.FIRST_RETRY_S, row.tries, random.random()) if retry else None
    if not outbox.mark_failed(connection, row.id, context.owner, error.message, next_at):
        return False
    documents.follow(connection, [row.id], now, UNSENT, "RETRY" if retry else "FAILED")
    if not retry or row.tries == STUCK:
        alerts.undelivered(connection, row.id, error.message, now)
    return not retry
