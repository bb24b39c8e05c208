"""Threads beside a loop: what they return, what they raise, how many, and that nobody waits for them at the end."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from edigw.work.threads import Threads


def test_what_is_returned_and_what_is_raised() -> None:
    async def both() -> int:
        threads = Threads(2)
        with pytest.raises(ZeroDivisionError):
            await threads.run(lambda: 1 // 0)
        return await threads.run(lambda a, b: a + b, 1, 2)

    assert asyncio.run(both()) == 3


def test_no_more_at_a_time_than_there_is_room_for() -> None:
    at_work, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.01)
        with lock:
            at_work -= 1

    async def many() -> None:
        threads = Threads(3)
        await asyncio.gather(*(threads.run(work) for _ in range(12)))

    asyncio.run(many())
    assert most == 3


def test_an_end_waits_for_nobody() -> None:
    let_go, ended = threading.Event(), threading.Event()

    def work() -> None:
        let_go.wait(10)
        ended.set()

    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(Threads(1).run(work), 0.05)

    began = time.monotonic()
    asyncio.run(impatient())
    assert time.monotonic() - began < 5
    let_go.set()
    assert ended.wait(5)
