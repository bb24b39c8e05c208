"""File locks: one holder, free when it dies."""

from __future__ import annotations

import os
from pathlib import Path

from edigw.pipeline.locks import FileLock, taken


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "run" / "a.lock"
    with FileLock(path) as first:
        assert first.take() and first.held
        first.say("4711")
        second = FileLock(path)
        assert not second.take() and not second.held
        assert path.read_text() == "4711"
    assert second.take()
    second.give_back()
    second.give_back()


def test_a_dead_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    pid = os.fork()
    if pid == 0:
        os._exit(0 if FileLock(path).take() else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert FileLock(path).take()


def test_whether_it_is_taken_is_seen_and_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    assert not taken(path) and not path.exists()
    with FileLock(path) as lock:
        assert lock.take() and taken(path)
    assert not taken(path)
