"""Whether the store is whole: its database, the journal's chains, the stored bytes, lanes that nobody takes.

Nothing here creates, migrates or changes anything.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from edigw.errors import NotFound, TemporaryError
from edigw.model.ailment import Ailment
from edigw.store import connect, journal, migrate, sql
from edigw.store.archive import Archive
from edigw.store.engine import Store, translated
from edigw.store.glance import HEAD
from edigw.store.tables import inbox, lane, outbox

SAMPLE = 200  # rows of each table whose bytes are read, where not all are asked for
STUCK = timedelta(hours=1)
AHEAD = timedelta(minutes=1)  # that two clocks may differ
FAULTS = 20  # of one kind that are told
BACKUP = "stop edigw and restore the database from a backup; keep the damaged file"


def database(url: str, archive: Path) -> Iterator[Ailment]:
    """Can it be reached, is it of this version, is it whole? An embedded one that was never made is no fault."""
    try:
        path = connect.embedded(url)
        if path is not None and not path.exists():
            if any(archive.glob("??/*")):
                yield Ailment("DATABASE_GONE", f"{path} is gone, and the archive is not empty", BACKUP)
            return
        with opened(url, archive) as store, store.read() as connection:
            yield from _version(migrate.version(connection))
            if store.embedded:
                yield from _whole(connection)
    except TemporaryError as error:
        yield Ailment("DATABASE_AWAY", error.message, error.hint, passing=True)
    except DBAPIError as error:
        yield Ailment("DATABASE_DAMAGED", f"the database cannot be read: {error.orig}", BACKUP)


@contextlib.contextmanager
def opened(url: str, archive: Path) -> Iterator[Store]:
    """The store as it is, nothing created or migrated."""
    store = Store(connect.engine(url), Archive(archive))
    try:
        with translated():
            yield store
    finally:
        store.close()


def _version(found: str | None) -> Iterator[Ailment]:
    if found is None:
        yield Ailment("DATABASE_EMPTY", "the database holds no tables of edigw", "`edigw once` makes them")
    elif found < HEAD:
        hint = "stop `edigw run`, make a backup, then `edigw once` migrates it"
        yield Ailment("DATABASE_OLD", f"the database is of an older edigw (schema {found}, ours {HEAD})", hint)
    elif found > HEAD:
        yield Ailment(
            "DATABASE_NEWER", f"the database is of a newer edigw (schema {found}, ours {HEAD})", "update edigw"
        )


def _whole(connection: Connection) -> Iterator[Ailment]:
    told = connection.execute(text(f"PRAGMA integrity_check({FAULTS})")).scalars().all()
    yield from (Ailment("DATABASE_DAMAGED", f"the database is damaged: {one}", BACKUP) for one in told if one != "ok")
    strays = connection.execute(text("PRAGMA foreign_key_check")).fetchmany(FAULTS)
    for table, row, parent, _ in strays:
        message = f"row {row} of {table} names a row of {parent} that is not there"
        yield Ailment("DATABASE_DAMAGED", message, BACKUP)


def chains(connection: Connection) -> tuple[int, list[Ailment]]:
    """How many lanes have a chain of events, and where one does not hold."""
    hint = "somebody changed the journal behind our back: compare with a backup, from that event on"
    found: list[Ailment] = []
    lanes = connection.execute(select(lane.c.id, lane.c.name).order_by(lane.c.id)).all()
    for row in lanes:
        if (broken := journal.verify(connection, row.id)) is not None:
            found.append(Ailment("JOURNAL_BROKEN", f"the journal of lane {row.name}: {broken.why}", hint))
    return len(lanes), found


def stored(connection: Connection, archive: Archive, everything: bool) -> tuple[int, list[Ailment]]:
    """How many files received and sent were read, and those whose bytes are not those of their sha256 any more.

    Without `everything` as many as SAMPLE of each, by chance, so that in time all have their turn.
    """
    read = 0
    found: list[Ailment] = []
    for table in (inbox, outbox):
        query = select(table.c.id).order_by(table.c.id if everything else func.random())
        ids = list(connection.execute(query if everything else query.limit(SAMPLE)).scalars())
        for some in sql.chunks(ids):
            for row in connection.execute(_bytes_of(table, some)):
                read += 1
                found += _kept(archive, table.name, row)
    return read, found


def _bytes_of(table: Table, some: list[Any]) -> Any:
    c = table.c
    return select(c.id, c.sha256, c.body, c.blob).where(c.id.in_(some)).execution_options(yield_per=50)


def _kept(archive: Archive, table: str, row: Row[Any]) -> Iterator[Ailment]:
    hint = "restore it from a backup of the data folder"
    try:
        if row.blob is None:
            body = row.body or b""  # text where a person wrote it by hand
            whole = isinstance(body, bytes) and hashlib.sha256(body).hexdigest() == row.sha256
        else:
            whole = row.blob == row.sha256 and archive.intact(row.blob)
    except (NotFound, FileNotFoundError):
        yield Ailment("BYTES_GONE", f"the archive lacks {archive.path(row.blob)} ({table} {row.id})", hint)
        return
    except (OSError, TemporaryError) as error:
        yield Ailment("BYTES_UNREADABLE", f"{archive.path(row.blob)} cannot be read: {error}", "mend its permissions")
        return
    if not whole:
        yield Ailment("BYTES_CHANGED", f"the bytes of {table} {row.id} are not those that were stored", hint)


def lanes(connection: Connection, now: datetime) -> Iterator[Ailment]:
    """Lanes that are paused, and those whose work nobody takes."""
    for row in connection.execute(select(lane).where(lane.c.paused).order_by(lane.c.id)):
        hint = f"`edigw status` tells why; `edigw partners resume {row.partner}` lets it go on"
        yield Ailment("LANE_PAUSED", f"lane {row.name} is paused: nothing in it goes on", hint)
    late = (lane.c.ready, ~lane.c.paused, lane.c.visited_at < now - STUCK)
    for row in connection.execute(select(lane).where(*late).order_by(lane.c.id)):
        if row.ready_at is None or row.ready_at < now - STUCK:
            message = f"lane {row.name} has work that nobody took for an hour"
            yield Ailment("LANE_STUCK", message, "start `edigw run`, or let cron call `edigw once`")


def clock(connection: Connection, now: datetime, embedded: bool) -> Iterator[Ailment]:
    """Our clock against the newest arrival, and against the database server's own."""
    newest = connection.execute(select(inbox.c.received_at).order_by(inbox.c.id.desc()).limit(1)).scalar()
    hint = "set the clock of this machine (ntp); ids and deadlines stand on it"
    if newest is not None and newest - now > AHEAD:
        yield Ailment(
            "CLOCK_BEHIND", f"the clock says {now:%Y-%m-%d %H:%M:%SZ}, the newest file came {newest - now} later", hint
        )
    if not embedded:
        theirs = connection.execute(select(func.clock_timestamp())).scalar_one()
        if abs(theirs - now) > AHEAD:
            yield Ailment(
                "CLOCK_DIFFERS", f"this machine's clock is {abs(theirs - now)} off the database server's", hint
            )
