"""The port to the engine that wakes the pipeline: three verbs, over one process or many. A lost wake loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

Job = Callable[[], None]


class Engine(Protocol):
    """Behind it stands a thread loop, or a queue over many nodes."""

    def wake(self, lane: str | None = None) -> None:
        """A lane has work (None: some lane, or a mailbox). May be lost or doubled: the regular round finds it."""

    def every(self, seconds: float, job: Job) -> None:
        """Do the job again and again; the first time at once."""

    def at(self, instant: datetime, job: Job) -> None:
        """Do the job once, at or after the instant."""
