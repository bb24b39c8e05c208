"""Boundary A: what lies in a mailbox becomes a row of the inbox, and only then is gone from the sender's folder."""

from __future__ import annotations

from edigw.errors import TemporaryError
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context
from edigw.store import inbox
from edigw.store.archive import Kept
from edigw.store.inbox import Received
from edigw.transports.port import Arrival, Transport

TOGETHER = 64  # arrivals that share a commit
NOTHING = Kept("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, b"")  # of what is never read


def receive(context: Context, box: Transport) -> int:
    """Everything that is ready in a mailbox. Returns how many files were received; raises TemporaryError."""
    count = 0
    while not context.stopping():
        arrivals = box.poll(context.now())
        if not arrivals:
            break
        count += _take_in(context, box, arrivals)
    return count


def _take_in(context: Context, box: Transport, arrivals: list[Arrival]) -> int:
    reach("A.claimed")
    count = 0
    for start in range(0, len(arrivals), TOGETHER):
        try:
            count += _commit(context, box, arrivals[start : start + TOGETHER])
        except TemporaryError:
            box.put_back(arrivals[start + TOGETHER :])
            raise
    return count


def _commit(context: Context, box: Transport, arrivals: list[Arrival]) -> int:
    """One commit for several arrivals; then they are removed."""
    try:
        pairs = [(arrival, _received(context, box, arrival)) for arrival in arrivals]
    except TemporaryError:
        box.put_back(arrivals)
        raise
    kept = [arrival for arrival, row in pairs if row is not None]
    try:
        with context.store.begin() as connection:
            inbox.receive_many(connection, [row for _, row in pairs if row is not None])
            reach("A.storing")
    except TemporaryError:
        box.again(kept)
        raise
    reach("A.stored")
    box.done(kept)
    reach("A.removed")
    return len(kept)


def _received(context: Context, box: Transport, arrival: Arrival) -> Received | None:
    """The arrival with its bytes kept; None when another process has it, or its writer was not done."""
    if arrival.refused is not None:
        return _row(context, arrival, NOTHING)
    try:
        kept = context.store.archive.keep_file(arrival.path)
    except FileNotFoundError:
        return None
    if box.changed(arrival):
        box.put_back([arrival])
        return None
    return _row(context, arrival, kept)


def _row(context: Context, arrival: Arrival, kept: Kept) -> Received:
    transport = context.configuration.mailboxes[arrival.mailbox].transport
    return Received(
        arrival.mailbox, arrival.name, transport, context.now(), kept, arrival.token, arrival.mtime_ns,
        reason=arrival.refused,
    )  # fmt: skip
