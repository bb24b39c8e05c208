"""doctor: a sound workspace, and each kind of what is broken with the way to mend it; nothing is changed by it."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.errors import ConfigError
from edigw.pipeline.locks import FileLock
from edigw.work.daemon import LOCK


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """However full the disk is that tests run on."""
    monkeypatch.setattr("edigw.transports.condition.FREE_BYTES", 0)
    monkeypatch.setattr("edigw.transports.condition.FREE_INODES", 0)


def codes(yard: Yard) -> list[str]:
    found = yard.app.doctor()
    assert all(one["hint"] and one["message"] for one in found["troubles"])
    assert {one["check"] for one in found["troubles"]} == {one["check"] for one in found["checks"] if not one["ok"]}
    assert found["ok"] == (not found["troubles"]) and (found["exit"] == 0) == found["ok"]
    return [one["code"] for one in found["troubles"]]


def database(yard: Yard) -> Path:
    return yard.base / "data" / "edigw.sqlite"


def test_a_sound_workspace_new_and_used(tmp_path: Path, yard: Yard) -> None:
    new = Yard(tmp_path / "new").init()
    before = sorted(new.base.rglob("*"))
    assert codes(new) == [] and sorted(new.base.rglob("*")) == before
    yard.take(orders("1"))
    assert codes(yard) == []
    looked = {one["check"]: one["looked_at"] for one in yard.app.doctor(everything=True)["checks"]}
    count = 1 + len(yard.files()) + len(yard.files("erp"))
    assert looked["stored bytes"] == f"{count} files" and looked["journal"].startswith("the chains of ")


def test_what_is_broken_inside(yard: Yard) -> None:
    yard.take(orders("1"))
    raw = sqlite3.connect(database(yard))
    raw.execute("UPDATE event SET payload = '{}' WHERE id = (SELECT min(id) FROM event WHERE payload <> '{}')")
    raw.execute("UPDATE inbox SET body = 'else'")
    raw.execute("UPDATE lane SET paused = 1 WHERE direction = 'out'")
    raw.commit()
    raw.close()
    assert codes(yard) == ["JOURNAL_BROKEN", "BYTES_CHANGED", "LANE_PAUSED"]
    assert yard.app.doctor()["exit"] == 1


def test_what_is_broken_around(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.tell("lenience: strict\n")
    for name in ("data/crash/1.txt", "data/run/.x.tmp"):
        path = yard.base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (yard.now.timestamp() - 7200,) * 2)
    shutil.rmtree(yard.base / "data/erp/out")
    assert codes(yard) == ["PARKED", "FOLDER_GONE", "TEMPORARY_LEFT", "CRASHED"]
    shutil.rmtree(yard.base / "data/crash")


def test_a_database_that_is_away_is_worth_another_try(yard: Yard) -> None:
    path = yard.base / "edigw.toml"
    text = path.read_text("utf-8")
    url = 'url = "postgresql://nobody@127.0.0.1:1/none"'
    path.write_text(text.replace("[database]", f"[database]\n{url}"), "utf-8")
    told = yard.app.doctor()
    assert [one["code"] for one in told["troubles"]] == ["DATABASE_AWAY"] and told["exit"] == 3
    path.write_text("what = is this", "utf-8")
    with pytest.raises(ConfigError):
        yard.app.doctor()


def test_a_damaged_database_is_told_and_not_read(yard: Yard) -> None:
    yard.take(orders("1"))
    database(yard).write_bytes(b"lost" * 999)
    assert codes(yard) == ["DATABASE_DAMAGED"] and yard.crashes() == []


def test_ports_that_somebody_else_has_and_that_nobody_serves(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    with socket.create_server(("127.0.0.1", 0)) as other:
        row = f'[sftp]\nlisten = "127.0.0.1:{other.getsockname()[1]}"\n'
        toml.write_text(toml.read_text("utf-8").replace("[sftp]\n", row), "utf-8")
        assert codes(yard) == ["PORT_TAKEN"]
        with FileLock(yard.base / "data" / "run" / LOCK) as lock:
            assert lock.take() and codes(yard) == []
    with FileLock(yard.base / "data" / "run" / LOCK) as lock:
        assert lock.take() and codes(yard) == ["PORT_DEAF"]
    assert codes(yard) == []
