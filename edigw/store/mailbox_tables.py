"""What the store knows of mailboxes and partners as a whole: who paused them, and which of them do not answer."""

from __future__ import annotations

from datetime import datetime

from edigw.store.columns import Row, named, some, words
from edigw.store.types import Instant

MAILBOX, PARTNER = "mailbox", "partner"  # what can be paused


class PausedRow(Row, table=True):
    """What somebody paused: nothing of it goes on, and nothing of it is lost."""

    __tablename__ = "paused"
    kind: str = named()  # mailbox, partner
    name: str = named()
    who: str = words()
    reason: str = words()
    at: datetime = some(Instant)


class MailboxHold(Row, table=True):
    """A mailbox whose other side as a whole does not answer: nothing is sent there until the wait is over."""

    __tablename__ = "mailbox_hold"
    mailbox: str = named()
    failures: int = 1  # one after the other
    since: datetime = some(Instant)  # of the first of them
    until: datetime = some(Instant)
    error: str = words()
    hint: str = words(default="")
