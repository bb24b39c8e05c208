"""Boundary C: drain inbound lanes in batches; a document that breaks its batch is tried alone and set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored
from sqlalchemy.exc import DBAPIError

from edigw.errors import EdigwError, Stopped, TemporaryError
from edigw.lifecycle.decide import order_key
from edigw.model.change import OrderChange
from edigw.model.partner import Partner
from edigw.pipeline import crash, rows
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context, Done
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound import erp_out
from edigw.pipeline.turn.admit import Arrival, admit
from edigw.pipeline.turn.carry import Cause
from edigw.pipeline.turn.keys import order_in
from edigw.pipeline.turn.turns import take_turn
from edigw.store import documents, interchanges, lanes
from edigw.store.connect import passing

BATCH = 100  # documents a transaction
HELD = documents.PAGE  # of an interchange that has more documents these are not held at once


def process(context: Context, done: Done) -> None:
    """Until no lane has work, or a stop is asked for. No transaction holds two lanes."""
    while not context.stopping():
        lane_id = _next(context)
        if lane_id is None:
            break
        try:
            drain(context, lane_id, done)
        except Stopped:
            break


def _next(context: Context) -> str | None:
    with context.store.begin() as connection:
        found = lanes.claim(connection, "in", context.now(), 1)
        return found[0].id if found else None


def drain(context: Context, lane_id: str, done: Done) -> None:
    """One batch of a lane: one transaction."""
    with context.store.begin() as connection:
        desk = _batch(context, connection, lane_id)
    done.processed += len(desk.taken)
    done.attention += desk.attention
    reach("C.committed")


def _batch(context: Context, connection: Connection, lane_id: str) -> Desk:
    """Documents in order of arrival, all at once; if that fails one by one, so that the one is set aside."""
    lane = lanes.lock(connection, lane_id)
    reach("C.taken")
    desk = Desk(context, connection, lane_id, context.now())
    taken = documents.take(connection, [lane_id], desk.now, BATCH)
    desk.taken = frozenset(one.id for one in taken)
    partner = context.configuration.partners.get(lane.partner) if lane is not None and lane.partner else None
    if partner is None:
        _park(desk, taken)
    elif attempt(desk, lambda: _together(desk, taken, partner)) is not None:
        _singly(desk, taken, partner)
    for receipt_id in dict.fromkeys(one.receipt_id for one in taken if one.standard == "canonical"):
        erp_out.result(connection, context.store.archive, receipt_id, desk.now)
    lanes.settle(connection, [lane_id], desk.now)
    desk.wake()
    reach("C.decided")
    return desk


def _together(desk: Desk, taken: Sequence[Stored[Any]], partner: Partner) -> None:
    admit(desk, _arrivals(desk, taken, partner))
    reach("C.admitted")
    pending = [(document, _cause(desk, document, partner)) for document in taken if not desk.changes(document.id)]
    desk.prefetch([cause.order_key for _, cause in pending if cause.order_key])
    for document, cause in pending:
        take_turn(desk, document, cause)


def _cause(desk: Desk, document: Stored[Any], partner: Partner) -> Cause:
    order = order_in(document, desk.context.remembered)
    key = None if order is None else order_key(order, partner)
    if isinstance(order, OrderChange) and partner.duplicates.order_key and key and desk.order(key) is None:
        known = desk.orders_of(order.number, partner)
        key = known[0].order_key if len(known) == 1 else key  # a change need not say department and division again
    return Cause(document.id, partner, order, key, document.replaces)


def _singly(desk: Desk, taken: Sequence[Stored[Any]], partner: Partner) -> None:
    """Each in a savepoint of its own; what fails is QUARANTINED with a report, and the lane goes on."""
    for arrival in _arrivals(desk, taken, partner):
        error = attempt(desk, partial(admit, desk, [arrival]))
        _set_aside(desk, (one.id for one in arrival.each(desk)), error)
    now = {one.id: one for one in documents.find(desk.connection, [one.id for one in taken])}
    for document in taken:
        if now[document.id].state in ("RECEIVED", "RETRY"):
            _set_aside(desk, [document.id], attempt(desk, partial(turn, desk, document, partner)))


def turn(desk: Desk, document: Stored[Any], partner: Partner) -> None:
    """One document alone."""
    take_turn(desk, document, _cause(desk, document, partner))


def attempt(desk: Desk, work: Callable[[], None]) -> Exception | None:
    """Work and its rows in a savepoint. Returns what went wrong, having undone it; what may pass is raised."""
    point = desk.connection.begin_nested()
    try:
        work()
        desk.clear()
        point.commit()
    except TemporaryError:
        raise
    except Exception as error:
        if isinstance(error, DBAPIError) and passing(error) is not None:
            raise
        point.rollback()
        desk.forget()
        return error
    return None


def _set_aside(desk: Desk, ids: Iterable[str], error: Exception | None) -> None:
    """QUARANTINED, with a report for those who mend the program."""
    if error is None:
        return
    reason = error.code if isinstance(error, EdigwError) else "POISON"
    report = None
    for one in ids:
        report = report or crash.report(desk.context.crash_folder, one, error)
        desk.attention += 1
        desk.change(one, **rows.settled("QUARANTINED", reason))
        desk.tell("document.quarantined", one, reason=reason, report=report)
    desk.clear()


def _park(desk: Desk, taken: Sequence[Stored[Any]]) -> None:
    """The partner's files became faulty, or went away, while its documents were on their way."""
    for document in taken:
        desk.change(document.id, **rows.waiting("CONFIG", "configuration", desk.now + rows.WAITS))
    desk.attention += len(taken)
    desk.clear()


def _arrivals(desk: Desk, taken: Iterable[Stored[Any]], partner: Partner) -> list[Arrival]:
    """The interchanges among what was taken that were not admitted yet, in order."""
    ids = list(dict.fromkeys(one.interchange_id for one in taken if one.interchange_id))
    found = interchanges.find(desk.connection, ids)
    fresh = [found[one] for one in ids if one in found and not (found[one].header or {}).get("admitted")]
    short = [row.id for row in fresh if (row.header or {}).get("documents", 0) <= HELD]
    held = documents.outlines(desk.connection, short)
    first = {row.id: documents.page(desk.connection, row.id, size=1) for row in fresh if row.id not in held}
    return [Arrival(row, partner, (held.get(row.id) or first[row.id])[0].id, held.get(row.id)) for row in fresh]
