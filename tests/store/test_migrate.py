"""A database made at once, one migrated, and the declared tables are the same; a failed step changes nothing."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, update

from edigw.errors import LockedError, UsageError
from edigw.store import connect, lanes, migrate, tables
from edigw.store.engine import Store
from edigw.store.glance import HEAD


def schema(path: Path) -> dict[str, list[str]]:
    """Name -> what the SQL of each table and index says, in any order."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    plain = {name: re.sub(r"[\s\")]", "", sql) for name, sql in rows if name != "alembic_version"}
    return {name: sorted(re.split(r"[,(]", sql)) for name, sql in plain.items()}


def stepped(path: Path) -> None:
    engine = connect.engine(f"sqlite:///{path}")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        migrate.steps(connection)
    engine.dispose()


def test_the_steps_end_at_head() -> None:
    newest = max(path.name for path in (Path(migrate.__file__).parent / "migrations" / "versions").glob("*.py"))
    assert newest.startswith(HEAD)


def test_a_fresh_database_is_what_the_steps_make(tmp_path: Path) -> None:
    stepped(tmp_path / "stepped.db")
    Store.open(f"sqlite:///{tmp_path}/fresh.db", tmp_path).close()
    assert schema(tmp_path / "fresh.db") == schema(tmp_path / "stepped.db")


def test_the_declared_tables_are_what_stands_in_either_database(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert migrate.version(connection) == HEAD


def old(tmp_path: Path) -> Path:
    """A database of an imaginary version before the first, with a row in it."""
    path = tmp_path / "old.db"
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE kept (n); INSERT INTO kept VALUES (7);"
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);"
            "INSERT INTO alembic_version VALUES ('0000')"
        )
    return path


def from_nothing(monkeypatch: pytest.MonkeyPatch, *, fail: bool = False) -> None:
    def steps(connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half_made (n)")
        if fail:
            raise ArithmeticError
        connection.exec_driver_sql("DELETE FROM alembic_version")
        connection.exec_driver_sql("DROP TABLE half_made")
        real(connection)

    real = migrate.steps
    monkeypatch.setattr(migrate, "steps", steps)


def test_an_old_file_is_migrated_and_keeps_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old(tmp_path)
    from_nothing(monkeypatch)
    store = Store.open(f"sqlite:///{path}", tmp_path)
    with store.begin() as connection:
        assert connection.exec_driver_sql("SELECT n FROM kept").scalar() == 7
        assert inspect(connection).has_table("document")
    store.close()
    assert [one.name for one in tmp_path.iterdir() if "migrating" in one.name] == []


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old(tmp_path)
    before = schema(path)
    from_nothing(monkeypatch, fail=True)
    with pytest.raises(ArithmeticError):
        Store.open(f"sqlite:///{path}", tmp_path)
    assert schema(path) == before
    assert [one.name for one in tmp_path.iterdir() if "migrating" in one.name] == []


def test_a_file_in_use_is_not_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old(tmp_path)
    from_nothing(monkeypatch)
    other = sqlite3.connect(path)
    other.execute("SELECT * FROM kept").fetchall()
    with pytest.raises(LockedError, match="another process"):
        Store.open(f"sqlite:///{path}", tmp_path)
    other.close()
    Store.open(f"sqlite:///{path}", tmp_path).close()


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = old(tmp_path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UsageError, match="newer"):
        Store.open(f"sqlite:///{path}", tmp_path)


def test_an_outbound_lane_of_edifact_gets_its_standard_and_keeps_its_numbers(store: Store, world, now) -> None:
    with store.begin() as c:
        x12, edifact = world.out(c, "acme"), world.out(c, "rewe")
        world.document(c, x12, direction="out", standard="x12")
        world.document(c, edifact, direction="out", standard="edifact")
        c.execute(update(tables.lane).where(tables.lane.c.id == edifact).values(isa_no=7))
        step = import_module("edigw.store.migrations.versions.0006_lanes_of_standards")
        for _ in range(2):
            c.execute(step.RENAMED)
        assert lanes.outbound(c, "01:US", "01:rewe", "P", "rewe", now, "edifact") == edifact
        assert lanes.get(c, edifact).isa_no == 7 and lanes.get(c, x12).name == "out:01:US>01:acme:P"


def test_what_was_refused_before_is_listed_as_refused(store: Store, world) -> None:
    with store.begin() as c:
        out = world.out(c)
        first = world.document(c, out, "SENT", direction="out", answer="rejected")
        world.document(c, out, "SENT", direction="out", answer="rejected", replaced_by=first)
        world.document(c, out, "SENT", direction="out", answer="accepted")
        c.exec_driver_sql(import_module("edigw.store.migrations.versions.0010_refusals").BEFORE)
        assert [row.document_id for row in c.execute(select(tables.refusal))] == [first]
