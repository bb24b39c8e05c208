"""Brings a database to this version's tables: Alembic's steps, on a copy where the database is a SQLite file."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from edigw import disk
from edigw.errors import LockedError, UsageError
from edigw.store import connect, tables
from edigw.store.glance import HEAD

LOCK = 0x0ED16  # PostgreSQL advisory lock: one migrates, others wait


def upgrade(engine: Engine) -> None:
    """Creates, migrates or leaves alone. Raises UsageError when the database is of a newer edigw."""
    with engine.connect() as connection:
        found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise UsageError(f"the database is of a newer edigw (schema {found}, ours {HEAD})", "update edigw")
    if engine.dialect.name == "postgresql":
        _upgrade_server(engine)
    elif found is None:
        _create(engine)
    else:
        _upgrade_file(engine)


def version(connection: Connection) -> str | None:
    """The schema's version, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _create(engine: Engine) -> None:
    """A fresh SQLite database, at once; a test holds the result and the migrations together."""
    path = engine.url.database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if version(connection) is None:
            tables.metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _upgrade_server(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        steps(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))  # fresh tables have no statistics


def _upgrade_file(engine: Engine) -> None:
    """On a copy, then swapped: a step that fails leaves the database as it was."""
    path = Path(str(engine.url.database))
    copy = path.with_name(f".{path.name}.migrating")
    engine.dispose()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as only:
        try:
            only.execute("PRAGMA journal_mode = DELETE")  # succeeds for the only connection
            only.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            hint = "stop the other `edigw run`, then try again"
            raise LockedError("the database must be migrated while another process uses it", hint) from None
        try:
            shutil.copyfile(path, copy)
            _steps_on(copy)
            os.replace(copy, path)
            disk.sync_folder(path.parent)
        finally:
            copy.unlink(missing_ok=True)


def _steps_on(copy: Path) -> None:
    engine = connect.engine(f"sqlite:///{copy}")
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            steps(connection)
    finally:
        engine.dispose()  # folds the write-ahead log back into the copy
    handle = os.open(copy, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def steps(connection: Connection) -> None:
    """Runs the missing steps of migrations/versions within the caller's transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    with EnvironmentContext(
        config, script, fn=lambda revision, _context: script._upgrade_revs("head", revision)
    ) as environment:
        environment.configure(connection=connection, target_metadata=tables.metadata, transactional_ddl=True)
        environment.run_migrations()
