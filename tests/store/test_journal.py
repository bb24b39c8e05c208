"""The chain of events per lane: every change and every gap shows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, update

from edigw.store import journal
from edigw.store.engine import Store
from edigw.store.tables import event, lane


@pytest.fixture
def chain(store: Store, world, now: datetime):
    with store.begin() as c:
        ours = world.lane(c)
        journal.append(c, ours, [journal.Fact("received", {"n": n, "é": "x\0"}, "d1", "o1") for n in range(3)], now)
        journal.append(c, world.lane(c, "other"), [journal.Fact("received")], now)
        yield c, ours


def test_a_chain_grows_and_holds(chain, now: datetime) -> None:
    c, ours = chain
    assert journal.append(c, ours, [journal.Fact("shipped", {"qty": Decimal("1.50")}, "d2")], now) == 4
    assert journal.append(c, ours, [], now) == 4
    assert journal.verify(c, ours) is None
    assert [row.seq for row in journal.of_document(c, "d1")] == [1, 2, 3]
    assert journal.of_document(c, "d2")[0].payload == '{"qty":"1.50"}'
    assert len(journal.of_order(c, "o1")) == 3


@pytest.mark.parametrize("change", [
    {"payload": "{}"}, {"kind": "sent"}, {"document_id": "d9"}, {"at": datetime.fromisoformat("2020-01-01T00:00Z")},
    {"hash": "00"}, {"prev_hash": "00"}, {"version": 2}, {"order_id": None},
])  # fmt: skip
def test_a_changed_event_is_found(chain, change: dict[str, object]) -> None:
    c, ours = chain
    c.execute(update(event).where(event.c.lane_id == ours, event.c.seq == 2).values(**change))
    broken = journal.verify(c, ours)
    assert broken is not None and broken.seq == 2


@pytest.mark.parametrize(("gone", "found"), [(1, 1), (2, 2), (3, 3)])
def test_a_removed_event_is_found(chain, gone: int, found: int) -> None:
    c, ours = chain
    c.execute(delete(event).where(event.c.lane_id == ours, event.c.seq == gone))
    broken = journal.verify(c, ours)
    assert broken is not None and broken.seq == found


def test_a_cut_chain_is_found_by_its_lane(chain) -> None:
    c, ours = chain
    c.execute(update(lane).where(lane.c.id == ours).values(event_seq=4))
    assert "ends at 3" in journal.verify(c, ours).why
