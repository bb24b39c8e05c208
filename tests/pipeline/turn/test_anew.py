"""An answer is told once: the newest that counts decides whether another says the same."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from edigw.model.answer import AnswerLine, OrderAnswer
from edigw.pipeline import rows
from edigw.pipeline.turn import anew
from edigw.store import documents

SAID = OrderAnswer(order_number="1", purpose="original", lines=(AnswerLine(no="1", qty=24),))


def told(monkeypatch: pytest.MonkeyPatch, body: OrderAnswer, *kept: Any) -> str | None:
    monkeypatch.setattr(documents, "of_order", lambda connection, order_id: list(kept))
    return anew.told_already(SimpleNamespace(connection=None), "o", "855", body)  # type: ignore[arg-type]


def sent(id_: str, body: OrderAnswer, **more: Any) -> Any:
    row = {"id": id_, "direction": "out", "type": "855", "state": "SENT", "replaced_by": None}
    return SimpleNamespace(**{**row, "model": rows.as_bytes(rows.canonical(body)), **more})


def test_when_and_how_often_it_was_said_is_no_content(monkeypatch: pytest.MonkeyPatch) -> None:
    again = SAID.model_copy(update={"purpose": "change"})
    other = SAID.model_copy(update={"lines": (AnswerLine(no="1", qty=12),)})
    assert told(monkeypatch, again, sent("a", SAID)) == "a"
    assert told(monkeypatch, other, sent("a", SAID)) is None
    assert told(monkeypatch, again, sent("a", SAID), sent("b", other)) is None
    assert told(monkeypatch, again) is None


def test_what_never_left_or_was_done_anew_was_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for more in ({"state": "WAITING"}, {"state": "FAILED"}, {"replaced_by": "b"}, {"type": "856"}, {"direction": "in"}):
        assert told(monkeypatch, SAID, sent("a", SAID, **more)) is None
