"""The embedded engine: one thread that does what is due and sleeps until the next is, or until it is woken.

`wake` and `stop` may be called by a signal handler, at any moment of the thread that it interrupts: they take no lock.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

from edigw.work.port import Job

IDLE_S = 60.0  # the longest sleep


@dataclass
class Regular:
    """A job that is done again and again."""

    seconds: float
    job: Job
    due: datetime


class Loop:
    """`on_wake` is done at once when somebody wakes the loop."""

    def __init__(self, clock: Callable[[], datetime], on_wake: Job) -> None:
        self._clock = clock
        self._on_wake = on_wake
        self._regular: list[Regular] = []
        self._once: list[tuple[datetime, int, Job]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._woken: SimpleQueue[None] = SimpleQueue()
        self._stopped = False

    def wake(self, lane: str | None = None) -> None:
        self._woken.put(None)

    def every(self, seconds: float, job: Job) -> None:
        self._regular.append(Regular(seconds, job, self._clock()))

    def at(self, instant: datetime, job: Job) -> None:
        with self._lock:
            heapq.heappush(self._once, (instant, next(self._order), job))
        self.wake()

    def stop(self) -> None:
        """Ends `run` after the job in hand."""
        self._stopped = True
        self.wake()

    @property
    def stopping(self) -> bool:
        return self._stopped

    def run(self) -> None:
        """Until `stop`."""
        while not self.stopping:
            self._do_due()
            if self._was_woken(self._sleep()) and not self.stopping:
                self._on_wake()

    def _was_woken(self, seconds: float) -> bool:
        """Whether somebody woke the loop in so many seconds; however many did, it is woken once."""
        try:
            self._woken.get(timeout=seconds)
        except Empty:
            return False
        while not self._woken.empty():
            self._woken.get_nowait()
        return True

    def _do_due(self) -> None:
        now = self._clock()
        for regular in self._regular:
            if self.stopping:
                return
            if regular.due <= now or regular.due - now > timedelta(seconds=regular.seconds):  # or the clock went back
                regular.due = now + timedelta(seconds=regular.seconds)
                regular.job()
        while (job := self._due_once(now)) is not None and not self.stopping:
            job()

    def _due_once(self, now: datetime) -> Job | None:
        with self._lock:
            if self._once and self._once[0][0] <= now:
                return heapq.heappop(self._once)[2]
        return None

    def _sleep(self) -> float:
        now = self._clock()
        with self._lock:
            instants = [regular.due for regular in self._regular] + [entry[0] for entry in self._once[:1]]
        wait = min((instant - now).total_seconds() for instant in instants) if instants else IDLE_S
        return min(max(wait, 0.0), IDLE_S)
