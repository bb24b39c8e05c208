"""A mailbox that hangs holds up no other; leases, errors, pauses and reloads of mailboxes that are visited."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from far import FarMailbox
from yard import Yard

from edigw.app.workspace import Workspace
from edigw.errors import Denied, Unreachable
from edigw.pipeline.context import Context
from edigw.pipeline.line import due_elsewhere
from edigw.store import mailboxes, outbox
from edigw.work.couriers import BROKEN, Couriers, far

LONG = 30  # seconds that a test waits before it fails


@dataclass
class Office:
    """Couriers, and far mailboxes with files that wait for them."""

    context: Context
    couriers: Couriers
    woken: list[bool] = field(default_factory=list)

    def box(self, name: str) -> FarMailbox:
        found = self.context.mailboxes[name]
        assert isinstance(found, FarMailbox)
        return found

    def put(self, name: str, *files: str) -> None:
        store, now = self.context.store, self.context.now()
        with store.begin() as connection:
            for file in files:
                kept = outbox.bytes_of(store.archive.keep(b"ISA"))
                outbox.insert(connection, [{"id": store.new_id(now), "mailbox": name, "name": file, **kept}], now)

    def pass_(self) -> None:
        """What a pass of the daemon does for them."""
        self.couriers.keep_leases(self.context)
        self.couriers.visit(self.context, *due_elsewhere(self.context, far(self.context)))

    def until(self, happened: Callable[[], bool]) -> None:
        for _ in range(LONG):
            if happened():
                return
            self.couriers.wait(1)
        raise AssertionError("it did not happen in time")

    def rest(self) -> None:
        self.until(lambda: not self.couriers.busy)

    def states(self, name: str) -> list[str]:
        with self.context.store.read() as connection:
            query = f"SELECT state FROM outbox WHERE mailbox = '{name}' ORDER BY id"
            return list(connection.exec_driver_sql(query).scalars())


@pytest.fixture
def office(yard: Yard) -> Iterator[Office]:
    with Workspace(yard.base, yard.clock).opened() as opened:
        boxes = {name: FarMailbox(name) for name in ("acme", "bolt", "crest")}
        made = Office(replace(opened, mailboxes={**opened.mailboxes, **boxes}), Couriers())
        yield made
        for box in boxes.values():
            box.let_go.set()
        assert made.couriers.stop(LONG)


@pytest.mark.parametrize("verb", ["poll", "send"])
def test_one_that_hangs_holds_up_no_other(office: Office, verb: str) -> None:
    office.box("acme").hangs = {verb}
    for name in ("acme", "bolt", "crest"):
        office.put(name, *(f"{n}.edi" for n in range(40)))
    office.pass_()
    assert office.box("acme").reached.wait(LONG)
    office.until(lambda: len(office.box("bolt").sent) == len(office.box("crest").sent) == 40)
    office.until(lambda: office.couriers.busy == ["acme"])
    assert office.box("acme").sent == []
    office.put("bolt", "later.edi")
    office.pass_()
    office.until(lambda: office.box("bolt").sent[-1] == "later.edi")
    office.box("acme").let_go.set()
    office.rest()
    assert office.box("acme").sent == [f"{n}.edi" for n in range(40)]  # in their order, each once
    assert office.couriers.collect().sent == 121
    assert {state for name in ("acme", "bolt", "crest") for state in office.states(name)} == {"SENT"}


def test_the_thread_that_all_wait_for_touches_none_of_them(office: Office) -> None:
    office.put("acme", "a.edi")
    office.pass_()
    office.rest()
    assert office.box("acme").threads == {"courier"} and office.box("acme").polls == 1


def test_those_that_failed_leave_half_of_the_threads_to_others(office: Office, yard: Yard) -> None:
    settings = replace(office.context.configuration.settings, sessions=2)
    office.context.configuration.settings = settings
    for name in ("acme", "bolt"):
        office.box(name).poll_fails = Unreachable("no answer", "wait")
    office.pass_()
    office.rest()
    assert [error.message for error in office.couriers.troubles(yard.now)] == [
        f"mailbox {name}: no answer" for name in ("acme", "bolt")
    ]  # fmt: skip
    for name in ("acme", "bolt"):
        office.box(name).hangs = {"poll"}
    office.put("crest", "a.edi")
    office.pass_()
    office.until(lambda: office.box("crest").sent == ["a.edi"])
    assert len(office.couriers.visiting()) == 1  # the other one that failed waits for its turn


def test_a_slow_send_keeps_its_lease_and_one_that_was_taken_over_is_fenced(office: Office, yard: Yard) -> None:
    office.box("acme").hangs = {"send"}
    office.put("acme", "a.edi")
    office.pass_()
    assert office.box("acme").reached.wait(LONG)
    for _ in range(4):
        yard.now += timedelta(seconds=40)
        office.pass_()
        with office.context.store.begin() as connection:
            assert outbox.claim(connection, "rival", yard.now, 60) == []
    (told,) = office.couriers.troubles(yard.now)
    assert "mailbox acme is silent or slow" in told.message
    yard.now += timedelta(seconds=61)  # nobody renews: a zombie
    with office.context.store.begin() as connection:
        assert len(outbox.claim(connection, "rival", yard.now, 600)) == 1
    office.box("acme").let_go.set()
    office.rest()
    with office.context.store.read() as connection:
        row = outbox.by_name(connection, "acme", "a.edi")
    assert row is not None and (row.state, row.owner) == ("SENDING", "rival")


def test_nothing_of_a_paused_mailbox_is_polled_or_sent_and_nothing_is_lost(office: Office) -> None:
    with office.context.store.begin() as connection:
        mailboxes.pause(connection, "mailbox", "acme", "ann", "they move", office.context.now())
    office.put("acme", "a.edi")
    office.pass_()
    office.rest()
    assert (office.box("acme").polls, office.box("acme").sent, office.states("acme")) == (0, [], ["READY"])
    with office.context.store.begin() as connection:
        mailboxes.resume(connection, "mailbox", "acme")
    office.pass_()
    office.rest()
    assert (office.box("acme").polls, office.box("acme").sent) == (1, ["a.edi"])


def test_what_breaks_in_a_visit_is_reported_and_the_mailbox_rests(office: Office, yard: Yard) -> None:
    office.box("acme").poll_fails = ValueError("a fault of the program")
    office.put("bolt", "a.edi")
    office.pass_()
    office.rest()
    (told,) = office.couriers.troubles(yard.now)
    assert "mailbox acme cannot be served: an internal error" in told.message
    (report,) = office.context.crash_folder.iterdir()
    assert "a fault of the program" in report.read_text("utf-8")
    office.pass_()
    office.rest()
    assert len(list(office.context.crash_folder.iterdir())) == 1 and office.box("bolt").polls == 2
    yard.now += BROKEN
    office.pass_()
    office.rest()
    reports = list(office.context.crash_folder.iterdir())
    assert len(reports) == 2
    for path in reports:
        path.unlink()


def test_what_breaks_while_fetching_keeps_nothing_from_being_sent(office: Office) -> None:
    office.box("acme").poll_fails = ValueError("a fault of ours")
    office.put("acme", "a.edi")
    office.pass_()
    office.rest()
    assert office.box("acme").sent == ["a.edi"] and office.states("acme") == ["SENT"]
    (report,) = office.context.crash_folder.iterdir()
    report.unlink()


def test_a_mailbox_that_changed_files_replaced_is_hung_up_when_its_visit_is_over(office: Office) -> None:
    old = office.box("acme")
    old.hangs = {"poll"}
    office.pass_()
    assert old.reached.wait(LONG)
    office.until(lambda: office.couriers.busy == ["acme"])
    gone = office.box("crest")
    fresh = FarMailbox("acme")
    kept = {name: box for name, box in office.context.mailboxes.items() if name != "crest"}
    office.context = replace(office.context, mailboxes={**kept, "acme": fresh})
    office.pass_()
    assert gone.closed and not old.closed and fresh.polls == 0
    old.let_go.set()
    office.rest()
    assert old.closed and fresh.polls == 1 and not fresh.closed


def test_a_stop_waits_for_what_is_under_way_no_longer_than_it_may(office: Office) -> None:
    office.box("acme").hangs = {"send"}
    office.put("acme", *(f"{n}.edi" for n in range(40)))
    office.pass_()
    assert office.box("acme").reached.wait(LONG)
    assert not office.couriers.stop(0)
    office.box("acme").let_go.set()
    assert office.couriers.stop(LONG)
    assert len(office.box("acme").sent) == 16  # the batch in hand; no other was begun
    assert office.states("acme").count("READY") == 24


def test_whoever_waits_for_arrivals_is_woken_by_them(office: Office) -> None:
    woken = threading.Event()
    office.couriers._woken = woken.set
    office.pass_()
    office.rest()
    assert not woken.is_set()


def test_one_that_answers_again_has_what_waits_for_it_at_once(office: Office) -> None:
    box = office.box("acme")
    box.poll_fails = box.broken = Unreachable("no answer", "wait")
    office.put("acme", "a.edi", "b.edi")
    office.pass_()
    office.rest()
    with office.context.store.read() as connection:
        assert mailboxes.holds(connection)["acme"].failures == 1
    box.broken = None
    office.pass_()  # the poll still fails, and nothing is sent before its time
    office.rest()
    assert box.sent == []
    box.poll_fails = None
    office.pass_()
    office.rest()
    office.pass_()
    office.rest()
    assert box.sent == ["a.edi", "b.edi"]
    with office.context.store.read() as connection:
        assert not mailboxes.holds(connection)


def test_a_poll_that_fails_is_noted_once_and_again_for_another_reason(office: Office) -> None:
    office.box("acme").poll_fails = Unreachable("no answer", "wait")
    for _ in range(3):
        office.pass_()
        office.rest()
    with office.context.store.read() as connection:
        held = mailboxes.holds(connection)["acme"]
    assert (held.failures, held.error) == (0, "no answer")
    office.box("acme").poll_fails = Denied("no such folder", "ask")
    office.pass_()
    office.rest()
    with office.context.store.read() as connection:
        now_so = mailboxes.holds(connection)["acme"]
    assert (now_so.error, now_so.hint, now_so.since) == ("no such folder", "ask", held.since)


def test_a_trouble_names_its_mailbox(office: Office) -> None:
    office.box("acme").poll_fails = Unreachable("no answer", "wait")
    office.box("bolt").poll_fails = Unreachable("mailbox bolt: no answer", "wait")
    office.pass_()
    office.rest()
    told = [one.message for one in office.couriers.troubles(office.context.now())]
    assert told == ["mailbox acme: no answer", "mailbox bolt: no answer"]
