"""Mailboxes and partners as a whole: paused by somebody, held because the other side does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from edigw.store import sql
from edigw.store.mailbox_tables import MAILBOX, PARTNER
from edigw.store.tables import lane, mailbox_hold, paused


def pause(connection: Connection, kind: str, name: str, who: str, reason: str, now: datetime) -> bool:
    """Nothing of it goes on until it is resumed. False where it was paused already: then that stays as it was.

    A partner's lanes are paused with it, those that come later too.
    """
    if get_pause(connection, kind, name) is not None:
        return False
    sql.add(connection, paused, [{"kind": kind, "name": name, "who": who, "reason": reason, "at": now}])
    if kind == PARTNER:
        connection.execute(update(lane).where(lane.c.partner == name).values(paused=True))
    return True


def resume(connection: Connection, kind: str, name: str) -> bool:
    """It goes on with all that came meanwhile. False where it was not paused."""
    ended = delete(paused).where(paused.c.kind == kind, paused.c.name == name)
    if kind == PARTNER:
        connection.execute(update(lane).where(lane.c.partner == name).values(paused=False))
    return connection.execute(ended).rowcount > 0


def get_pause(connection: Connection, kind: str, name: str) -> Row[Any] | None:
    query = select(paused).where(paused.c.kind == kind, paused.c.name == name)
    return connection.execute(sql.locked(query)).first()


def is_paused(connection: Connection, kind: str, name: str) -> bool:
    query = select(paused.c.name).where(paused.c.kind == kind, paused.c.name == name)
    return connection.execute(query).first() is not None


def pauses(connection: Connection) -> list[Row[Any]]:
    """Every pause, by kind and name."""
    return list(connection.execute(select(paused).order_by(paused.c.kind, paused.c.name)))


def paused_mailboxes(connection: Connection) -> set[str]:
    return set(connection.execute(select(paused.c.name).where(paused.c.kind == MAILBOX)).scalars())


def resting(connection: Connection, now: datetime) -> set[str]:
    """Mailboxes to which nothing is sent now: paused, or held."""
    held = select(mailbox_hold.c.mailbox).where(mailbox_hold.c.until > now)
    return paused_mailboxes(connection) | set(connection.execute(held).scalars())


# --- those that do not answer


def holds(connection: Connection) -> Mapping[str, Row[Any]]:
    """Every mailbox whose other side did not answer when it was last tried."""
    rows = connection.execute(select(mailbox_hold).order_by(mailbox_hold.c.mailbox))
    return {str(row.mailbox): row for row in rows}


def hold(connection: Connection, mailbox: str, error: str, hint: str, now: datetime, wait: timedelta) -> datetime:
    """It did not answer: nothing is sent there until the wait is over. Returns since when it does not answer."""
    c = mailbox_hold.c
    before = connection.execute(sql.locked(select(mailbox_hold).where(c.mailbox == mailbox))).first()
    told = {"until": now + wait, "error": error, "hint": hint}
    if before is None:
        sql.add(connection, mailbox_hold, [{"mailbox": mailbox, "failures": 1, "since": now, **told}], new_only=True)
        return now
    change = update(mailbox_hold).where(c.mailbox == mailbox)
    connection.execute(change.values(failures=before.failures + 1, **told))
    since: datetime = before.since
    return since


def unheard(connection: Connection, mailbox: str, error: str, hint: str, now: datetime) -> None:
    """It could not be polled: that is shown, by its latest reason, and hinders no file that is to be sent there."""
    row = {"mailbox": mailbox, "failures": 0, "since": now, "until": now, "error": error, "hint": hint}
    before = holds(connection).get(mailbox)
    if before is None:
        sql.add(connection, mailbox_hold, [row], new_only=True)
    elif (before.error, before.hint) != (error, hint):
        change = update(mailbox_hold).where(mailbox_hold.c.mailbox == mailbox)
        connection.execute(change.values(error=error, hint=hint))


def heard(connection: Connection, mailbox: str) -> bool:
    """It could be polled; that says nothing of what is sent. False where nothing was noted."""
    c = mailbox_hold.c
    return connection.execute(delete(mailbox_hold).where(c.mailbox == mailbox, c.failures == 0)).rowcount > 0


def failures(connection: Connection, mailbox: str) -> int:
    """How often it failed, one time after the other."""
    query = select(mailbox_hold.c.failures).where(mailbox_hold.c.mailbox == mailbox)
    return int(connection.execute(query).scalar() or 0)


def let_go(connection: Connection, mailbox: str) -> bool:
    """It answers, or somebody says that it will. False where it was not held."""
    return connection.execute(delete(mailbox_hold).where(mailbox_hold.c.mailbox == mailbox)).rowcount > 0
