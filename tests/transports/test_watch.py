"""The hint: it wakes, follows a folder that was made anew, and fails silently."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from edigw.transports.watch import Watcher


@pytest.fixture
def woken():
    event = threading.Event()
    watcher = Watcher(event.set)
    yield watcher, event
    watcher.stop()


def test_a_renamed_file_wakes(woken, tmp_path: Path) -> None:
    watcher, event = woken
    (tmp_path / "in").mkdir()
    (tmp_path / "a").touch()
    watcher.refresh([tmp_path / "in"])
    (tmp_path / "a").rename(tmp_path / "in" / "a")
    assert event.wait(5)


def test_a_folder_made_anew_is_watched_anew(woken, tmp_path: Path) -> None:
    watcher, event = woken
    folder = tmp_path / "in"
    folder.mkdir()
    watcher.refresh([folder])
    folder.rename(tmp_path / "old")
    watcher.refresh([folder])
    folder.mkdir()
    watcher.refresh([folder])
    event.clear()
    (folder / "a").touch()
    assert event.wait(5)


def test_a_folder_that_is_not_there_or_no_longer_wanted_is_no_fault(woken, tmp_path: Path) -> None:
    watcher, event = woken
    watcher.refresh([tmp_path / "none", tmp_path])
    watcher.refresh([])
    event.clear()
    (tmp_path / "a").touch()
    assert not event.wait(0.2)
