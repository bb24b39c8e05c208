"""The ERP door: entries come in once, results and orders go out."""

from __future__ import annotations

import json
from typing import Any

from yard import Yard, orders


def entry(kind: str, body: dict[str, Any], id_: str | None = "e-1", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "version": 1, "id": id_, "partner": "acme", "usage": "P", "body": body, **more}


def drop(yard: Yard, entries: Any, name: str = "in.json") -> dict[str, Any]:
    return yard.take(json.dumps(entries), name, "erp")


def result(yard: Yard, name: str = "in.json") -> list[tuple[str, str | None]]:
    found = json.loads(yard.files("erp")[name])["results"]
    return [(one["state"], one["reason"]) for one in found]


def out(yard: Yard, kind: str) -> list[dict[str, Any]]:
    return [json.loads(text) for name, text in yard.files("erp").items() if name.startswith(f"{kind}_")]


def test_an_accepted_order_reaches_our_own_systems(yard: Yard) -> None:
    yard.take(orders("4711"))
    told = out(yard, "order")
    assert len(told) == 1
    assert (told[0]["kind"], told[0]["partner"], told[0]["usage"]) == ("order", "acme", "P")
    assert told[0]["body"]["number"] == "4711"
    assert [(line["no"], line["qty"]) for line in told[0]["body"]["lines"]] == [("1", "24"), ("2", "12")]


def test_a_shipment_and_an_invoice_come_in_and_go_to_the_partner(yard: Yard) -> None:
    yard.take(orders("4711"))
    entries = [entry("shipment", {"order": "4711", "lines": [{"no": "1", "qty": "24"}]}),
               entry("invoice", {"order": "4711"}, "e-2")]  # fmt: skip
    drop(yard, entries)
    assert result(yard) == [("DONE", None), ("DONE", None)]
    rows = [d for d in yard.docs() if d["standard"] == "canonical"]
    assert [(d["type"], d["partner"], d["usage"], d["po_number"]) for d in rows] == [
        ("shipment", "acme", "P", "4711"), ("invoice", "acme", "P", "4711"),
    ]  # fmt: skip
    assert len({d["receipt_id"] for d in rows}) == 1
    assert "SN1**24*EA" in yard.text("856") and "IT1*1*24*EA" in yard.text("810")


def test_a_repeated_id_has_no_second_effect_and_other_content_waits(yard: Yard) -> None:
    yard.take(orders("4711"))
    drop(yard, entry("shipment", {"order": "4711", "lines": [{"no": "1", "qty": "10"}]}))
    drop(yard, entry("shipment", {"order": "4711", "lines": [{"no": "1", "qty": "10"}]}), "two.json")
    done = drop(yard, entry("shipment", {"order": "4711", "lines": [{"no": "1", "qty": "5"}]}), "three.json")
    assert (done["received"], done["processed"], done["attention"]) == (1, 1, 1)
    assert [result(yard, name)[0] for name in ("in.json", "two.json", "three.json")] == [
        ("DONE", None), ("DUPLICATE", "REPEATED"), ("WAITING", "CONFLICT"),
    ]  # fmt: skip
    assert yard.app.orders_show("4711")["lines"][0]["shipped"] == "10"
    assert yard.docs(state="WAITING")[0]["waits_for"] == "erp"


def test_the_same_id_within_one_file_counts_once(yard: Yard) -> None:
    yard.take(orders("4711"))
    one = entry("shipment", {"order": "4711", "lines": [{"no": "1", "qty": "10"}]})
    drop(yard, [one, one])
    assert result(yard) == [("DONE", None), ("DUPLICATE", "REPEATED")]
    assert len(yard.docs(type="856")) == 1


def test_every_file_gets_its_result_even_under_a_name_that_was_used(yard: Yard) -> None:
    drop(yard, entry("stock", {"lines": [{"sku": "A", "qty": "5"}]}))
    first = yard.pick_up("erp")
    drop(yard, entry("stock", {"lines": [{"sku": "A", "qty": "6"}]}, "e-2"))
    second = yard.files("erp")
    assert set(first) == set(second) == {"in.json"}
    assert first != second


def test_what_is_wrong_with_an_entry_is_told(yard: Yard) -> None:
    bad = [
        "text", {"kind": "shipment", "partner": "acme", "body": {}, "extra": 1}, entry("nonsense", {}),
        entry("stock", {}, partner="nobody"), entry("stock", {}, usage="T"), entry("stock", {"lines": [{"sku": "A"}]}),
        entry("stock", {}, version=7), entry("invoice", {"order": "none"}),
    ]  # fmt: skip
    drop(yard, bad)
    assert [reason for _, reason in result(yard)] == [
        "BAD_ENTRY", "BAD_ENTRY", "UNKNOWN_KIND", "UNKNOWN_PARTNER", "USAGE_MISMATCH", "INVALID", "UNKNOWN_VERSION",
        "REFUSED",
    ]  # fmt: skip
    assert {state for state, _ in result(yard)} == {"REJECTED"}
    messages = [one["messages"] for one in json.loads(yard.files("erp")["in.json"])["results"]]
    assert "qty" in messages[5][0] and all(messages)


def test_a_file_of_nothing_but_faults_gets_its_result_too(yard: Yard) -> None:
    drop(yard, "text")
    assert result(yard) == [("REJECTED", "BAD_ENTRY")]


def test_a_file_that_is_no_json_is_quarantined(yard: Yard) -> None:
    yard.take("{", "broken.json", "erp")
    assert yard.states() == [("in", None, "QUARANTINED", "NOT_JSON")]
    yard.take("[]", "empty.json", "erp")
    assert yard.states()[1][2:] == ("QUARANTINED", "EMPTY_FILE")


def test_binary_floats_are_taken_digit_by_digit(yard: Yard) -> None:
    yard.take('{"kind": "order", "id": "x", "partner": "acme", "body": {"number": "7", "lines": '
              '[{"qty": 3, "unit": "each", "price": 1.10, "ids": {"buyer_part": "9"}}]}}', "o.json", "erp")  # fmt: skip
    assert result(yard, "o.json") == [("DONE", None)]
    assert yard.app.orders_show("7")["channel"] == "canonical"
    assert "*3*EA*1.1" in yard.text("855")


def test_an_answer_of_the_erp_ends_a_manual_wait(bare: Yard) -> None:
    yard = bare.partner(answers="manual")
    yard.take(orders("4711"))
    drop(yard, entry("decision", {"order": "4711", "lines": [{"no": "1", "accept": "20", "backorder": "4"}]}))
    assert result(yard) == [("DONE", None)]
    assert yard.docs(type="850")[0]["state"] == "DONE"
    assert yard.app.orders_show("4711")["lines"][0]["backordered"] == "4"


def test_a_released_conflict_takes_effect(yard: Yard) -> None:
    yard.take(orders("4711"))
    drop(yard, entry("shipment", {"order": "4711", "lines": [{"no": "1", "qty": "10"}]}))
    drop(yard, entry("shipment", {"order": "4711", "lines": [{"no": "1", "qty": "5"}]}), "two.json")
    yard.app.docs_release(yard.docs(state="WAITING")[0]["id"], reason="another parcel")
    assert yard.app.orders_show("4711")["lines"][0]["shipped"] == "15"
