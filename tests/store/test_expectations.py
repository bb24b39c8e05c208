"""What is owed to us: met, late, cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from edigw.store import expectations
from edigw.store.engine import Store

HOUR = timedelta(hours=1)


@pytest.fixture
def owed(store: Store, now: datetime):
    rows = [
        {"id": f"e{n}", "kind": "997", "document_id": f"d{n}", "lane_id": "l", "partner": "acme", "usage": "P",
         "functional_id": "PR", "ref_control": control, "due_at": now + n * HOUR}
        for n, control in ((1, "7"), (2, "7"), (3, "8"))
    ]  # fmt: skip
    with store.begin() as c:
        expectations.insert(c, rows, now)
        yield c


def ids(rows) -> list[str]:
    return [row.id for row in rows]


def test_an_answer_meets_what_it_answers(owed, now: datetime) -> None:
    assert ids(expectations.find(owed, "l", "7", "PR")) == ["e1", "e2"]
    assert expectations.find(owed, "l", "7", "IN") == []
    assert expectations.meet(owed, ["d1", "d2", "none"], ["997"], "a1", now) == 2
    assert expectations.meet(owed, ["d1"], ["997"], "a2", now) == 0
    assert expectations.find(owed, "l", "7") == []
    (one,) = expectations.of_document(owed, "d1")
    assert (one.state, one.met_by) == ("met", "a1")


def test_what_is_late_is_said_once_and_can_still_be_met(owed, now: datetime) -> None:
    assert ids(expectations.fall_due(owed, now + 2 * HOUR)) == ["e1", "e2"]
    assert expectations.fall_due(owed, now + 2 * HOUR) == []
    assert expectations.meet(owed, ["d1"], ["997"], "a1", now) == 1
    assert ids(expectations.fall_due(owed, now + 9 * HOUR)) == ["e3"]


def test_nothing_is_owed_for_what_was_cancelled(owed, now: datetime) -> None:
    assert expectations.cancel(owed, "d3", now) == 1
    assert expectations.find(owed, "l", "8") == []
    assert "e3" not in ids(expectations.fall_due(owed, now + 9 * HOUR))
