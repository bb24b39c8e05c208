"""The outbox: frozen bytes that leave. Delivery claims by lease, sends outside any transaction, then says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, update

from edigw.store import mailboxes, sql
from edigw.store.archive import Kept
from edigw.store.tables import UNSENT, outbox

FIRST_RETRY_S = 15  # seconds


def insert(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Rows of `outbox` (id, mailbox, name, and `bytes_of(kept)`); due at once unless `next_at` is said."""
    sql.add(connection, outbox, rows, created_at=now, next_at=now)


def bytes_of(kept: Kept) -> dict[str, Any]:
    """The columns that hold what the archive kept."""
    return {"sha256": kept.sha256, "size": kept.size, "body": kept.body, "blob": kept.blob}


def due(connection: Connection, now: datetime) -> list[str]:
    """The mailboxes with something that may be sent now, by name: none that is paused, none that is held.

    Name after name by the index, so that what waits elsewhere, however much it is, costs nothing.
    """
    resting = mailboxes.resting(connection, now)
    found: list[str] = []
    unsent = sql.among(outbox.c.state, UNSENT)
    name = connection.execute(select(func.min(outbox.c.mailbox)).where(unsent)).scalar()
    while name is not None:
        if name not in resting and connection.execute(_due(name, now).limit(1)).first() is not None:
            found.append(str(name))
        after = select(func.min(outbox.c.mailbox)).where(unsent, outbox.c.mailbox > name)
        name = connection.execute(after).scalar()
    return found


def _due(mailbox: str, now: datetime) -> Select[Any]:
    """Ids of what is due at one mailbox, or whose owner's lease ran out, in the order in which it leaves."""
    ready = or_(
        sql.among(outbox.c.state, ("READY", "RETRY")),
        and_(sql.among(outbox.c.state, ("SENDING",)), outbox.c.lease_until <= now),
    )
    here = (sql.among(outbox.c.state, UNSENT), outbox.c.mailbox == mailbox, outbox.c.next_at <= now, ready)
    return select(outbox.c.id).where(*here).order_by(outbox.c.next_at, outbox.c.id)


