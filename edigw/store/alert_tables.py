"""Tables of alerts: what somebody must be told, a row for each channel, and the messages that tell it."""

from __future__ import annotations

from datetime import datetime

from edigw.store.columns import Row, index, key, named, one_of, ref, some, words
from edigw.store.types import Instant

OWED = ("READY", "RETRY", "DEAD")  # messages that did not arrive
STANDING = ("parked", "certificate", "silent")  # kinds that are so until they are over
DUE = ("READY", "RETRY")  # those that are still tried


class AlertRow(Row, table=True):
    """What somebody must be told by one channel; written in the transaction that makes it so. Ids, no payload."""

    __tablename__ = "alert"
    __table_args__ = (
        index("uq_alert_untold", "channel", "kind", "subject", unique=True, where="message_id IS NULL"),
        index("ix_alert_message", "message_id", where="message_id IS NOT NULL"),
        index("ix_alert_standing", "kind", "subject", where=f"{one_of('kind', STANDING)} AND over_at IS NULL"),
    )
    channel: str = named()
    id: str = key()
    kind: str = words()
    subject: str = words()  # the id of the document or outbox row, the partner, the use, the mailbox
    document_id: str | None = ref(default=None)
    partner: str | None = words(default=None)
    usage: str | None = words(default=None)
    type: str | None = words(default=None)
    po_number: str | None = words(default=None)
    reason: str | None = words(default=None)
    mailbox: str | None = words(default=None)
    file: str | None = words(default=None)
    created_at: datetime = some(Instant)
    over_at: datetime | None = some(Instant, default=None)  # of what stands: when it was so no more
    message_id: str | None = ref(default=None)


class AlertMessage(Row, table=True):
    """One message of one channel: its id and text stay the same however often it is sent."""

    __tablename__ = "alert_message"
    __table_args__ = (
        index("ix_alert_message_owed", "next_at", where=one_of("state", OWED)),
        index("ix_alert_message_channel", "channel", "id"),
    )
    id: str = key()
    channel: str = words()
    state: str = words(default="READY")  # READY RETRY, then SENT or DEAD
    tries: int = 0
    next_at: datetime = some(Instant)
    error: str | None = words(default=None)
    created_at: datetime = some(Instant)
    sent_at: datetime | None = some(Instant, default=None)
