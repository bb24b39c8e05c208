"""Boundary C: a document that breaks its batch is set aside, with a report, and the rest goes on."""

from __future__ import annotations

from typing import Any

import pytest
from yard import Yard, orders

from edigw.lifecycle import decide
from edigw.pipeline.turn import turns


def test_poison_is_quarantined_and_its_batch_goes_on(bare: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    yard = bare.partner()
    received = decide.order_received

    def poisoned(order: Any, *more: Any, **facts: Any) -> Any:
        if order.number == "2":
            raise ZeroDivisionError("a bug of ours")
        return received(order, *more, **facts)

    monkeypatch.setattr(turns.decide, "order_received", poisoned)
    done = yard.take(orders("1", "2", "3"))
    assert done["attention"] == 1
    assert [(d["po_number"], d["state"], d["reason"]) for d in yard.docs(type="850")] == [
        ("1", "DONE", None), ("2", "QUARANTINED", "POISON"), ("3", "DONE", None),
    ]  # fmt: skip
    assert len(yard.docs(type="997")) == 1 and len(yard.docs(type="855")) == 2
    assert [row["number"] for row in yard.app.orders_list()] == ["1", "3"]
    reports = list((yard.base / "data/crash").glob("*"))
    assert len(reports) == 1 and "ZeroDivisionError" in reports[0].read_text()
    shown = yard.app.docs_show(yard.docs(state="QUARANTINED")[0]["id"])
    assert "POISON" in str(shown["timeline"])
    reports[0].unlink()


def test_a_bug_in_admission_sets_the_interchange_aside_alone(bare: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    from edigw.pipeline import process

    yard = bare.partner()
    admit = process.admit

    def poisoned(desk: Any, arrivals: Any) -> None:
        if any(one.row.control == "000000002" for one in arrivals):
            raise KeyError("a bug of ours")
        admit(desk, arrivals)

    monkeypatch.setattr(process, "admit", poisoned)
    for n in (1, 2, 3):
        yard.drop(orders(str(n), control=n), f"{n}.edi")
    yard.once()
    assert [d["state"] for d in yard.docs(type="850")] == ["DONE", "QUARANTINED", "DONE"]
    assert len(yard.docs(type="997")) == 2
    for report in (yard.base / "data/crash").glob("*"):
        report.unlink()


def test_a_partner_that_is_taken_away_meanwhile_keeps_its_documents_waiting(yard: Yard) -> None:
    from edigw.app.workspace import Workspace
    from edigw.pipeline.context import Done
    from edigw.pipeline.parse import parse
    from edigw.pipeline.receive import receive

    yard.drop(orders("1"))
    with Workspace(yard.base, yard.clock).opened() as context:
        receive(context, context.mailboxes["acme"])
        parse(context, Done())
    path = yard.base / "partners/acme/partner.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + "lenience: strict\n", "utf-8")
    yard.once()
    assert [(d["state"], d["reason"]) for d in yard.docs()] == [("WAITING", "CONFIG")]
    path.write_text(text, "utf-8")
    yard.once()
    assert [d["state"] for d in yard.docs(type="850")] == ["DONE"]
    assert len(yard.docs(type="997")) == 1
