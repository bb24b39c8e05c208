"""Bytes are in their row or in the archive, whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from edigw.errors import NotFound, TemporaryError
from edigw.store import archive
from edigw.store.archive import IN_ROW, Archive

SMALL, LARGE = b"x" * IN_ROW, b"y" * (IN_ROW + 1)


def test_small_bytes_stay_in_the_row(tmp_path: Path) -> None:
    kept = Archive(tmp_path / "a").keep(SMALL)
    assert (kept.body, kept.blob, kept.size) == (SMALL, None, IN_ROW)
    assert not (tmp_path / "a").exists()


def test_large_bytes_are_named_after_their_content(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    kept = archive.keep(LARGE)
    assert kept.body is None and kept.blob == kept.sha256
    assert bytes(archive.load(None, kept.blob)) == LARGE
    assert archive.intact(kept.sha256)


@pytest.mark.parametrize("data", [b"", SMALL, LARGE, os.urandom(3_000_000)], ids=len)
def test_a_file_is_kept_as_its_bytes_are(tmp_path: Path, data: bytes) -> None:
    archive = Archive(tmp_path / "archive")
    (tmp_path / "file").write_bytes(data)
    kept = archive.keep_file(tmp_path / "file")
    assert kept == archive.keep(data)
    assert bytes(archive.load(kept.body, kept.blob)) == data


def test_a_changed_blob_is_noticed_and_a_lost_one_named(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    blob = archive.keep(LARGE).sha256
    archive.path(blob).write_bytes(LARGE[:-1] + b"z")
    assert not archive.intact(blob)
    archive.path(blob).unlink()
    with pytest.raises(NotFound, match="lacks"):
        archive.load(None, blob)


def test_a_changed_blob_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    kept = archive.keep(b"x" * 100_000)
    assert kept.blob is not None
    archive.prove(kept.blob)
    path = archive.path(kept.blob)
    path.chmod(0o644)
    path.write_bytes(b"y" + b"x" * 99_999)
    with pytest.raises(NotFound, match="does not hold its bytes"):
        archive.prove(kept.blob)


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
@pytest.mark.parametrize("why", [errno.ENOSPC, errno.EIO])
def test_a_failing_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, why: int
) -> None:
    archive = Archive(tmp_path / "archive")

    def fail(*_: object) -> None:
        raise OSError(why, os.strerror(why))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(TemporaryError, match="cannot archive"):
        archive.keep(LARGE)
    monkeypatch.undo()
    assert [path for path in (tmp_path / "archive").rglob("*") if path.is_file()] == []
    assert bytes(archive.load(None, archive.keep(LARGE).blob)) == LARGE


def test_the_sweep_removes_what_a_killed_process_left_and_not_what_is_being_written(tmp_path: Path) -> None:
    (tmp_path / ".old.tmp").write_bytes(b"half")
    (tmp_path / ".new.tmp").write_bytes(b"half")
    os.utime(tmp_path / ".old.tmp", (0, 0))
    Archive(tmp_path).sweep()
    assert [path.name for path in tmp_path.iterdir()] == [".new.tmp"]


@pytest.mark.parametrize("pieces", [[], [b"a"], [b"ab", b"", b"cd"], [b"x" * 3, b"y" * 4, b"z" * 2], [b"x" * 9]])
def test_pieces_are_kept_as_their_bytes_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: list[bytes]
) -> None:
    monkeypatch.setattr(archive, "IN_ROW", 6)
    store = archive.Archive(tmp_path)
    kept = store.keep_pieces(iter(pieces))
    assert kept == store.keep(b"".join(pieces))
    assert bytes(store.load(kept.body, kept.blob)) == b"".join(pieces)
    assert not list(tmp_path.glob(".*"))
