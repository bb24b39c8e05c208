"""The account of a line: every move keeps the invariants, every refusal shows its arithmetic."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from edigw.errors import Refused
from edigw.lifecycle import ledger
from edigw.lifecycle.facts import LedgerLine


def account(qty: str = "100", **changes: object) -> LedgerLine:
    made = ledger.opened("1", D(qty), unit="each", order_unit="each", factor=D(1))
    return made.model_copy(update=changes)


def test_a_new_line_is_open_and_whole() -> None:
    assert account().open == 100 and not ledger.broken(account())
    assert account("-5").ordered == 0


def test_settling_takes_from_open_first_then_from_back_order() -> None:
    line = ledger.settle(account(), D(40), "backordered")
    line = ledger.settle(line, D(80), "confirmed")
    assert (line.open, line.backordered, line.confirmed) == (0, 20, 80)
    with pytest.raises(Refused, match=r"21 each confirmed is more than .*: 0 open \+ 20 backordered = 20"):
        ledger.settle(line, D(21), "confirmed")


def test_shipping_stops_at_what_is_confirmed_and_says_the_sum() -> None:
    line = ledger.ship(ledger.settle(account(), D(100), "confirmed"), D(80))
    with pytest.raises(Refused, match=r"^line 1: 80 shipped \+ 30 now = 110 each, more than 100 confirmed$"):
        ledger.ship(line, D(30))
    with pytest.raises(Refused, match=r"= 110 each, more than 100 confirmed x \(1 \+ 0.05\) = 105$"):
        ledger.ship(line, D(30), D("0.05"))
    assert ledger.ship(line, D(25), D("0.05")).shipped == 105


def test_invoicing_stops_at_what_is_shipped_or_by_policy_confirmed() -> None:
    line = ledger.ship(ledger.settle(account(), D(100), "confirmed"), D(60))
    with pytest.raises(Refused, match=r"^line 1: 0 invoiced \+ 61 now = 61 each, more than 60 shipped$"):
        ledger.invoice(line, D(61))
    assert ledger.invoice(line, D(100), "order").invoiced == 100
    with pytest.raises(Refused, match="more than 100 confirmed"):
        ledger.invoice(line, D(101), "order")


@pytest.mark.parametrize("move", [ledger.ship, ledger.invoice, ledger.take_back, ledger.credit])
@pytest.mark.parametrize("qty", ["0", "-1"])
def test_nothing_and_less_does_not_move(move, qty: str) -> None:
    with pytest.raises(Refused, match=f"cannot .* {qty}"):
        move(account(), D(qty))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"open": D(90)}, "90 open + 0 confirmed + 0 backordered + 0 rejected + 0 cancelled = 90, not the 100 ordered"),
        ({"shipped": D(1)}, "1 each shipped, more than 0 confirmed"),
        ({"invoiced": D(1)}, "1 each invoiced, more than 0 shipped"),
        ({"returned": D(2)}, "2 returned is more than 0 shipped"),
        ({"credited": D(2)}, "2 credited is more than 0 invoiced"),
        ({"open": D(101), "rejected": D(-1)}, "rejected is -1, below zero"),
    ],
)
def test_each_invariant_is_seen_when_broken(changes, sentence: str) -> None:
    assert any(sentence in fault for fault in ledger.broken(account(**changes)))


def test_growing_and_reopening() -> None:
    line = ledger.settle(ledger.settle(account(), D(30), "backordered"), D(70), "confirmed", ("open",))
    line = ledger.ship(line, D(20))
    line = ledger.grow(ledger.reopen(line), D(5))
    assert (line.ordered, line.open, line.confirmed, line.backordered) == (105, 85, 20, 0)
    assert not ledger.broken(line)


def test_the_buyer_takes_back_what_has_not_left_undecided_first() -> None:
    line = ledger.settle(ledger.settle(account(), D(30), "backordered"), D(70), "confirmed", ("open",))
    line = ledger.withdraw(ledger.ship(line, D(20)), D(40))
    assert (line.backordered, line.confirmed, line.cancelled, ledger.live(line)) == (0, 60, 40, 60)
    assert not ledger.broken(line)
    with pytest.raises(Refused, match=r"41 each less .*: 60 wanted - 20 shipped or invoiced = 40$"):
        ledger.withdraw(line, D(41))


def test_what_comes_back_and_what_is_credited_have_their_limits() -> None:
    line = ledger.ship(ledger.settle(account(), D(100), "confirmed"), D(60))
    line = ledger.take_back(ledger.invoice(line, D(50)), D(10))
    with pytest.raises(Refused, match=r"^line 1: 10 returned \+ 51 now = 61 each, more than 60 shipped$"):
        ledger.take_back(line, D(51))
    assert ledger.credit(line, D(50)).credited == 50
    with pytest.raises(Refused, match="0 credited \\+ 51 now = 51 each, more than 50 invoiced"):
        ledger.credit(line, D(51))


def test_quantities_are_stated_in_the_orders_unit_where_that_is_whole() -> None:
    line = ledger.opened("1", D(120), unit="each", order_unit="case", factor=D(12))
    assert ledger.base(line, D(2)) == 24
    assert ledger.stated(line, D(24)) == (2, "case")
    assert ledger.stated(line, D(25)) == (25, "each")
    assert ledger.stated(account(), D("2.5")) == (D("2.5"), "each")
