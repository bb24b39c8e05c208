"""Batches of claims: locked while their process lives, taken over when it does not."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from edigw.transports.claims import WorkFolder


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "beside", tmp_path / "inside"


def test_batches_sort_by_their_first_file(places) -> None:
    work = WorkFolder(places)
    later, earlier = work.open(2_000_000_000_000_000_000), work.open(1_000_000_000_000_000_000)
    for batch in (later, earlier):
        (batch / "x").touch()
    assert [batch for batch, _ in work.left()] == [earlier, later]


def test_a_killed_process_leaves_its_batch_to_the_next(places) -> None:
    ready, write = os.pipe()
    if not (child := os.fork()):
        batch = WorkFolder(places).open(0)
        (batch / "x").touch()
        os.write(write, b"!")
        signal.pause()
    os.read(ready, 1)
    heir = WorkFolder(places)
    assert list(heir.left()) == []
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    ((batch, files),) = heir.left()
    assert [name for name, _ in files] == ["x"]
    assert heir.inherited(batch)


def test_an_empty_batch_is_removed(places) -> None:
    (places[0] / "0-left").mkdir(parents=True)
    work = WorkFolder(places)
    ours = work.open(0)
    assert list(work.left()) == []
    assert not ours.exists() and not (places[0] / "0-left").exists()


def test_a_batch_is_let_go_only_when_it_is_empty(places) -> None:
    work, other = WorkFolder(places), WorkFolder(places)
    batch = work.open(0)
    (batch / "x").touch()
    work.forget(batch)
    assert list(other.left()) == []  # still locked
    (batch / "x").unlink()
    work.forget(batch)
    assert not batch.exists()
    work.forget(batch)


def test_where_the_first_place_may_not_be_written_the_second_serves(places, monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir = os.mkdir

    def refused(path: object, *more: object) -> None:
        if str(path).startswith(str(places[0])):
            raise PermissionError(13, "no")
        mkdir(path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "mkdir", refused)
    work = WorkFolder(places)
    assert work.open(0).parent == places[1]
    assert not work.elsewhere()


def test_no_descriptor_leaks(places) -> None:
    work = WorkFolder(places)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(50):
        work.forget(work.open(0))
    assert len(os.listdir("/proc/self/fd")) == before
