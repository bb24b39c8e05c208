"""Alerts: what needs a person, by stable words, and the channels by which somebody is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS: Mapping[str, str] = {  # word -> what it says of its subject
    "rejected": "a document that came in was rejected",
    "quarantined": "what came in cannot be processed",
    "waiting": "a document waits",
    "orphan": "an acknowledgement speaks of nothing that we sent",
    "overdue": "an answer to what we sent is overdue",
    "refused": "the partner refused what we sent",
    "undelivered": "a file cannot be delivered",
    "integrity": "an AS2 message or its receipt is not what it should be",
    "silent": "a mailbox does not answer, or does not let us in",
    "parked": "the files of a partner are faulty, its documents wait",
    "certificate": "a certificate is missing, has ended or ends within thirty days",
}
CHANNELS = ("mail", "webhook")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server, and who writes to whom."""

    host: str
    port: int
    tls: str  # none, starttls, tls
    user: str
    password: str  # env:NAME or file:/path, never the secret; "" for none
    sender: str
    to: tuple[str, ...]
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that takes JSON by POST."""

    url: str  # itself, or env:NAME or file:/path
    secret: str  # env:NAME or file:/path, never the secret; "" for none
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Alerts:
    """Who is told of what, and how often at most."""

    kinds: frozenset[str] = frozenset(KINDS)
    every_s: int = 300  # between two messages of a channel
    keep_days: int = 90  # that what was sent stays
    mail: Mail | None = None
    webhook: Webhook | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """Those of CHANNELS that are there."""
        there = {"mail": self.mail, "webhook": self.webhook}
        return tuple(name for name in CHANNELS if there[name] is not None)

    @property
    def wanted(self) -> Mapping[str, tuple[str, ...]]:
        """Kind -> the channels that tell of it; empty where nobody is told anything."""
        return dict.fromkeys(sorted(self.kinds), self.channels) if self.channels else {}


NONE = Alerts()
