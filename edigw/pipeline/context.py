"""What every step of the pipeline works with, handed down from the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from edigw.config.configuration import Configuration
from edigw.errors import EdigwError
from edigw.pipeline.as2.stations import Stations
from edigw.pipeline.remembered import Remembered
from edigw.store.engine import Store
from edigw.transports.port import Transport

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The one clock of a running gateway."""
    return datetime.now(UTC)


def never() -> bool:
    """A stop that nobody asks for."""
    return False


@dataclass
class Done:
    """What a pass over the straight line did."""

    received: int = 0  # files
    parsed: int = 0  # files
    processed: int = 0  # documents
    enveloped: int = 0  # interchanges
    sent: int = 0  # files
    overdue: int = 0  # answers
    attention: int = 0  # documents that this pass moved to where somebody must look at them
    troubles: list[EdigwError] = field(default_factory=list)  # what may pass by itself

    def add(self, other: Done) -> None:
        """What another pass did, beside this one."""
        for name in ("received", "parsed", "processed", "enveloped", "sent", "overdue", "attention"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.troubles += other.troubles

    @property
    def moved(self) -> bool:
        return bool(self.received or self.parsed or self.processed or self.enveloped or self.sent)


@dataclass(frozen=True, slots=True)
class Context:
    store: Store
    configuration: Configuration
    mailboxes: Mapping[str, Transport]  # by name
    owner: str  # this process, as leases name it
    clock: Clock = utc_now
    stopping: Callable[[], bool] = never  # somebody asked for a stop: finish the transaction, start no other
    remembered: Remembered = field(default_factory=Remembered)  # orders between boundaries B and C
    stations: Stations | None = None  # who trades by AS2

    @property
    def run_folder(self) -> Path:
        """Locks and what the daemon tells about itself."""
        return self.configuration.settings.data_dir / "run"

    @property
    def crash_folder(self) -> Path:
        return self.configuration.settings.data_dir / "crash"

    def now(self) -> datetime:
        return self.clock()
