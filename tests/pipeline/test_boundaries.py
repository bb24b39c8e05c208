"""Killed at each boundary in turn, and at random, then started again: every invariant holds."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from invariants import World, check
from sftp_servers import US, in_a_thread
from yard import Yard, group, isa, order, orders, transaction

from edigw.pipeline.boundaries import BOUNDARIES, arm, reach

KILLED = 137


def child(work: Callable[[], object], die_at: str | None = None, kill_after_s: float | None = None) -> int:
    """Do the work in a process of its own, armed to die or killed from outside; how it ended (137 is killed)."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            arm(die_at)
            work()
            code = 0
        finally:
            os._exit(code)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return KILLED if status == -signal.SIGKILL else status


def fill(yard: Yard) -> None:
    """Everything at once: orders, a bad set, a repeat, a refused group, rubbish, a cut-off, an ERP file."""
    yard.tell("lifecycle:\n  ships: at_once\n  invoices: at_once\n")
    bad = transaction("850", order("9").replace("*24*EA", "*x*EA"), "0002")
    yard.drop(orders("1", "2", control=1), "a.edi")
    yard.drop(isa([group([transaction("850", order("3")), bad], 2)], 2, ask="1"), "b.edi")
    yard.drop(orders("1", "2", control=1), "c.edi")
    yard.drop(orders("4", control=3).replace("GE*1*3~", "GE*1*8~"), "d.edi")
    yard.drop(b"no EDI at all", "e.edi")
    yard.drop(orders("5", control=4).split("GE*")[0], "f.edi")
    yard.drop(orders("1", control=5).replace("PO1*1*24", "PO1*1*99"), "g.edi")
    body = {"lines": [{"sku": "A", "qty": "5"}]}
    yard.drop(json.dumps({"kind": "stock", "id": "1", "partner": "acme", "usage": "P", "body": body}), "s.json", "erp")


def settle(yard: Yard) -> None:
    """Started again, a while later, until nothing moves."""
    yard.now += timedelta(minutes=1)
    for _ in range(6):
        told = yard.once()
        if not any(told[name] for name in ("received", "parsed", "processed", "sent")):
            return
    raise AssertionError("it never comes to rest")


def everything_holds(yard: Yard, taken: list[tuple[str, str, bytes]]) -> None:
    world = World(yard.base, yard.dropped, taken)
    assert check(world) == []
    assert [row["number"] for row in world.app.orders_list()] == ["1", "2", "3"]
    states = sorted((row["state"], row["reason"] or "") for row in world.inbound)
    assert states == sorted([
        ("DONE", ""), ("DONE", ""), ("DONE", ""), ("REJECTED", "NOT_A_NUMBER"), ("DUPLICATE", "REPEATED"),
        ("DUPLICATE", "REPEATED"), ("REJECTED", "GROUP_CONTROL_DIFFERS"), ("QUARANTINED", "NOT_EDI"),
        ("REJECTED", "INTERCHANGE_TRAILER_MISSING"), ("WAITING", "CONFLICT"),
    ])  # fmt: skip
    assert len([row for row in world.outbound if row["type"] in ("855", "856", "810")]) == 9
    assert (yard.base / "data/erp/out/s.json").exists()


def taken_by_the_partner(yard: Yard) -> list[tuple[str, str, bytes]]:
    return [("acme", name, text.encode("latin-1")) for name, text in yard.pick_up().items()]


@pytest.mark.parametrize(
    "boundary", [name for name in BOUNDARIES if name[:2] not in ("E.", "F.", "G.", "H.") and name != "B.read"]
)
def test_dying_at_a_boundary_loses_and_doubles_nothing(yard: Yard, boundary: str) -> None:
    fill(yard)
    assert child(yard.once, boundary) == KILLED
    taken = taken_by_the_partner(yard)
    child(yard.once, f"{boundary}:2")
    taken += taken_by_the_partner(yard)
    settle(yard)
    everything_holds(yard, taken)


VISITS = ["A.claimed", "A.stored", "A.removed", "D.claimed", "D.sent", "D.marked"]


