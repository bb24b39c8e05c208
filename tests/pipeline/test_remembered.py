"""Orders between boundaries B and C: the very ones that their rows hold, few enough, and never needed."""

from __future__ import annotations

import pytest

from edigw.model.change import OrderChange
from edigw.model.order import Order
from edigw.pipeline import remembered
from edigw.pipeline.remembered import Remembered


def test_what_was_read_is_given_once_and_then_read_from_its_row() -> None:
    order, held = Order(number="1"), Remembered()
    held.keep(b'{"number":"1"}', order)
    assert held.take(Order, b'{"number":"1"}') is order
    again = held.take(Order, b'{"number":"1"}')
    assert again == order and again is not order


def test_another_body_or_kind_is_read_from_its_row() -> None:
    held = Remembered()
    held.keep(b'{"number":"1"}', Order(number="1"))
    assert held.take(Order, b'{"number":"2"}').number == "2"
    assert isinstance(held.take(OrderChange, b'{"number":"1"}'), OrderChange)


def test_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 30)
    orders, held = [Order(number=str(number)) for number in range(4)], Remembered()
    for order in (*orders, orders[3]):
        held.keep(b'{"number":"%s"}' % order.number.encode(), order)
    found = [held.take(Order, b'{"number":"%s"}' % order.number.encode()) is order for order in orders]
    assert found == [False, False, True, True]
