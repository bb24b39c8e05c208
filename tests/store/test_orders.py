"""Orders: one row a key, revisions, the ledger, who touched them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from edigw.store import orders
from edigw.store.engine import Store


def opened(c: Connection, store: Store, now: datetime, number: str = "4711", **more: str) -> str:
    row = {"id": store.new_id(now), "partner": "acme", "usage": "P", "order_key": f"acme|P|{number}", "number": number}
    row |= {"state": "open", "body": "{}", **more}
    orders.insert_many(c, [row], now)
    return row["id"]


def test_an_order_key_opens_one_order(store: Store, now: datetime) -> None:
    row = {"id": "a", "partner": "acme", "usage": "P", "order_key": "k", "number": "1", "state": "open", "body": "{}"}
    with store.begin() as c:
        assert orders.insert(c, row, now)
        assert not orders.insert(c, {**row, "id": "b"}, now)
        assert orders.by_key(c, "k").id == "a"
        assert orders.by_keys(c, ["k", "none"]).keys() == {"k"}


def test_an_order_moves_on(store: Store, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with store.begin() as c:
        made = opened(c, store, now)
        orders.set_fields(c, made, later, state="shipped", revision=2, body='{"n":1}')
        row = orders.get(c, made)
    assert (row.state, row.revision, row.body, row.created_at, row.updated_at) == ("shipped", 2, '{"n":1}', now, later)


def test_orders_are_found_by_number(store: Store, now: datetime) -> None:
    with store.begin() as c:
        ours = opened(c, store, now)
        theirs = opened(c, store, now, partner="other", order_key="other")
        assert [row.id for row in orders.by_number(c, "4711")] == [ours, theirs]
        assert [row.id for row in orders.by_number(c, "4711", "other", "P")] == [theirs]
        assert orders.by_number(c, "4711", "other", "T") == []


def test_revisions_stand_in_order_and_once(store: Store, now: datetime) -> None:
    with store.begin() as c:
        made = opened(c, store, now)
        rows = [{"order_id": made, "revision": n, "document_id": f"d{n}", "body": "{}"} for n in (2, 1)]
        orders.add_revisions(c, rows, now)
        assert [row.document_id for row in orders.revisions(c, made)] == ["d1", "d2"]
        with pytest.raises(IntegrityError), c.begin_nested():
            orders.add_revisions(c, rows[:1], now)


def test_the_ledger_keeps_the_order_of_lines_and_every_digit(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one, two = opened(c, store, now, "1"), opened(c, store, now, "2")
        lines = [{"order_id": order, "no": no, "ordered": Decimal("0.30"), "price": Decimal("1.2345678901234567890")}
                 for order in (one, two) for no in ("10", "9", "1A")]  # fmt: skip
        orders.add_lines(c, lines)
        assert [(row.seq, row.no) for row in orders.lines(c, two)] == [(1, "10"), (2, "9"), (3, "1A")]
        assert str(orders.lines(c, one)[0].price) == "1.2345678901234567890"
        orders.replace_lines(c, one, [{"no": "9", "shipped": Decimal(5)}])
        assert [(row.no, row.shipped, row.ordered) for row in orders.lines(c, one)] == [("9", Decimal(5), Decimal(0))]
        assert len(orders.lines(c, two)) == 3


def test_every_document_that_touched_an_order_is_named_once(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        made, lane = opened(c, store, now), world.lane(c)
        first, second = world.document(c, lane), world.document(c, lane)
        orders.link(c, [(made, second)])
        orders.link(c, [(made, first), (made, second), (made, first)])
        assert [row.id for row in orders.documents(c, made)] == [first, second]


def test_a_line_needs_its_order(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as c:
        orders.add_lines(c, [{"order_id": "none", "no": "1"}])
