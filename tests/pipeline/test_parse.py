"""Boundary B: closing rows, large files, two processes at one file, limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from yard import Yard, group, isa, order, orders, transaction

from edigw.app.workspace import Workspace
from edigw.pipeline import parse
from edigw.pipeline.context import Context, Done
from edigw.pipeline.locks import FileLock
from edigw.pipeline.receive import receive
from edigw.store import documents, inbox, interchanges


@pytest.fixture
def context(yard: Yard) -> Iterator[Context]:
    workspace = Workspace(yard.base, yard.clock)
    with workspace.opened() as opened:
        yield opened


def take_in(context: Context) -> None:
    for box in context.mailboxes.values():
        receive(context, box)


def test_nothing_can_be_processed_before_the_closing_row(yard: Yard, context: Context) -> None:
    yard.drop(orders("1"))
    take_in(context)
    with context.store.read() as c:
        assert documents.of_receipt(c, inbox.take(c, context.now())[0].id) == []
    done = Done()
    parse.parse(context, done)
    assert done.parsed == 1
    with context.store.read() as c:
        row = interchanges.get(c, yard.docs()[0]["id"])
        assert row is not None and row.closed_at is not None and row.verdict == "accepted"


def test_a_large_file_in_parts_is_the_same_as_in_one(
    yard: Yard, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = [transaction("850", order(str(n), [("1", "1")]), f"{n:04d}") for n in range(1, 26)]
    yard.drop(isa([group(sets)]) + "rubbish" + orders("x", control=2))
    monkeypatch.setattr(parse, "PART", 10)
    take_in(context)
    parse.parse(context, Done())
    found = yard.docs()
    assert [d["po_number"] for d in found] == [*(str(n) for n in range(1, 26)), None, "x"]
    assert {d["state"] for d in found} == {"RECEIVED", "QUARANTINED"}
    yard.once()
    assert [row["number"] for row in yard.app.orders_list()] == [*(str(n) for n in range(1, 26)), "x"]


def test_a_large_file_waits_while_another_process_is_at_it(
    yard: Yard, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard.drop(orders("1", "2", "3"))
    monkeypatch.setattr(parse, "PART", 1)
    take_in(context)
    with FileLock(context.run_folder / "parse.lock") as other:
        assert other.take()
        parse.parse(context, Done())
        assert [d["state"] for d in yard.docs()] == ["RECEIVED"]
    parse.parse(context, Done())
    assert len(yard.docs()) == 3


def test_a_file_that_was_parsed_by_a_faster_process_is_left_alone(yard: Yard, context: Context) -> None:
    yard.drop(orders("1"))
    take_in(context)
    with context.store.read() as c:
        taken = inbox.take(c, context.now())
    parse.parse(context, Done())
    parse._parse_some(context, taken, Done())
    assert len(yard.docs()) == 1


def test_a_file_over_the_limit_is_shown_and_not_read(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[limits]", '[limits]\nsegment = "200 B"'), "utf-8")
    yard.take(orders("1").replace("N1*ST*NORTH", "N1*ST*" + "N" * 300))
    assert [(d["type"], d["state"], d["code_type"]) for d in yard.docs(type="850")] == [("850", "REJECTED", "AK403")]


def test_raw_bytes_that_are_gone_are_said(yard: Yard, context: Context) -> None:
    yard.drop(orders("1") + " " * 70_000)
    take_in(context)
    for blob in (yard.base / "data" / "blobs").rglob("*"):
        if blob.is_file():
            blob.unlink()
    parse.parse(context, Done())
    assert [(d["state"], d["reason"]) for d in yard.docs()] == [("QUARANTINED", "CHECKSUM")]
