"""Boundary C2: numbers without gap, batches, names, what is owed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from yard import Yard, orders

from edigw.pipeline import envelope


def numbers(yard: Yard, partner: str = "acme") -> list[int]:
    return sorted(int(re.search(r"_(\d{9})\.edi", name)[1]) for name in yard.files(partner))  # type: ignore[index]


def test_numbers_have_no_gap_and_each_pair_its_own(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    for n in (1, 2, 3):
        yard.drop(orders(str(n), control=n), f"{n}.edi")
    yard.take(orders("9", sender="08:2222222222"), "o.edi", "other")
    assert numbers(yard) == [1, 2, 3, 4, 5, 6]
    assert numbers(yard, "other") == [1, 2]
    sets = [d["set_control"] for d in yard.docs(partner="acme") if d["direction"] == "out"]
    assert sorted(sets) == [f"{n:04d}" for n in range(1, 7)]


def test_a_batch_waits_for_company_and_acknowledgements_never_do(yard: Yard) -> None:
    yard.tell("batching:\n  when: every 15 min\n")
    for n in (1, 2):
        yard.take(orders(str(n), control=n), f"{n}.edi")
    assert [d["state"] for d in yard.docs(type="855")] == ["READY", "READY"]
    assert [d["state"] for d in yard.docs(type="997")] == ["SENT", "SENT"]
    yard.now += timedelta(minutes=20)
    yard.once()
    assert [d["state"] for d in yard.docs(type="855")] == ["SENT", "SENT"]
    assert len({d["interchange_control"] for d in yard.docs(type="855")}) == 1
    assert "GE*2*3~" in yard.text("855")
    assert numbers(yard) == [1, 2, 3]


def test_many_that_wait_for_company_are_looked_at_once(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "TOGETHER", 2)
    batches = iter(range(20))  # an endless loop would use them up
    whole = envelope._batches
    monkeypatch.setattr(envelope, "_batches", lambda *given: (next(batches), whole(*given))[1])
    yard.tell("batching:\n  when: every 15 min\n  most_sets: 5\n")
    yard.take(orders(*(str(n) for n in range(1, 5))))
    assert [d["state"] for d in yard.docs(type="855")] == ["READY"] * 4
    yard.take(orders("5", control=2))
    assert {d["state"] for d in yard.docs(type="855")} == {"SENT"}
    assert "GE*5*" in yard.text("855")


def test_names_tell_what_lies_there_and_are_safe(yard: Yard) -> None:
    yard.take(orders("../../x"))
    assert sorted(yard.files()) == [
        "855_SUPPLIER001_6123830000_P_000000002.edi", "997_SUPPLIER001_6123830000_P_000000001.edi",
    ]  # fmt: skip
    assert not (yard.base / "x").exists()


def test_what_is_owed_is_noted(yard: Yard) -> None:
    yard.take(orders("1"))
    shown = yard.app.docs_show(yard.docs(type="855")[0]["id"])
    assert [(one["kind"], one["state"]) for one in shown["expects"]] == [("997", "open")]
    assert yard.app.docs_show(yard.docs(type="997")[0]["id"])["expects"] == []


def test_a_partner_who_owes_nothing_is_asked_for_nothing(yard: Yard) -> None:
    yard.tell("acknowledge:\n  expect: none\n")
    yard.take(orders("1"))
    assert yard.docs(type="855")[0]["answer"] == "none"


def test_raw_bytes_of_what_left_are_those_of_the_file(yard: Yard) -> None:
    yard.take(orders("1"))
    for row in (d for d in yard.docs() if d["direction"] == "out"):
        assert yard.app.docs_raw(row["id"]).decode() in yard.files().values()
