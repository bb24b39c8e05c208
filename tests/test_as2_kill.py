"""Killed at each step of an AS2 message, in or out: one document, one order, one message, and the same receipt."""

from __future__ import annotations

import http.client
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from as2_partner import Partner, trading
from as2_yard import Answer, As2Yard, Headers, posted
from sqlalchemy import select

from edigw.pipeline.boundaries import BOUNDARIES, arm
from edigw.store import tables

pytestmark = pytest.mark.usefixtures("shipped_maps_once")

KILLED = 137


def steps(room: str, short: str) -> list[Any]:
    """The boundaries of a room; all but one are for the long round."""
    marks = {short: ()}
    found = [name for name in BOUNDARIES if name.startswith(room)]
    return [pytest.param(name, marks=marks.get(name, pytest.mark.torture)) for name in found]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[As2Yard, Partner]]:
    with trading(tmp_path / "shop") as made:
        yield made


def forked(work: Callable[[], object], die_at: str) -> int:
    """`work` in a process of its own that dies at a boundary; its id."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            arm(die_at)
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def serve(yard: As2Yard, tell: int) -> None:
    with yard.serving() as port:
        os.write(tell, f"{port}\n".encode())
        time.sleep(20)


def post_to_who_dies(yard: As2Yard, die_at: str, headers: Headers, body: bytes) -> Answer | None:
    """What came back before it died."""
    hear, tell = os.pipe()
    pid = forked(lambda: serve(yard, tell), die_at)
    with os.fdopen(hear) as told:
        os.close(tell)
        port = int(told.readline())
    try:
        answer = posted(port, headers, body)
    except (OSError, http.client.HTTPException):
        answer = None
    if not die_at:
        os.kill(pid, signal.SIGKILL)
    assert ended(pid) in (KILLED, -signal.SIGKILL)
    return answer


def one_of_each(yard: As2Yard, many: int = 1) -> None:
    for _ in range(3):
        yard.now += timedelta(minutes=1)
        yard.once()
    with yard.context() as context, context.store.read() as c:
        accepted = [row for row in c.execute(select(tables.as2_message)) if row.direction == "in" and row.accepted]
        arrivals = list(c.execute(select(tables.inbox)))
    assert len(accepted) == len(arrivals) == many
    assert sum(kind == "850" and state == "DONE" for _, kind, state, _ in yard.states()) == many
    assert len(yard.app.orders_list()) == many
    assert all(state == "DELIVERED" for way, _, state, _ in yard.states() if way == "out")


@pytest.mark.parametrize("boundary", steps("G.", "G.stored"))
def test_19_20_killed_while_receiving(both: tuple[As2Yard, Partner], boundary: str) -> None:
    yard, _ = both
    headers, body = yard.message(yard.entity())
    before = post_to_who_dies(yard, boundary, headers, body)
    assert before is None or boundary == "G.answered"
    with yard.serving() as port:
        first, again = posted(port, headers, body), posted(port, headers, body)
    assert first.status == 200 and first.body == again.body
    assert before is None or before.body == first.body
    yard.verified(first)
    one_of_each(yard)


@pytest.mark.parametrize("boundary", steps("H.", "H.posted"))
def test_killed_while_sending(both: tuple[As2Yard, Partner], boundary: str) -> None:
    yard, them = both
    with yard.serving() as port:
        posted(port, *yard.message(yard.entity()))
    assert ended(forked(yard.once, boundary)) == KILLED
    one_of_each(yard)
    bodies = {(one.headers["message-id"], one.body) for one in them.taken}
    assert len({ident for ident, _ in bodies}) == len(bodies) == len({one.payload for one in them.taken}) == 2
    assert sum(one.payload.count(b"ST*855*") for one in {one.payload: one for one in them.taken}.values()) == 1


@pytest.mark.torture
def test_killed_at_random_while_both_sides_send(both: tuple[As2Yard, Partner]) -> None:
    from yard import orders

    yard, them = both
    chance = random.Random(1)
    sent = [yard.message(yard.entity(orders(str(n), control=n)), f"<{n}@them>") for n in range(1, 41)]
    owed = dict(enumerate(sent))
    receipts: dict[int, set[bytes]] = {n: set() for n in owed}
    for _ in range(25):
        hear, tell = os.pipe()
        pid = forked(lambda tell=tell: serve(yard, tell), "")
        line = forked(yard.once, "")
        with os.fdopen(hear) as told:
            os.close(tell)
            port = int(told.readline())
        ends = time.monotonic() + chance.uniform(0.05, 1.0)
        while time.monotonic() < ends:
            n = chance.choice(list(owed))
            try:
                receipts[n].add(posted(port, *owed[n]).body)
            except (OSError, http.client.HTTPException):
                break
        for one in (pid, line):
            os.kill(one, signal.SIGKILL)
            ended(one)
    with yard.serving() as port:
        for n, (headers, body) in owed.items():
            receipts[n].add(posted(port, headers, body).body)
    assert all(len(found) == 1 for found in receipts.values())
    for _ in range(5):
        one_of_each_many(yard)
    one_of_each(yard, len(sent))
    assert len({one.headers["message-id"] for one in them.taken}) == len({one.payload for one in them.taken})


def one_of_each_many(yard: As2Yard) -> None:
    yard.now += timedelta(minutes=2)
    yard.once()
