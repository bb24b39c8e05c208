"""A revision carries accounts over: ordered only grows, reductions are cancelled, nothing is forgotten."""

from __future__ import annotations

from edigw.lifecycle.enrich import account
from edigw.lifecycle.ledger import broken
from edigw.lifecycle.revise import merged


def sums(row) -> tuple[int, ...]:
    return tuple(int(getattr(row, name)) for name in ("ordered", "open", "confirmed", "cancelled"))


def test_more_less_new_and_dropped_lines(shop) -> None:
    state = shop.opened(shop.partner(), shop.line("1"), shop.line("2"), shop.line("3"))
    fresh = [account(no, shop.line(no, qty), None) for no, qty in (("1", 130), ("2", 70), ("4", 10))]
    rows = merged(state, fresh)
    assert [row.no for row in rows] == ["1", "2", "4", "3"]
    assert [sums(row) for row in rows] == [(130, 130, 0, 0), (100, 70, 0, 30), (10, 10, 0, 0), (100, 0, 0, 100)]
    assert not [fault for row in rows for fault in broken(row)]


def test_another_unit_is_another_line(shop) -> None:
    state = shop.opened(shop.partner(), shop.line("1"))
    rows = merged(state, [account("1", shop.line("1", 9, unit="case"), None)])
    assert [(row.no, row.unit, *sums(row)) for row in rows] == [
        ("1", "case", 9, 9, 0, 0), ("1@1", "each", 100, 0, 0, 100),
    ]  # fmt: skip
