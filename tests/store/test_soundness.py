"""Whether the store is whole: each fault is made, and told; a sound store has none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from edigw.store import lanes, soundness, tables
from edigw.store.engine import Store
from edigw.store.journal import Fact, append

NOW = datetime(2026, 3, 4, 5, 6, 7, 891_234, tzinfo=UTC)  # as `now`

LARGE = b"x" * 70_000


@pytest.fixture
def filled(store: Store, world: Any) -> Store:
    with store.begin() as c:
        for data in (b"small", LARGE):
            world.arrive(c, data)
        append(c, world.lane(c), [Fact("ORDER_RECEIVED", {"n": n}) for n in range(3)], NOW)
    return store


def test_a_sound_store_has_no_fault(filled: Store) -> None:
    with filled.read() as c:
        assert soundness.chains(c) == (1, [])
        assert soundness.stored(c, filled.archive, True) == (2, []) == soundness.stored(c, filled.archive, False)
        assert list(soundness.lanes(c, NOW)) == [] == list(soundness.clock(c, NOW, True))


def test_an_event_that_was_changed(filled: Store) -> None:
    with filled.begin() as c:
        c.execute(update(tables.event).where(tables.event.c.seq == 2).values(payload='{"n":9}'))
        _, (found,) = soundness.chains(c)
    assert found.code == "JOURNAL_BROKEN" and "in:acme:P: event 2 was changed" in found.message


def test_bytes_that_changed_and_bytes_that_are_gone(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled.begin() as c:
        c.execute(update(tables.inbox).where(tables.inbox.c.size == 5).values(body=b"smell"))
        read, (changed,) = soundness.stored(c, filled.archive, True)
        assert (read, changed.code) == (2, "BYTES_CHANGED")
        (blob,) = c.execute(select(tables.inbox.c.blob).where(tables.inbox.c.blob.is_not(None))).scalars()
        next(filled.archive.folder.rglob(f"*{blob.rpartition('/')[2][-40:]}*")).unlink()
        codes = {one.code for one in soundness.stored(c, filled.archive, True)[1]}
        assert codes == {"BYTES_CHANGED", "BYTES_GONE"}
        monkeypatch.setattr(soundness, "SAMPLE", 1)
        assert soundness.stored(c, filled.archive, False)[0] == 1 and soundness.stored(c, filled.archive, True)[0] == 2


def test_lanes_that_are_paused_and_lanes_that_nobody_takes(filled: Store, world: Any) -> None:
    with filled.begin() as c:
        one = world.lane(c)
        lanes.wake(c, [one])
        assert list(soundness.lanes(c, NOW + timedelta(minutes=59))) == []
        assert [found.code for found in soundness.lanes(c, NOW + timedelta(minutes=61))] == ["LANE_STUCK"]
        lanes.wake(c, [one], NOW + timedelta(hours=3))
        assert list(soundness.lanes(c, NOW + timedelta(hours=2))) == []
        c.execute(update(tables.lane).values(paused=True))
        assert [found.code for found in soundness.lanes(c, NOW + timedelta(days=1))] == ["LANE_PAUSED"]


def test_a_clock_that_was_set_back(filled: Store) -> None:
    with filled.read() as c:
        assert [one.code for one in soundness.clock(c, NOW - timedelta(hours=1), True)] == ["CLOCK_BEHIND"]
        if not filled.embedded:
            assert "CLOCK_DIFFERS" in [one.code for one in soundness.clock(c, NOW, False)]


def test_a_database_that_is_not_there_away_old_new_damaged(tmp_path: Path, template: bytes) -> None:
    path, blobs = tmp_path / "edigw.db", tmp_path / "blobs"

    def codes(url: str = f"sqlite:///{path}") -> list[str]:
        return [one.code for one in soundness.database(url, blobs)]

    assert codes() == [] and not path.exists()  # nothing was stored yet, nothing is made
    (blobs / "ab").mkdir(parents=True)
    (blobs / "ab" / "cd").touch()
    assert codes() == ["DATABASE_GONE"]
    path.write_bytes(template)
    assert codes() == []
    store = Store.open(f"sqlite:///{tmp_path}/other.db", blobs)
    for version, code in (("0001", "DATABASE_OLD"), ("9999", "DATABASE_NEWER")):
        with store.begin() as c:
            c.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
        assert codes(f"sqlite:///{tmp_path}/other.db") == [code]
    store.close()
    path.write_bytes(template[:8192] + b"\xff" * 4096 + template[12288:])
    assert set(codes()) == {"DATABASE_DAMAGED"}
    path.write_bytes(b"no database" * 100)
    assert codes() == ["DATABASE_DAMAGED"]
    (away,) = soundness.database("postgresql://nobody@127.0.0.1:1/none", blobs)
    assert away.code == "DATABASE_AWAY" and away.passing
    path.unlink()
    path.touch()
    assert codes() == ["DATABASE_EMPTY"]
