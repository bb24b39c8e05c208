"""The stations of a workspace: its AS2 mailboxes with the certificates that were kept for them."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from edigw.config.certs.agreed import agreement_for
from edigw.config.certs.connections import dialling, listening, shown_fits
from edigw.config.certs.shelf import Shelf
from edigw.config.configuration import Configuration
from edigw.model.partner import Mailbox
from edigw.model.tls import Tls
from edigw.pipeline.as2.stations import Station
from edigw.protocols.as2.agreement import Limits
from edigw.transports.tls import client_context, renew, server_context


class Directory:
    """By the files as they were read; a reload makes a new one. `reveal` tells what the reference of a secret is."""

    def __init__(self, workspace: Path, configuration: Configuration, reveal: Callable[[str], str]) -> None:
        self._configuration = configuration
        self._shelf = Shelf(workspace, reveal)
        self._contexts: dict[Tls, ssl.SSLContext] = {}
        self._limits = Limits(size=configuration.settings.limits.file)

    def named(self, theirs: str, ours: str, now: datetime) -> Station | None:
        box = self._configuration.as2_mailbox(theirs, ours)
        return self.at(box, now) if box is not None else None

    def at(self, mailbox: Mailbox, now: datetime) -> Station | None:
        if mailbox.as2 is None:
            return None
        agreed = agreement_for(mailbox, self._shelf, now, self._limits)
        return Station(mailbox, agreed, self._dials(dialling(mailbox.as2, self._shelf, now)))

    def fits(self, mailbox: Mailbox, shown: bytes | None, now: datetime) -> bool:
        return mailbox.as2 is not None and shown_fits(mailbox.as2, shown, self._shelf, now)

    def listens(self, identity: str, now: datetime, before: ssl.SSLContext | None = None) -> ssl.SSLContext:
        """TLS of our server; `before` is its live one, which takes what has changed. Raises UsageError, ConfigError."""
        tls = listening(identity, self._configuration.mailboxes.values(), self._shelf, now)
        if before is None:
            return server_context(tls)
        renew(before, tls)
        return before

    def _dials(self, tls: Tls) -> ssl.SSLContext:
        if tls not in self._contexts:
            self._contexts[tls] = client_context(tls)
        return self._contexts[tls]
