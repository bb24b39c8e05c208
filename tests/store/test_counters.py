"""Numbers without gap, whoever asks and whatever fails."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from sqlalchemy import Connection

from edigw.store import counters, lanes
from edigw.store.engine import Store


def taken(c: Connection, lane_id: str, groups: int, sets: int) -> counters.Controls:
    """The numbers of one envelope."""
    held = lanes.lock(c, lane_id)
    assert held is not None
    planned = counters.plan_controls(held, [(groups, sets)])
    counters.keep_controls(c, held, planned)
    return planned[0]


def test_control_numbers_start_at_one_and_go_on(store: Store, world) -> None:
    with store.begin() as c:
        out = world.out(c)
        assert taken(c, out, 2, 3) == counters.Controls(1, 1, (1, 2), (1, 2, 3))
    with store.begin() as c:
        assert taken(c, out, 0, 0) == counters.Controls(1, 2, (), ())  # a TA1 has no group
        assert taken(c, out, 1, 1) == counters.Controls(1, 3, (3,), (4,))
        assert taken(c, world.out(c, "other"), 1, 1).isa == 1


def test_a_rollback_takes_the_numbers_back(store: Store, world) -> None:
    with store.begin() as c:
        out = world.out(c)
    with pytest.raises(ZeroDivisionError), store.begin() as c:
        taken(c, out, 1, 1)
        counters.take_sscc(c, "0614141", "P", 5)
        raise ZeroDivisionError
    with store.begin() as c:
        assert taken(c, out, 1, 1).isa == 1
        assert counters.take_sscc(c, "0614141", "P", 2) == range(1, 3)


def test_after_the_last_number_a_new_epoch_begins(store: Store, world) -> None:
    with store.begin() as c:
        out = world.out(c)
        c.execute(lanes.lane.update().values(isa_no=counters.LAST - 1))
        assert taken(c, out, 1, 1) == counters.Controls(1, counters.LAST, (1,), (1,))
        assert taken(c, out, 1, 1) == counters.Controls(2, 1, (1,), (1,))


def test_serials_hang_on_prefix_and_usage_invoices_on_identity_usage_and_series(store: Store) -> None:
    with store.begin() as c:
        assert counters.take_sscc(c, "0614141", "P", 3) == range(1, 4)
        assert counters.take_sscc(c, "0614141", "P", 1) == range(4, 5)
        assert counters.take_sscc(c, "0614141", "T", 1) == range(1, 2)
        assert list(counters.take_invoice(c, "main", "P", "INV")) == [1]
        assert list(counters.take_invoice(c, "main", "P", "INV", 2)) == [2, 3]
        assert list(counters.take_invoice(c, "main", "P", "CR")) == [1]
        with pytest.raises(ValueError, match="0 numbers"):
            counters.take_sscc(c, "0614141", "P", 0)


def test_rivals_get_every_number_once(store: Store) -> None:
    given: list[int] = []

    def take() -> None:
        for _ in range(10):
            given.extend(store.run(lambda c: counters.take_sscc(c, "0614141", "P", 2)))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(given) == list(range(1, 81))


def test_counter_rows_can_be_held_before_they_are_needed(store: Store) -> None:
    with store.begin() as c:
        counters.take_sscc(c, "0614141", "P", 1)
        counters.hold(c, ["0614141", "none"], "main", "P")
        assert counters.take_sscc(c, "0614141", "P", 1) == range(2, 3)


def test_numbers_planned_together_are_those_that_are_taken_one_by_one(store: Store, world, now: datetime) -> None:
    wanted = [(1, 3), (0, 0), (1, 1)]
    with store.begin() as c:
        one, other = world.out(c, "one"), world.out(c, "other")
        held = lanes.lock(c, one)
        planned = counters.plan_controls(held, wanted)
        assert planned == [taken(c, other, groups, sets) for groups, sets in wanted]
        counters.keep_controls(c, held, planned)
        assert taken(c, one, 1, 1) == taken(c, other, 1, 1)
        c.execute(lanes.lane.update().where(lanes.lane.c.id == one).values(isa_no=counters.LAST - 1, gs_no=9, st_no=9))
        held = lanes.lock(c, one)
        planned = counters.plan_controls(held, [(1, 1), (1, 2)])
        assert [(p.epoch, p.isa, p.groups, p.sets) for p in planned] == [
            (1, counters.LAST, (10,), (10,)), (2, 1, (1,), (1, 2)),
        ]  # fmt: skip
        counters.keep_controls(c, held, planned)
        assert taken(c, one, 1, 1) == counters.Controls(2, 2, (2,), (3,))
