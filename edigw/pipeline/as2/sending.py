"""Files leave by AS2: a message gets its id and bytes once, is posted, and what the partner answers is kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row as Stored

from edigw.errors import ConfigError, Denied, EdigwError, TemporaryError, Undeliverable, Unreachable
from edigw.pipeline.as2 import making, receipts
from edigw.pipeline.as2.receiving import LATER, pairs
from edigw.pipeline.as2.stations import Station
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context
from edigw.protocols.as2.receipts import original_message_id
from edigw.protocols.as2.receive import allowed
from edigw.store import as2, ids
from edigw.transports import http_client
from edigw.transports.http_client import Answered
from edigw.transports.port import Outcome, Transport

AGAIN = (408, 425)  # statuses that ask for the same message again, beside all of 500 and more
PIECE = 1_048_576  # bytes


def send(context: Context, box: Transport, rows: Sequence[Stored[Any]]) -> list[Outcome]:
    """Rows of the outbox for one partner, in order. Once it does not answer at all, no further one is tried."""
    outcomes: list[Outcome] = []
    silent: EdigwError | None = None
    for row in rows:
        if silent is None:
            outcomes.append(_tried(context, box, row))
            silent = outcomes[-1] if isinstance(outcomes[-1], Unreachable) else None
        else:
            outcomes.append(silent)
    return outcomes


def _tried(context: Context, box: Transport, row: Stored[Any]) -> EdigwError | None:
    try:
        mailbox = context.configuration.mailboxes[box.name]
        station = context.stations.at(mailbox, context.now()) if context.stations else None
        if station is None or not station.said.url:
            return Denied(f"mailbox {box.name} says no address to post to", "write its `url`")
        if row.name.startswith(LATER):
            return _receipt_posted(context, station, row)
        return _posted(context, station, row)
    except ConfigError as error:
        return Denied(*error.plainly())
    except EdigwError as error:
        return error


def _posted(context: Context, station: Station, row: Stored[Any]) -> EdigwError | None:
    message = _frozen(context, station, row)
    if message.state == "DELIVERED":
        return None  # it was noted, and then we were killed; or its receipt came before the answer
    if message.state in receipts.FAILED:
        return Undeliverable(message.detail, "edigw docs show tells what the partner said")
    with context.store.archive.open(message.body, message.blob) as body:
        pieces = iter(partial(body.read, PIECE), b"")
        said = station.said
        answer = http_client.post(said.url, pairs(message.headers), pieces, message.size, said.timeout_s, station.tls)
    reach("H.posted")
    error = _noted(context, station, message, row, answer)
    reach("H.noted")
    return error


def _frozen(context: Context, station: Station, row: Stored[Any]) -> Stored[Any]:
    """The message of this delivery; made and stored before anything is sent, the same at each try."""
    mark = making.mark(row)
    with context.store.read() as connection:
        found = as2.by_mark(connection, mark)
    if found is not None:
        return found
    now = context.now()
    ident = ids.new_id(now)
    with ExitStack() as open_files:
        sent = making.message(context, station, row, f"<{ident}@edigw>", open_files)
        kept = context.store.archive.keep_pieces(sent.held.chunks())
    agreed = station.agreement
    made = {
        "id": ident, "direction": "out", "partner": station.said.owner, "mailbox": station.mailbox.name,
        "state": "FROZEN", "accepted": True, "mark": mark, "outbox_id": row.id,
        "headers": [list(one) for one in sent.headers], "mic": sent.mic,
        **as2.named(agreed.our_name, agreed.their_name, sent.message_id), **as2.bytes_of(kept),
    }  # fmt: skip
    with context.store.begin() as connection:
        as2.keep(connection, made, now)
        found = as2.by_mark(connection, mark)
    reach("H.frozen")
    assert found is not None
    return found


def _receipt_posted(context: Context, station: Station, row: Stored[Any]) -> EdigwError | None:
    """A receipt of ours that was wished for later; only to a host that was agreed on, and still is."""
    with context.store.read() as connection:
        message = as2.get(connection, row.name.removeprefix(LATER))
    if message is None or not allowed(message.receipt_url, station.agreement):
        return Undeliverable("the receipt was wished at a host that is not agreed on", "see `mdn_hosts`")
    body, timeout_s = message.receipt_body or b"", station.said.timeout_s
    try:
        answer = http_client.post(
            message.receipt_url, pairs(message.receipt_headers), [body], len(body), timeout_s, station.tls
        )
    except Unreachable as error:  # where receipts go is not where files go
        return TemporaryError(error.message, error.hint)
    if 200 <= answer.status < 300:
        with context.store.begin() as connection:
            as2.change(connection, message.id, context.now(), receipt_at=context.now())
        return None
    where = f"{message.receipt_url} answers {answer.status} to a receipt"
    if answer.status in AGAIN or answer.status >= 500:
        return TemporaryError(where, "it is tried again")
    return Undeliverable(where, "ask the partner")


def _noted(
    context: Context, station: Station, message: Stored[Any], row: Stored[Any], answer: Answered
) -> EdigwError | None:  # fmt: skip
    """What the answer says, kept in one commit; the outcome of the delivery."""
    where = f"{station.said.owner} answers {answer.status}"
    if answer.status in AGAIN or answer.status >= 500:
        return TemporaryError(where, "the same message is sent again, under the same Message-ID")
    now = context.now()
    if not 200 <= answer.status < 300:
        with context.store.begin() as connection:
            as2.change(connection, message.id, now, state="NOT_TAKEN", detail=where, due_at=now)
        return Undeliverable(where, "ask the partner; `edigw docs redeliver` sends it as a new message")
    agreed = station.agreement
    if agreed.ask == "none":
        with context.store.begin() as connection:
            as2.change(connection, message.id, now, state="SENT")
        return None
    if not agreed.receipt_url and original_message_id(answer.headers, answer.body):
        return receipts.judged(context, station, message.message_id, answer.headers, answer.body, at_once=True)
    overdue = now + timedelta(seconds=station.said.mdn_within_s)
    with context.store.begin() as connection:
        known = as2.get(connection, message.id)
        if known is not None and known.state in ("FROZEN", "AWAITING"):
            due = known.due_at if known.due_at and known.resends else overdue
            as2.change(connection, message.id, now, state="AWAITING", due_at=due)
    return None
