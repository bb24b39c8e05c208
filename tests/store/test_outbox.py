"""Delivery: claimed by lease, marked by its owner only, tried again, redelivered as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from edigw.store import outbox
from edigw.store.engine import Store

MINUTE = timedelta(minutes=1)


def put(c, store: Store, now: datetime, name: str, **more: object) -> str:
    made = store.new_id(now)
    row = {"id": made, "mailbox": "acme", "name": name, **outbox.bytes_of(store.archive.keep(b"ISA")), **more}
    outbox.insert(c, [row], now)
    return made


def ids(rows) -> list[str]:
    return [row.id for row in rows]


def test_rows_are_claimed_in_order_and_once(store: Store, now: datetime) -> None:
    with store.begin() as c:
        made = [put(c, store, now, f"{n}.edi") for n in range(3)]
        put(c, store, now, "later.edi", next_at=now + MINUTE)
        first = outbox.claim(c, "me", now, 60, limit=2)
        assert ids(first) == made[:2]
        assert {(row.state, row.owner, row.tries, row.body) for row in first} == {("SENDING", "me", 1, b"ISA")}
        assert ids(outbox.claim(c, "you", now, 60)) == made[2:]


def test_only_the_owner_says_that_it_was_sent(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one = put(c, store, now, "a.edi")
        outbox.claim(c, "zombie", now, 60)
        assert outbox.claim(c, "me", now + MINUTE / 2, 60) == []
        assert ids(outbox.claim(c, "me", now + MINUTE, 60)) == [one]  # the lease ran out
        assert outbox.mark_all_sent(c, [one], "zombie", now + MINUTE) == []
        assert not outbox.mark_failed(c, one, "zombie", "late", None)
        assert outbox.mark_all_sent(c, [one], "me", now + MINUTE) == [one]
        row = outbox.get(c, one)
    assert (row.state, row.sent_at, row.owner, row.tries) == ("SENT", now + MINUTE, None, 2)


def test_a_failure_is_tried_again_or_is_final(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one = put(c, store, now, "a.edi", control="000000001")
        outbox.claim(c, "me", now, 60)
        assert outbox.mark_failed(c, one, "me", "ENOSPC", now + MINUTE)
        assert outbox.claim(c, "me", now, 60) == []
        assert ids(outbox.claim(c, "me", now + MINUTE, 60)) == [one]
        assert outbox.mark_failed(c, one, "me", "gone", None)
        assert outbox.claim(c, "me", now + 9 * MINUTE, 60) == []
        row = outbox.get(c, one)
    assert (row.state, row.error, row.control) == ("FAILED", "gone", "000000001")


def test_a_redelivery_is_the_same_row(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one = put(c, store, now, "a.edi")
        assert not outbox.redeliver(c, one, now)
        outbox.claim(c, "me", now, 60)
        outbox.mark_all_sent(c, [one], "me", now)
        assert outbox.redeliver(c, one, now + MINUTE)
        (row,) = outbox.claim(c, "me", now + MINUTE, 60)
        assert (row.id, row.name, row.body) == (one, "a.edi", b"ISA")
        assert outbox.by_name(c, "acme", "a.edi").id == one


def test_a_clean_stop_gives_back_what_was_not_sent(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one = put(c, store, now, "a.edi")
        outbox.claim(c, "me", now, 60)
        assert outbox.release(c, "you", now) == 0
        assert outbox.release(c, "me", now) == 1
        assert ids(outbox.claim(c, "you", now, 60)) == [one]


def test_a_name_and_a_control_number_are_bound_once(store: Store, now: datetime) -> None:
    with store.begin() as c:
        put(c, store, now, "a.edi", lane_id="l", epoch=1, control="1")
        for more in ({"name": "a.edi"}, {"name": "b.edi", "lane_id": "l", "epoch": 1, "control": "1"}):
            with pytest.raises(IntegrityError), c.begin_nested():
                put(c, store, now, **more)
        put(c, store, now, "b.edi", lane_id="l", epoch=2, control="1")
