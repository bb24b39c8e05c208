"""Documents: whose turn it is, who waits behind whom, who answers whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from edigw.store import documents, inbox, interchanges
from edigw.store.engine import Store

MINUTE = timedelta(minutes=1)


def taken(c, lanes, now: datetime, limit: int = 100) -> list[str]:
    return [row.id for row in documents.take(c, lanes, now, limit)]


def test_documents_are_taken_over_lanes_in_order_of_arrival(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        one, two, other = world.lane(c, "one"), world.lane(c, "two"), world.lane(c, "other")
        made = [world.document(c, lane) for lane in (one, two, one, two)]
        world.document(c, other)
        world.document(c, one, "DONE")
        world.document(c, one, "READY", direction="out")
        assert taken(c, [one, two], now) == made
        assert taken(c, [one, two], now, limit=3) == made[:3]


def test_nothing_takes_effect_before_the_closing_row(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        envelope = world.interchange(c, lane)
        made = [world.document(c, lane, interchange_id=envelope) for _ in range(2)]
        assert taken(c, [lane], now) == []
        interchanges.close(c, envelope, now)
        assert taken(c, [lane], now) == made


def test_what_shares_an_order_key_waits_behind_the_one_that_waits(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        before = world.document(c, lane, order_key="k1")
        held = world.document(c, lane, "WAITING", order_key="k1")
        behind = world.document(c, lane, order_key="k1")
        free = world.document(c, lane, order_key="k2")
        later = world.document(c, lane, "RETRY", order_key="k3", next_at=now + MINUTE)
        behind_later = world.document(c, lane, order_key="k3")
        assert taken(c, [lane], now) == [before, free]
        assert documents.earlier_held(c, "k1", behind).id == held
        assert documents.earlier_held(c, "k1", before) is None
        assert taken(c, [lane], now + MINUTE) == [before, free, later, behind_later]
        assert documents.move(c, held, now, ["WAITING"], state="DONE")
        assert taken(c, [lane], now) == [before, behind, free]


def test_no_file_overtakes_an_earlier_one_of_its_mailbox(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        slow, fast, elsewhere = world.arrive(c), world.arrive(c), world.arrive(c, mailbox="other")
        first = world.document(c, lane, receipt_id=fast)
        free = world.document(c, lane, receipt_id=elsewhere)
        assert taken(c, [lane], now) == [free]
        inbox.mark(c, slow, "PARSED")
        assert taken(c, [lane], now) == [first, free]


def test_a_move_happens_once(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        one = world.document(c, world.lane(c), "WAITING", reason="STOCK")
        assert documents.move(c, one, now + MINUTE, ["WAITING"], state="RECEIVED", reason=None)
        assert not documents.move(c, one, now, ["WAITING"], state="DONE")
        row = documents.get(c, one)
    assert (row.state, row.reason, row.updated_at, row.created_at) == ("RECEIVED", None, now + MINUTE, now)


def test_every_column_comes_back_as_it_went_in(store: Store, world, now: datetime) -> None:
    said = {
        "findings": [{"code": "7", "value": "a\0b"}], "lines": [{"line": "1", "qty": "0.10"}], "body": b"\x00\x1c~",
        "start": 3_000_000_000, "end": 3_000_000_001, "due_at": now + MINUTE, "code_type": "AK403", "tries": 2,
    }  # fmt: skip
    with store.begin() as c:
        row = documents.get(c, world.document(c, world.lane(c), **said))
    assert {name: getattr(row, name) for name in said} == said
    assert row.answer == "none"


def test_a_thousand_documents_change_in_a_few_statements(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        rows = [{"id": f"{n:04}", "lane_id": lane, "direction": "in", "state": "RECEIVED"} for n in range(1200)]
        documents.insert_many(c, rows, now)
        assert documents.set_many(c, [row["id"] for row in rows], now, state="DONE") == 1200
        assert [row.id for row in documents.find(c, ["0007", "0003", "none"])] == ["0003", "0007"]


def test_answers_are_found_from_both_sides(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane, out = world.lane(c), world.out(c)
        one, two = world.document(c, lane), world.document(c, lane)
        reply = world.document(c, out, "READY", direction="out", answers_interchange="i1", caused_by=one)
        world.answers(c, reply, two, one)
        assert documents.answers_of(c, [reply, one]) == {reply: [one, two]}
        assert [row.id for row in documents.answered_by(c, one)] == [reply]
        assert [row.id for row in documents.acknowledging(c, "i1")] == [reply]
        assert [row.id for row in documents.caused_by(c, one)] == [reply]


def test_what_was_sent_is_found_by_the_numbers_that_come_back(store: Store, world) -> None:
    with store.begin() as c:
        out, other = world.out(c), world.out(c, "other")
        said = {"direction": "out", "functional_id": "PR", "group_control": "7"}
        ours = [world.document(c, out, "SENT", set_control=f"000{n}", **said) for n in (1, 2)]
        world.document(c, other, "SENT", set_control="0001", **said)
        world.document(c, out, "SENT", direction="in", group_control="7")
        assert [row.id for row in documents.sent(c, out, "7")] == ours
        assert [row.id for row in documents.sent(c, out, "7", "PR", "0002")] == ours[1:]
        assert documents.sent(c, out, "7", "IN") == []


def test_documents_of_a_receipt_order_interchange_and_outbox(store: Store, world) -> None:
    with store.begin() as c:
        one = world.document(c, world.lane(c), receipt_id="r", order_id="o", interchange_id="i", outbox_id="x")
        for found in (
            documents.of_receipt(c, "r"),
            documents.of_order(c, "o"),
            documents.of_interchange(c, "i"),
            documents.of_outbox(c, "x"),
        ):
            assert [row.id for row in found] == [one]


def test_outbound_documents_wait_for_their_envelope(store: Store, world) -> None:
    with store.begin() as c:
        out = world.out(c)
        made = [world.document(c, out, "READY", direction="out") for _ in range(3)]
        world.document(c, out, "ENVELOPED", direction="out")
        assert [row.id for row in documents.take_outbound(c, out)] == made
        assert [row.id for row in documents.take_outbound(c, out, limit=2)] == made[:2]


def test_a_hold_whose_time_is_up_is_found(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        late = world.document(c, world.lane(c), "WAITING", due_at=now)
        world.document(c, world.lane(c), "WAITING", due_at=now + MINUTE)
        world.document(c, world.lane(c), "DONE", due_at=now)
        assert [row.id for row in documents.overdue(c, now)] == [late]


def test_a_parse_that_starts_again_finds_nothing_left(store: Store, world) -> None:
    with store.begin() as c:
        lane, receipt = world.lane(c), world.arrive(c)
        world.document(c, lane, receipt_id=receipt, interchange_id=world.interchange(c, lane, receipt))
        assert documents.drop(c, receipt) == 1
        assert documents.of_receipt(c, receipt) == []
        assert interchanges.of_receipt(c, receipt) == []


def test_who_waits_for_what(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        one = world.document(c, lane, "WAITING", order_key="k", reason="STOCK")
        two = world.document(c, lane, "RETRY", order_key="k", next_at=now)
        last = world.document(c, lane, order_key="k")
        assert documents.earlier_held(c, "k", last).id == two
        assert documents.earlier_held(c, "k", one) is None
        assert [row.id for row in documents.held_by(c, "k", "STOCK")] == [one]
        assert documents.held_by(c, "k", "PRICE") == []
        assert [row.id for row in documents.waiting_for(c, "STOCK")] == [one]
        assert documents.remove(c, [one, two]) == 2
        assert documents.get(c, one) is None


def test_outlines_are_told_by_interchange_and_hold_no_body(store: Store, world) -> None:
    with store.begin() as c:
        lane, receipt = world.lane(c), world.arrive(c)
        one, other = world.interchange(c, lane, receipt), world.interchange(c, lane, receipt)
        first = world.document(c, lane, interchange_id=one, body=b"{}", set_no=1)
        second = world.document(c, lane, interchange_id=one, set_no=2)
        third = world.document(c, lane, interchange_id=other)
        found = documents.outlines(c, [one, other])
        assert {id_: [row.id for row in rows] for id_, rows in found.items()} == {one: [first, second], other: [third]}
        assert not hasattr(found[one][0], "body")


def test_outlines_come_page_by_page(store: Store, world) -> None:
    with store.begin() as c:
        lane, receipt = world.lane(c), world.arrive(c)
        one, other = world.interchange(c, lane, receipt), world.interchange(c, lane, receipt)
        made = [world.document(c, lane, interchange_id=one if n % 2 else other) for n in range(10)][1::2]
        assert [row.id for row in documents.page(c, one, size=2)] == made[:2]
        assert [row.id for row in documents.page(c, one, made[1])] == made[2:]
        assert documents.page(c, one, made[-1]) == []


def test_the_first_that_is_answered(store: Store, world) -> None:
    with store.begin() as c:
        lane = world.lane(c)
        one, two, reply = (world.document(c, lane) for _ in range(3))
        assert documents.first_answered(c, reply) is None
        world.answers(c, reply, two, one)
        assert documents.first_answered(c, reply).id == one
        assert documents.answer(c, reply, two) and not documents.answer(c, reply, reply)


def test_all_documents_of_an_interchange_take_the_same_changes(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane, receipt = world.lane(c), world.arrive(c)
        one, other = world.interchange(c, lane, receipt), world.interchange(c, lane, receipt)
        inside, outside = world.document(c, lane, interchange_id=one), world.document(c, lane, interchange_id=other)
        documents.set_within(c, one, now, state="QUARANTINED")
        assert [documents.get(c, id_).state for id_ in (inside, outside)] == ["QUARANTINED", "RECEIVED"]
