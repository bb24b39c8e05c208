"""Shared pieces of SQL, and that the queries of every second use the partial indexes made for them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import event, select

from edigw.store import documents, expectations, inbox, lanes, orders, outbox, sql, status
from edigw.store.engine import Store
from edigw.store.tables import document, lane, order_line


def test_rows_take_defaults_and_new_ones_only(store: Store, now: datetime) -> None:
    row = {"id": "a", "name": "n", "direction": "in", "visited_at": now}
    with store.begin() as c:
        assert sql.add_if_new(c, lane, row)
        assert not sql.add_if_new(c, lane, {**row, "id": "b"})
        sql.add(c, lane, [{**row, "id": "c"}, {**row, "id": "d", "name": "m"}], new_only=True)
        sql.add(c, lane, [])
        assert list(c.execute(select(lane.c.id).order_by(lane.c.id)).scalars()) == ["a", "d"]
        assert lanes.get(c, "d").epoch == 1


def test_a_column_that_is_not_there_or_not_said_is_named(store: Store, now: datetime) -> None:
    with store.begin() as c:
        with pytest.raises(ValueError, match="no column wrong"):
            sql.add(c, lane, [{"id": "a", "wrong": 1}])
        with pytest.raises(ValueError, match="lacks its name"):
            sql.add(c, lane, [{"id": "a", "visited_at": now, "direction": "in"}])


def test_rows_that_say_different_things_go_in_together(store: Store, now: datetime) -> None:
    row = {"direction": "in", "visited_at": now}
    with store.begin() as c:
        sql.add(c, lane, [{**row, "id": "a", "name": "a", "isa_no": 7}, {**row, "id": "b", "name": "b", "ready": True}])
        assert [(lanes.get(c, one).isa_no, lanes.get(c, one).ready) for one in "ab"] == [(7, False), (0, True)]


def test_what_rows_share_is_said_once_and_a_row_may_say_otherwise(store: Store, now: datetime) -> None:
    rows = [{"id": "a", "name": "a"}, {"id": "b", "name": "b", "direction": "out"}, {"id": "c", "name": "c\0"}]
    with store.begin() as c:
        sql.add(c, lane, rows, direction="in", visited_at=now)
        assert [(lanes.get(c, one).direction, lanes.get(c, one).name) for one in "abc"] == [
            ("in", "a"), ("out", "b"), ("in", "c\u2400"),
        ]  # fmt: skip
        with pytest.raises(ValueError, match="no column wrong"):
            sql.add(c, lane, rows, wrong=1)


def test_values_that_many_rows_share_are_each_their_own(store: Store, now: datetime) -> None:
    one, other = Decimal("1.0"), Decimal("1.00")
    row = {"order_id": "o", "state": "open", "sku": None, "unit": "each"}
    with store.begin() as c:
        head = {"id": "o", "partner": "p", "usage": "P", "order_key": "k", "number": "1", "revision": 1, "state": "s",
                "channel": "x12", "document_id": "d", "body": "{}"}  # fmt: skip
        orders.insert_many(c, [head], now)
        ordered = [one, other, one, other, one, Decimal(2)]
        sql.add(c, order_line, [{**row, "no": str(n), "seq": n, "ordered": qty} for n, qty in enumerate(ordered)])
        assert [str(line.ordered) for line in orders.lines(c, "o")] == [str(qty) for qty in ordered]


def test_rows_that_are_all_alike_and_columns_that_differ_go_in(store: Store, now: datetime) -> None:
    rows = [
        {"id": f"d{n}", "direction": "in", "state": "DONE", "body": b"%d\0" % n, "findings": [{"n": n}, []], "start": n,
         "due_at": None if n else now, "created_at": now, "updated_at": now}
        for n in range(3)
    ]  # fmt: skip
    with store.begin() as c:
        sql.add(c, document, rows)
        found = [documents.get(c, row["id"]) for row in rows]
    assert [{name: getattr(row, name) for name in rows[0]} for row in found] == rows


def test_chunks() -> None:
    assert list(sql.chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]


ASKED = {
    "documents.take": (lambda c, now: documents.take(c, ["l"], now), "ix_document_work"),
    "documents.take_outbound": (lambda c, now: documents.take_outbound(c, "l"), "ix_document_work"),
    "documents.earlier_held": (lambda c, now: documents.earlier_held(c, "k", "d"), "ix_document_held"),
    "documents.sent": (lambda c, now: documents.sent(c, "l", "7"), "ix_document_sent"),
    "lanes.sweep": (lanes.sweep, "ix_document_work"),
    "inbox.take": (inbox.take, "ix_inbox_waiting"),
    "outbox.claim": (lambda c, now: outbox.claim(c, "me", now, 1), "ix_outbox_unsent"),
    "expectations.fall_due": (expectations.fall_due, "ix_expectation_due"),
    "status.attention": (lambda c, now: status.attention(c), "ix_document_attention"),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_every_second_reads_a_small_index(store: Store, now: datetime, name: str) -> None:
    ask, wanted = ASKED[name]
    plans: list[str] = []

    def explain(connection, cursor, statement, parameters, context, many) -> None:
        if not statement.startswith("SELECT"):
            return
        first = "EXPLAIN QUERY PLAN" if store.embedded else "EXPLAIN"
        cursor.execute(f"{first} {statement}", parameters)
        plans.extend(str(row) for row in cursor.fetchall())

    with store.begin() as c:
        event.listen(store.engine, "before_cursor_execute", explain)
        try:
            ask(c, now)
        finally:
            event.remove(store.engine, "before_cursor_execute", explain)
    assert wanted in " ".join(plans), plans