@pytest.mark.parametrize("boundary", ["A.stored", "D.claimed", "D.sent", "D.marked"])
def test_dying_in_the_thread_of_a_mailbox_that_is_apart(yard: Yard, boundary: str) -> None:
    yard.tell("mailboxes:\n  acme:\n    apart: yes\n")
    fill(yard)
    assert child(yard.once, boundary) == KILLED
    taken = taken_by_the_partner(yard)
    child(yard.once, f"{boundary}:2")
    taken += taken_by_the_partner(yard)
    settle(yard)
    everything_holds(yard, taken)


@pytest.mark.torture
@pytest.mark.parametrize("boundary", VISITS)
def test_dying_again_and_again_beside_a_server(
    tmp_path: Path, shipped_maps_once: None, monkeypatch: pytest.MonkeyPatch, boundary: str
) -> None:
    """The partner's server lives on; whoever takes over finds there what was sent, whole and once."""
    monkeypatch.setenv("ACME", "correct horse")
    with in_a_thread(tmp_path) as server:
        yard = Yard(tmp_path / "w").init().partner()
        yard.tell(
            f"mailboxes:\n  acme:\n    transport: sftp\n    host: 127.0.0.1\n    port: {server.port}\n    user: {US}\n"
            f"    password: env:ACME\n    done_marker: yes\n    host_keys: {server.pin}\n"
        )
        for n in range(1, 9):
            (server.home / "in" / f"{n}.edi").write_text(orders(str(n), control=n))
            (server.home / "in" / f"{n}.edi.done").write_text("")
        kills = sum(child(yard.once, f"{boundary}:{n}") == KILLED for n in (1, 1, 1, 2, 1, 2, 1))
        assert kills
        settle(yard)
        assert [row["number"] for row in yard.app.orders_list()] == [str(n) for n in range(1, 9)]
        there = sorted(path.name for path in (server.home / "out").iterdir())
        assert len(there) == 16 and not list((server.home / "in").iterdir())
        sent = {row["id"]: yard.app.docs_raw(row["id"]) for row in yard.docs() if row["direction"] == "out"}
        assert {path.read_bytes() for path in (server.home / "out").iterdir()} == set(sent.values())


@pytest.mark.parametrize("boundary", ["C.admitted", "C2.numbered"])
def test_dying_in_the_midst_of_more_than_memory_holds(yard: Yard, few_at_a_time: None, boundary: str) -> None:
    fill(yard)
    assert child(yard.once, boundary) == KILLED
    taken = taken_by_the_partner(yard)
    child(yard.once, f"{boundary}:2")
    settle(yard)
    everything_holds(yard, taken + taken_by_the_partner(yard))


def test_dying_in_the_middle_of_a_large_file(yard: Yard) -> None:
    sets = [transaction("850", order(str(n), [("1", "1")]), f"{n:04d}") for n in range(1, 1101)]
    yard.drop(isa([group(sets)]))
    assert child(yard.once, "B.read") == KILLED
    assert yard.app.orders_list() == []
    assert {row["state"] for row in yard.docs()} == {"RECEIVED"}
    settle(yard)
    assert len(yard.app.orders_list(limit=0)) == 1100
    assert len(yard.docs(type="850")) == 1100
    assert "AK9*A*1100*1100*1100~" in yard.text("997")


def test_dying_while_an_acknowledgement_is_applied(yard: Yard) -> None:
    yard.take(orders("1"))
    body = "AK1*PR*2~\nAK2*855*0002~\nAK5*A~\nAK9*A*1*1*1~\n"
    yard.drop(isa([group([transaction("997", body)], 9, "FA")], 9), "ack.edi")
    assert child(yard.once, "E.matched") == KILLED
    assert yard.docs(type="855")[0]["answer"] == "expected"
    settle(yard)
    assert yard.docs(type="855")[0]["answer"] == "accepted"
    assert check(World(yard.base, yard.dropped)) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kill_9_at_random_moments(yard: Yard, seed: int) -> None:
    chance = random.Random(seed)
    fill(yard)
    taken: list[tuple[str, str, bytes]] = []
    for _ in range(5):
        child(yard.once, kill_after_s=chance.uniform(0.02, 0.4))
        taken += taken_by_the_partner(yard)
    settle(yard)
    everything_holds(yard, taken)


def test_nothing_happens_where_nothing_is_armed() -> None:
    arm(None)
    for name in BOUNDARIES:
        reach(name)
    arm("elsewhere:3")
    reach(BOUNDARIES[0])
    arm(None)
