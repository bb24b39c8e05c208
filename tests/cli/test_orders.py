"""orders add, list, show, ack, ship, invoice as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

from shop import Shop


def test_a_person_ships_and_invoices(shop: Shop) -> None:
    shop.drop()
    shop.edigw("once")
    assert [row["number"] for row in shop.edigw("orders", "list")] == ["4711"]
    shop.edigw("orders", "ship", "4711")
    shop.edigw("orders", "invoice", "4711")
    shop.edigw("once")
    assert len(shop.files()) == 4
    order = shop.edigw("orders", "show", "4711")
    assert [(line["ordered"], line["shipped"], line["invoiced"]) for line in order["lines"]] == [
        ("24", "24", "24"), ("12", "12", "12"),
    ]  # fmt: skip
    assert [row["type"] for row in order["documents"] if row["direction"] == "out"] == ["997", "855", "856", "810"]
    for name in shop.files():
        code, out = shop.call("check", str(shop.base / "data/acme/out" / name), "--partner", "acme", "--workspace",
                              str(shop.base))  # fmt: skip
        assert code == 0, out


def test_nothing_is_shipped_beyond_what_was_confirmed(shop: Shop, tmp_path: Path) -> None:
    shop.drop()
    shop.edigw("once")
    details = tmp_path / "more.json"
    details.write_text(json.dumps({"lines": [{"line": "1", "qty": "25"}]}))
    code, out = shop.call("orders", "ship", "4711", "--file", str(details), "--workspace", str(shop.base))
    assert code == 1
    assert "25" in out and "24" in out
    assert [row["type"] for row in shop.edigw("docs", "list", "--type", "856")] == []


def test_a_person_changes_cancels_takes_back_and_credits(shop: Shop, tmp_path: Path) -> None:
    shop.drop()
    shop.edigw("once")
    file = tmp_path / "lines.json"
    file.write_text(json.dumps({"lines": [{"line": "1", "qty": "20"}]}))
    shop.edigw("orders", "amend", "4711", "--file", str(file))
    shop.edigw("orders", "ship", "4711", "--file", str(file))
    shop.edigw("orders", "cancel", "4711")
    shop.edigw("orders", "invoice", "4711")
    file.write_text(json.dumps({"lines": [{"line": "1", "qty": "3"}]}))
    shop.edigw("orders", "return", "4711", "--file", str(file), "--authorization", "RMA-1", "--number", "PHONE-1")
    shop.edigw("orders", "return", "4711", "--received")
    shop.edigw("orders", "credit", "4711")
    order = shop.edigw("orders", "show", "4711")
    columns = ("ordered", "cancelled", "shipped", "returned", "credited")
    assert [tuple(line[name] for name in columns) for line in order["lines"]] == [
        ("24", "4", "20", "3", "3"), ("12", "12", "0", "0", "0"),
    ]  # fmt: skip
    code, out = shop.call("orders", "show", "4711", "--workspace", str(shop.base))
    assert code == 0 and "PHONE-1" in out and "RMA-1" in out and "received" in out
    code, out = shop.call("orders", "return", "4711", "--refuse", "worn", "--workspace", str(shop.base))
    assert code == 1 and "nobody has asked" in out
    code, out = shop.call("orders", "credit", "4711", "--workspace", str(shop.base))
    assert code == 1 and "3 returned - 3 credited = 0" in out


def test_an_order_from_elsewhere_is_added(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    lines = [{"no": "1", "qty": "3", "unit": "each", "price": "2.00", "ids": {"buyer_part": "9"}}]
    file.write_text(json.dumps({"number": "P-1", "kind": "stand_alone", "ordered_on": "2026-11-01", "lines": lines}))
    shop.edigw("orders", "add", str(file), "--partner", "acme")
    order = shop.edigw("orders", "show", "P-1")
    assert order["channel"] != "x12"
    assert [line["ordered"] for line in order["lines"]] == ["3"]


def test_an_order_that_is_unknown_or_a_file_that_is_wrong_is_said(shop: Shop, tmp_path: Path) -> None:
    assert shop.call("orders", "show", "none", "--workspace", str(shop.base))[0] == 2
    file = tmp_path / "order.json"
    file.write_text("{")
    assert shop.call("orders", "add", str(file), "--partner", "acme", "--workspace", str(shop.base))[0] == 2
    file.write_text('{"number": "1", "lnies": []}')
    code, out = shop.call("orders", "add", str(file), "--partner", "acme", "--workspace", str(shop.base))
    assert code == 2
    assert "lnies" in out
