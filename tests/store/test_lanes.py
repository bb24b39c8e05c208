"""Lanes: locked one by one, visited in turn, never asleep while there is work."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from edigw.store import documents, lanes
from edigw.store.engine import Store

MINUTE = timedelta(minutes=1)


def test_a_lane_is_made_once(store: Store, now: datetime) -> None:
    with store.begin() as c:
        first = lanes.inbound(c, "acme", "P", now)
        others = {
            lanes.inbound(c, "acme", "T", now),
            lanes.unknown(c, now),
            lanes.outbound(c, "01:A", "01:B", "P", "acme", now),
            lanes.outbound(c, "01:A", "01:B", "P", "rewe", now, "edifact"),
        }
        assert lanes.inbound(c, "acme", "P", now) == first
        assert len(others | {first}) == 5
        assert lanes.get(c, first).direction == "in"


def test_lanes_are_claimed_in_turn(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        ours = [world.lane(c, name) for name in ("a", "b", "c")]
        lanes.wake(c, ours)
    seen: list[str] = []
    for turn in (1, 2, 3):
        with store.begin() as c:
            seen += [row.id for row in lanes.claim(c, "in", now + turn * MINUTE, limit=1)]
    assert seen == ours


def test_an_idle_a_paused_and_a_later_lane_are_not_claimed(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        idle, paused, later = (world.lane(c, name) for name in ("idle", "paused", "later"))
        lanes.wake(c, [paused])
        lanes.wake(c, [later], ready_at=now + MINUTE)
        world.pause(c, paused)
        assert lanes.claim(c, "in", now) == []
        assert [row.id for row in lanes.claim(c, "in", now + MINUTE)] == [later]
        assert lanes.claim(c, "out", now + MINUTE) == []
        assert idle


def test_a_settled_lane_is_ready_only_where_work_is_left(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        busy, empty, out = world.lane(c, "busy"), world.lane(c, "empty"), world.out(c)
        world.document(c, busy)
        world.document(c, out, "READY", direction="out")
        lanes.wake(c, [busy, empty, out])
        lanes.settle(c, [busy, empty, out], now)
        assert [row.id for row in lanes.claim(c, "in", now)] == [busy]
        assert [row.id for row in lanes.claim(c, "out", now)] == [out]


def test_the_sweep_wakes_what_a_lost_wake_left(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane, retry, held = world.lane(c, "lost"), world.lane(c, "retry"), world.lane(c, "held")
        world.document(c, lane)
        world.document(c, retry, "RETRY", next_at=now + MINUTE)
        world.document(c, held, "WAITING")
        assert lanes.sweep(c, now) == [lane]
        assert lanes.sweep(c, now) == []
        assert lanes.sweep(c, now + MINUTE) == [retry]


def test_a_locked_lane_is_skipped_by_others_and_a_wake_waits(server: Store, now: datetime) -> None:
    with server.begin() as c:
        first, second = (lanes.inbound(c, name, "P", now) for name in ("lock-a", "lock-b"))
        c.execute(lanes.lane.update().values(ready=False))
        lanes.wake(c, [first, second])
    woken = threading.Event()

    def wake() -> None:
        with server.begin() as c:
            lanes.wake(c, [first])
        woken.set()

    with server.begin() as c:
        assert [row.id for row in lanes.claim(c, "in", now, limit=1)] == [first]
        with server.engine.connect() as other, other.begin() as transaction:
            assert [row.id for row in lanes.claim(other, "in", now)] == [second]
            assert lanes.lock(other, first, skip=True) is None
            transaction.rollback()
        thread = threading.Thread(target=wake)
        thread.start()
        assert not woken.wait(0.2)
        lanes.settle(c, [first], now)  # puts the lane to rest: nothing is in it
    thread.join(5)
    with server.read() as c:
        assert lanes.get(c, first).ready  # the wake was not lost


def test_documents_can_be_written_while_their_lane_is_locked(server: Store, now: datetime) -> None:
    with server.begin() as c:
        lane = lanes.inbound(c, "busy-lane", "P", now)
    with server.begin() as c, server.engine.connect() as receiver, receiver.begin():
        lanes.lock(c, lane)
        row = {"id": server.new_id(now), "lane_id": lane, "direction": "in", "state": "RECEIVED"}
        receiver.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
        documents.insert_many(receiver, [row], now)
