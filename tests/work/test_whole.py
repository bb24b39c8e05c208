"""`once`: everything, those included that may keep silent; who does not answer in time is told, and left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from as2_partner import lay, trading
from far import FarMailbox
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.pipeline.context import Context
from edigw.store import outbox
from edigw.work.couriers import Couriers
from edigw.work.whole import all_once


@pytest.fixture
def context(yard: Yard) -> Iterator[Context]:
    """Two mailboxes that are far, a file for each; acme's is its partner's own."""
    with Workspace(yard.base, yard.clock).opened() as opened:
        boxes = {name: FarMailbox(name) for name in ("bolt", "crest")}
        with opened.store.begin() as connection:
            for name in boxes:
                row = {"id": opened.store.new_id(opened.now()), "mailbox": name, "name": "a.edi"}
                outbox.insert(connection, [{**row, **outbox.bytes_of(opened.store.archive.keep(b"x"))}], opened.now())
        yield replace(opened, mailboxes={**opened.mailboxes, **boxes})
        for box in boxes.values():
            box.let_go.set()


def patience(context: Context, seconds: float) -> None:
    context.configuration.settings = replace(context.configuration.settings, patience_s=seconds)


def test_all_is_done_near_and_far(context: Context, yard: Yard) -> None:
    yard.drop(orders("1"))
    done = all_once(context, Couriers())
    assert (done.received, done.sent, done.troubles) == (1, 5, [])  # three for acme and our ERP
    assert context.mailboxes["bolt"].sent == context.mailboxes["crest"].sent == ["a.edi"]


def test_who_does_not_answer_in_time_is_told_and_all_else_is_done(context: Context, yard: Yard) -> None:
    patience(context, 0.2)
    silent = context.mailboxes["bolt"]
    assert isinstance(silent, FarMailbox)
    silent.hangs = {"send"}
    yard.drop(orders("1"))
    couriers = Couriers()
    done = all_once(context, couriers)
    assert (done.received, done.sent) == (1, 4)
    assert [error.message for error in done.troubles] == ["mailbox bolt did not answer within 0.2 s"]
    assert couriers.stopped and couriers.visiting() == [silent]
    silent.let_go.set()
    assert couriers.stop(30)


def test_what_the_answer_of_a_partner_proves_is_applied_before_it_ends(tmp_path: Path) -> None:
    with trading(tmp_path / "shop") as (yard, _), yard.context() as context:
        lay(context, yard, "file")
        assert all_once(context, Couriers()).sent == 1
        with context.store.read() as connection:
            file = outbox.get(connection, "file")
        assert file is not None and file.state == "DELIVERED"


def test_what_is_apart_and_near_comes_and_goes_whole(yard: Yard) -> None:
    yard.tell("mailboxes:\n  acme:\n    apart: yes\n")
    yard.drop(orders("1"))
    assert yard.once()["sent"] == 3  # one of them is for our ERP
    assert sorted(name[:3] for name in yard.files()) == ["855", "997"]
    assert {row["state"] for row in yard.docs() if row["direction"] == "out"} == {"SENT"}
