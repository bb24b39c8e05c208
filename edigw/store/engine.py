"""The store: one URL, SQLite or PostgreSQL, short transactions with a real lock, readers beside them."""

from __future__ import annotations

import contextlib
import os
import random
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from edigw.errors import TemporaryError
from edigw.store import connect, ids, migrate
from edigw.store.archive import Archive
from edigw.store.tables import document, inbox

T = TypeVar("T")
PATIENCE_S = 3.0  # after which `run` starts no further try: a stop must take less than 10 s
TRIES = 6  # of one transaction before its TemporaryError reaches the caller


class Store:
    """Transactions over one database, and the archive of raw bytes beside it. Safe over threads and forks."""

    def __init__(self, engine: Engine, archive: Archive) -> None:
        self.engine = engine
        self.archive = archive
        self.embedded = engine.dialect.name == "sqlite"
        self.alerting: Mapping[str, tuple[str, ...]] = {}  # what is to be told, and by which channels: see alerts.py
        self._writer = threading.Lock()
        self._inside = threading.local()
        _STORES.add(self)

    @classmethod
    def open(cls, url: str, archive: Path) -> Store:
        """Opens, creates or migrates the database at the URL; `archive` is the folder of large raw files.

        Raises UsageError for a URL that nothing can open, TemporaryError while the database is away,
        LockedError when it must be migrated while another process has it open.
        """
        engine = connect.engine(url)
        with translated():
            migrate.upgrade(engine)
        store = cls(engine, Archive(archive))
        with store.read() as connection:
            for table in (inbox, document):
                ids.not_before(connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}").scalar())
        return store

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        """One writing transaction: committed at the end, rolled back on any exception.

        SQLite: BEGIN IMMEDIATE, one writer at a time (threads queue here, processes on the file).
        PostgreSQL: READ COMMITTED. Never nested: use `connection.begin_nested()` for savepoints.
        Raises TemporaryError for what may pass: busy, locked, full, deadlock, connection lost.
        """
        if getattr(self._inside, "writing", False):
            raise RuntimeError("a transaction is already open in this thread")
        self._inside.writing = True
        try:
            with (
                self._one_writer(),
                translated(),
                self.engine.connect().execution_options(writes=True, alerting=self.alerting) as connection,
                connection.begin(),
            ):
                yield connection
        finally:
            self._inside.writing = False

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot (SQLite) or READ COMMITTED transaction (PostgreSQL) that waits for no writer."""
        with translated(), self.engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    def run(self, work: Callable[[Connection], T]) -> T:
        """`work` in one transaction, again from the start while it fails for a reason that may pass."""
        until = time.monotonic() + PATIENCE_S
        for attempt in range(TRIES):
            try:
                with self.begin() as connection:
                    return work(connection)
            except TemporaryError:
                if attempt + 1 == TRIES or time.monotonic() > until:
                    raise
                time.sleep(random.uniform(0.5, 1.0) * 0.02 * 2**attempt)
        raise AssertionError("unreachable")

    def new_id(self, now: datetime) -> str:
        return ids.new_id(now)

    def close(self) -> None:
        """Closes every connection; on SQLite the last one folds the write-ahead log into the file."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self.embedded:
            yield
            return
        with self._writer:
            yield

    def _after_fork(self) -> None:
        self._writer = threading.Lock()
        self._inside = threading.local()
        self.engine.dispose(close=False)


_STORES: weakref.WeakSet[Store] = weakref.WeakSet()


def _forget_connections_in_child() -> None:
    for store in list(_STORES):
        store._after_fork()


os.register_at_fork(after_in_child=_forget_connections_in_child)


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turns database errors that may pass into TemporaryError; others go on as they are."""
    try:
        yield
    except DBAPIError as error:
        if (why := connect.passing(error)) is None:
            raise
        raise TemporaryError(f"the database cannot do this now: {why}", connect.HINTS.get(why, connect.HINT)) from error
    except (DisconnectionError, PoolTimeout) as error:
        raise TemporaryError("the database gives no connection", connect.HINT) from error
