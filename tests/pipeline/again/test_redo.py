"""What bars a document from being done again, row by row."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from edigw.pipeline.again import redo
from edigw.pipeline.again.reread import Fresh

ROW = {
    "id": "d", "code_type": None, "direction": "in", "standard": "x12", "type": "850", "state": "DONE", "reason": None,
    "answer": "none", "replaced_by": None, "order_id": "o", "body": b'{"a": 1}', "outbox_id": "x", "model": b"{}",
    "partner": "acme", "usage": "P", "po_number": "1",
}  # fmt: skip


def row(**more: Any) -> Any:
    return SimpleNamespace(**{**ROW, **more})


@pytest.mark.parametrize(("more", "why"), [
    ({}, None), ({"direction": "out"}, "reissue"), ({"standard": "canonical"}, "no map"),
    ({"state": "RECEIVED"}, "turn"),
    ({"state": "WAITING", "reason": "CONFIG"}, "by itself"), ({"state": "WAITING", "reason": "MANUAL"}, None),
    ({"state": "WAITING", "reason": "CONFLICT", "code_type": "TA105"}, "control number"),
    ({"state": "DUPLICATE"}, "repeats"), ({"replaced_by": "e"}, "name e"), ({"state": "QUARANTINED"}, None),
])  # fmt: skip
def test_what_can_be_read_again(more: dict[str, Any], why: str | None) -> None:
    told = redo.unreadable(row(**more))
    assert told is None if why is None else why in str(told)


@pytest.mark.parametrize(("more", "why"), [
    ({"state": "SENT"}, None), ({"direction": "in"}, "reprocess"), ({"type": "997", "state": "SENT"}, "once"),
    ({"state": "WAITING"}, "release"), ({"state": "READY"}, "on its way"), ({"state": "FAILED"}, None),
    ({"state": "SENT", "replaced_by": "e"}, "name e"), ({"state": "SENT", "model": None}, "not kept"),
])  # fmt: skip
def test_what_can_be_composed_anew(more: dict[str, Any], why: str | None) -> None:
    told = redo.unsendable(row(**{"type": "855", "direction": "out", **more}))
    assert told is None if why is None else why in str(told)


@pytest.mark.parametrize(("more", "why"), [
    ({}, None), ({"direction": "in"}, "reprocess"), ({"outbox_id": None}, "no file"), ({"replaced_by": "e"}, "name e"),
])  # fmt: skip
def test_what_can_be_redelivered(more: dict[str, Any], why: str | None) -> None:
    told = redo.undeliverable(row(**{"direction": "out", **more}))
    assert told is None if why is None else why in str(told)


def test_only_what_took_effect_and_says_the_same_is_left_alone() -> None:
    same, other = Fresh({"body": b'{"a":1}', "type": "850"}), Fresh({"body": b'{"a":2}', "type": "850"})
    assert redo.same(row(), same)
    assert not redo.same(row(), other)
    assert not redo.same(row(state="REJECTED", order_id=None), same)
    assert not redo.same(row(answer="orphan"), same)
    assert not redo.same(row(), None)
    assert redo.same(row(state="WAITING"), same)  # it opened an order whose answer waits


def test_a_plan_names_nothing_that_it_made() -> None:
    told = redo.result(row(), "changed", new_id="n", sends=[{"partner": "acme", "type": "855", "id": "s"}])
    assert redo.planned(told)["sends"] == [{"partner": "acme", "type": "855", "id": None}]
    assert redo.planned(told)["new_id"] is None
