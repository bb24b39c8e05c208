"""The stations of a workspace: its AS2 mailboxes with the certificates that were kept for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from edigw.config.certs.agreed import agreement_for
from edigw.config.certs.shelf import Shelf
from edigw.config.configuration import Configuration
from edigw.model.partner import Mailbox
from edigw.pipeline.as2.stations import Station
from edigw.protocols.as2.agreement import Limits


class Directory:
    """By the files as they were read; a reload makes a new one. `reveal` tells what the reference of a secret is."""

    def __init__(self, workspace: Path, configuration: Configuration, reveal: Callable[[str], str]) -> None:
        self._configuration = configuration
        self._shelf = Shelf(workspace, reveal)
        self._limits = Limits(size=configuration.settings.limits.file)

    def named(self, theirs: str, ours: str, now: datetime) -> Station | None:
        box = self._configuration.as2_mailbox(theirs, ours)
        return self.at(box, now) if box is not None else None

    def at(self, mailbox: Mailbox, now: datetime) -> Station | None:
        if mailbox.as2 is None:
            return None
        return Station(mailbox, agreement_for(mailbox, self._shelf, now, self._limits))
