"""What a pass left undone is said: what may pass, and what stays until somebody acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.errors import TemporaryError
from edigw.pipeline.context import Context
from edigw.pipeline.line import run_line
from edigw.store.engine import Store
from edigw.transports.port import Trouble
from edigw.work import trouble


@contextmanager
def passed(yard: Yard) -> Iterator[Context]:
    """A pass has been done."""
    with Workspace(yard.base, yard.clock).opened() as context:
        run_line(context)
        yield context


def test_there_is_none_where_all_went_well(yard: Yard) -> None:
    yard.drop(orders("1"))
    with passed(yard) as context:
        assert trouble.passing(context) == [] and trouble.lasting(context) == []


def test_a_folder_that_is_gone_and_a_delivery_that_failed_may_pass(yard: Yard) -> None:
    yard.drop(orders("1"))
    with Workspace(yard.base, yard.clock).opened() as context:
        (yard.base / "data/acme/out").rmdir()
        run_line(context)
        (yard.base / "data/erp/in").rmdir()
        run_line(context)
        found = trouble.passing(context)
        assert trouble.lasting(context) == []
    assert [one.message for one in found] == [
        f"mailbox erp: {yard.base}/data/erp/in is no folder",
        f"cannot deliver to mailbox acme: {yard.base}/data/acme/out: No such file or directory",
    ]
    assert all(one.retry and one.hint for one in found)


def test_what_was_forgotten_stays(yard: Yard) -> None:
    old = yard.base / "data/acme/in/order.edi.part"
    old.write_text("ISA")
    os.utime(old, (1, 1))
    with passed(yard) as context:
        assert trouble.passing(context) == []
        (line,) = trouble.lasting(context)
    assert line.startswith("mailbox acme: order.edi.part is called like a file in the making")


@pytest.mark.parametrize(
    ("reason", "passing", "lasting"),
    [("VANISHED", 0, 0), ("EROFS", 1, 0), ("UNREADABLE", 1, 0), ("LIMIT_FILE", 0, 1), ("STALE_PARTIAL", 0, 1)],
)
def test_each_reason_has_its_place(yard: Yard, reason: str, passing: int, lasting: int) -> None:
    with Workspace(yard.base, yard.clock).opened() as context:
        context.mailboxes["acme"].troubles.append(Trouble("a.edi", reason))
        assert (len(trouble.passing(context)), len(trouble.lasting(context))) == (passing, lasting)


def test_a_database_that_is_away_is_a_trouble_too(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Store) -> None:
        raise TemporaryError("the database is away")

    with Workspace(yard.base, yard.clock).opened() as context:
        monkeypatch.setattr(Store, "read", away)
        assert [one.message for one in trouble.passing(context)] == ["the database is away"]
