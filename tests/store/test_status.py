"""Counts of what waits and what is late."""

from __future__ import annotations

from datetime import datetime, timedelta

from edigw.store import expectations, outbox, status
from edigw.store.engine import Store


def test_an_empty_store_owes_nothing(store: Store) -> None:
    with store.read() as c:
        counts = status.counts(c)
    assert {value for value in counts.values() if isinstance(value, int)} == {0}
    assert counts["attention"] == counts["waiting"] == {}


def test_everything_that_is_not_settled_is_counted(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane, out = world.lane(c), world.out(c)
        world.arrive(c)
        for state, reason in (
            ("RECEIVED", None),
            ("WAITING", "STOCK"),
            ("WAITING", "PRICE"),
            ("QUARANTINED", "X"),
            ("DONE", None),
        ):
            world.document(c, lane, state, reason=reason)
        world.document(c, out, "READY", direction="out")
        outbox.insert(c, [{"id": "o", "mailbox": "m", "name": "n", **outbox.bytes_of(store.archive.keep(b""))}], now)
        owed = {"id": "e", "kind": "997", "document_id": "d", "partner": "acme", "usage": "P", "due_at": now}
        expectations.insert(c, [owed, {**owed, "id": "f", "due_at": now + timedelta(hours=1)}], now)
        assert [row.id for row in status.late(c, now)] == ["e"]
        expectations.fall_due(c, now)
        world.pause(c, lane)
        counts = status.counts(c)
        assert [row.reason for row in status.attention(c)] == ["STOCK", "PRICE", "X"]
        assert status.states(c)[-1] == {"direction": "out", "state": "READY", "reason": None, "count": 1}
        assert [row["count"] for row in status.states(c)] == [1] * 6
        assert status.total(c) == {"RECEIVED": 1, "WAITING": 2, "QUARANTINED": 1, "DONE": 1, "READY": 1}
    assert counts == {
        "unparsed": 1, "to_process": 1, "to_envelope": 1, "to_send": 1, "attention": {"WAITING": 2, "QUARANTINED": 1},
        "waiting": {"STOCK": 1, "PRICE": 1}, "overdue": 1, "orphans": 0, "paused_lanes": 1, "gaps": 0,
        "refused": 0, "dead_alerts": 0,
    }  # fmt: skip
