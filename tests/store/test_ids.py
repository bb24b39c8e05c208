"""Ids sort by arrival, whatever the clock does, and never meet."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from edigw.store import ids

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def test_ids_grow_even_when_the_clock_goes_back() -> None:
    made = [ids.new_id(NOW), ids.new_id(NOW + timedelta(hours=2)), ids.new_id(NOW + timedelta(hours=1))]
    made += [ids.new_id(NOW - timedelta(days=400)), ids.new_id(NOW + timedelta(hours=2, milliseconds=1))]
    assert made == sorted(set(made))
    assert {len(one) for one in made} == {20}


def test_a_later_process_goes_on_behind_what_the_store_holds() -> None:
    earlier, later = ids.Clockwork(), ids.Clockwork()
    last = earlier.next(10_000_000)
    later.not_before(ids._number(last[: ids.INSTANT]))
    assert later.next(9_000_000) > last  # the clock went back meanwhile


def test_a_full_millisecond_runs_over_into_the_next() -> None:
    clock = ids.Clockwork()
    first = clock.next(5)
    clock.sequence = 32**ids.SEQUENCE - 2
    last, over = clock.next(5), clock.next(5)
    assert first < last < over
    assert ids._number(over[: ids.INSTANT]) == 6


def test_two_processes_draw_different_nodes() -> None:
    ours = ids.new_id(NOW)
    read, write = os.pipe()
    if not (child := os.fork()):
        os.write(write, ids.new_id(NOW).encode())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(read, 20).decode()
    assert theirs[ids.INSTANT : -ids.SEQUENCE] != ours[ids.INSTANT : -ids.SEQUENCE]
    assert theirs > ours


def test_children_sort_between_their_file_and_the_next() -> None:
    first, second = ids.new_id(NOW), ids.new_id(NOW)
    family = [ids.child_id(first, n) for n in (0, 1, 9, 10, 999_999)] + [ids.child_id(second, n) for n in (0, 1)]
    assert family == sorted(family)
    assert family[0] == first


def test_text_and_number_agree() -> None:
    for number in (0, 31, 32, 2**50 - 1):
        assert ids._number(ids._text(number, ids.INSTANT)) == number
