"""The table of AS2 messages, in and out: what was said, what answered it, and what that proves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary

from edigw.store.columns import Row, index, json, key, ref, some, words
from edigw.store.types import Instant


class As2Message(Row, table=True):
    """One request, raw, with its receipt, raw. Of one id, each other body is a row; at most one of them is accepted."""

    __tablename__ = "as2_message"
    __table_args__ = (
        index("uq_as2_message_body", "direction", "name_key", "body_sha256", unique=True),
        index("uq_as2_message_accepted", "direction", "name_key", unique=True, where="accepted"),
        index("uq_as2_message_mark", "mark", unique=True, where="mark IS NOT NULL"),
        index("ix_as2_message_due", "due_at", where="due_at IS NOT NULL"),
        index("ix_as2_message_outbox", "outbox_id", where="outbox_id IS NOT NULL"),
    )
    id: str = key()
    direction: str = words()  # in, out
    name_key: str = words()  # digest of both names and the Message-ID: these may be long
    partner: str = words()
    mailbox: str = words()
    sender: str = words()  # names in AS2, unquoted
    recipient: str = words()
    message_id: str = words()
    state: str = words()  # in: ACCEPTED REFUSED. out: FROZEN AWAITING SENT DELIVERED, or why it is not
    accepted: bool = False  # in: its payloads went on; out: it is ours
    mark: str | None = words(default=None)  # out: the same at each try of one delivery
    outbox_id: str | None = ref(default=None)  # out: the file; in: the receipt, where it is posted later
    headers: Any = json()  # [[name, value], ...] of the request
    body: bytes | None = some(LargeBinary, default=None)  # of the request, raw; none of what was refused
    blob: str | None = words(default=None)
    body_sha256: str = words()
    size: int = some(BigInteger)
    mic: str = words(default="")
    disposition: str = words(default="")
    detail: str = words(default="")  # for us alone
    signer: str = words(default="")  # PEM of the certificate that signed: in: the request, out: its receipt
    receipt_headers: Any = json()
    receipt_body: bytes | None = some(LargeBinary, default=None)
    receipt_url: str = words(default="")  # in: where it is posted; "": it answered
    receipt_at: datetime | None = some(Instant, default=None)
    further: Any = json()  # [{"at", "outcome", "detail", "sha256"}] of receipts beside that one
    created_at: datetime = some(Instant)
    updated_at: datetime = some(Instant)
    due_at: datetime | None = some(Instant, default=None)  # out: looked at then: its receipt is late, or to be applied
    resends: int | None = None  # out: for want of a receipt
