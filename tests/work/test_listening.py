"""Listeners start in turn, are told of changed files, and are drained together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from edigw.errors import TemporaryError
from edigw.work import listening
from edigw.work.listening import Listeners


class Fake:
    """Notes what it is asked for; `busy`: its port is in use."""

    def __init__(self, busy: bool = False, meeting: threading.Barrier | None = None) -> None:
        self.busy, self.meeting, self.heard = busy, meeting, list[str]()

    def start(self, wake: Callable[[], None]) -> None:
        if self.busy:
            raise TemporaryError("the port is in use")
        self.heard.append("start")
        wake()

    def renew(self) -> None:
        self.heard.append("renew")

    def drain(self, seconds: float) -> None:
        if self.meeting is not None:
            self.meeting.wait(5)
        self.heard.append(f"drain {seconds:g}")


def test_they_start_are_told_and_are_drained_at_the_same_time() -> None:
    meeting, woken = threading.Barrier(2), list[int]()
    one, other = Fake(meeting=meeting), Fake(meeting=meeting)
    both = Listeners([one, other])
    both.start(lambda: woken.append(1))
    both.renew()
    both.drain(2.0)
    assert one.heard == other.heard == ["start", "renew", "drain 2"]
    assert len(woken) == 2
    both.drain(2.0)  # nothing is left to be drained
    assert len(one.heard) == 3


def test_where_one_cannot_listen_those_before_it_let_go() -> None:
    one = Fake()
    both = Listeners([one, Fake(busy=True)])
    with pytest.raises(TemporaryError, match="in use"):
        both.start(lambda: None)
    assert one.heard == ["start", "drain 0"]


def test_one_that_does_not_come_back_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "LATE_S", 0.05)
    released = threading.Event()

    class Stuck(Fake):
        def drain(self, seconds: float) -> None:
            released.wait(20)

    alone = Listeners([Stuck()])
    alone.start(lambda: None)
    started = time.monotonic()
    alone.drain(0.05)
    assert time.monotonic() - started < 3
    released.set()