def claim(
    connection: Connection, owner: str, now: datetime, lease_s: float, limit: int = 50,
    names: Sequence[str] | None = None,
) -> list[Row[Any]]:  # fmt: skip
    """Takes some `limit` rows of these mailboxes (None: of all that have some due), each tried once more.

    In the order of when they are due, which is that of their index: sorting what waits would cost all of it each time.
    Each mailbox has its share, one at least, so that none waits behind another's thousands. Held: rows now SENDING for
    `owner` until now + lease_s. Delivery happens after this commit.
    """
    names = due(connection, now) if names is None else names
    share = max(1, limit // max(1, len(names)))
    ids: list[str] = []
    for name in names:
        ids += [row.id for row in connection.execute(sql.locked(_due(name, now).limit(share), skip=True))]
    taken: list[Row[Any]] = []
    for some in sql.chunks(ids):
        change = update(outbox).where(outbox.c.id.in_(some))
        values = {"state": "SENDING", "owner": owner, "lease_until": now + timedelta(seconds=lease_s)}
        connection.execute(change.values(tries=outbox.c.tries + 1, **values))
        taken += connection.execute(select(outbox).where(outbox.c.id.in_(some)).order_by(outbox.c.id))
    return taken


def renew(connection: Connection, owner: str, until: datetime, names: Sequence[str]) -> int:
    """What this owner still sends to these mailboxes is its own until then; what another took over is the other's."""
    mine = (outbox.c.owner == owner, sql.among(outbox.c.state, UNSENT), sql.among(outbox.c.state, ("SENDING",)))
    change = update(outbox).where(*mine, outbox.c.mailbox.in_(names))
    return connection.execute(change.values(lease_until=until)).rowcount


def mark_all_sent(connection: Connection, outbox_ids: Sequence[str], owner: str, now: datetime) -> list[str]:
    """They arrived. Those of the ids that were still this owner's: of another's it will say so itself, the same way."""
    values = {"state": "SENT", "sent_at": now, "owner": None, "lease_until": None, "error": None,
              "failing_since": None}  # fmt: skip
    marked: list[str] = []
    for some in sql.chunks(outbox_ids):
        mine = (outbox.c.id.in_(some), outbox.c.owner == owner, outbox.c.state == "SENDING")
        change = update(outbox).where(*mine).values(**values).returning(outbox.c.id)
        marked += connection.execute(change).scalars()
    return sorted(marked)


def mark_failed(
    connection: Connection, row: Row[Any], owner: str, error: str, now: datetime, next_at: datetime | None
) -> bool:
    """It did not arrive: tried again at `next_at`, FAILED for good without one. The control number stays."""
    values: dict[str, Any] = {"state": "FAILED", "owner": None, "lease_until": None, "error": error}
    if next_at is not None:
        values |= {"state": "RETRY", "next_at": next_at}
    return _as_owner(connection, row.id, owner, values | {"failing_since": row.failing_since or now})


def give_back(connection: Connection, rows: Sequence[Row[Any]], owner: str) -> None:
    """They were claimed and not tried: as they were, in the order that they had."""
    for row in rows:
        state = "RETRY" if row.failing_since else "READY"
        _as_owner(
            connection, row.id, owner, {"state": state, "owner": None, "lease_until": None, "tries": row.tries - 1}
        )


def give_up(connection: Connection, mailbox: str, before: datetime, error: str, limit: int = 500) -> list[str]:
    """FAILED: what should have gone to a mailbox before an instant and was never tried. Their ids, the oldest first."""
    here = (sql.among(outbox.c.state, UNSENT), outbox.c.mailbox == mailbox, outbox.c.next_at <= before)
    query = select(outbox.c.id).where(*here, sql.among(outbox.c.state, ("READY",)))
    ids = list(connection.execute(sql.locked(query.order_by(outbox.c.next_at, outbox.c.id).limit(limit))).scalars())
    for some in sql.chunks(ids):
        connection.execute(update(outbox).where(outbox.c.id.in_(some)).values(state="FAILED", error=error))
    return ids


def hasten(connection: Connection, mailbox: str, now: datetime) -> int:
    """What waits for its next try there is due now. Returns how many files."""
    here = (sql.among(outbox.c.state, UNSENT), outbox.c.mailbox == mailbox, outbox.c.next_at > now)
    change = update(outbox).where(*here, sql.among(outbox.c.state, ("RETRY",)))
    return connection.execute(change.values(next_at=now)).rowcount


def release(connection: Connection, owner: str, now: datetime) -> int:
    """Gives back what this owner has claimed and not sent, at a clean stop."""
    change = update(outbox).where(outbox.c.owner == owner, sql.among(outbox.c.state, ("SENDING",)))
    return connection.execute(change.values(state="READY", owner=None, lease_until=None, next_at=now)).rowcount


def owners(connection: Connection) -> list[str]:
    """Who holds rows that are SENDING."""
    query = select(outbox.c.owner).where(sql.among(outbox.c.state, ("SENDING",)), outbox.c.owner.is_not(None))
    return sorted(str(owner) for owner in connection.execute(query.distinct()).scalars())


def errors(connection: Connection) -> list[str]:
    """Why what is due again later could not be sent, each reason once."""
    query = select(outbox.c.error).where(sql.among(outbox.c.state, ("RETRY",)), outbox.c.error.is_not(None))
    return sorted(str(error) for error in connection.execute(query.distinct()).scalars())


def redeliver(connection: Connection, outbox_id: str, now: datetime) -> bool:
    """The same bytes under the same name again; False while it still is on its way."""
    settled = outbox.c.state.in_(("SENT", "FAILED", "DELIVERED"))
    change = update(outbox).where(outbox.c.id == outbox_id, settled)
    count = func.coalesce(outbox.c.again, 0) + 1
    values = {"state": "READY", "next_at": now, "tries": 0, "error": None, "failing_since": None, "again": count}
    return connection.execute(change.values(**values)).rowcount > 0


def get(connection: Connection, outbox_id: str) -> Row[Any] | None:
    return connection.execute(select(outbox).where(outbox.c.id == outbox_id)).first()


def by_name(connection: Connection, mailbox: str, name: str) -> Row[Any] | None:
    return connection.execute(select(outbox).where(outbox.c.mailbox == mailbox, outbox.c.name == name)).first()


def by_control(connection: Connection, lane_id: str, control: str) -> Row[Any] | None:
    """The interchange of a control number on its lane, the newest epoch's."""
    same = (outbox.c.lane_id == lane_id, outbox.c.control == control)
    return connection.execute(select(outbox).where(*same).order_by(outbox.c.epoch.desc()).limit(1)).first()


def rename(connection: Connection, outbox_id: str, name: str) -> None:
    """Frees the name of a row that was sent and is never redelivered: a result of our own systems."""
    connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(name=name))


def _as_owner(connection: Connection, outbox_id: str, owner: str, values: dict[str, Any]) -> bool:
    mine = (outbox.c.id == outbox_id, outbox.c.owner == owner, outbox.c.state == "SENDING")
    return connection.execute(update(outbox).where(*mine).values(**values)).rowcount > 0
