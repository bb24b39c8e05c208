"""A receipt comes, in the answer or later: what it proves of the message that it names is noted, and nothing else."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import Denied, Undeliverable
from edigw.pipeline.as2 import making
from edigw.pipeline.as2.stations import Station
from edigw.pipeline.context import Context
from edigw.protocols.as2.content import held
from edigw.protocols.as2.mime import Headers
from edigw.protocols.as2.receipts import Receipt, read_receipt
from edigw.protocols.as2.send import Sent
from edigw.store import alerts, as2, outbox

FAILED = ("NOT_TAKEN", "REFUSED", "MIC_MISMATCH", "MDN_UNSIGNED", "MDN_UNSOUND", "MDN_TIMEOUT")
"""States of a message that is not delivered; a receipt that proves delivery still ends each of them."""
STATES = {"refused": "REFUSED", "unsigned": "MDN_UNSIGNED"}  # by the reason of a receipt; any other: MDN_UNSOUND
PROVEN = ("refused", "no mic")  # reasons that the partner itself has signed, where a signature was asked for


def judged(
    context: Context, station: Station, message_id: str, headers: Headers, body: bytes, *, at_once: bool
) -> Undeliverable | None:  # fmt: skip
    """One commit: the receipt, raw, and what it makes of our message. The error of a delivery that is none.

    What comes later (not `at_once`, in the answer of the partner's own server) and proves nothing is told and changes
    nothing: anybody may have sent it.
    """
    explained: Receipt | None = None
    while True:
        with context.store.begin() as connection:
            row = as2.ours(connection, station.agreement.our_name, station.agreement.their_name, message_id)
            found = _read(context, station, row, headers, body)
            if row is None:
                _told(context, connection, station, message_id, found)
                return None
            counts = explained if found.outcome == "integrity alarm" else found
            if counts is not None:
                return _applied(context, connection, row, counts, headers, body, at_once)
            file = outbox.get(connection, row.outbox_id)
        explained = _explained(context, station, row, file, headers, body) or found  # large files take their time


def _read(context: Context, station: Station, row: Stored[Any] | None, headers: Headers, body: bytes) -> Receipt:
    sent = Sent(row.message_id, (), held(b""), row.mic) if row is not None else None
    delivered = row is not None and row.state == "DELIVERED"
    return read_receipt(headers, body, station.agreement, sent, context.now(), delivered)


def _explained(
    context: Context, station: Station, row: Stored[Any], file: Stored[Any] | None, headers: Headers, body: bytes
) -> Receipt | None:  # fmt: skip
    """The same judgement with the content at hand: it names the rewriting that explains the partner's MIC."""
    if file is None:
        return None
    unsealed = replace(station.agreement, encrypt=False)
    with ExitStack() as open_files:
        try:
            plain = making.message(context, station, file, row.message_id, open_files, unsealed)
        except Denied:
            return None
        return read_receipt(headers, body, station.agreement, replace(plain, mic=row.mic), context.now())


def _told(context: Context, connection: Connection, station: Station, message_id: str, found: Receipt) -> None:
    """A receipt for what we never sent: somebody is told, once it is proven who says so."""
    if found.outcome == "unknown" and found.signer is not None:
        strange = {"id": message_id[:200], "direction": "in", "partner": station.said.owner,
                   "mailbox": station.mailbox.name, "message_id": message_id[:200]}  # fmt: skip
        alerts.integrity(connection, strange, found.detail, context.now())


def _applied(
    context: Context, connection: Connection, row: Stored[Any], found: Receipt, headers: Headers, body: bytes,
    at_once: bool,
) -> Undeliverable | None:  # fmt: skip
    now, delivered = context.now(), found.outcome == "delivered"
    proven = found.reason in PROVEN or found.outcome == "integrity alarm"
    state = _state(found)
    if not delivered and (row.state == "DELIVERED" or not (at_once or proven)):
        as2.note_further(connection, row, now, outcome=found.outcome, detail=found.detail,
                         sha256=sha256(body).hexdigest())  # fmt: skip
        if row.state != "DELIVERED" and not row.further:  # once of a message: anybody may send as many as they like
            alerts.integrity(connection, row._asdict(), found.detail, now)
        return None
    detail = ": ".join(part for part in (found.detail, found.disposition, found.diagnosis) if part)
    signer = found.signer.public_bytes(Encoding.PEM).decode("ascii") if found.signer else ""
    as2.change(
        connection, row.id, now, state=state, disposition=found.disposition, detail=detail, signer=signer,
        receipt_headers=[list(one) for one in headers], receipt_body=body, receipt_at=now, due_at=now,
    )  # fmt: skip
    if delivered:
        return None
    if found.reason != "refused":
        alerts.integrity(connection, row._asdict(), detail, now)
    return Undeliverable(f"not delivered ({state}): {detail}", "`edigw docs show` tells what the partner said")


def _state(found: Receipt) -> str:
    if found.outcome == "delivered":
        return "DELIVERED"
    return "MIC_MISMATCH" if found.outcome == "integrity alarm" else STATES.get(found.reason, "MDN_UNSOUND")
