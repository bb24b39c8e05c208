"""The desk: what one transaction reads and will write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.errors import Stopped
from edigw.lifecycle.facts import OrderState
from edigw.pipeline.desk import Desk
from edigw.store import documents, lanes
from edigw.store import orders as order_rows


@pytest.fixture
def desk(yard: Yard) -> Iterator[Desk]:
    yard.take(orders("1"))
    with Workspace(yard.base, yard.clock).opened() as context, context.store.begin() as connection:
        now = context.now()
        yield Desk(context, connection, lanes.inbound(connection, "acme", "P", now), now)


def state(desk: Desk) -> OrderState:
    row = order_rows.by_number(desk.connection, "1")[0]
    found = desk.order_of(row.id)
    assert found is not None
    return found


def test_an_order_is_seen_as_this_transaction_has_left_it(desk: Desk) -> None:
    first = state(desk)
    changed = first.model_copy(update={"state": "shipped"})
    desk.update_order(changed)
    assert desk.order_of(first.order_id) == desk.order(first.order_key) == changed
    assert desk.orders_of("1", desk.context.configuration.partner("acme")) == [changed]
    row = order_rows.get(desk.connection, first.order_id)
    assert row is not None and row.state == first.state
    desk.clear()
    row = order_rows.get(desk.connection, first.order_id)
    assert row is not None and row.state == "shipped"


def test_what_is_forgotten_is_not_written(desk: Desk) -> None:
    first = state(desk)
    desk.update_order(first.model_copy(update={"state": "shipped"}))
    desk.tell("a.word", first.order_id)
    desk.forget()
    desk.clear()
    row = order_rows.get(desk.connection, first.order_id)
    assert row is not None and row.state == first.state
    assert desk.order_of(first.order_id) == first


def test_a_revision_keeps_those_before_it(desk: Desk) -> None:
    first = state(desk)
    desk.update_order(first.model_copy(update={"revision": 2}), revised_by="other")
    desk.clear()
    found = order_rows.revisions(desk.connection, first.order_id)
    assert [(row.revision, row.document_id) for row in found] == [(1, first.opened_by), (2, "other")]


def test_documents_take_columns_of_their_own_in_one_write(desk: Desk) -> None:
    first = state(desk)
    reply = next(row for row in documents.answered_by(desk.connection, first.opened_by) if row.type == "997")
    desk.change(first.opened_by, reason="A")
    desk.change(first.opened_by, reason="B")
    desk.change(reply.id, reason="C", code="1")
    assert desk.changes(reply.id) and not desk.changes("other")
    desk.clear()
    found = [documents.get(desk.connection, one) for one in (first.opened_by, reply.id)]
    assert [(row.reason, row.code) for row in found if row] == [("B", None), ("C", "1")]


def test_who_holds_an_order_key(desk: Desk) -> None:
    assert desk.before("key", "id") is None
    desk.hold("held", {"order_key": "key"})
    assert desk.before("key", "id") == "held"
    desk.forget()
    assert desk.before("key", "id") is None


def test_room_is_made_in_the_midst_and_what_was_said_of_documents_in_hand_is_known(desk: Desk) -> None:
    one, other = (row.id for row in documents.of_order(desk.connection, state(desk).order_id))
    desk.taken = frozenset([one])
    desk.change(one, reason="A", order_key="k")
    desk.change(other, reason="B")
    desk.hold(one, {})
    desk.make_room()
    assert desk.changes(one) and not desk.changes(other)
    assert [row.reason for row in documents.find(desk.connection, [one, other])] == ["A", "B"]
    assert desk.before("k", "~") is None  # the row does not wait
    desk.context = replace(desk.context, stopping=lambda: True)
    with pytest.raises(Stopped):
        desk.make_room()
