"""What was received is there once, however often its claim is seen."""

from __future__ import annotations

from datetime import datetime, timedelta

from edigw.store import inbox
from edigw.store.archive import IN_ROW
from edigw.store.engine import Store


def received(store: Store, now: datetime, name: str, token: str | None, data: bytes = b"x") -> inbox.Received:
    return inbox.Received("acme", name, "folder", now, store.archive.keep(data), token)


def test_many_arrivals_in_one_commit_keep_their_order(store: Store, now: datetime) -> None:
    arrivals = [received(store, now, f"{n}.edi", f"t{n}", b"%d" % n) for n in (3, 1, 2)]
    with store.begin() as c:
        receipts = inbox.receive_many(c, arrivals)
    assert receipts == sorted(receipts)
    with store.begin() as c:
        assert [row.name for row in inbox.take(c, now)] == ["3.edi", "1.edi", "2.edi"]
        assert [row.body for row in inbox.take(c, now, limit=2)] == [b"3", b"1"]


def test_a_claim_seen_again_is_the_same_arrival(store: Store, now: datetime) -> None:
    first, other = received(store, now, "a", "t1"), received(store, now, "a", "t2")
    with store.begin() as c:
        (receipt,) = inbox.receive_many(c, [first])
    with store.begin() as c:
        again = inbox.receive_many(c, [first, other, first])
        assert again[0] == again[2] == receipt != again[1]
        assert len(inbox.take(c, now)) == 2


def test_the_same_bytes_without_token_arrive_each_time(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert len(set(inbox.receive_many(c, [received(store, now, "a", None)] * 2))) == 2


def test_a_parsed_or_refused_receipt_is_not_taken_again(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        parsed, refused, left = world.arrive(c), world.arrive(c), world.arrive(c)
        inbox.mark(c, parsed, "PARSED")
        inbox.mark(c, refused, "QUARANTINED", "NOT_EDI")
        assert [row.id for row in inbox.take(c, now)] == [left]
        assert inbox.lock(c, [parsed, left, refused]) == {left}
        assert inbox.get(c, refused).reason == "NOT_EDI"
        assert inbox.waiting(c) == 1


def test_a_retry_waits_for_its_time(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        receipt = world.arrive(c)
        assert inbox.retry(c, receipt, now + timedelta(minutes=1), "ENOSPC") == 1
        assert inbox.retry(c, receipt, now + timedelta(minutes=2), "ENOSPC") == 2
        assert inbox.take(c, now + timedelta(minutes=1)) == []
        assert [row.id for row in inbox.take(c, now + timedelta(minutes=2))] == [receipt]


def test_a_large_file_leaves_its_bytes_in_the_archive(store: Store, world, now: datetime) -> None:
    data = b"x" * (IN_ROW + 1)
    with store.begin() as c:
        world.arrive(c, data)
        (row,) = inbox.take(c, now)
    assert row.body is None
    assert bytes(store.archive.load(row.body, row.blob)) == data


def test_two_nodes_never_parse_the_same_receipt(server: Store, now: datetime) -> None:
    with server.begin() as c:
        inbox.receive_many(c, [received(server, now, f"twin{n}", None) for n in range(4)])
    with server.begin() as ours, server.engine.connect() as other, other.begin():
        mine = {row.id for row in inbox.take(ours, now, limit=2)}
        theirs = {row.id for row in inbox.take(other, now, limit=50)}
        assert len(mine) == 2 and not mine & theirs
