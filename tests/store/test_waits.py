"""Each wait is twice the one before, up to an hour."""

from __future__ import annotations

from edigw.store.waits import back_off


def test_waits_double_up_to_an_hour() -> None:
    assert [back_off(15, n, 1).total_seconds() for n in (1, 2, 3, 9, 90)] == [15, 30, 60, 3600, 3600]
    assert [back_off(15, n, 0).total_seconds() for n in (1, 90)] == [7.5, 1800]
