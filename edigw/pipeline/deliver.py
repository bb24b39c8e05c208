"""Boundary D: claim frozen bytes by lease, send them outside any transaction, note it: at least once, byte by byte."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row as Stored

from edigw.errors import EdigwError, Refused
from edigw.pipeline.as2.sending import send as send_by_as2
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context, Done
from edigw.pipeline.fate import UNSENT, note
from edigw.store import documents, outbox
from edigw.transports.port import File, Outcome, Transport

LEASE_S = 60.0
TOGETHER = 200
FEW = 16  # for a mailbox that may be slow: what is sent is soon noted

Sender = Callable[[Context, Transport, Sequence[Stored[Any]]], Sequence[Outcome]]
SENDERS: dict[str, Sender] = {"as2": send_by_as2}
"""By the word of a transport: how files leave that are more than bytes under a name. Outcomes in the rows' order."""


def deliver(context: Context, done: Done, elsewhere: Collection[str] = ()) -> None:
    """Everything that is due, but for the mailboxes that others look after."""
    while not context.stopping() and _send_due(context, done, lambda name: name not in elsewhere, TOGETHER):
        pass


def deliver_to(context: Context, done: Done, mailbox: str) -> None:
    """What is due at one mailbox."""
    while not context.stopping() and _send_due(context, done, lambda name: name == mailbox, FEW):
        pass


def _send_due(context: Context, done: Done, wanted: Callable[[str], bool], limit: int) -> bool:
    """A batch, sent and noted; False where nothing was due."""
    now = context.now()
    with context.store.begin() as connection:
        names = [name for name in outbox.due(connection, now) if wanted(name)]
        claimed = outbox.claim(connection, context.owner, now, LEASE_S, limit, names)
        documents.follow(connection, [row.id for row in claimed], now, UNSENT, "SENDING")
    if not claimed:
        return False
    reach("D.claimed")
    tried: list[tuple[Stored[Any], Outcome]] = []
    for mailbox in dict.fromkeys(row.mailbox for row in claimed):
        rows = [row for row in claimed if row.mailbox == mailbox]
        tried += zip(rows, _send(context, mailbox, rows), strict=True)
    reach("D.sent")
    done.add(context.store.run(partial(note, context, tried)))  # what went and is not noted would go a second time
    reach("D.marked")
    return True


def _send(context: Context, mailbox: str, rows: Sequence[Stored[Any]]) -> Sequence[Outcome]:
    """What went wrong with each; None when it lies in the partner's folder, whole."""
    box = context.mailboxes.get(mailbox)
    if box is None:
        nowhere = Refused(f"there is no mailbox {mailbox}", "name it in the partner file or in edigw.toml")
        return [nowhere] * len(rows)
    known = context.configuration.mailboxes.get(mailbox)
    if known is not None and known.transport in SENDERS:
        return SENDERS[known.transport](context, box, rows)
    files: list[File] = []
    lost: dict[str, EdigwError] = {}
    for row in rows:
        try:
            files.append((row.name, context.store.archive.load(row.body, row.blob)))
        except EdigwError as error:
            lost[row.id] = error
    outcomes = iter(box.send_all(files))
    return [lost[row.id] if row.id in lost else next(outcomes) for row in rows]


def keep_leases(context: Context, mailboxes: Collection[str]) -> None:
    """What is still being sent to them stays ours; what another took over meanwhile is the other's."""
    until = context.now() + timedelta(seconds=LEASE_S)
    with context.store.begin() as connection:
        outbox.renew(connection, context.owner, until, sorted(mailboxes))


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
