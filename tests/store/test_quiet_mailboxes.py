"""What `status` tells of mailboxes is the same from the file itself, from a store, and on either database."""

from __future__ import annotations

from datetime import datetime, timedelta

from edigw.store import mailboxes, outbox, quiet_mailboxes
from edigw.store.engine import Store


def standing(store: Store) -> dict[str, list[dict[str, object]]]:
    with store.read() as c:
        return quiet_mailboxes.standing(lambda text: c.exec_driver_sql(text).all())


def test_pauses_holds_and_what_was_given_up(store: Store, now: datetime) -> None:
    assert standing(store) == {"pauses": [], "holds": [], "undelivered": []}
    with store.begin() as c:
        for name in ("a", "b", "c"):
            row = {"id": store.new_id(now), "mailbox": "o'hara", "name": name}
            outbox.insert(c, [{**row, **outbox.bytes_of(store.archive.keep(b"x"))}], now)
        mailboxes.pause(c, "mailbox", "o'hara", "ann", "they move", now)
        mailboxes.pause(c, "partner", "bolt", "ann", "audit", now)
        mailboxes.hold(c, "o'hara", "no answer", "wait", now, timedelta(minutes=1))
        for row, next_at in zip(outbox.claim(c, "me", now, 60, 2, ["o'hara"]), (None, None), strict=True):
            outbox.mark_failed(c, row, "me", f"dead {row.name}", now, next_at)
    told = standing(store)
    at = f"{now.isoformat(timespec='microseconds')[:26]}Z"
    assert told["pauses"] == [
        {"kind": "mailbox", "name": "o'hara", "who": "ann", "reason": "they move", "at": at, "waiting": 1},
        {"kind": "partner", "name": "bolt", "who": "ann", "reason": "audit", "at": at, "waiting": None},
    ]
    (held,) = told["holds"]
    assert (held["mailbox"], held["failures"], held["since"], held["error"]) == ("o'hara", 1, at, "no answer")
    assert (held["waiting"], str(held["until"]) > at) == (1, True)
    assert told["undelivered"] == [{"mailbox": "o'hara", "count": 2, "error": "dead b"}]


def test_one_that_could_not_be_polled_is_shown_and_sent_to_all_the_same(store: Store, now: datetime) -> None:
    with store.begin() as c:
        mailboxes.unheard(c, "acme", "no answer", "wait", now)
        mailboxes.unheard(c, "acme", "another", "mend it", now + timedelta(minutes=1))
        assert mailboxes.resting(c, now) == set()
    (held,) = standing(store)["holds"]
    assert (held["failures"], held["error"], held["hint"]) == (0, "another", "mend it")
    assert held["since"] == f"{now.isoformat(timespec='microseconds')[:26]}Z"
    with store.begin() as c:
        mailboxes.heard(c, "acme")
        mailboxes.hold(c, "bolt", "no answer", "", now, timedelta(minutes=1))
        mailboxes.heard(c, "bolt")  # a poll says nothing of what is sent
    assert [one["mailbox"] for one in standing(store)["holds"]] == ["bolt"]
