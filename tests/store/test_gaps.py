"""Ranges of interchange numbers that never came: told, filled, seen to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from edigw.store import gaps, interchanges
from edigw.store.engine import Store
from edigw.store.tables import interchange_gap

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
SERIES = ("l" * 26, "x12", "08:1", "01:2")


def spans(connection: Any) -> list[tuple[int, int]]:
    query = select(interchange_gap.c.first, interchange_gap.c.last).order_by(interchange_gap.c.first)
    return [tuple(row) for row in connection.execute(query)]


def told(first: int, last: int) -> dict[str, Any]:
    return {**dict(zip(gaps.SERIES, SERIES, strict=True)), "first": first, "last": last, "partner": "acme",
            "usage": "P", "document_id": "d" * 26, "seen_at": NOW}  # fmt: skip


def test_a_gap_becomes_smaller_or_two_until_it_is_closed(store: Store) -> None:
    with store.begin() as c:
        gaps.tell(c, told(2, 6))
        gaps.tell(c, told(2, 6))
        assert gaps.fill(c, SERIES, 4) and spans(c) == [(2, 3), (5, 6)]
        assert not gaps.fill(c, SERIES, 4) and not gaps.fill(c, (*SERIES[:3], "01:3"), 5)
        assert gaps.fill(c, SERIES, 2) and gaps.fill(c, SERIES, 6) and spans(c) == [(3, 3), (5, 5)]
        assert [row.first for row in gaps.told_by(c, "d" * 26)] == [3, 5]
        gaps.fill(c, SERIES, 3)
        gaps.seen_to(c, "d" * 26)
        assert spans(c) == []


def test_a_number_that_was_set_aside_is_in_no_gap_of_its_sender(store: Store) -> None:
    with store.begin() as c:
        gaps.tell(c, told(2, 4))
        gaps.set_aside(c, [("x12", "08:1", 3), ("x12", "08:1", 3), ("x12", "08:1", 7)], NOW)
        assert spans(c) == [(2, 2), (4, 4)]
        assert gaps.unseen(c, SERIES, 5, 9) == [(5, 6), (8, 9)]
        assert gaps.unseen(c, SERIES, 7, 7) == []
        assert gaps.unseen(c, (*SERIES[:2], "08:9", "01:2"), 5, 9) == [(5, 9)]


def test_the_newest_number_of_a_series(store: Store) -> None:
    with store.begin() as c:
        assert gaps.newest(c, SERIES) is None
        for control in ("000000007", "000000012", "ABC000001", "1"):
            key = dict(zip(interchanges.KEY, (*SERIES, control), strict=True))
            interchanges.remember_new(c, [{**key, "interchange_id": control, "sha256": "s", "seen_at": NOW}])
        assert gaps.newest(c, SERIES) == 12
