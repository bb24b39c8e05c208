"""Every table of the store, declared with SQLModel; the lower-case names at the end are their Core tables.

`id` columns are opaque text that sorts by arrival (see ids.py). No foreign key points at lane or inbox: a
receiver must never wait for a lane's lock, and documents are to be partitioned by month one day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, Table, Text, UniqueConstraint
from sqlmodel import Field

from edigw.store.alert_tables import AlertMessage, AlertRow
from edigw.store.as2_tables import As2Message
from edigw.store.columns import Row, index, json, key, named, one_of, ref, some, words
from edigw.store.mailbox_tables import MailboxHold, PausedRow
from edigw.store.order_tables import (
    Carton,
    ErpEntry,
    InvoiceCounter,
    InvoiceRow,
    OrderDocument,
    OrderLineRow,
    OrderRevision,
    PurchaseOrder,
    ShipmentRow,
    SsccCounter,
)
from edigw.store.types import Instant

ARRIVED = ("RECEIVED", "RETRY")  # inbound documents that processing takes
TO_ENVELOPE = ("READY",)  # outbound documents that enveloping takes
HELD = ("WAITING", "RETRY")  # what stands behind the same order key waits for these
ATTENTION = ("WAITING", "QUARANTINED", "FAILED", "RETRY")  # what `status` shows
UNSENT = ("READY", "SENDING", "RETRY")  # outbox rows that delivery still owes
DEAD = ("FAILED",)  # those that it gave up


class Inbox(Row, table=True):
    """A file or message received: one row an arrival, the id is the receipt."""

    __table_args__ = (
        index("ix_inbox_waiting", "mailbox", "id", where="state IN ('RECEIVED')"),
        index("uq_inbox_token", "token", unique=True, where="token IS NOT NULL"),
    )
    id: str = key()
    mailbox: str = words()
    name: str = words()
    transport: str = words()
    token: str | None = words(default=None)  # unique to one claim: the same claim seen again is no second arrival
    received_at: datetime = some(Instant)
    mtime_ns: int | None = some(BigInteger, default=None)
    sha256: str = words()
    size: int = some(BigInteger)
    body: bytes | None = some(LargeBinary, default=None)
    blob: str | None = words(default=None)  # name in the archive, for what is too large for the row
    state: str = words(default="RECEIVED")  # RECEIVED, PARSED, QUARANTINED
    reason: str | None = words(default=None)
    tries: int = 0
    next_at: datetime | None = some(Instant, default=None)  # not to be parsed before


class InterchangeRow(Row, table=True):
    """An envelope read or written, or what stands for one."""

    __tablename__ = "interchange"
    __table_args__ = (index("ix_interchange_receipt", "receipt_id", where="receipt_id IS NOT NULL"),)
    id: str = key()
    receipt_id: str | None = ref(default=None)
    outbox_id: str | None = ref(default=None)
    direction: str = words()  # in, out
    lane_id: str | None = ref(default=None)
    partner: str | None = words(default=None)
    usage: str | None = words(default=None)
    standard: str = words(default="x12")
    sender: str | None = words(default=None)
    receiver: str | None = words(default=None)
    control: str | None = words(default=None)
    release: str | None = words(default=None)
    start: int | None = some(BigInteger, default=None)  # byte range in the file
    end: int | None = some(BigInteger, default=None)
    sha256: str | None = words(default=None)  # of that range
    verdict: str | None = words(default=None)
    header: Any = json()  # what an answer needs of the envelope
    groups: Any = json()  # [{functional_id, control, release, verdict, findings, ...}]
    findings: Any = json()
    closed_at: datetime | None = some(Instant, default=None)  # effects start only once this is set
    duplicate_of: str | None = ref(default=None)
    created_at: datetime = some(Instant)


class InterchangeKey(Row, table=True):
    """By what a repeated interchange is known; never partitioned."""

    __tablename__ = "interchange_key"
    lane_id: str = key()
    standard: str = named()
    sender: str = named()
    receiver: str = named()
    control: str = named()
    interchange_id: str = ref()
    sha256: str = words()
    seen_at: datetime = some(Instant)


class GroupKey(Row, table=True):
    """By what a functional group is known again in another interchange; never partitioned."""

    __tablename__ = "group_key"
    lane_id: str = key()
    standard: str = named()
    sender: str = named()
    receiver: str = named()
    functional_id: str = named()
    control: str = named()
    interchange_id: str = ref()
    group_no: int
    seen_at: datetime = some(Instant)


class InterchangeGap(Row, table=True):
    """Interchange numbers of a sender that never came."""

    __tablename__ = "interchange_gap"
    __table_args__ = (index("ix_interchange_gap_document", "document_id"),)
    lane_id: str = key()
    standard: str = named()
    sender: str = named()
    receiver: str = named()
    first: int = Field(primary_key=True, sa_type=BigInteger)
    last: int = some(BigInteger)
    partner: str | None = words(default=None)
    usage: str | None = words(default=None)
    document_id: str = ref()  # the first of the interchange at which it showed
    seen_at: datetime = some(Instant)


class InterchangeSeen(Row, table=True):
    """A number that came and was set aside: as a test, or as meant for another."""

    __tablename__ = "interchange_seen"
    standard: str = named()
    sender: str = named()
    number: int = Field(primary_key=True, sa_type=BigInteger)
    seen_at: datetime = some(Instant)


class Refusal(Row, table=True):
    """A document of ours that a partner refused, and nobody has seen to yet."""

    document_id: str = key()
    noted_at: datetime = some(Instant)


class Document(Row, table=True):
    """A document, in or out; also what stands for a file that held none."""

    __table_args__ = (
        index("ix_document_work", "lane_id", "id", where=one_of("state", ARRIVED + TO_ENVELOPE)),
        index("ix_document_held", "order_key", "id", where=one_of("state", HELD) + " AND order_key IS NOT NULL"),
        index("ix_document_attention", "state", "id", where=one_of("state", ATTENTION)),
        index("ix_document_receipt", "receipt_id", where="receipt_id IS NOT NULL"),
        index("ix_document_interchange", "interchange_id", "id", where="interchange_id IS NOT NULL"),
        index("ix_document_order", "order_id", where="order_id IS NOT NULL"),
        index("ix_document_po", "po_number", where="po_number IS NOT NULL"),
        index("ix_document_outbox", "outbox_id", where="outbox_id IS NOT NULL"),
        index("ix_document_caused", "caused_by", where="caused_by IS NOT NULL"),
        index("ix_document_sent", "lane_id", "group_control", where="direction = 'out' AND group_control IS NOT NULL"),
        index("ix_document_due", "due_at", where="due_at IS NOT NULL"),
        index("ix_document_partner", "partner", "id"),
        index("ix_document_orphan", "id", where="answer = 'orphan'"),
    )
    id: str = key()
    receipt_id: str | None = ref(default=None)
    interchange_id: str | None = ref(default=None)
    lane_id: str | None = ref(default=None)
    direction: str = words()
    partner: str | None = words(default=None)
    usage: str | None = words(default=None)
    standard: str | None = words(default=None)
    type: str | None = words(default=None)
    release: str | None = words(default=None)
    functional_id: str | None = words(default=None)  # GS01
    state: str = words()
    verdict: str | None = words(default=None)  # of validation: accepted, accepted_with_errors, rejected
    answer: str = words(default="none")
    reason: str | None = words(default=None)
    code_type: str | None = words(default=None)
    code: str | None = words(default=None)
    interchange_control: str | None = words(default=None)
    group_control: str | None = words(default=None)
    set_control: str | None = words(default=None)
    group_no: int | None = None  # ordinal in its interchange, 1 is the first
    set_no: int | None = None  # ordinal in its group
    po_number: str | None = words(default=None)
    order_id: str | None = ref(default=None)
    order_key: str | None = words(default=None)  # holds partner and usage
    body: bytes | None = some(LargeBinary, default=None)  # in: canonical JSON; out: the packed set
    model: bytes | None = some(LargeBinary, default=None)  # out: the canonical JSON that was written
    start: int | None = some(BigInteger, default=None)  # byte range in the file received or sent
    end: int | None = some(BigInteger, default=None)
    segments: int | None = None
    findings: Any = json()
    details: Any = json()  # what processing needs beside the body: elements not taken …
    waits_for: str | None = words(default=None)
    due_at: datetime | None = some(Instant, default=None)
    tries: int = 0
    next_at: datetime | None = some(Instant, default=None)  # with state RETRY: not before
    map: str | None = words(default=None)
    map_hash: str | None = words(default=None)
    outbox_id: str | None = ref(default=None)
    caused_by: str | None = ref(default=None)  # the document that this one follows from
    answers_interchange: str | None = ref(default=None)  # out: the interchange that it acknowledges
    created_at: datetime = some(Instant)
    updated_at: datetime = some(Instant)
    lines: Any = json()  # [{"line", "qty"}] of an order
    replaces: str | None = ref(default=None)  # the document that it does anew
    replaced_by: str | None = ref(default=None)
    blob: str | None = words(default=None)  # out: name in the archive of a packed set too large for `body`


class Answer(Row, table=True):
    """Which documents a document answers."""

    __tablename__ = "answers"
    __table_args__ = (index("ix_answers_answered", "answers_id"),)
    document_id: str = key()
    answers_id: str = key()


class Lane(Row, table=True):
    """An inbound or outbound lane: its row is its lock."""

    __table_args__ = (
        UniqueConstraint("name"),
        index("ix_lane_ready", "direction", "visited_at", "id", where="ready AND NOT paused"),
    )
    id: str = key()
    name: str = words()  # what makes it unique: in:acme:P, out:ours>theirs:P, in:unknown
    direction: str = words()
    partner: str | None = words(default=None)
    usage: str = words(default="P")
    our_id: str | None = words(default=None)
    their_id: str | None = words(default=None)
    isa_no: int = some(BigInteger, default=0)  # the last one given
    gs_no: int = some(BigInteger, default=0)
    st_no: int = some(BigInteger, default=0)
    epoch: int = 1  # grows when ISA13 starts again at 1
    ready: bool = False
    paused: bool = False
    visited_at: datetime = some(Instant)  # the rotating cursor
    ready_at: datetime | None = some(Instant, default=None)  # not before: a batch that is due later
    chain_hash: str = words(default="")
    event_seq: int = some(BigInteger, default=0)


class Event(Row, table=True):
    """What happened: append-only, chained per lane. Holds ids, never names or addresses."""

    __table_args__ = (
        UniqueConstraint("lane_id", "seq"),
        index("ix_event_document", "document_id", where="document_id IS NOT NULL"),
        index("ix_event_order", "order_id", where="order_id IS NOT NULL"),
    )
    id: str = key()
    lane_id: str = ref()
    seq: int = some(BigInteger)  # 1 and up in its lane, without gap
    at: datetime = some(Instant)
    kind: str = words()
    version: int = 1
    payload: str = some(Text, default="{}")  # canonical JSON text, exactly as hashed
    document_id: str | None = ref(default=None)
    order_id: str | None = ref(default=None)
    prev_hash: str = words(default="")
    hash: str = words()


class Outbox(Row, table=True):
    """Bytes that leave, frozen: a redelivery sends the same under the same name."""

    __table_args__ = (
        UniqueConstraint("mailbox", "name"),
        index("uq_outbox_control", "lane_id", "epoch", "control", unique=True, where="control IS NOT NULL"),
        index("ix_outbox_unsent", "mailbox", "next_at", "id", where=one_of("state", UNSENT)),
        index("ix_outbox_failed", "mailbox", "id", where=one_of("state", DEAD)),
    )
    id: str = key()
    lane_id: str | None = ref(default=None)
    partner: str | None = words(default=None)
    mailbox: str = words()
    name: str = words()
    control: str | None = words(default=None)  # ISA13 as written
    epoch: int | None = None
    body: bytes | None = some(LargeBinary, default=None)
    blob: str | None = words(default=None)
    sha256: str = words()
    size: int = some(BigInteger)
    state: str = words(default="READY")  # READY SENDING RETRY, then SENT FAILED CANCELLED
    owner: str | None = words(default=None)
    lease_until: datetime | None = some(Instant, default=None)
    tries: int = 0
    next_at: datetime = some(Instant)
    sent_at: datetime | None = some(Instant, default=None)
    error: str | None = words(default=None)
    created_at: datetime = some(Instant)
    failing_since: datetime | None = some(Instant, default=None)  # the first try of this delivery that failed
    again: int | None = None  # how often somebody had it delivered again


class Expectation(Row, table=True):
    """What the other side owes us for a document sent, and until when."""

    __table_args__ = (
        index("ix_expectation_due", "due_at", where="state IN ('open')"),
        index("ix_expectation_ref", "lane_id", "ref_control", where="state IN ('open', 'overdue')"),
        index("ix_expectation_document", "document_id"),
    )
    id: str = key()
    kind: str = words()  # 997, TA1, 855 …
    document_id: str = ref()
    lane_id: str | None = ref(default=None)
    partner: str = words()
    usage: str = words()
    functional_id: str | None = words(default=None)
    ref_control: str | None = words(default=None)  # the group's control number
    due_at: datetime = some(Instant)
    state: str = words(default="open")  # open, overdue, met, cancelled
    met_by: str | None = ref(default=None)
    created_at: datetime = some(Instant)
    updated_at: datetime = some(Instant)


metadata = Row.metadata


def table(model: type[Row]) -> Table:
    """The Core table of a row class."""
    found: Table = getattr(model, "__table__")  # noqa: B009
    return found


inbox = table(Inbox)
interchange = table(InterchangeRow)
interchange_key = table(InterchangeKey)
group_key = table(GroupKey)
interchange_gap = table(InterchangeGap)
interchange_seen = table(InterchangeSeen)
refusal = table(Refusal)
document = table(Document)
answers = table(Answer)
lane = table(Lane)
purchase_order = table(PurchaseOrder)
order_revision = table(OrderRevision)
order_line = table(OrderLineRow)
order_document = table(OrderDocument)
shipment = table(ShipmentRow)
carton = table(Carton)
invoice = table(InvoiceRow)
event = table(Event)
outbox = table(Outbox)
expectation = table(Expectation)
sscc_counter = table(SsccCounter)
invoice_counter = table(InvoiceCounter)
erp_entry = table(ErpEntry)
alert = table(AlertRow)
alert_message = table(AlertMessage)
as2_message = table(As2Message)
paused = table(PausedRow)
mailbox_hold = table(MailboxHold)
