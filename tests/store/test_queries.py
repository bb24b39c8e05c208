"""Lists as the contract says: shape, order, filters, pages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from edigw.store import expectations, inbox, invoices, journal, orders, outbox, queries, shipments  # fmt: skip
from edigw.store.engine import Store
from edigw.store.queries import Page, Wanted

CONTRACT = {
    "id", "receipt_id", "direction", "partner", "usage", "standard", "type", "release", "state", "answer", "answers",
    "source_sha256", "raw_size", "interchange_control", "group_control", "set_control", "po_number", "order_id",
    "lines",
    "reason", "code_type", "code", "waits_for", "due_at", "map", "created_at", "updated_at",
}  # fmt: skip


def ids(rows) -> list[str]:
    return [row["id"] for row in rows]


def test_a_document_has_the_keys_of_the_contract(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        receipt = world.arrive(c, b"ISA*00~")
        inbox.mark(c, receipt, "PARSED")
        made = world.document(
            c, world.lane(c), "WAITING", id=receipt, receipt_id=receipt, type="850", map="x12/004010/850",
            map_hash="ab",
            lines=[{"line": "1", "qty": "2"}], due_at=now + timedelta(days=1), reason="STOCK", waits_for="stock",
        )  # fmt: skip
        (row,) = queries.docs_list(c)
    assert set(row) >= CONTRACT
    assert json.loads(json.dumps(row)) == row
    assert (row["id"], row["receipt_id"], row["raw_size"]) == (made, receipt, 7)
    assert row["source_sha256"] == store.archive.keep(b"ISA*00~").sha256
    assert (row["due_at"], row["created_at"]) == ("2026-03-05T05:06:07.891Z", "2026-03-04T05:06:07.891Z")
    assert (row["map"], row["answers"], row["code"]) == ({"name": "x12/004010/850", "hash": "ab"}, [], None)


def test_a_document_sent_shows_the_file_that_it_went_in(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        kept = store.archive.keep(b"ISA*out~")
        outbox.insert(c, [{"id": "o1", "mailbox": "acme", "name": "o.edi", **outbox.bytes_of(kept)}], now)
        asked = world.document(c, world.lane(c), "DONE")
        made = world.document(c, world.out(c), "SENT", direction="out", outbox_id="o1", start=2, end=4)
        world.answers(c, made, asked)
        row = next(row for row in queries.docs_list(c) if row["id"] == made)
        assert (row["source_sha256"], row["raw_size"], row["answers"]) == (kept.sha256, 8, [asked])
        raw = queries.raw(c, made)
        assert (raw.body, raw.start, raw.end, raw.name) == (b"ISA*out~", 2, 4, "o.edi")
        assert queries.docs_show(c, asked)["answered_by"] == [made]
        assert queries.docs_show(c, made)["file_name"] == "o.edi"


def test_a_file_that_nobody_parsed_yet_is_one_row(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        first, second = world.arrive(c, b"one"), world.arrive(c, b"two")
        done = world.document(c, world.lane(c), "DONE")
        rows = queries.docs_list(c)
        assert ids(rows) == [first, second, done]
        assert set(rows[0]) == set(rows[2]) >= CONTRACT
        assert (rows[0]["state"], rows[0]["receipt_id"], rows[0]["raw_size"]) == ("RECEIVED", first, 3)
        assert ids(queries.docs_list(c, Wanted(state="DONE"))) == [done]
        assert ids(queries.docs_list(c, Wanted(direction="out"))) == []
        assert ids(queries.docs_list(c, Wanted(state="RECEIVED"))) == [first, second]
        assert queries.docs_show(c, first)["state"] == "RECEIVED"
        assert queries.raw(c, first).body == b"one"
        assert queries.raw(c, "none") is None and queries.docs_show(c, "none") is None


def test_pages_join_without_gap_or_overlap(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        for n in range(25):
            world.arrive(c) if n % 4 == 0 else world.document(c, lane)
        whole = ids(queries.docs_list(c, page=Page(limit=0)))
        assert len(whole) == 25 and whole == sorted(whole)
        pages: list[str] = []
        while page := ids(queries.docs_list(c, page=Page(pages[-1] if pages else None, 4))):
            pages += page
        assert pages == whole


@pytest.mark.parametrize(("wanted", "found"), [
    ({"partner": "other"}, [1]), ({"usage": "T"}, [2]), ({"type": "860"}, [0]), ({"answer": "overdue"}, [3]),
    ({"po": "4711"}, [0, 3]), ({"direction": "out"}, [3]), ({"state": "DONE"}, [1]),
    ({"po": "4711", "type": "860"}, [0]),
])  # fmt: skip
def test_filters(store: Store, world, wanted: dict[str, str], found: list[int]) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        world.arrive(c)
        made = [
            world.document(c, lane, "WAITING", type="860", po_number="4711"),
            world.document(c, lane, "DONE", partner="other"),
            world.document(c, lane, "WAITING", usage="T"),
            world.document(c, lane, "SENT", direction="out", answer="overdue", po_number="4711"),
        ]
        assert ids(queries.docs_list(c, Wanted(**wanted))) == [made[n] for n in found]


def test_since_counts_from_the_instant(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        receipt = world.arrive(c)
        made = world.document(c, world.lane(c))
        assert ids(queries.docs_list(c, Wanted(since=now))) == [receipt, made]
        assert queries.docs_list(c, Wanted(since=now + timedelta(microseconds=1))) == []


def test_an_order_is_shown_with_all_that_touched_it(store: Store, world, now: datetime) -> None:
    row = {
        "id": "o1",
        "partner": "acme",
        "usage": "P",
        "order_key": "k",
        "number": "4711",
        "state": "open",
        "body": "{}",
    }
    with store.begin() as c:
        lane = world.lane(c)
        made = world.document(c, lane, "DONE", order_id="o1")
        orders.insert_many(c, [row], now)
        orders.add_lines(c, [{"order_id": "o1", "no": "1", "ordered": Decimal("10"), "open": Decimal("10.0")}])
        orders.add_revisions(c, [{"order_id": "o1", "revision": 1, "document_id": made, "body": "{}"}], now)
        orders.link(c, [("o1", made)])
        ship = {"id": "s", "partner": "acme", "usage": "P", "number": "SH1", "order_id": "o1", "body": "{}"}
        shipments.insert(c, ship, [{"key": "c", "usage": "P", "sscc": "0"}], now)
        bill = {"id": "i", "identity": "main", "partner": "acme", "usage": "P", "number": "I1", "order_id": "o1"}
        invoices.insert(c, {**bill, "body": "{}", "total": Decimal("1.10")}, now)
        journal.append(c, lane, [journal.Fact("order opened", {"revision": 1}, made, "o1")], now)
        shown = queries.orders_show(c, "o1")
        assert ids(queries.orders_list(c, "acme", "open")) == ["o1"]
        assert queries.orders_list(c, "other") == []
        assert [one.id for one in queries.find_orders(c, "4711")] == [one.id for one in queries.find_orders(c, "o1")]
        assert queries.orders_show(c, "none") is None
        assert queries.docs_show(c, made)["timeline"][0]["kind"] == "order opened"
    assert (shown["number"], shown["lines"][0]["open"], shown["lines"][0]["line"]) == ("4711", "10.0", "1")
    assert (ids(shown["documents"]), shown["revisions"][0]["document_id"]) == ([made], made)
    assert (shown["shipments"][0]["cartons"], shown["invoices"][0]["total"]) == (["0"], "1.10")
    assert shown["timeline"][0]["payload"] == {"revision": 1}
    assert json.loads(json.dumps(shown)) == shown


def test_what_a_document_expects_is_shown(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        made = world.document(c, world.out(c), "SENT", direction="out")
        owed = {"id": "e", "kind": "997", "document_id": made, "partner": "acme", "usage": "P", "due_at": now}
        expectations.insert(c, [owed], now)
        (one,) = queries.docs_show(c, made)["expects"]
    assert (one["kind"], one["state"], one["due_at"]) == ("997", "open", "2026-03-04T05:06:07.891Z")
