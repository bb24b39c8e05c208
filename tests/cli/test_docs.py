"""docs list, show, raw, release as a person calls them."""

from __future__ import annotations

import hashlib

from shop import Shop


def test_the_list_filters_and_pages(shop: Shop) -> None:
    shop.drop()
    shop.edigw("once")
    rows = shop.edigw("docs", "list")
    assert [(row["direction"], row["type"]) for row in rows] == [("in", "850"), ("out", "997"), ("out", "855")]
    assert [row["type"] for row in shop.edigw("docs", "list", "--type", "855")] == ["855"]
    assert [row["type"] for row in shop.edigw("docs", "list", "--po", "4711", "--state", "DONE")] == ["850"]
    first = shop.edigw("docs", "list", "--limit", "1")
    assert first == rows[:1]
    assert shop.edigw("docs", "list", "--after", rows[0]["id"]) == rows[1:]
    assert shop.edigw("docs", "list", "--partner", "nobody") == []


def test_the_raw_bytes_are_those_that_came_and_went(shop: Shop) -> None:
    sent = shop.drop().read_bytes()
    shop.edigw("once")
    for row in shop.edigw("docs", "list"):
        _, out = shop.call("docs", "raw", row["id"], "--workspace", str(shop.base))
        assert hashlib.sha256(out.encode("latin-1")).hexdigest() == row["source_sha256"]
        assert len(out) == row["raw_size"]
    order = shop.edigw("docs", "list", "--type", "850")[0]
    assert shop.call("docs", "raw", order["id"], "--workspace", str(shop.base))[1].encode() == sent
    only = shop.call("docs", "raw", order["id"], "--set", "--workspace", str(shop.base))[1]
    assert only.startswith("ST*850") and only.rstrip().endswith("SE*7*0001~")


def test_a_document_shows_its_lines_and_timeline(shop: Shop) -> None:
    shop.drop()
    shop.edigw("once")
    order = shop.edigw("docs", "list", "--type", "850")[0]
    shown = shop.edigw("docs", "show", order["id"])
    assert [(line["line"], line["qty"]) for line in shown["lines"]] == [("1", "24"), ("2", "12")]
    assert shown["timeline"]
    _, text = shop.call("docs", "show", order["id"], "--workspace", str(shop.base))
    assert "timeline" in text and "4711" in text


def test_what_does_not_exist_or_wait_is_said(shop: Shop) -> None:
    assert shop.call("docs", "show", "nothing", "--workspace", str(shop.base))[0] == 2
    shop.drop()
    shop.edigw("once")
    order = shop.edigw("docs", "list", "--type", "850")[0]
    code, out = shop.call("docs", "release", order["id"], "--reason", "x", "--workspace", str(shop.base))
    assert code == 2
    assert "WAITING" in out


def test_another_order_under_the_same_number_waits_until_a_person_releases_it(shop: Shop) -> None:
    shop.drop()
    shop.edigw("once")
    second = shop.drop(control=2)
    second.write_text(second.read_text().replace("PO1*1*24", "PO1*1*36"))
    shop.call("once", "--workspace", str(shop.base))
    waiting = shop.edigw("docs", "list", "--state", "WAITING")
    assert [(row["type"], row["reason"]) for row in waiting] == [("850", "CONFLICT")]
    shop.edigw("docs", "release", waiting[0]["id"], "--reason", "the buyer confirmed it by phone")
    assert shop.edigw("docs", "list", "--state", "WAITING") == []
