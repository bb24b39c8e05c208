"""Closing rows, and how a repeat is known."""

from __future__ import annotations

from datetime import datetime, timedelta

from edigw.store import documents, interchanges
from edigw.store.engine import Store

YEAR = timedelta(days=365)


def test_the_closing_row_carries_the_verdict(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        made = world.interchange(c, world.lane(c), sender="08:1", groups=[{"control": "7"}])
        assert interchanges.get(c, made).closed_at is None
        interchanges.close(c, made, now, verdict="accepted")
        interchanges.set_fields(c, made, duplicate_of="other")
        row = interchanges.get(c, made)
    assert (row.closed_at, row.verdict, row.groups, row.duplicate_of) == (now, "accepted", [{"control": "7"}], "other")


def test_a_repeat_is_known_by_its_key_within_the_window(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        key = (world.lane(c), "x12", "08:1", "01:2", "000000001")
        assert interchanges.remember(c, key, "i1", "sha1", now, YEAR) is None
        assert interchanges.remember(c, key, "i1", "sha1", now, YEAR) is None  # asked again, no repeat
        assert interchanges.remember(c, (*key[:4], "000000002"), "i2", "sha1", now, YEAR) is None
    with store.begin() as c:
        assert interchanges.remember(c, key, "i3", "sha9", now + YEAR, YEAR) == interchanges.Seen("i1", "sha1", now)
        assert interchanges.remember(c, key, "i4", "sha9", now + YEAR + timedelta(seconds=1), YEAR) is None
        seen = interchanges.remember(c, key, "i5", "sha9", now + YEAR + timedelta(seconds=2), YEAR)
    assert seen is not None and seen.interchange_id == "i4"


def test_what_a_killed_parse_left_is_removed_and_what_was_closed_stays(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane, receipt = world.lane(c), world.arrive(c)
        closed, left = world.interchange(c, lane, receipt, closed_at=now), world.interchange(c, lane, receipt)
        kept = world.document(c, lane, receipt_id=receipt, interchange_id=closed)
        gone = world.document(c, lane, receipt_id=receipt, interchange_id=left)
        assert interchanges.drop_open(c, [receipt]) == 1
        assert [row.id for row in interchanges.of_receipt(c, receipt)] == [closed]
        assert documents.get(c, gone) is None
        assert documents.get(c, kept) is not None


def test_what_an_earlier_parse_has_written_for_good_is_known(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane, receipt = world.lane(c), world.arrive(c)
        closed, left = world.interchange(c, lane, receipt, closed_at=now), world.interchange(c, lane, receipt)
        world.document(c, lane, receipt_id=receipt, interchange_id=closed)
        world.document(c, lane, receipt_id=receipt, interchange_id=left)
        alone = world.document(c, lane, receipt_id=receipt)
        assert interchanges.written(c, [receipt]) == {closed, alone}


def test_of_many_interchanges_the_first_under_each_key_are_told(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        lane = world.lane(c)

        def row(control: str, interchange_id: str) -> dict[str, object]:
            key = dict(zip(interchanges.KEY, (lane, "x12", "08:1", "01:2", control), strict=True))
            return {**key, "interchange_id": interchange_id, "sha256": "s", "seen_at": now}

        assert interchanges.remember_new(c, [row("1", "i1"), row("2", "i2"), row("1", "i3")]) == {"i1", "i2"}
        assert interchanges.remember_new(c, [row("2", "i4"), row("3", "i5")]) == {"i5"}
        assert interchanges.remember_new(c, []) == set()


def test_headers_are_set_each_its_own(store: Store, world) -> None:
    with store.begin() as c:
        lane, receipt = world.lane(c), world.arrive(c)
        one, other = world.interchange(c, lane, receipt), world.interchange(c, lane, receipt)
        interchanges.set_headers(c, {one: {"a": 1}, other: {"a": 2}})
        found = interchanges.find(c, [one, other, "none"])
        assert {id_: row.header for id_, row in found.items()} == {one: {"a": 1}, other: {"a": 2}}


def test_an_interchange_sent_is_found_by_its_outbox_row(store: Store, world) -> None:
    with store.begin() as c:
        made = world.interchange(c, world.out(c), outbox_id="o1")
        assert interchanges.of_outbox(c, "o1").id == made
        assert interchanges.of_outbox(c, "o2") is None


def test_a_key_can_be_handed_on_and_an_interchange_removed(store: Store, world, now: datetime) -> None:
    with store.begin() as c:
        made = world.interchange(c, world.lane(c))
        key = (world.lane(c), "x12", "08:1", "01:2", "000000001")
        interchanges.remember(c, key, made, "sha1", now, YEAR)
        interchanges.take_over(c, key, "i2", "sha2", now)
        seen = interchanges.remember(c, key, "i3", "sha3", now, YEAR)
        assert seen is not None and (seen.interchange_id, seen.sha256) == ("i2", "sha2")
        interchanges.remove(c, made)
        assert interchanges.get(c, made) is None
