"""Repeated interchanges and control numbers: answered again, by TA1 025, or not at all; never a second effect."""

from __future__ import annotations

import pytest
from yard import OURS, THEIRS, Yard, group, isa, order, orders, transaction


def test_a_repeat_is_answered_again_with_the_same_bytes_under_the_same_name(yard: Yard) -> None:
    yard.take(orders("4711"))
    before = {name: text for name, text in yard.pick_up().items() if name.startswith("997")}
    yard.take(orders("4711"), "again.edi")
    assert yard.files() == before
    repeat = yard.docs(state="DUPLICATE")
    assert [(d["type"], d["reason"]) for d in repeat] == [("850", "REPEATED")]
    ack = yard.docs(type="997")
    assert len(ack) == 1 and ack[0]["state"] == "SENT"
    assert ack[0]["answers"] == sorted([yard.docs(type="850")[0]["id"], repeat[0]["id"]])
    assert len(yard.app.orders_list()) == 1


def test_a_repeat_in_the_same_pass_has_one_answer(yard: Yard) -> None:
    yard.drop(orders("4711"), "a.edi")
    yard.drop(orders("4711"), "b.edi")
    yard.once()
    assert [d["state"] for d in yard.docs(type="850")] == ["DONE", "DUPLICATE"]
    assert [name[:3] for name in yard.files()] == ["855", "997"]


@pytest.mark.parametrize(("policy", "answers"), [("ta1", ["TA1"]), ("silent", [])])
def test_or_by_ta1_or_not_at_all(bare: Yard, policy: str, answers: list[str]) -> None:
    yard = bare.partner(duplicates=policy)
    yard.take(orders("4711"))
    yard.pick_up()
    yard.take(orders("4711"), "again.edi")
    assert [name.partition("_")[0] for name in yard.files()] == answers
    assert "*R*025~" in yard.text("TA1") or not answers


def test_other_bytes_under_the_same_number_are_acknowledged_and_wait(yard: Yard) -> None:
    yard.take(orders("1"))
    done = yard.take(orders("2"), "other.edi")
    assert done["attention"] == 1
    assert [(d["po_number"], d["state"], d["reason"]) for d in yard.docs(type="850")] == [
        ("1", "DONE", None), ("2", "WAITING", "CONFLICT"),
    ]  # fmt: skip
    assert len(yard.docs(type="997")) == 2
    held = yard.docs(state="WAITING")[0]
    assert held["waits_for"] == "person" and held["due_at"]
    yard.app.docs_release(held["id"], reason="they restarted their numbers")
    assert [row["number"] for row in yard.app.orders_list()] == ["1", "2"]
    assert len(yard.docs(type="997")) == 2


def test_or_are_refused_where_the_partner_is_told_by_ta1(bare: Yard) -> None:
    yard = bare.partner(duplicates="ta1")
    yard.take(orders("1"))
    yard.take(orders("2"), "other.edi")
    assert [(d["state"], d["code"]) for d in yard.docs(po="2")] == [("REJECTED", "025")]
    assert [row["number"] for row in yard.app.orders_list()] == ["1"]


def test_a_refused_interchange_leaves_its_number_free(yard: Yard) -> None:
    whole = orders("1")
    yard.take(whole.split("GE*")[0])
    yard.take(whole, "whole.edi")
    assert [d["state"] for d in yard.docs(type="850")] == ["REJECTED", "DONE"]
    yard.take(whole, "again.edi")
    assert [d["state"] for d in yard.docs(type="850")] == ["REJECTED", "DONE", "DUPLICATE"]


def test_an_acknowledgement_is_never_acknowledged_nor_a_repeat_of_it(yard: Yard) -> None:
    body = "AK1*PR*77~\nAK2*855*0077~\nAK5*A~\nAK9*A*1*1*1~\n"
    text = isa([group([transaction("997", body)], 1, "FA")], ask="1")
    yard.take(text)
    yard.take(text, "again.edi")
    assert yard.files() == {}
    assert [(d["state"], d["reason"]) for d in yard.docs()] == [
        ("ACCEPTED_WITH_ERRORS", "ORPHAN_ACK"), ("DUPLICATE", "REPEATED"),
    ]  # fmt: skip


def test_a_large_interchange_is_admitted_once(yard: Yard) -> None:
    sets = [transaction("850", order(str(n), [("1", "1")]), f"{n:04d}") for n in range(1, 251)]
    yard.take(isa([group(sets)]))
    assert {d["state"] for d in yard.docs(type="850")} == {"DONE"}
    assert len(yard.docs(type="997")) == 1
    assert "AK9*A*250*250*250~" in yard.text("997")
    assert len(yard.docs(type="855")) == 250


def test_the_window_forgets(yard: Yard) -> None:
    yard.tell("duplicates:\n  window: 1 d\n")
    yard.take(orders("1"))
    yard.now = yard.now.replace(day=4)
    yard.take(orders("2"), "b.edi")
    assert [d["state"] for d in yard.docs(type="850")] == ["DONE", "DONE"]


def test_the_same_number_from_another_sender_is_no_repeat(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    yard.take(orders("1"))
    yard.take(orders("1", sender="08:2222222222"), "b.edi", "other")
    assert [d["state"] for d in yard.docs(type="850")] == ["DONE", "DONE"]
    assert (THEIRS, OURS) == ("08:6123830000", "01:SUPPLIER001")
