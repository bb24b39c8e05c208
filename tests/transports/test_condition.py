"""Folders that cannot do their work, and what was left in them."""

from __future__ import annotations

import os
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from edigw.model.partner import As2, Http, Mailbox
from edigw.transports import condition

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def box(tmp_path: Path) -> Mailbox:
    made = Mailbox(name="acme", inbox=str(tmp_path / "acme/in"), outbox=str(tmp_path / "acme/out"), settle_s=1.0)
    for folder in (made.inbox, made.outbox):
        Path(folder).mkdir(parents=True)
    return made


def lay(path: Path, age: timedelta) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    then = (NOW - age).timestamp()
    os.utime(path, (then, then))


def codes(box: Mailbox) -> list[str]:
    return [one.code for one in condition.mailbox(box, NOW)]


def test_a_sound_mailbox(box: Mailbox) -> None:
    lay(Path(box.inbox, "waits.edi"), timedelta(days=9))
    lay(Path(box.inbox, "new.tmp"), timedelta(hours=1))
    lay(Path(box.outbox, ".ab.tmp"), timedelta(minutes=1))
    assert codes(box) == []


def test_what_is_posted_needs_no_folders(box: Mailbox) -> None:
    gone = box.model_copy(update={"inbox": "/nowhere/in", "outbox": "/nowhere/out"})
    assert codes(gone) == ["FOLDER_GONE"] * 2
    assert codes(gone.model_copy(update={"http": Http(url="https://x.example")})) == []
    by_as2 = As2(owner="acme", their_name="ACME", our_name="US")
    assert codes(gone.model_copy(update={"as2": by_as2})) == []


def test_what_was_left(box: Mailbox) -> None:
    lay(Path(box.inbox, "old.part"), timedelta(days=2))
    batch = Path(box.inbox).parent / ".work" / "in" / "0001-ab"
    lay(batch / "claimed.edi", timedelta(days=2))
    lay(Path(box.outbox, ".ab.tmp"), timedelta(hours=2))
    os.utime(batch, (NOW.timestamp(),) * 2)
    assert codes(box) == ["STALE_PARTIAL", "TEMPORARY_LEFT"]
    os.utime(batch, (NOW.timestamp() - 7200,) * 2)
    assert codes(box) == ["STALE_PARTIAL", "CLAIM_LEFT", "TEMPORARY_LEFT"]


def test_folders_that_are_gone_or_closed(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, how: how != os.W_OK and real(path, how))  # a superuser may all
    told = [one.message for one in condition.mailbox(box, NOW)]
    assert len(told) == 2 and all("may not be written to" in one for one in told)
    shutil.rmtree(box.inbox)
    Path(box.inbox).touch()
    assert codes(box) == ["FOLDER_GONE", "NOT_PERMITTED"]


def test_space_is_told_once_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    places = [tmp_path, tmp_path / "a", tmp_path / "none"]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=condition.FREE_BYTES))
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_files=1000, f_favail=10))
    assert list(condition.space(places)) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=condition.FREE_BYTES - 1))
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_files=1000, f_favail=9))
    assert [one.code for one in condition.space(places)] == ["DISK_LOW", "INODES_LOW"]
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_files=0, f_favail=0))  # a disk that counts none
    assert [one.code for one in condition.space(places)] == ["DISK_LOW"]


def test_a_port_that_is_taken_and_one_that_nobody_serves() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        (ill,) = condition.port("sftp.listen", address, running=False)
        assert ill.code == "PORT_TAKEN" and address in ill.message
        assert not list(condition.port("sftp.listen", address, running=True))
    assert not list(condition.port("sftp.listen", address, running=False))
    assert [one.code for one in condition.port("sftp.listen", address, running=True)] == ["PORT_DEAF"]
    assert [one.code for one in condition.port("sftp.listen", "192.0.2.1:2222", running=False)] == ["PORT_TAKEN"]
    assert not list(condition.port("sftp.listen", "127.0.0.1:0", running=True))
