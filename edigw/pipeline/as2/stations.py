"""Who trades by AS2: a mailbox with what was agreed on for it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from edigw.model.partner import As2, Mailbox
from edigw.protocols.as2.agreement import Agreement


@dataclass(frozen=True, slots=True)
class Station:
    """One partner's end of AS2."""

    mailbox: Mailbox  # whose `as2` is there
    agreement: Agreement
    tls: ssl.SSLContext | None = None  # how we dial them; None: by the certificates that the system trusts

    @property
    def said(self) -> As2:
        """What the partner file says of it."""
        assert self.mailbox.as2 is not None
        return self.mailbox.as2


class Stations(Protocol):
    """All of them. Whatever is asked for may raise ConfigError: a key that cannot be opened."""

    def named(self, theirs: str, ours: str, now: datetime) -> Station | None:
        """The one of the names in AS2-From and AS2-To."""

    def at(self, mailbox: Mailbox, now: datetime) -> Station | None:
        """The one of a mailbox."""

    def fits(self, mailbox: Mailbox, shown: bytes | None, now: datetime) -> bool:
        """Whether who showed this certificate (DER; None: none) on TLS may speak for the mailbox's partner."""

    def listens(self, identity: str, now: datetime, before: ssl.SSLContext | None = None) -> ssl.SSLContext:
        """TLS of our server; `before` is its live one, which takes what has changed.

        Raises UsageError or ConfigError where we have no certificate for it.
        """
