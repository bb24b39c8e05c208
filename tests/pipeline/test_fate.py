"""What becomes of a file that did not go: tried again, or given up; a mailbox that does not answer is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from far import FarMailbox
from sqlalchemy import Connection
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.errors import Denied, EdigwError, LockedError, Refused, TemporaryError, Unreachable, UsageError
from edigw.pipeline import fate
from edigw.pipeline.context import Context, Done
from edigw.pipeline.deliver import deliver
from edigw.store import mailboxes, outbox
from edigw.store.engine import Store
from edigw.store.waits import back_off


@pytest.fixture
def context(yard: Yard) -> Iterator[Context]:
    """Five files wait for a mailbox that does what it is told."""
    with Workspace(yard.base, yard.clock).opened() as opened:
        with opened.store.begin() as connection:
            for n in range(5):
                row = {
                    "id": opened.store.new_id(opened.now()),
                    "mailbox": "acme",
                    "name": f"{n}.edi",
                    "partner": "acme",
                }
                outbox.insert(connection, [{**row, **outbox.bytes_of(opened.store.archive.keep(b"ISA"))}], opened.now())
        yield replace(opened, mailboxes={**opened.mailboxes, "acme": FarMailbox("acme")})


def box(context: Context) -> FarMailbox:
    found = context.mailboxes["acme"]
    assert isinstance(found, FarMailbox)
    return found


def lie(context: Context) -> list[tuple[str, int]]:
    with context.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT state, tries FROM outbox ORDER BY id").all()
    return [(state, tries) for state, tries in rows]


def send(context: Context) -> Done:
    done = Done()
    deliver(context, done)
    return done


def test_one_file_that_cannot_go_holds_up_no_other(yard: Yard, context: Context) -> None:
    box(context).errors["1.edi"] = TemporaryError("another file called 1.edi lies there")
    assert send(context).sent == 4
    assert lie(context)[:3] == [("SENT", 1), ("RETRY", 1), ("SENT", 1)]
    box(context).errors.clear()
    yard.now += timedelta(seconds=16)
    assert send(context).sent == 1
    with context.store.read() as connection:
        assert not connection.exec_driver_sql("SELECT count(failing_since) FROM outbox").scalar()


def test_of_a_mailbox_that_does_not_answer_one_file_is_tried_and_the_order_stays(yard: Yard, context: Context) -> None:
    box(context).broken = Unreachable("no answer in time", "wait")
    send(context)
    assert lie(context) == [("RETRY", 1), *[("READY", 0)] * 4]
    assert send(context).sent == 0 and lie(context)[0] == ("RETRY", 1)  # it is left alone
    yard.now += timedelta(seconds=31)
    send(context)
    assert lie(context) == [("RETRY", 2), *[("READY", 0)] * 4]
    box(context).broken = None
    yard.now += timedelta(hours=1)
    assert send(context).sent == 5
    assert box(context).sent == [f"{n}.edi" for n in range(5)]
    with context.store.read() as connection:
        assert not mailboxes.holds(connection)


@pytest.mark.parametrize(("error", "least"), [(Unreachable("away"), 7.5), (Denied("the login is refused"), 300)])
def test_what_a_person_must_mend_is_tried_slowly(context: Context, error: Unreachable, least: float) -> None:
    box(context).broken = error
    send(context)
    with context.store.read() as connection:
        held = mailboxes.holds(connection)["acme"]
    assert least <= (held.until - context.now()).total_seconds() <= 2 * least


def test_a_file_is_given_up_after_so_many_tries_or_so_long_and_revived(yard: Yard, context: Context) -> None:
    yard.tell("mailboxes:\n  acme:\n    tries: 3\n")
    box(context).errors = {f"{n}.edi": TemporaryError("no space there") for n in range(5)}
    for _ in range(3):
        send(context)
        yard.now += timedelta(hours=1)
    assert lie(context) == [("RETRY", 3)] * 5  # the rules as this process read them: a hundred tries
    with Workspace(yard.base, yard.clock).opened() as fresh:
        renewed = replace(context, configuration=fresh.configuration)
        assert send(renewed).attention == 5
    assert lie(context) == [("FAILED", 4)] * 5
    with context.store.begin() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM outbox ORDER BY id").scalars().all()
        assert all(outbox.redeliver(connection, one, context.now()) for one in ids)
    box(context).errors.clear()
    assert send(context).sent == 5


def test_after_three_days_it_is_given_up_and_what_waited_as_long_with_it(yard: Yard, context: Context) -> None:
    box(context).broken = Unreachable("no answer")
    send(context)
    yard.now += timedelta(days=2)
    with context.store.begin() as connection:
        kept = outbox.bytes_of(context.store.archive.keep(b"ISA"))
        outbox.insert(connection, [{"id": context.store.new_id(yard.now), "mailbox": "acme", "name": "young", **kept}],
                      yard.now)  # fmt: skip
    send(context)
    yard.now += timedelta(days=1, hours=1)
    assert send(context).attention == 5
    assert lie(context) == [("FAILED", 3), *[("FAILED", 0)] * 4, ("READY", 0)]


def test_documents_say_that_they_are_undelivered(yard: Yard) -> None:
    yard.drop(orders("1"))
    with Workspace(yard.base, yard.clock).opened() as opened:
        from edigw.pipeline.line import run_line

        here = replace(opened, mailboxes={**opened.mailboxes})
        far = FarMailbox("acme")
        far.broken = LockedForGood("no")
        run_line(replace(here, mailboxes={**here.mailboxes}), ["acme"])
        from edigw.pipeline.receive import receive

        receive(here, here.mailboxes["acme"])
        run_line(replace(here, mailboxes={**here.mailboxes, "acme": far}))
    out = [(row["state"], row["reason"]) for row in yard.docs() if row["direction"] == "out"]
    assert out == [("FAILED", "UNDELIVERED")] * 2
    told = yard.app.docs_again("redeliver", [row["id"] for row in yard.docs() if row["direction"] == "out"], reason="t")
    assert told["counts"] == {"redelivered": 2}
    yard.once()
    out = [(row["state"], row["reason"]) for row in yard.docs() if row["direction"] == "out"]
    assert out == [("SENT", None)] * 2


class LockedForGood(EdigwError):
    """No try can help."""


@pytest.mark.parametrize(
    ("error", "least", "most"),
    [(TemporaryError("full"), 7.5, 15), (LockedError("busy"), 7.5, 15), (Refused("no file name"), 300, 600)],
)
def test_the_first_wait(context: Context, error: EdigwError, least: float, most: float) -> None:
    box(context).errors["0.edi"] = error
    send(context)
    with context.store.read() as connection:
        row = outbox.by_name(connection, "acme", "0.edi")
    assert row is not None and least <= (row.next_at - context.now()).total_seconds() <= most


def test_what_no_try_can_help_fails_at_once(context: Context) -> None:
    box(context).errors["0.edi"] = UsageError("not in this life")
    assert send(context).attention == 1
    assert lie(context)[0] == ("FAILED", 1)


def test_waits_grow_are_capped_and_spread() -> None:
    spans: Sequence[float] = [back_off(15, tries, 1).total_seconds() for tries in (1, 2, 3, 9, 50)]
    assert spans == [15, 30, 60, 3600, 3600]
    assert back_off(600, 9, 0, fate.SLOW_LONGEST_S).total_seconds() == 7_200


def test_the_clock_is_that_of_the_context(context: Context) -> None:
    assert isinstance(context.now(), datetime)


def test_somebody_is_told_of_what_was_given_up_and_of_what_is_stuck(yard: Yard, context: Context) -> None:
    context.store.alerting = {"undelivered": ("mail",)}
    box(context).errors = {"0.edi": UsageError("not in this life"), "1.edi": TemporaryError("no space there")}
    told: list[list[str]] = []
    for _ in range(fate.STUCK):
        send(context)
        yard.now += timedelta(hours=1)
        with context.store.read() as connection:
            told.append(list(connection.exec_driver_sql("SELECT file FROM alert ORDER BY file").scalars()))
    assert told == [["0.edi"]] * 4 + [["0.edi", "1.edi"]]


def test_what_went_is_noted_though_the_database_is_busy_at_first(context: Context, monkeypatch) -> None:
    """Else it would leave a second time once its lease is over."""
    busy, begin = [TemporaryError("busy")], type(context.store).begin

    @contextmanager
    def sometimes(store: Store) -> Iterator[Connection]:
        with begin(store) as connection:
            yield connection
            if box(context).sent and busy:
                raise busy.pop()

    monkeypatch.setattr(type(context.store), "begin", sometimes)
    done = send(context)
    assert (done.sent, busy) == (5, [])
    assert lie(context) == [("SENT", 1)] * 5
