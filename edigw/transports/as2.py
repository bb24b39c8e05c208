"""AS2 as a mailbox: nothing to poll, since partners post to our server; what leaves is posted to theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from edigw.errors import Refused
from edigw.model.partner import Mailbox
from edigw.transports.port import Arrival, File, Outcome, Trouble


class As2Mailbox:
    """What a mailbox must be able to do; a file leaves only as a message, which the pipeline makes and posts."""

    apart = True  # a partner may keep silent for long

    def __init__(self, mailbox: Mailbox) -> None:
        self.name = mailbox.name
        self.troubles: list[Trouble] = []
        self.settling: float | None = None

    def prepare(self) -> None:
        """No folders."""

    def poll(self, now: datetime, limit: int = 1000) -> list[Arrival]:
        return []

    def changed(self, arrival: Arrival) -> bool:
        return False

    def done(self, arrivals: Iterable[Arrival]) -> None:
        """Nothing was claimed."""

    def put_back(self, arrivals: Iterable[Arrival]) -> None:
        """Nothing was claimed."""

    def again(self, arrivals: Iterable[Arrival]) -> None:
        """Nothing was claimed."""

    def close(self) -> None:
        """Each message has a connection of its own."""

    def send_all(self, files: Sequence[File]) -> Sequence[Outcome]:
        """Bytes under a name are no message."""
        return [Refused(f"mailbox {self.name} takes messages of AS2, no bare files", "say `transport: as2`")] * len(
            files
        )
