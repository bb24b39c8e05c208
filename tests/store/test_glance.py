"""A glance at a SQLite file sees what the store counts, and loads nothing for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edigw.store import glance, status, tables
from edigw.store.columns import one_of
from edigw.store.engine import Store


def test_it_sees_what_the_store_counts(store: Store, world) -> None:
    with store.begin() as c:
        world.arrive(c)
        for state, reason in (("RECEIVED", None), ("WAITING", "STOCK"), ("RETRY", "X"), ("DONE", None)):
            world.document(c, world.lane(c), state, reason=reason)
    url = store.engine.url.render_as_string(hide_password=False)
    with store.read() as c:
        assert glance.counts(url) == (status.counts(c) if store.embedded else None)
        assert status.counts(c)["to_process"] == 2


def test_it_asks_in_the_very_words_of_the_partial_indexes() -> None:
    where = " ".join([*glance.NUMBERS.values(), *glance.WORDS.values()])
    for states in (tables.ARRIVED + tables.TO_ENVELOPE, tables.UNSENT, tables.ATTENTION):
        assert one_of("state", states) in where


@pytest.mark.parametrize("url", ["postgresql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite:////none/at/all.db"])
def test_any_other_database_is_left_to_the_store(url: str) -> None:
    assert glance.counts(url) is None


def test_a_database_of_another_version_is_left_to_the_store(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/a b#.db", tmp_path)
    assert glance.counts(f"sqlite:///{tmp_path}/a b#.db") is not None
    with store.begin() as c:
        c.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert glance.counts(f"sqlite:///{tmp_path}/a b#.db") is None
    store.close()


def test_it_loads_no_sqlalchemy() -> None:
    code = "import sys, edigw.store.glance; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
