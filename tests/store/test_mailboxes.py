"""Pauses are kept until they are ended; a mailbox that does not answer rests, longer each time."""

from __future__ import annotations

from datetime import datetime, timedelta

from edigw.store import lanes, mailboxes
from edigw.store.engine import Store

MINUTE = timedelta(minutes=1)


def test_a_pause_says_who_when_and_why_and_the_first_one_counts(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert mailboxes.pause(c, "mailbox", "acme", "ann", "they move", now)
        assert not mailboxes.pause(c, "mailbox", "acme", "bob", "again", now + MINUTE)
        (row,) = mailboxes.pauses(c)
        assert (row.kind, row.name, row.who, row.reason, row.at) == ("mailbox", "acme", "ann", "they move", now)
        assert mailboxes.paused_mailboxes(c) == {"acme"}
        assert mailboxes.resume(c, "mailbox", "acme")
        assert not mailboxes.resume(c, "mailbox", "acme")
        assert mailboxes.pauses(c) == []


def test_the_lanes_of_a_partner_are_paused_with_it_the_later_ones_too(store: Store, now: datetime) -> None:
    with store.begin() as c:
        first, other = lanes.inbound(c, "acme", "P", now), lanes.inbound(c, "bolt", "P", now)
        assert mailboxes.pause(c, "partner", "acme", "ann", "audit", now)
        later = lanes.outbound(c, "us", "them", "P", "acme", now)
        lanes.wake(c, [first, later, other])
        assert [lanes.get(c, one).paused for one in (first, later, other)] == [True, True, False]
        assert [row.id for row in lanes.claim(c, "in", now)] == [other]
        assert mailboxes.resume(c, "partner", "acme")
        assert {row.id for row in lanes.claim(c, "in", now)} == {first, other}
        assert [row.id for row in lanes.claim(c, "out", now)] == [later]
        assert mailboxes.paused_mailboxes(c) == set()


def test_a_mailbox_rests_until_its_wait_is_over_and_counts_its_failures(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert mailboxes.failures(c, "acme") == 0
        assert mailboxes.hold(c, "acme", "no answer", "wait", now, MINUTE) == now
        assert mailboxes.hold(c, "acme", "cut", "wait", now + MINUTE, 2 * MINUTE) == now
        held = mailboxes.holds(c)["acme"]
        assert (held.failures, held.since, held.until, held.error) == (2, now, now + 3 * MINUTE, "cut")
        assert mailboxes.resting(c, now + 2 * MINUTE) == {"acme"}
        assert mailboxes.resting(c, now + 3 * MINUTE) == set()
        assert mailboxes.failures(c, "acme") == 2
        assert mailboxes.let_go(c, "acme")
        assert not mailboxes.let_go(c, "acme")
        assert not mailboxes.holds(c)
