"""A mailbox that nothing is fetched from: what it must be able to do as any other, and need not do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from edigw.transports.port import Arrival, Trouble


class SendingOnly:
    """Each file has a connection of its own; whoever inherits sends it (`send_all` of port.Transport)."""

    apart = True  # a partner may keep silent for long

    def __init__(self, name: str) -> None:
        self.name = name
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
        """Nothing is open between two files."""
