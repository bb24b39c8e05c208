"""The port of transports: what the pipeline knows of a mailbox, whatever lies behind it.

A mailbox that is `apart` may keep silent for long: one thread at a time uses it, never the one that all wait for.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from edigw.errors import EdigwError


@dataclass(frozen=True, slots=True)
class Arrival:
    """A claimed file, ours alone until `done` or `put_back`."""

    mailbox: str
    path: Path  # where it lies claimed
    name: str  # as the sender called it; odd bytes as surrogates
    mtime_ns: int
    size: int  # bytes
    token: str  # unique to this claim
    refused: str | None = None  # NOT_REGULAR: never to be read


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the last scan could not take, and why."""

    name: str
    reason: str  # FOLDER_GONE, UNREADABLE, LIMIT_FILE, STALE_PARTIAL, VANISHED, EROFS …


File = tuple[str, bytes | mmap.mmap]
"""One that leaves: its name and its bytes."""

Outcome = EdigwError | None
"""Of one file sent: None is that it lies there whole; an error says whether it is worth another try, and when."""


class Transport(Protocol):
    """A mailbox. Whatever raises, raises EdigwError: Unreachable and Denied speak of the mailbox as a whole."""

    name: str
    apart: bool
    troubles: list[Trouble]
    settling: float | None

    def prepare(self) -> None: ...

    def poll(self, now: datetime, limit: int = 1000) -> list[Arrival]: ...

    def changed(self, arrival: Arrival) -> bool: ...

    def done(self, arrivals: Iterable[Arrival]) -> None: ...

    def put_back(self, arrivals: Iterable[Arrival]) -> None: ...

    def again(self, arrivals: Iterable[Arrival]) -> None: ...

    def close(self) -> None: ...

    def send_all(self, files: Sequence[File]) -> Sequence[Outcome]: ...
