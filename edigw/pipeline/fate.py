"""What becomes of files that were tried: sent, tried again later, or FAILED; and of a mailbox that does not answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import Denied, EdigwError, Refused, Unreachable
from edigw.model.partner import Mailbox
from edigw.pipeline.context import Context, Done
from edigw.store import alerts, documents, journal, mailboxes, outbox, waits
from edigw.store.journal import Fact
from edigw.transports.port import Outcome

STUCK = 5  # tries of one file, some five minutes, after which somebody is told; it is tried on
SLOW_FIRST_S, SLOW_LONGEST_S = 600, 14_400  # between tries of what only a person can mend
UNSENT = ("ENVELOPED", "SENDING", "RETRY", "FAILED")  # documents that share the fate of their interchange
UNDELIVERED = "UNDELIVERED"  # the reason of documents that are FAILED

Tried = Sequence[tuple[Stored[Any], Outcome]]


def note(context: Context, tried: Tried, connection: Connection) -> Done:
    """In one transaction, once the sending is over: a row that another took over meanwhile is the other's to say."""
    done = Done()
    done.sent += _sent(context, connection, [row for row, error in tried if error is None])
    for name in dict.fromkeys(row.mailbox for row, _ in tried):
        here = [(row, error) for row, error in tried if row.mailbox == name]
        for row, error in here:
            if error is not None and not isinstance(error, Unreachable):
                done.attention += _failed(context, connection, row, error, _next_try(row, error, context.now()))
        away = [(row, error) for row, error in here if isinstance(error, Unreachable)]
        if away:
            done.attention += _away(context, connection, name, away)
        else:
            mailboxes.let_go(connection, name)
    return done


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


def _next_try(row: Stored[Any], error: EdigwError, now: datetime) -> datetime | None:
    """None where no other try can help."""
    if isinstance(error, Refused):
        return now + waits.back_off(SLOW_FIRST_S, row.tries, random.random(), SLOW_LONGEST_S)
    return now + waits.back_off(outbox.FIRST_RETRY_S, row.tries, random.random()) if error.retry else None


def _failed(
    context: Context, connection: Connection, row: Stored[Any], error: EdigwError, next_at: datetime | None
) -> bool:
    """Tried again at `next_at`, or FAILED: for good, or because it was tried long enough. Was it that?"""
    now, box = context.now(), _rules(context, row.mailbox)
    long_enough = row.tries >= box.tries or now - (row.failing_since or now) >= timedelta(seconds=box.give_up_s)
    over = next_at is None or long_enough
    if not outbox.mark_failed(connection, row, context.owner, error.message, now, None if over else next_at):
        return False
    state, reason = ("FAILED", UNDELIVERED) if over else ("RETRY", None)
    documents.follow(connection, [row.id], now, UNSENT, state, reason)
    if over or row.tries == STUCK:
        alerts.undelivered(connection, row.id, error.message, now)
    return over


def _away(context: Context, connection: Connection, name: str, some: Sequence[tuple[Stored[Any], Unreachable]]) -> int:
    """The first file was tried, and is the first again; the others wait behind it. How many are FAILED."""
    now, (probe, error) = context.now(), some[0]
    rest = [row for row, _ in some[1:]]
    outbox.give_back(connection, rest, context.owner)
    for state, rows in (("ENVELOPED", [row for row in rest if not row.failing_since]),
                        ("RETRY", [row for row in rest if row.failing_since])):  # fmt: skip
        documents.follow(connection, [row.id for row in rows], now, UNSENT, state)
    first_s, longest_s = outbox.FIRST_RETRY_S, waits.LONGEST_S
    if isinstance(error, Denied):
        first_s, longest_s = SLOW_FIRST_S, SLOW_LONGEST_S
    wait = waits.back_off(first_s, mailboxes.failures(connection, name) + 1, random.random(), longest_s)
    since = mailboxes.hold(connection, name, error.message, error.hint, now, wait)
    failed = int(_failed(context, connection, probe, error, probe.next_at))
    return failed + _given_up(context, connection, name, since, error)


def _given_up(context: Context, connection: Connection, name: str, since: datetime, error: EdigwError) -> int:
    """Where a mailbox did not answer for so long, what has waited for as long is not kept waiting any longer."""
    now = context.now()
    before = now - timedelta(seconds=_rules(context, name).give_up_s)
    given_up = outbox.give_up(connection, name, before, error.message) if since <= before else []
    documents.follow(connection, given_up, now, UNSENT, "FAILED", UNDELIVERED)
    for one in given_up:
        alerts.undelivered(connection, one, error.message, now)
    return len(given_up)


def _rules(context: Context, name: str) -> Mailbox:
    return context.configuration.mailboxes.get(name) or Mailbox(name=name)
