"""What a person decides goes through the same door as everything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.app import decisions
from edigw.errors import ConfigError, NotFound, TemporaryError, UsageError


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
        ("o.json", "[" * 100_000, "no JSON"), ("o.json", '{"number": "1", "lines": [{"qty": NaN}]}', "NaN"),
        ("o.csv", "number,qty\n,3\n", "number"), ("o.csv", "number,colour\nA,red\n", "colour"), ("o.csv", "", "no row"),
        ("o.csv", "number,description\nA,red, round\n", "csv:2: more cells"), ("o.csv", "number,qty\nA,many\n", "qty"),
        ("o.csv", "number,currency\nA,USD\nA,EUR\n", "csv:3: order A has two"),
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


def test_empty_cells_and_rows_of_a_spreadsheet_say_nothing(yard: Yard, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes("\ufeffnumber,line,qty,unit,price,\r\nA,1,3,each,,\r\n,,,,,\r\n\r\n".encode())
    made = yard.app.orders_add(file, partner="acme")
    assert [row["number"] for row in yard.app.orders_list()] == ["A"]
    assert [line["price"] for line in yard.app.orders_show("A")["lines"]] == [None]
    assert [row["type"] for row in made["documents"]] == ["order", "855"]


def test_a_number_of_two_partners_is_nobodys_until_one_is_named(yard: Yard) -> None:
    yard.partner("other", "08:2222222222")
    yard.drop(orders("1"))
    yard.take(orders("1", sender="08:2222222222"), "o.edi", "other")
    with pytest.raises(UsageError, match=r"2 orders have the number 1: .*acme.*other"):
        yard.app.orders_decide("ship", "1")
    assert yard.docs(type="shipment") == yard.docs(type="856") == []
    made = yard.app.orders_decide("ship", "1", partner="other")
    assert made["document"]["partner"] == "other"
    mine = yard.app.orders_show("1", partner="acme")
    assert [line["shipped"] for line in mine["lines"]] == ["0", "0"]
    yard.app.orders_decide("ship", mine["id"])
    assert [d["partner"] for d in yard.docs(type="856")] == ["other", "acme"]


def test_an_order_with_other_content_waits_until_it_is_released(yard: Yard, tmp_path: Path) -> None:
    file = tmp_path / "o.json"
    order = {"number": "1", "lines": [{"no": "1", "qty": "3", "unit": "each", "ids": {"buyer_part": "065001"}}]}
    yard.take(orders("1"))
    file.write_text(json.dumps(order))
    (made,) = yard.app.orders_add(file, partner="acme")["orders"]
    assert (made["state"], made["reason"]) == ("WAITING", "CONFLICT")
    shown = yard.app.docs_release(made["document"]["id"], reason="by phone")
    assert shown["state"] == "DONE"
    (told,) = (event["payload"] for event in shown["timeline"] if event["kind"] == "document.released")
    assert (told["reason"], told["held"], bool(told["who"])) == ("by phone", "CONFLICT", True)
    with pytest.raises(UsageError, match="is DONE, not WAITING"):
        yard.app.docs_release(made["document"]["id"], reason="again")
    with pytest.raises(NotFound):
        yard.app.docs_release("nothing", reason="x")


def test_nothing_is_decided_for_a_partner_whose_files_are_faulty(yard: Yard, tmp_path: Path) -> None:
    yard.take(orders("1"))
    yard.tell("lenience: strict\n")
    file = tmp_path / "o.json"
    file.write_text('{"number": "2"}')
    with pytest.raises(ConfigError, match="lenience"):
        yard.app.orders_add(file, partner="acme")
    made = yard.app.orders_decide("ship", "1")
    assert (made["state"], made["reason"]) == ("WAITING", "CONFIG")


def test_what_is_not_done_in_time_is_stored_all_the_same(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    yard.take(orders("1"))
    monkeypatch.setattr(decisions, "PATIENCE_S", 0.0)
    monkeypatch.setattr(decisions, "_settled", lambda context, receipt_id: False)
    with pytest.raises(TemporaryError, match="stored"):
        yard.app.orders_decide("ship", "1")
    assert [d["state"] for d in yard.docs(type="shipment")] == ["DONE"]
