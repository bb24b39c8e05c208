"""A person ends a wait: once, with a reason that is kept."""

from __future__ import annotations

import pytest
from yard import Yard, orders

from edigw.errors import NotFound, UsageError


def test_only_what_waits_can_be_released(yard: Yard) -> None:
    yard.take(orders("1"))
    with pytest.raises(UsageError, match="WAITING"):
        yard.app.docs_release(yard.docs()[0]["id"], reason="x")
    with pytest.raises(NotFound):
        yard.app.docs_release("nothing", reason="x")


def test_who_and_why_is_kept(bare: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDIGW_USER", "k.bauer")
    yard = bare.partner(answers="manual")
    yard.take(orders("1"))
    shown = yard.app.docs_release(yard.docs()[0]["id"], reason="agreed by phone")
    assert "agreed by phone" in str(shown["timeline"])
    assert "who=k.bauer" in str(shown["timeline"])


def test_one_that_stands_behind_another_may_be_let_through(yard: Yard) -> None:
    yard.take(orders("1"))
    for n, qty in ((2, "36"), (3, "48")):
        yard.take(orders("1", control=n).replace("PO1*1*24", f"PO1*1*{qty}"), f"{n}.edi")
    behind = yard.docs(state="WAITING")[1]
    assert behind["reason"] == "EARLIER_DOCUMENT"
    shown = yard.app.docs_release(behind["id"], reason="the other one is wrong")
    assert (shown["state"], shown["reason"]) == ("WAITING", "CONFLICT")
    shown = yard.app.docs_release(behind["id"], reason="yes, this one")
    assert shown["state"] == "DONE"
    assert yard.app.orders_show("1")["lines"][0]["ordered"] == "48"


def test_a_control_number_that_was_reused_is_not_a_licence_to_replace_the_order(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("1").replace("PO1*1*24", "PO1*1*36"), "b.edi")
    held = yard.docs(state="WAITING")[0]
    assert (held["reason"], held["code"]) == ("CONFLICT", "025")
    shown = yard.app.docs_release(held["id"], reason="they restarted their numbers")
    assert (shown["state"], shown["reason"], shown["code"]) == ("WAITING", "CONFLICT", None)
    assert yard.app.orders_show("1")["lines"][0]["ordered"] == "24"
    shown = yard.app.docs_release(held["id"], reason="and the order is right")
    assert shown["state"] == "DONE"
    assert yard.app.orders_show("1")["lines"][0]["ordered"] == "36"
    assert len(yard.docs(type="997")) == 2
