"""Alerts on either back-end: told with what makes them true, gathered, claimed, tried again, given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from edigw.model.alerts import KINDS
from edigw.store import alerts, documents, outbox, tables
from edigw.store.engine import Store

BOTH = ("mail", "webhook")


@pytest.fixture
def telling(store: Store):
    store.alerting = dict.fromkeys(KINDS, ("mail",))
    yield store
    store.alerting = {}


def told(c) -> list[tuple[str, str, str | None]]:
    rows = c.execute(select(tables.alert).order_by(tables.alert.c.id))
    return [(row.kind, row.subject, row.reason) for row in rows]


def message(c, row) -> tuple[str, int]:
    found = c.execute(select(tables.alert_message).where(tables.alert_message.c.id == row.id)).one()
    return found.state, found.tries


def test_nothing_is_told_where_nobody_listens(store: Store, world) -> None:
    with store.begin() as c:
        world.document(c, world.lane(c), "WAITING", reason="STOCK")
        assert told(c) == [] and not alerts.owed(c, datetime.max.replace(tzinfo=None).astimezone())


def test_every_way_to_write_a_document_tells(telling: Store, world, now: datetime) -> None:
    with telling.begin() as c:
        lane = world.lane(c)
        a, b, _, e, f = (world.document(c, lane, id=name, interchange_id="x" if name == "d" else None)
                         for name in "abdef")  # fmt: skip
        assert told(c) == []
        documents.set_fields(c, a, now, state="REJECTED", reason="R")
        documents.change_each(c, {b: {"state": "WAITING", "reason": "STOCK"}}, now)
        documents.set_within(c, "x", now, state="QUARANTINED", reason="Q")
        assert documents.move(c, e, now, ["RECEIVED"], answer="overdue")
        assert not documents.move(c, f, now, ["DONE"], state="REJECTED")
        documents.set_many(c, [f], now, answer="partly")
        world.document(c, lane, "WAITING", id="g", reason="MANUAL", po_number="4711", type="850")
        expected = [("rejected", "a", "R"), ("waiting", "b", "STOCK"), ("quarantined", "d", "Q"),
                    ("overdue", "e", None), ("refused", "f", None), ("waiting", "g", "MANUAL")]  # fmt: skip
        assert told(c) == expected
        row = c.execute(select(tables.alert).where(tables.alert.c.subject == "g")).one()
        assert (row.document_id, row.partner, row.usage, row.type, row.po_number) == ("g", "acme", "P", "850", "4711")


def test_what_ends_by_itself_and_what_is_untold_already(telling: Store, world, now: datetime) -> None:
    with telling.begin() as c:
        one = world.document(c, world.lane(c), "WAITING", reason="EARLIER_DOCUMENT")
        assert told(c) == []
        for _ in range(2):
            documents.set_fields(c, one, now, state="WAITING", reason="STOCK")
        assert len(told(c)) == 1
        alerts.gather(c, ["mail"], 60, now)
        documents.set_fields(c, one, now, state="WAITING", reason="PRICE")
        assert len(told(c)) == 2


def test_only_what_is_wanted_and_by_each_channel(store: Store, world) -> None:
    store.alerting = {"waiting": BOTH}
    with store.begin() as c:
        world.document(c, world.lane(c), "REJECTED")
        world.document(c, world.lane(c), "WAITING")
        rows = c.execute(select(tables.alert.c.channel, tables.alert.c.kind)).all()
    assert sorted(map(tuple, rows)) == [("mail", "waiting"), ("webhook", "waiting")]
    store.alerting = {}


def test_what_is_undone_is_not_told(telling: Store, world) -> None:
    with pytest.raises(ZeroDivisionError), telling.begin() as c:
        world.document(c, world.lane(c), "WAITING")
        assert len(told(c)) == 1
        _ = 1 / 0
    with telling.read() as c:
        assert told(c) == []


def test_a_file_that_cannot_be_delivered(telling: Store, world, now: datetime) -> None:
    with telling.begin() as c:
        kept = outbox.bytes_of(telling.archive.keep(b""))
        outbox.insert(c, [{"id": name, "mailbox": "m", "name": name, "partner": "acme", **kept} for name in "op"], now)
        world.document(c, world.out(c), "ENVELOPED", id="d", direction="out", outbox_id="o", type="855")
        alerts.undelivered(c, "o", "gone", now)
        alerts.undelivered(c, "p", "gone", now)
        rows = c.execute(select(tables.alert).order_by(tables.alert.c.id)).all()
        assert [(row.subject, row.document_id, row.type, row.file, row.mailbox, row.reason) for row in rows] == [
            ("o", "d", "855", "o", "m", "gone"), ("p", None, None, "p", "m", "gone")]  # fmt: skip


def facts(faults: dict[str, int]) -> dict[str, dict[str, str]]:
    return {name: {"partner": name, "reason": f"{count} faults"} for name, count in faults.items()}


def test_a_parked_partner_is_told_once_until_it_is_in_order(telling: Store, now: datetime) -> None:
    with telling.begin() as c:
        for faults, news, count in (({"acme": 2}, True, 1), ({"acme": 3}, False, 1), ({}, True, 1), ({}, False, 1)):
            assert alerts.news(c, "parked", faults, ["mail"]) == news
            alerts.stand(c, "parked", facts(faults), now)
            alerts.gather(c, ["mail"], 0, now)
            assert len(told(c)) == count
        assert alerts.news(c, "parked", {"acme": 1}, ["mail"])
        alerts.stand(c, "parked", facts({"acme": 1}), now)
        assert [reason for _, _, reason in told(c)] == ["2 faults", "1 faults"]
        assert alerts.news(c, "parked", {"acme": 1}, ["mail", "webhook"])  # a channel that is new


def test_what_stands_of_one_kind_leaves_the_other_alone(telling: Store, now: datetime) -> None:
    with telling.begin() as c:
        alerts.stand(c, "parked", facts({"acme": 1}), now)
        alerts.stand(c, "certificate", {"acme sign CERTIFICATE_ENDS": {"partner": "acme", "reason": "ends"}}, now)
        assert not alerts.news(c, "parked", {"acme": 1}, ["mail"])
        assert not alerts.news(c, "certificate", ["acme sign CERTIFICATE_ENDS"], ["mail"])
        alerts.stand(c, "certificate", {"acme sign CERTIFICATE_ENDED": {"partner": "acme", "reason": "ended"}}, now)
        assert not alerts.news(c, "parked", {"acme": 1}, ["mail"])
        rows = c.execute(select(tables.alert).order_by(tables.alert.c.id)).all()
        assert [(row.kind, row.reason, row.over_at is None) for row in rows] == [
            ("parked", "1 faults", True), ("certificate", "ends", False), ("certificate", "ended", True),
        ]  # fmt: skip


def test_one_message_a_channel_in_so_long(telling: Store, world, now: datetime) -> None:
    with telling.begin() as c:
        world.document(c, world.lane(c), "WAITING")
        world.document(c, world.lane(c), "WAITING")
        assert alerts.owed(c, now)
        assert alerts.gather(c, ["mail"], 60, now) == 1
        first = alerts.claim(c, ["mail"], now, 30)
        assert first is not None and len(alerts.within(c, first.id)) == 2
        world.document(c, world.lane(c), "WAITING")
        later = now + timedelta(seconds=90)
        assert alerts.gather(c, ["mail"], 60, later) == 0  # the first one is still owed
        alerts.sent(c, first.id, now)
        assert alerts.gather(c, ["mail"], 60, now + timedelta(seconds=59)) == 0
        assert alerts.gather(c, ["mail"], 60, now - timedelta(days=1)) == 1  # the clock went back


def test_it_is_claimed_by_one_and_free_again(telling: Store, world, now: datetime) -> None:
    with telling.begin() as c:
        world.document(c, world.lane(c), "WAITING")
        alerts.gather(c, ["mail"], 60, now)
        first = alerts.claim(c, ["mail"], now, 30)
        assert first is not None and alerts.claim(c, ["mail"], now, 30) is None and not alerts.owed(c, now)
        again = alerts.claim(c, ["mail"], now + timedelta(seconds=30), 30)
        assert again is not None and (again.id, again.tries) == (first.id, 2)
        assert alerts.claim(c, ["webhook"], now + timedelta(days=1), 30) is None


def test_it_is_given_up_after_so_many_tries_and_may_be_taken_up(telling: Store, world, now: datetime) -> None:
    with telling.begin() as c:
        world.document(c, world.lane(c), "WAITING")
        alerts.gather(c, ["mail"], 60, now)
        at, tries, row = now, 0, None
        while (row := alerts.claim(c, ["mail"], at, 30)) is not None:
            tries += 1
            before = at
            dead = alerts.failed(c, row, "refused", at, 0.5)
            at = at + timedelta(hours=1)
        assert (tries, dead) == (alerts.TRIES, True) and before - now < timedelta(hours=10)
        last = c.execute(select(tables.alert_message)).one()
        assert (last.state, last.error) == ("DEAD", "refused")
        assert alerts.retry(c, ["webhook"], at) == 0
        assert alerts.retry(c, ["mail"], at) == 1 and alerts.owed(c, at)
        row = alerts.claim(c, ["mail"], at, 30)
        assert row is not None and (row.id, row.tries) == (last.id, 1)
        alerts.sent(c, row.id, at)
        assert message(c, row) == ("SENT", 1)
        assert not alerts.failed(c, row, "late", at, 0.5) and message(c, row) == ("SENT", 1)


def test_a_channel_that_is_gone_owes_nothing(telling: Store, world, now: datetime) -> None:
    telling.alerting = {"waiting": BOTH}
    with telling.begin() as c:
        world.document(c, world.lane(c), "WAITING")
        assert alerts.gather(c, list(BOTH), 60, now) == 2
        world.document(c, world.lane(c), "WAITING")
        alerts.gather(c, [], 60, now)
        assert not alerts.owed(c, now)
        assert {row.state for row in c.execute(select(tables.alert_message))} == {"DEAD"}


def told_and_sent(c, world, count: int, at: datetime, **what: object) -> str:
    """A message that arrived at this instant and tells of `count` documents."""
    for _ in range(count):
        world.document(c, world.lane(c), "WAITING", **what)
    alerts.gather(c, ["mail"], 0, at)
    row = alerts.claim(c, ["mail"], at, 30)
    assert row is not None
    alerts.sent(c, row.id, at)
    return str(row.id)


def left(c) -> tuple[list[str], int]:
    messages = c.execute(select(tables.alert_message.c.id).order_by(tables.alert_message.c.id)).scalars()
    return list(messages), len(told(c))


def test_what_was_sent_is_forgotten_a_batch_at_a_time_the_oldest_first(telling: Store, world, now: datetime) -> None:
    with telling.begin() as c:
        first, second, third = (told_and_sent(c, world, 3, now + timedelta(days=n)) for n in range(3))
        assert alerts.forget(c, now) == 0 and left(c) == ([first, second, third], 9)
        end = now + timedelta(days=2)
        assert alerts.forget(c, end, limit=4) == 4 and left(c) == ([second, third], 6)
        assert alerts.forget(c, end, limit=2) == 4 and left(c) == ([third], 3)  # one message whole, however large
        assert alerts.forget(c, end) == 0
        assert alerts.forget(c, end + timedelta(seconds=1)) == 4 and left(c) == ([], 0)


def test_what_is_owed_and_who_is_still_parked_stay(telling: Store, world, now: datetime) -> None:
    later = now + timedelta(days=400)
    with telling.begin() as c:
        alerts.stand(c, "parked", facts({"acme": 2}), now)
        standing = told_and_sent(c, world, 1, now)
        world.document(c, world.lane(c), "WAITING")
        alerts.gather(c, ["mail"], 0, now + timedelta(hours=1))
        assert alerts.forget(c, later) == 0 and len(left(c)[0]) == 2
        alerts.stand(c, "parked", {}, now + timedelta(days=1))
        assert alerts.forget(c, later) == 3 and standing not in left(c)[0]
        assert left(c)[1] == 1 and alerts.owed(c, later)
