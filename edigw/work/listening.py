"""Servers of ours beside the loop: started before the first pass, told of changed files, drained at a stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

DRAIN_S = 3.0  # for what partners are in the midst of, at a stop; within the daemon's patience
LATE_S = 1.0  # that a drain may take longer than it was given, before it is left behind


class Listener(Protocol):
    """A server that partners call. Its threads are its own; the daemon's thread calls these three."""

    def start(self, wake: Callable[[], None]) -> None:
        """Listens from now on; calls `wake` from any thread when something came in. Raises EdigwError."""

    def renew(self) -> None:
        """The configuration was read anew: who may come, with what, within which limits."""

    def drain(self, seconds: float) -> None:
        """Takes nobody new, ends what is half done, lets go of the port; returns within so many seconds."""


class Listeners:
    """All of them, as one."""

    def __init__(self, listeners: Sequence[Listener] = ()) -> None:
        self._all = tuple(listeners)
        self._started: list[Listener] = []

    def start(self, wake: Callable[[], None]) -> None:
        """Raises the EdigwError of the first that cannot listen; those before it have let go of their ports by then."""
        try:
            for one in self._all:
                one.start(wake)
                self._started.append(one)
        finally:
            if len(self._started) < len(self._all):
                self.drain(0.0)

    def renew(self) -> None:
        for one in self._started:
            one.renew()

    def drain(self, seconds: float = DRAIN_S) -> None:
        """At the same time, so that all have the whole of it."""
        threads = [threading.Thread(target=one.drain, args=(seconds,), daemon=True) for one in self._started]
        self._started = []
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + LATE_S)
