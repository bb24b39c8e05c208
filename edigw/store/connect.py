"""Engines: the settings of each database, and which of its errors may pass by themselves."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from edigw.errors import UsageError

BUSY_MS = 4_000  # how long a writer of another process is waited for; a stop must take less than 10 s
HINT = "check the database; nothing is lost and the same call may succeed later"
HINTS = {
    "full": "free some space; nothing is lost and it is tried again",
    "busy": "another process writes to the same database; it is tried again",
    "deadlock": "it is tried again",
    "away": "check that the database server runs and can be reached",
}
SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",  # KiB
    "PRAGMA temp_store = FILE",  # what a savepoint would undo is not held in memory, however much it is
    "PRAGMA journal_size_limit = 67108864",
)
# keepalives: a vanished server is noticed by us, a vanished node by the server, so that its lanes become free
POSTGRES_CLIENT = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # ms
}
# a plan made while a table was empty stays with its session, foreign-key checks above all: every query here has its
# index, and with sequential scans allowed 750 orders on a fresh database cost five times as much as the first 750
POSTGRES_SERVER = (
    "SET enable_seqscan = off",
    "SET idle_in_transaction_session_timeout = '60s'",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 25000",
    "SET lock_timeout = '5s'",
    "SET TIME ZONE 'UTC'",
)
SQLITE_PASSING = {5: "busy", 6: "busy", 13: "full", 10: "input or output failed", 14: "the file cannot be opened"}
POSTGRES_PASSING = {
    "40001": "busy", "40P01": "deadlock", "55P03": "busy", "53100": "full", "53200": "out of memory",
    "53300": "too many connections", "57P01": "away", "57P02": "away", "57P03": "away", "25P03": "idle too long",
    "57014": "cancelled",
}  # fmt: skip


def engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`. Raises UsageError for any other URL."""
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        backend = parsed.get_backend_name()
        build = BUILD[backend]
        return build(parsed)
    except (ArgumentError, NoSuchModuleError, KeyError):
        raise UsageError(f"`{url}` is no database URL that edigw knows", _URLS) from None
    except ModuleNotFoundError as error:
        hint = "install it with `pip install 'edigw[postgresql]'`"
        raise UsageError(f"the database driver {error.name} is not installed", hint) from None


def embedded(url: str) -> Path | None:
    """The file of a SQLite URL, None for a server's. Raises UsageError as `engine` does."""
    made = engine(url).url
    return Path(str(made.database)) if made.get_backend_name() == "sqlite" else None


_URLS = "write sqlite:////absolute/path/edigw.db or postgresql://user@host/database"


def dumps(value: Any) -> str:
    """Compact JSON; decimals as text."""
    return _ENCODER.encode(value)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no place in JSON: {value!r}")


_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, default=_plain)


def _sqlite(url: URL) -> Engine:
    made = create_engine(url, json_serializer=dumps, pool_size=8, max_overflow=32)
    event.listen(made, "connect", _sqlite_settings)
    event.listen(made, "begin", _sqlite_begin)
    return made


def _sqlite_settings(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves
    for pragma in SQLITE_PRAGMAS:
        raw.execute(pragma)


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres(url: URL) -> Engine:
    made = create_engine(
        url, json_serializer=dumps, pool_size=8, max_overflow=32, pool_pre_ping=True, connect_args=POSTGRES_CLIENT,
        isolation_level="READ COMMITTED",
    )  # fmt: skip
    event.listen(made, "connect", _postgres_settings)
    return made


def _postgres_settings(raw: Any, _record: object) -> None:
    with raw.cursor() as cursor:
        for setting in POSTGRES_SERVER:
            cursor.execute(setting)
    raw.commit()


BUILD = {"sqlite": _sqlite, "postgresql": _postgres}


def passing(error: DBAPIError) -> str | None:
    """Why the error may pass by itself, None when it will not."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return SQLITE_PASSING.get((getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state in POSTGRES_PASSING:
        return POSTGRES_PASSING[state]
    if error.connection_invalidated or (state is None and isinstance(error, OperationalError | InterfaceError)):
        return "away"
    return "away" if str(state or "").startswith("08") else None
