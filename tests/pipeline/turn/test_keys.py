"""What makes documents depend on each other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from yard import Yard

from edigw.app.workspace import Workspace
from edigw.model.change import OrderChange
from edigw.pipeline.turn.keys import key_of, order_in


def row(**columns: Any) -> Any:
    plain = {"standard": "x12", "type": "850", "body": b'{"number": "1", "department": "7"}'}
    return SimpleNamespace(**{**plain, **columns})


def test_only_orders_that_were_read_have_one(yard: Yard) -> None:
    partner = Workspace(yard.base).configuration.partner("acme")
    key = key_of(row(), partner)
    assert key and key == key_of(row(standard="canonical", type="order"), partner)
    assert key_of(row(body=None), partner) is None
    assert key_of(row(type="997"), partner) is None
    assert key != key_of(row(body=b'{"number": "2"}'), partner)


def test_partner_and_its_own_fields_are_in_it(yard: Yard) -> None:
    partner = Workspace(yard.base).configuration.partner("acme")
    other = partner.model_copy(update={"name": "other"})
    rules = partner.duplicates.model_copy(update={"order_key": ("department",)})
    finer = partner.model_copy(update={"duplicates": rules})
    assert len({key_of(row(), one) for one in (partner, other, finer)}) == 3


def test_a_change_shares_the_key_of_its_order(yard: Yard) -> None:
    partner = Workspace(yard.base).configuration.partner("acme")
    change = row(type="860", body=b'{"number": "1", "sequence": "2", "lines": [{"no": "1", "change": "cancelled"}]}')
    assert key_of(change, partner) == key_of(row(), partner)
    assert isinstance(order_in(change), OrderChange)


def test_how_it_reached_us_stands_in_the_order() -> None:
    found = [order_in(row()), order_in(row(standard="canonical", type="order"))]
    assert [order.channel for order in found if order] == ["x12", "canonical"]
