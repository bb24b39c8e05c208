"""Delivery: claimed by lease, marked by its owner only, tried again, redelivered as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from edigw.store import mailboxes, outbox
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
        (stale,) = outbox.claim(c, "zombie", now, 60)
        assert outbox.claim(c, "me", now + MINUTE / 2, 60) == []
        assert ids(outbox.claim(c, "me", now + MINUTE, 60)) == [one]  # the lease ran out
        assert outbox.mark_all_sent(c, [one], "zombie", now + MINUTE) == []
        assert not outbox.mark_failed(c, stale, "zombie", "late", now, None)
        assert outbox.mark_all_sent(c, [one], "me", now + MINUTE) == [one]
        row = outbox.get(c, one)
    assert (row.state, row.sent_at, row.owner, row.tries) == ("SENT", now + MINUTE, None, 2)


def test_a_failure_is_tried_again_or_is_final(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one = put(c, store, now, "a.edi", control="000000001")
        (row,) = outbox.claim(c, "me", now, 60)
        assert outbox.mark_failed(c, row, "me", "ENOSPC", now, now + MINUTE)
        assert outbox.claim(c, "me", now, 60) == []
        (row,) = outbox.claim(c, "me", now + MINUTE, 60)
        assert (row.id, row.failing_since) == (one, now)
        assert outbox.mark_failed(c, row, "me", "gone", now + MINUTE, None)
        assert outbox.claim(c, "me", now + 9 * MINUTE, 60) == []
        row = outbox.get(c, one)
    assert (row.state, row.error, row.control, row.failing_since) == ("FAILED", "gone", "000000001", now)


def test_a_redelivery_is_the_same_row(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one = put(c, store, now, "a.edi")
        assert not outbox.redeliver(c, one, now)
        outbox.claim(c, "me", now, 60)
        outbox.mark_all_sent(c, [one], "me", now)
        assert outbox.redeliver(c, one, now + MINUTE)
        (row,) = outbox.claim(c, "me", now + MINUTE, 60)
        assert (row.id, row.name, row.body, row.again) == (one, "a.edi", b"ISA", 1)
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


def test_each_mailbox_has_its_share_and_its_order(store: Store, now: datetime) -> None:
    with store.begin() as c:
        many = [put(c, store, now, f"{n}.edi") for n in range(9)]
        other = [put(c, store, now, f"{n}.edi", mailbox="bolt") for n in range(3)]
        put(c, store, now, "later.edi", mailbox="later", next_at=now + MINUTE)
        assert outbox.due(c, now) == ["acme", "bolt"]
        taken = outbox.claim(c, "me", now, 60, limit=6)
        assert ids(taken) == sorted(many[:3] + other)
        assert ids(outbox.claim(c, "me", now, 60, names=["acme"])) == many[3:]
        assert outbox.due(c, now) == []
        assert outbox.due(c, now + MINUTE) == ["acme", "bolt", "later"]  # their leases ran out


@pytest.mark.parametrize("kind", ["paused", "held"])
def test_nothing_is_due_where_nothing_may_be_sent(store: Store, now: datetime, kind: str) -> None:
    with store.begin() as c:
        one, other = put(c, store, now, "a.edi"), put(c, store, now, "a.edi", mailbox="bolt")
        if kind == "paused":
            assert mailboxes.pause(c, "mailbox", "acme", "me", "they move", now)
        else:
            mailboxes.hold(c, "acme", "no answer", "wait", now, MINUTE)
        assert ids(outbox.claim(c, "me", now, 60)) == [other]
        assert mailboxes.resume(c, "mailbox", "acme") if kind == "paused" else mailboxes.let_go(c, "acme")
        assert ids(outbox.claim(c, "me", now, 60)) == [one]


def test_a_lease_is_renewed_by_its_owner_alone(store: Store, now: datetime) -> None:
    with store.begin() as c:
        one = put(c, store, now, "a.edi")
        outbox.claim(c, "me", now, 60)
        assert outbox.renew(c, "you", now + 3 * MINUTE, ["acme"]) == 0
        assert outbox.renew(c, "me", now + 3 * MINUTE, ["bolt"]) == 0
        assert outbox.renew(c, "me", now + 3 * MINUTE, ["acme"]) == 1
        assert outbox.claim(c, "you", now + 2 * MINUTE, 60) == []
        assert ids(outbox.claim(c, "you", now + 3 * MINUTE, 60)) == [one]
        assert outbox.renew(c, "me", now + 9 * MINUTE, ["acme"]) == 0  # a zombie


def test_what_was_not_tried_is_as_it_was(store: Store, now: datetime) -> None:
    with store.begin() as c:
        made = [put(c, store, now, f"{n}.edi") for n in range(3)]
        rows = outbox.claim(c, "me", now, 60)
        outbox.mark_failed(c, rows[0], "me", "no answer", now, now)
        outbox.give_back(c, rows[1:], "me")
        found = [outbox.get(c, one) for one in made]
        assert [(row.state, row.tries, row.owner) for row in found] == [
            ("RETRY", 1, None), ("READY", 0, None), ("READY", 0, None),
        ]  # fmt: skip
        again = outbox.claim(c, "me", now, 60)
        assert ids(again) == made
        outbox.give_back(c, again[:1], "me")
        assert (outbox.get(c, made[0]).state, outbox.get(c, made[0]).tries) == ("RETRY", 1)


def test_what_waited_too_long_is_given_up_and_what_waits_is_hastened(store: Store, now: datetime) -> None:
    with store.begin() as c:
        old = [put(c, store, now, f"{n}.edi") for n in range(3)]
        young, retried = put(c, store, now, "young", next_at=now + MINUTE), put(c, store, now, "retried")
        rows = outbox.claim(c, "me", now, 60)
        outbox.mark_failed(c, rows[-1], "me", "no answer", now, now + 9 * MINUTE)
        outbox.give_back(c, rows[:-1], "me")
        assert outbox.give_up(c, "acme", now, "dead", limit=2) == old[:2]
        assert outbox.give_up(c, "acme", now, "dead") == old[2:]
        assert {outbox.get(c, one).state for one in old} == {"FAILED"}
        assert (outbox.get(c, young).state, outbox.get(c, retried).state) == ("READY", "RETRY")
        assert outbox.hasten(c, "acme", now) == 1
        assert ids(outbox.claim(c, "me", now, 60)) == [retried]


def test_of_more_mailboxes_than_rows_are_wanted_each_has_one(store: Store, now: datetime) -> None:
    with store.begin() as c:
        for mailbox in "abcde":
            for n in range(2):
                put(c, store, now, f"{n}.edi", mailbox=mailbox)
        assert [row.mailbox for row in outbox.claim(c, "me", now, 60, limit=2)] == list("abcde")
