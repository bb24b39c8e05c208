"""Transactions: whole or not at all, one writer, readers beside it, safe over threads and forks."""

from __future__ import annotations

import os
import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from edigw.errors import TemporaryError
from edigw.store import connect, documents, ids, inbox, lanes
from edigw.store.engine import Store


def test_an_exception_rolls_back(store: Store, world, now: datetime) -> None:
    with pytest.raises(KeyError), store.begin() as c:
        world.arrive(c)
        raise KeyError
    with store.read() as c:
        assert inbox.take(c, now) == []


def test_a_reader_sees_only_what_is_committed(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        receipt = world.arrive(c)
        with store.read() as other:
            assert inbox.get(other, receipt) is None
    with store.read() as other:
        assert inbox.get(other, receipt) is not None


def test_a_savepoint_takes_back_its_own_only(store: Store, world) -> None:
    with store.begin() as c:
        kept = world.arrive(c)
        with pytest.raises(IntegrityError), c.begin_nested():
            lane = world.lane(c)
            world.document(c, lane, id="same")
            world.document(c, lane, id="same")
    with store.read() as c:
        assert inbox.get(c, kept) is not None
        assert documents.get(c, "same") is None


def test_a_transaction_is_never_nested(store: Store) -> None:
    with store.begin(), pytest.raises(RuntimeError, match="already open"), store.begin():
        pass
    with store.begin() as c:
        assert c.exec_driver_sql("SELECT 1").scalar() == 1


def test_many_threads_lose_nothing(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.out(c)

    def count() -> None:
        for _ in range(10):
            with store.begin() as c:
                held = lanes.lock(c, lane)
                assert held is not None
                c.exec_driver_sql(f"UPDATE lane SET isa_no = {held.isa_no + 1}")

    threads = [threading.Thread(target=count) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with store.read() as c:
        assert lanes.get(c, lane).isa_no == 60


def test_a_fork_gets_connections_of_its_own(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        world.arrive(c)
    if not (child := os.fork()):
        with store.begin() as c:
            world.arrive(c)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    with store.begin() as c:
        world.arrive(c)
    with store.read() as c:
        assert len(inbox.take(c, now)) == 3


def test_a_database_locked_by_another_process_is_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "SQLITE_PRAGMAS", ("PRAGMA busy_timeout = 20", "PRAGMA journal_mode = WAL"))
    store = Store.open(f"sqlite:///{tmp_path}/e.db", tmp_path)
    other = sqlite3.connect(tmp_path / "e.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TemporaryError, match="busy") as caught, store.begin():
        pass
    assert "again" in caught.value.hint
    other.execute("ROLLBACK")
    assert store.run(lambda c: c.exec_driver_sql("SELECT 1").scalar()) == 1
    store.close()


def test_run_tries_again_and_then_gives_up(store: Store) -> None:
    tried: list[int] = []

    def work(_: object) -> str:
        tried.append(1)
        if len(tried) < 3:
            raise TemporaryError("busy")
        return "done"

    assert store.run(work) == "done"
    assert len(tried) == 3
    with pytest.raises(TemporaryError):
        store.run(lambda _: (_ for _ in ()).throw(TemporaryError("for ever")))


def test_a_lost_connection_is_temporary_and_the_next_one_works(server: Store) -> None:
    with pytest.raises(TemporaryError), server.begin() as c:
        mine = c.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with server.engine.connect() as killer:
            killer.exec_driver_sql(f"SELECT pg_terminate_backend({mine})")
        c.exec_driver_sql("SELECT 1")
    with server.begin() as c:
        assert c.exec_driver_sql("SELECT 1").scalar() == 1


def test_ids_of_an_opened_store_follow_on_what_it_holds(store: Store, world, now: datetime) -> None:
    ahead = ids.Clockwork()  # of a process whose clock was an hour ahead
    last = ahead.next(int((now.timestamp() + 3600) * 1000))
    with store.begin() as c:
        world.document(c, world.lane(c), id=last)
    again = Store.open(store.engine.url.render_as_string(hide_password=False), store.archive.folder)
    assert again.new_id(now) > last
    again.close()
