"""What a person decides goes through the same door as everything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.errors import NotFound, UsageError


def test_a_decision_is_a_document_with_its_bytes(yard: Yard) -> None:
    yard.take(orders("1"))
    made = yard.app.orders_decide("ship", "1")
    assert made["state"] == "DONE" and [row["type"] for row in made["documents"]] == ["856"]
    entry = next(d for d in yard.docs() if d["standard"] == "canonical")
    assert (entry["type"], entry["direction"], entry["partner"]) == ("shipment", "in", "acme")
    assert json.loads(yard.app.docs_raw(entry["id"]))["kind"] == "shipment"


def test_orders_come_from_json_one_or_many(yard: Yard, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    line = {"qty": "3", "unit": "each", "price": "2.00", "ids": {"buyer_part": "09"}}
    file.write_text(json.dumps([{"number": n, "kind": "stand_alone", "ordered_on": "2026-11-01", "lines": [line]}
                                for n in ("A", "B")]))  # fmt: skip
    made = yard.app.orders_add(file, partner="acme")
    assert [one["state"] for one in made["orders"]] == ["DONE", "DONE"]
    assert [row["number"] for row in yard.app.orders_list()] == ["A", "B"]
    assert yard.app.orders_show("A")["channel"] == "canonical"


def test_and_from_a_spreadsheet(yard: Yard, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("number,kind,ordered_on,line,qty,unit,price,ids.buyer_part,ship_to.name\n"
                    "A,stand_alone,2026-11-01,1,3,each,2.00,09,Store\nA,stand_alone,2026-11-01,2,4,each,1.00,10,Store\n"
                    "B,stand_alone,2026-11-01,1,5,each,1.00,10,Store\n")  # fmt: skip
    yard.app.orders_add(file, partner="acme")
    assert [(line["line"], line["ordered"]) for line in yard.app.orders_show("A")["lines"]] == [("1", "3"), ("2", "4")]
    assert [row["number"] for row in yard.app.orders_list()] == ["A", "B"]


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("o.json", "{", "no JSON"), ("o.json", '{"number": "1", "lnies": []}', "lnies"), ("o.json", '"text"', "orders"),
        ("o.csv", "number,qty\n,3\n", "number"), ("o.csv", "number,colour\nA,red\n", "colour"), ("o.csv", "", "no row"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_said_and_stored_nowhere(
    yard: Yard, tmp_path: Path, name: str, text: str, word: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(UsageError, match=word):
        yard.app.orders_add(file, partner="acme")
    assert yard.docs() == []


def test_whose_it_is_must_be_right(yard: Yard, tmp_path: Path) -> None:
    file = tmp_path / "o.json"
    file.write_text('{"number": "1"}')
    with pytest.raises(NotFound):
        yard.app.orders_add(file, partner="nobody")
    with pytest.raises(UsageError):
        yard.app.orders_add(file, partner="acme", usage="T")
    with pytest.raises(NotFound):
        yard.app.orders_decide("ship", "nothing")
    with pytest.raises(NotFound):
        yard.app.orders_add(tmp_path / "nowhere.json", partner="acme")
