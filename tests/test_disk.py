"""Writes that survive, and which failures may pass."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from edigw import disk
from edigw.errors import TemporaryError


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.ESTALE])
def test_a_failing_disk_is_temporary_and_says_what_to_do(code: int) -> None:
    with pytest.raises(TemporaryError, match=r"cannot write x: ") as caught, disk.trouble("cannot write x"):
        raise OSError(code, "x")
    assert "tried again" in caught.value.hint


def test_other_failures_pass_as_they_are() -> None:
    with pytest.raises(FileNotFoundError), disk.trouble("cannot write x"):
        raise FileNotFoundError(errno.ENOENT, "x")


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), disk.temporary(tmp_path, 0o600) as (path, handle):
        disk.write_all(handle, b"half")
        assert path.name.startswith(".")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with disk.temporary(tmp_path, 0o600) as (path, handle):
        disk.write_all(handle, b"whole")
        disk.settle(path, handle, tmp_path / "a")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a", b"whole")]


def test_short_writes_are_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data[:3])))
    with disk.temporary(tmp_path, 0o600) as (path, handle):
        disk.write_all(handle, b"0123456789")
        assert path.read_bytes() == b"0123456789"


def test_the_order_is_write_sync_rename_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    for name in ("write", "fsync", "rename"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, real=real, name=name: (calls.append(name), real(*args))[1])
    with disk.temporary(tmp_path, 0o600) as (path, handle):
        disk.write_all(handle, b"x")
        disk.settle(path, handle, tmp_path / "a")
    assert calls == ["write", "fsync", "rename", "fsync"]
