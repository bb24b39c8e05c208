"""Somebody pauses a mailbox or a partner: nothing goes on, nothing is lost, status says who and why."""

from __future__ import annotations

import pytest
from yard import Yard, orders

from edigw.errors import NotFound, UsageError


def messages(yard: Yard) -> list[str]:
    return [trouble["message"] for trouble in yard.app.status()["troubles"]]


def test_a_paused_mailbox_neither_takes_nor_gives(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDIGW_USER", "ann")
    lying = yard.drop(orders("1"))
    told = yard.app.pause("mailbox", "acme", reason="their server moves")
    assert told == {"kind": "mailbox", "name": "acme", "paused": True, "changed": True, "who": "ann",
                    "reason": "their server moves"}  # fmt: skip
    assert not yard.app.pause("mailbox", "acme", reason="again")["changed"]
    assert yard.once()["received"] == 0 and lying.exists()
    (line,) = messages(yard)
    assert line.startswith("mailbox acme is paused since 2026-11-01 08:00 UTC by ann: their server moves; 0 files wait")
    assert yard.app.status()["ok"]  # somebody wanted it so
    (row,) = [row for row in yard.app.mailboxes_list() if row["name"] == "acme"]
    assert (row["state"], row["who"], row["waiting"], row["apart"]) == ("paused", "ann", 0, False)
    assert yard.app.resume("mailbox", "acme") == {
        "kind": "mailbox", "name": "acme", "paused": False, "changed": True, "due": 0,
    }  # fmt: skip
    assert yard.once()["sent"] == 3
    assert messages(yard) == []


def test_the_documents_of_a_paused_partner_wait(yard: Yard) -> None:
    yard.drop(orders("1"))
    yard.app.pause("partner", "acme", reason="audit")
    assert yard.once()["received"] == 1
    assert [row[2] for row in yard.states()] == ["RECEIVED"]  # it came, and is kept
    assert any("partner acme is paused" in line for line in messages(yard))
    assert yard.app.resume("partner", "acme")["changed"]
    yard.once()
    assert yard.states() == [("in", "850", "DONE", None), ("out", "997", "SENT", None), ("out", "855", "SENT", None)]
    assert yard.app.doctor()["ok"]


def test_a_partner_that_is_paused_before_its_first_file_is_paused(yard: Yard) -> None:
    yard.app.pause("partner", "acme", reason="not yet")
    yard.take(orders("1"))
    assert [row[2] for row in yard.states()] == ["RECEIVED"]
    assert [one["code"] for one in yard.app.doctor()["troubles"]] == ["LANE_PAUSED"]
    yard.app.resume("partner", "acme")
    yard.once()
    assert [row[2] for row in yard.states()] == ["DONE", "SENT", "SENT"]


@pytest.mark.parametrize("kind", ["mailbox", "partner"])
def test_names_that_are_none_and_reasons_that_are_empty_are_refused(yard: Yard, kind: str) -> None:
    with pytest.raises(NotFound, match=f"there is no {kind} nobody"):
        yard.app.pause(kind, "nobody", reason="why")
    with pytest.raises(NotFound):
        yard.app.resume(kind, "nobody")
    with pytest.raises(UsageError, match="reason"):
        yard.app.pause(kind, "acme", reason=" ")
    assert not yard.app.resume(kind, "acme")["changed"]
