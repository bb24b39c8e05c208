"""Boundary D: what cannot be sent is tried again with the same bytes; what a dead process had claimed is free."""

from __future__ import annotations

import os
import shutil
import socket
from datetime import timedelta

import pytest
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.errors import TemporaryError
from edigw.pipeline import deliver
from edigw.store import outbox


def test_a_folder_that_is_gone_is_tried_again_and_the_number_kept(yard: Yard) -> None:
    out = yard.base / "data/acme/out"
    with Workspace(yard.base, yard.clock).opened() as context:
        shutil.rmtree(out)
        out.write_text("in the way")
        from edigw.pipeline.line import run_line

        yard.drop(orders("1"))
        run_line(context)
    assert {d["state"] for d in yard.docs() if d["direction"] == "out"} == {"RETRY"}
    out.unlink()
    yard.now += timedelta(hours=2)
    yard.once()
    assert {d["state"] for d in yard.docs() if d["direction"] == "out"} == {"SENT"}
    assert sorted(d["interchange_control"] for d in yard.docs() if d["direction"] == "out") == [
        "000000001",
        "000000002",
    ]


def test_another_file_under_the_name_is_never_overwritten(yard: Yard) -> None:
    name = "997_SUPPLIER001_6123830000_P_000000001.edi"
    (yard.base / "data/acme/out" / name).write_text("not ours")
    with pytest.raises(TemporaryError, match=name):
        yard.take(orders("1"))
    assert yard.files()[name] == "not ours"
    assert yard.docs(type="997")[0]["state"] == "RETRY"


def test_what_a_dead_process_had_claimed_is_free_at_once(yard: Yard) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    yard.tell("batching:\n  when: every 15 min\n")
    yard.take(orders("1"))
    with Workspace(yard.base, yard.clock).opened() as context:
        with context.store.begin() as c:
            assert outbox.claim(c, "x", context.now(), 60, 1) == []
            outbox.redeliver(c, yard_outbox(c), context.now())
            outbox.claim(c, f"{socket.gethostname()}:{pid}:mark", context.now(), 3600)
        assert deliver.take_over(context) == 1
        assert deliver.take_over(context) == 0


def yard_outbox(connection: object) -> str:
    from sqlalchemy import select

    from edigw.store.tables import outbox as table

    return str(connection.execute(select(table.c.id).where(table.c.control.is_not(None))).scalars().first())  # type: ignore[attr-defined]


def test_owners_elsewhere_or_alive_keep_their_lease() -> None:
    assert not deliver._gone(f"{socket.gethostname()}:{os.getpid()}:mark")
    assert not deliver._gone("elsewhere:999999:mark")
    assert not deliver._gone("nonsense")
