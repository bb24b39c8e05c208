"""The embedded engine: regular jobs, timers, wakes, a stop."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

from edigw.work.loop import IDLE_S, Loop

START = datetime(2026, 1, 1, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def test_regular_jobs_are_done_at_once_and_then_when_due() -> None:
    clock, done = Hands(), []
    loop = Loop(clock, lambda: None)
    loop.every(10, lambda: done.append("ten"))
    loop.every(30, lambda: done.append("thirty"))
    loop._do_due()
    assert done == ["ten", "thirty"]
    clock.now += timedelta(seconds=9)
    loop._do_due()
    assert done == ["ten", "thirty"]
    clock.now += timedelta(seconds=1)
    loop._do_due()
    assert done == ["ten", "thirty", "ten"]


def test_a_clock_that_goes_back_delays_nothing() -> None:
    clock, done = Hands(), []
    loop = Loop(clock, lambda: None)
    loop.every(10, lambda: done.append("x"))
    loop._do_due()
    clock.now -= timedelta(hours=1)
    loop._do_due()
    assert done == ["x", "x"]
    assert loop._sleep() <= 10


def test_timers_go_off_once_and_in_their_order() -> None:
    clock, done = Hands(), []
    loop = Loop(clock, lambda: None)
    loop.at(START + timedelta(seconds=2), lambda: done.append("second"))
    loop.at(START + timedelta(seconds=1), lambda: done.append("first"))
    loop._do_due()
    assert done == [] and loop._sleep() == 1
    clock.now += timedelta(seconds=5)
    loop._do_due()
    loop._do_due()
    assert done == ["first", "second"]


def test_a_wake_from_another_thread_is_heard_early_and_a_stop_ends_it() -> None:
    done = threading.Event()
    loop = Loop(lambda: datetime.now(UTC), done.set)
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    started = time.monotonic()
    loop.wake()
    assert done.wait(5)
    loop.stop()
    thread.join(5)
    assert not thread.is_alive() and time.monotonic() - started < 5
    assert loop.stopping


def test_it_sleeps_until_the_next_thing_is_due() -> None:
    clock = Hands()
    loop = Loop(clock, lambda: None)
    assert loop._sleep() == IDLE_S
    loop.at(START + timedelta(seconds=7), lambda: None)
    assert loop._sleep() == 7
    loop.every(5, lambda: None)
    assert loop._sleep() == 0
    loop._do_due()
    assert loop._sleep() == 5
    clock.now += timedelta(seconds=60)
    assert loop._sleep() == 0


def test_a_timer_from_another_thread_ends_a_long_sleep() -> None:
    done = threading.Event()
    loop = Loop(lambda: datetime.now(UTC), lambda: None)
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    loop.at(datetime.now(UTC) + timedelta(milliseconds=20), done.set)
    assert done.wait(5)
    loop.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_a_wake_in_the_middle_of_a_job_is_not_lost() -> None:
    done: list[str] = []
    loop = Loop(Hands(), lambda: done.append("woken"))
    loop.every(1000, loop.wake)
    loop.at(START, lambda: done.append("once"))
    threading.Timer(0.1, loop.stop).start()
    loop.run()
    assert done == ["once", "woken"]


def test_after_a_stop_no_job_is_begun() -> None:
    done: list[str] = []
    loop = Loop(Hands(), lambda: done.append("woken"))
    loop.every(1, loop.stop)
    loop.every(1, lambda: done.append("every"))
    loop.at(START, lambda: done.append("at"))
    loop.wake()
    loop.run()
    assert done == []


INTERRUPTED = """
import signal
from datetime import UTC, datetime
from edigw.work.loop import Loop

loop = Loop(lambda: datetime.now(UTC), lambda: None)
heard = []

def handle(number, frame):
    heard.append(number)
    loop.wake()

signal.signal(signal.SIGALRM, handle)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
while len(heard) < 1000:
    loop.wake()
    loop._was_woken(0)
signal.setitimer(signal.ITIMER_REAL, 0)
loop.stop()
loop.run()
print("done")
"""


def test_a_signal_in_the_middle_of_a_wake_may_wake_too() -> None:
    """With a lock in `wake` the handler would wait for ever for the thread that it interrupted."""
    told = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=30, check=True)
    assert told.stdout == "done\n"
