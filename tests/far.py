"""A mailbox that is far away: it answers, fails or hangs as a test tells it, on events and never by the clock."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime

from edigw.errors import EdigwError
from edigw.transports.port import Arrival, File, Outcome, Trouble


class FarMailbox:
    """What was sent stands in `sent`. While `hangs` is set, whoever sends or polls waits for `let_go`."""

    def __init__(self, name: str, *, apart: bool = True) -> None:
        self.name = name
        self.apart = apart
        self.troubles: list[Trouble] = []
        self.settling: float | None = None
        self.broken: EdigwError | None = None  # for every file
        self.errors: dict[str, EdigwError] = {}  # by name
        self.poll_fails: Exception | None = None
        self.sent: list[str] = []
        self.polls = 0
        self.closed = False
        self.threads: set[str] = set()
        self.hangs: set[str] = set()  # poll, send
        self.reached = threading.Event()  # somebody hangs
        self.let_go = threading.Event()

    def _at(self, verb: str) -> None:
        self.threads.add(threading.current_thread().name)
        if verb in self.hangs:
            self.reached.set()
            assert self.let_go.wait(60), "nobody let go"

    def prepare(self) -> None:
        self.threads.add(threading.current_thread().name)

    def poll(self, now: datetime, limit: int = 1000) -> list[Arrival]:
        self._at("poll")
        self.polls += 1
        if self.poll_fails is not None:
            raise self.poll_fails
        return []

    def changed(self, arrival: Arrival) -> bool:
        return False

    def done(self, arrivals: Iterable[Arrival]) -> None:
        pass

    def put_back(self, arrivals: Iterable[Arrival]) -> None:
        pass

    def again(self, arrivals: Iterable[Arrival]) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def send_all(self, files: Sequence[File]) -> Sequence[Outcome]:
        self._at("send")
        outcomes = [self.broken or self.errors.get(name) for name, _ in files]
        self.sent += [name for (name, _), error in zip(files, outcomes, strict=True) if error is None]
        return outcomes
