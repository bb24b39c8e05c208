"""Boundary A: stored first, then gone from the folder; nothing twice, nothing lost."""

from __future__ import annotations

import os

import pytest
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.errors import TemporaryError
from edigw.pipeline.receive import receive
from edigw.store import inbox


def test_many_share_a_commit_and_keep_their_order(yard: Yard) -> None:
    for n in range(70):
        yard.drop(orders(str(n), control=n + 1), f"{70 - n:03d}.edi")
    with Workspace(yard.base, yard.clock).opened() as context:
        assert receive(context, context.mailboxes["acme"]) == 70
        with context.store.read() as c:
            names = [row.name for row in inbox.take(c, context.now(), 100)]
    assert names == [f"{70 - n:03d}.edi" for n in range(70)]
    assert not list((yard.base / "data/acme/in").glob("*.edi"))


def test_the_same_bytes_twice_are_two_arrivals(yard: Yard) -> None:
    yard.drop(orders("1"), "a.edi")
    yard.drop(orders("1"), "b.edi")
    assert yard.once()["received"] == 2
    assert len({d["receipt_id"] for d in yard.docs(type="850")}) == 2


def test_what_is_no_file_is_shown_and_never_followed(yard: Yard) -> None:
    os.symlink("/etc/passwd", yard.base / "data/acme/in/link.edi")
    yard.once()
    assert yard.states() == [("in", None, "QUARANTINED", "NOT_REGULAR")]
    assert yard.app.docs_raw(yard.docs()[0]["id"]) == b""


def test_a_full_disk_loses_nothing_and_is_said(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    from edigw.store.archive import Archive

    def full(self: Archive, path: object) -> None:
        raise TemporaryError("the disk is full")

    yard.drop(orders("1"))
    with monkeypatch.context() as patch:
        patch.setattr(Archive, "keep_file", full)
        with pytest.raises(TemporaryError):
            yard.once()
    assert (yard.base / "data/acme/in/a.edi").exists()
    assert yard.docs() == []
    assert yard.once()["received"] == 1


def test_a_database_that_is_away_keeps_the_claim(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise TemporaryError("the database is away")

    yard.drop(orders("1"))
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "receive_many", away)
        with pytest.raises(TemporaryError):
            yard.once()
    assert yard.once()["received"] == 1
    assert len(yard.docs(type="850")) == 1
