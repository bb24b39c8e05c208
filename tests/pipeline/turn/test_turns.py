"""One document's turn: conflicts, holds, what waits behind them, and what a person releases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from yard import Yard, group, isa, order, orders, transaction

from edigw.errors import Refused


def changed(number: str, control: int, qty: str = "36") -> str:
    return orders(number, control=control).replace("PO1*1*24", f"PO1*1*{qty}")


def test_the_same_order_again_in_new_clothes_is_a_duplicate(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.take(orders("1", control=2), "b.edi")
    assert [(d["state"], d["reason"]) for d in yard.docs(type="850")] == [
        ("DONE", None),
        ("DUPLICATE", "ORDER_REPEATED"),
    ]
    assert len(yard.docs(type="997")) == 2
    assert len(yard.docs(type="855")) == 1


def test_other_content_waits_what_shares_its_key_waits_behind_it_and_nothing_else_does(yard: Yard) -> None:
    yard.take(orders("1"))
    yard.drop(changed("1", 2), "b.edi")
    yard.drop(changed("1", 3, "48"), "c.edi")
    yard.drop(orders("2", control=4), "d.edi")
    assert yard.once()["attention"] == 2
    rows = [(d["po_number"], d["state"], d["reason"]) for d in yard.docs(type="850")]
    assert rows == [("1", "DONE", None), ("1", "WAITING", "CONFLICT"), ("1", "WAITING", "EARLIER_DOCUMENT"),
                    ("2", "DONE", None)]  # fmt: skip
    assert len(yard.docs(type="997")) == 4
    first, second = yard.docs(state="WAITING")
    assert first["due_at"] and second["due_at"] and first["id"] in second["waits_for"]
    yard.app.docs_release(first["id"], reason="by phone")
    assert yard.app.orders_show("1")["lines"][0]["ordered"] == "36"
    rows = [(d["state"], d["reason"]) for d in yard.docs(type="850")]
    assert rows == [("DONE", None), ("DONE", None), ("WAITING", "CONFLICT"), ("DONE", None)]
    revisions = yard.app.orders_show("1")["revisions"]
    assert [r["document_id"] for r in revisions] == [yard.docs(type="850")[0]["id"], first["id"]]


def test_who_answers_by_hand_is_asked_and_the_answer_ends_the_wait(bare: Yard) -> None:
    yard = bare.partner(answers="manual")
    yard.take(orders("1"))
    held = yard.docs(type="850")[0]
    assert (held["state"], held["reason"], held["waits_for"]) == ("WAITING", "MANUAL", "person")
    assert yard.docs(type="855") == []
    made = yard.app.orders_decide("ack", "1")
    assert [d["type"] for d in made["documents"]] == ["855"]
    assert yard.docs(type="850")[0]["state"] == "DONE"
    yard.once()
    assert len(yard.docs(type="855")) == 1 and "BAK*00*AD*1*" in yard.text("855")


def test_releasing_a_manual_wait_answers_as_the_rules_say(bare: Yard) -> None:
    yard = bare.partner(answers="manual")
    yard.take(orders("1"))
    shown = yard.app.docs_release(yard.docs(type="850")[0]["id"], reason="as usual")
    assert shown["state"] == "DONE"
    assert len(yard.docs(type="855")) == 1


def test_a_person_may_reject_a_line(bare: Yard, tmp_path: Path) -> None:
    yard = bare.partner(answers="manual")
    yard.take(orders("1"))
    file = tmp_path / "ack.json"
    file.write_text(json.dumps({"lines": [{"line": "2", "reject": "12", "reason": "rejected"}]}))
    yard.app.orders_decide("ack", "1", file=file)
    lines = yard.app.orders_show("1")["lines"]
    assert [(line["confirmed"], line["rejected"]) for line in lines] == [("24", "0"), ("0", "12")]


def test_shipping_more_than_confirmed_is_refused_with_the_arithmetic(yard: Yard, tmp_path: Path) -> None:
    yard.take(orders("1"))
    file = tmp_path / "ship.json"
    file.write_text(json.dumps({"lines": [{"line": "1", "qty": "25"}]}))
    with pytest.raises(Refused, match="25"):
        yard.app.orders_decide("ship", "1", file=file)
    refused = yard.docs(type="shipment")[0]
    assert (refused["state"], refused["reason"]) == ("REJECTED", "REFUSED")
    assert yard.docs(type="856") == []
    assert yard.app.orders_show("1")["lines"][0]["shipped"] == "0"


def test_part_by_part_until_nothing_is_left(yard: Yard, tmp_path: Path) -> None:
    yard.take(orders("1"))
    file = tmp_path / "part.json"
    file.write_text(json.dumps({"lines": [{"line": "1", "qty": "10"}]}))
    yard.app.orders_decide("ship", "1", file=file)
    yard.app.orders_decide("invoice", "1")
    yard.app.orders_decide("ship", "1")
    yard.app.orders_decide("invoice", "1")
    with pytest.raises(Refused):
        yard.app.orders_decide("ship", "1")
    yard.once()
    shown = yard.app.orders_show("1")
    assert [(line["shipped"], line["invoiced"]) for line in shown["lines"]] == [("24", "24"), ("12", "12")]
    numbers = [row["number"] for row in shown["invoices"]]
    assert len(numbers) == len(set(numbers)) == 2
    marks = [code for row in shown["shipments"] for code in row["cartons"] if code]
    assert len(marks) == len(set(marks))


def test_placeholder_word_waits_for_a_person(yard: Yard) -> None:
    text = isa([group([transaction("850", order("1").replace("BEG*00*SA", "BEG*00*KN"))])])
    yard.take(text)
    held = yard.docs(type="850")[0]
    assert held["state"] in ("WAITING", "DONE")
    assert "AK5*A~" in yard.text("997")
