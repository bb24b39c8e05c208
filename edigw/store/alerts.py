"""Alerts: told in the transaction that makes them true, gathered into messages, sent at least once.

Which kinds are told by which channels is an option of the connection that `Store.begin` sets from `Store.alerting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, select, update

from edigw.store import ids, sql, waits
from edigw.store.alert_tables import DUE, OWED, STANDING
from edigw.store.tables import alert, alert_message, document, outbox

STATES: Mapping[str, str] = {"REJECTED": "rejected", "QUARANTINED": "quarantined", "WAITING": "waiting"}
ANSWERS: Mapping[str, str] = {"orphan": "orphan", "overdue": "overdue", "rejected": "refused", "partly": "refused"}
BY_ITSELF = ("EARLIER_DOCUMENT",)  # waits that end when another one does
TOGETHER = 1_000  # alerts in one message
TRIES = 10  # of one message: some three hours
FIRST_RETRY_S = 30


def wanted(connection: Connection) -> Mapping[str, tuple[str, ...]]:
    """Kind -> channels that tell of it; empty where nobody is to be told."""
    found: Mapping[str, tuple[str, ...]] = connection.get_execution_options().get("alerting") or {}
    return found


def of_documents(connection: Connection, changes: Iterable[tuple[str, Mapping[str, Any]]], now: datetime) -> None:
    """(document, the columns that were just written to it): what of it somebody must know."""
    kinds = wanted(connection)
    if not kinds:
        return
    found = [(one, kind) for one, columns in changes for kind in _kinds(columns) if kind in kinds]
    rows: list[dict[str, Any]] = []
    for some in sql.chunks(found):
        c = document.c
        query = select(c.id, c.partner, c.usage, c.type, c.po_number, c.reason)
        known = {row.id: row for row in connection.execute(query.where(c.id.in_([one for one, _ in some])))}
        for one, kind in some:
            if (row := known.get(one)) is not None and (kind != "waiting" or row.reason not in BY_ITSELF):
                facts = {name: getattr(row, name) for name in ("partner", "usage", "type", "po_number", "reason")}
                rows.append({"kind": kind, "subject": one, "document_id": one, **facts})
    _tell(connection, rows, now)


def _kinds(columns: Mapping[str, Any]) -> Iterable[str]:
    for column, words in (("state", STATES), ("answer", ANSWERS)):
        if (kind := words.get(columns.get(column, ""))) is not None:
            yield kind


def undelivered(connection: Connection, outbox_id: str, error: str, now: datetime) -> None:
    """A file cannot be delivered, for good or for long."""
    if "undelivered" not in wanted(connection):
        return
    row = connection.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    c = document.c
    query = select(c.id, c.usage, c.type, c.po_number).where(c.outbox_id == outbox_id).order_by(c.id).limit(1)
    inside = connection.execute(query).first()
    facts = {"document_id": inside.id, "usage": inside.usage, "type": inside.type} if inside else {}
    _tell(connection, [{"kind": "undelivered", "subject": outbox_id, "partner": row.partner, "reason": error,
                        "mailbox": row.mailbox, "file": row.name, **facts}], now)  # fmt: skip


def integrity(connection: Connection, message: Mapping[str, Any], why: str, now: datetime) -> None:
    """A message of AS2, or a receipt, that does not prove what it should; `message` is its row."""
    if "integrity" not in wanted(connection):
        return
    facts: dict[str, Any] = {}
    if message["direction"] == "out":
        c = document.c
        query = select(c.id, c.usage, c.type, c.po_number).where(c.outbox_id == message["outbox_id"]).order_by(c.id)
        inside = connection.execute(query.limit(1)).first()
        facts = {"document_id": inside.id, "usage": inside.usage, "type": inside.type} if inside else {}
    _tell(connection, [{"kind": "integrity", "subject": message["id"], "partner": message["partner"],
                        "mailbox": message["mailbox"], "reason": why, "file": message["message_id"], **facts}],
          now)  # fmt: skip


def news(connection: Connection, kind: str, subjects: Iterable[str], channels: Sequence[str]) -> bool:
    """Whether `stand` would change anything."""
    names = set(subjects)
    held = _standing(connection, kind)
    return any(name not in names for _, name in held) or not {(c, name) for c in channels for name in names} <= held


def stand(connection: Connection, kind: str, facts: Mapping[str, Mapping[str, Any]], now: datetime) -> None:
    """What is so of these subjects (partner, reason), of one kind of STANDING: told once, until it is over."""
    held = _standing(connection, kind)
    over = sorted({subject for _, subject in held if subject not in facts})
    for some in sql.chunks(over):
        standing = (alert.c.kind == kind, alert.c.over_at.is_(None), alert.c.subject.in_(some))
        connection.execute(update(alert).where(*standing).values(over_at=now))
    _tell(connection, [{"kind": kind, "subject": subject, **row} for subject, row in facts.items()], now, held)


def _standing(connection: Connection, kind: str) -> set[tuple[str, str]]:
    """(channel, subject) of what was told and still is so, as far as is noted."""
    c = alert.c
    standing = (sql.among(c.kind, STANDING), c.over_at.is_(None))  # as the index has it
    query = select(c.channel, c.subject).where(*standing, c.kind == kind)
    return {(row.channel, row.subject) for row in connection.execute(query)}


def _tell(
    connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime, held: Set[tuple[str, str]] = frozenset()
) -> None:
    kinds = wanted(connection)
    made = [{"channel": channel, "id": ids.new_id(now), "created_at": now, **row}
            for row in rows for channel in kinds.get(row["kind"], ())
            if (channel, row["subject"]) not in held]  # fmt: skip
    sql.add(connection, alert, made, new_only=True)


# --- messages


def owed(connection: Connection, now: datetime) -> bool:
    """Whether something may have to be sent now."""
    untold = select(alert.c.id).where(alert.c.message_id.is_(None)).limit(1)
    return any(connection.execute(query).first() is not None for query in (untold, _due(now)))


def gather(connection: Connection, channels: Sequence[str], every_s: float, now: datetime) -> int:
    """What is untold becomes one message a channel: not while its last one is owed or younger than `every_s`.

    What was meant for a channel that is there no more is dropped. Returns how many messages were made.
    """
    _forget(connection, channels)
    made = 0
    for channel in channels:
        m = alert_message.c
        query = select(alert_message).where(m.channel == channel).order_by(m.id.desc()).limit(1)
        last = connection.execute(sql.locked(query)).first()
        young = timedelta(seconds=every_s)
        if last is not None and (last.state in DUE or timedelta(0) <= now - last.created_at < young):
            continue
        untold = select(alert.c.id).where(alert.c.message_id.is_(None), alert.c.channel == channel)
        found = list(connection.execute(sql.locked(untold.order_by(alert.c.id).limit(TOGETHER), skip=True)).scalars())
        if not found:
            continue
        message_id = ids.new_id(now)
        sql.add(connection, alert_message, [{"id": message_id, "channel": channel, "next_at": now, "created_at": now}])
        for some in sql.chunks(found):
            change = update(alert).where(alert.c.channel == channel, alert.c.id.in_(some))
            connection.execute(change.values(message_id=message_id))
        made += 1
    return made


def _forget(connection: Connection, channels: Sequence[str]) -> None:
    connection.execute(delete(alert).where(alert.c.message_id.is_(None), alert.c.channel.not_in(channels)))
    given_up = (sql.among(alert_message.c.state, OWED), sql.among(alert_message.c.state, DUE))
    change = update(alert_message).where(*given_up, alert_message.c.channel.not_in(channels))
    connection.execute(change.values(state="DEAD", error="its channel is not in edigw.toml any more"))


def claim(connection: Connection, channels: Sequence[str], now: datetime, lease_s: float) -> Row[Any] | None:
    """The next message that is due on these channels, one try more; nobody else takes it before the lease is over."""
    row = connection.execute(sql.locked(_due(now, channels), skip=True)).first()
    if row is None:
        return None
    values: dict[str, Any] = {"tries": row.tries + 1, "state": "RETRY", "next_at": now + timedelta(seconds=lease_s)}
    connection.execute(update(alert_message).where(alert_message.c.id == row.id).values(**values))
    return connection.execute(select(alert_message).where(alert_message.c.id == row.id)).one()


def _due(now: datetime, channels: Sequence[str] | None = None) -> Select[Any]:
    m = alert_message.c
    query = select(alert_message).where(sql.among(m.state, OWED), sql.among(m.state, DUE), m.next_at <= now)
    if channels is not None:
        query = query.where(m.channel.in_(channels))
    return query.order_by(m.next_at, m.id).limit(1)


def within(connection: Connection, message_id: str) -> list[Row[Any]]:
    """The alerts of a message, the oldest first."""
    return list(connection.execute(select(alert).where(alert.c.message_id == message_id).order_by(alert.c.id)))


def sent(connection: Connection, message_id: str, now: datetime) -> None:
    """It arrived."""
    change = update(alert_message).where(alert_message.c.id == message_id)
    connection.execute(change.values(state="SENT", sent_at=now, error=None))


def failed(connection: Connection, row: Row[Any], error: str, now: datetime, jitter: float) -> bool:
    """It did not arrive: tried again later, DEAD after TRIES. Returns whether it is dead."""
    dead: bool = row.tries >= TRIES
    values: dict[str, Any] = {"state": "DEAD" if dead else "RETRY", "error": error}
    if not dead:
        values["next_at"] = now + waits.back_off(FIRST_RETRY_S, row.tries, jitter)
    mine = (alert_message.c.id == row.id, sql.among(alert_message.c.state, DUE))
    connection.execute(update(alert_message).where(*mine).values(**values))
    return dead


def forget(connection: Connection, before: datetime, limit: int = TOGETHER) -> int:
    """Removes messages that arrived before an instant, the oldest first, with their alerts. Returns how many rows.

    At most `limit` rows, or the rows of one message. What tells of something that still is so stays.
    """
    m, c = alert_message.c, alert.c
    standing = exists().where(c.message_id == m.id, sql.among(c.kind, STANDING), c.over_at.is_(None))
    old = select(m.id).where(m.state == "SENT", m.sent_at < before, ~standing)
    found = list(connection.execute(sql.locked(old.order_by(m.id).limit(limit), skip=True)).scalars())
    inside: dict[str, int] = {}
    for some in sql.chunks(found):
        counted = select(c.message_id, func.count()).where(c.message_id.in_(some)).group_by(c.message_id)
        inside |= {str(message_id): count for message_id, count in connection.execute(counted)}
    taken: list[str] = []
    rows = 0
    for message_id in found:
        mine = 1 + inside.get(message_id, 0)
        if taken and rows + mine > limit:
            break
        taken.append(message_id)
        rows += mine
    for some in sql.chunks(taken):
        connection.execute(delete(alert).where(c.message_id.in_(some)))
        connection.execute(delete(alert_message).where(m.id.in_(some)))
    return rows


def retry(connection: Connection, channels: Sequence[str], now: datetime) -> int:
    """What is dead or waits for its next try is due now, under the same id. Returns how many messages."""
    c = alert_message.c
    change = update(alert_message).where(sql.among(c.state, OWED), c.channel.in_(channels))
    return connection.execute(change.values(state="READY", tries=0, next_at=now)).rowcount
