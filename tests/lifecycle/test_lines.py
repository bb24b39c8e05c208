"""Faults of lines in business terms: each a finding, each with its policy."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from edigw.lifecycle import lines
from edigw.lifecycle.enrich import enrich


def judged(shop, partner, *rows):
    return lines.judge(enrich(lines.number(shop.order(*rows)), partner), partner)


def test_absent_numbers_are_given_and_never_clash(shop) -> None:
    order = lines.number(shop.order(*(shop.line(no) for no in (None, "2", None, "01", None))))
    assert [line.no for line in order.lines] == ["3", "2", "4", "01", "5"]
    assert lines.number(order) is order


def test_repeated_numbers_are_kept_apart(shop) -> None:
    assert lines.keys(shop.order(shop.line("2"), shop.line("2"), shop.line("3"), shop.line("2"))) == (
        "2", "2#2", "3", "2#3",
    )  # fmt: skip


@pytest.mark.parametrize(("qty", "said"), [(0, "quantity 0"), (-3, "quantity -3"), (None, "no quantity")])
def test_no_quantity_rejects_or_holds_its_line(shop, qty, said: str) -> None:
    (row,) = judged(shop, shop.partner(), shop.line(qty=qty))
    assert row.rejected == "rejected" and row.holds == () and row.ledger.ordered == 0
    assert row.findings[0].rule == "LINE_QUANTITY" and said in row.findings[0].message
    (row,) = judged(shop, shop.partner(lifecycle={"bad_quantity": "hold"}), shop.line(qty=qty))
    assert row.rejected is None and row.holds == ("QUANTITY",)


def test_a_repeated_line_is_rejected_never_merged(shop) -> None:
    first, second = judged(shop, shop.partner(), shop.line("2", 10), shop.line("2", 5))
    assert first.rejected is None and first.ledger.ordered == 10
    assert second.rejected == "rejected" and second.ledger.ordered == 5
    assert [note.rule for note in second.findings] == ["LINE_REPEATED"]


@pytest.mark.parametrize(
    ("policy", "rejected", "holds"),
    [("accept", None, ()), ("reject", "rejected_bad_item", ()), ("hold", None, ("ITEM",))],
)
def test_an_unknown_item_follows_the_policy(shop, policy: str, rejected, holds) -> None:
    (row,) = judged(shop, shop.partner(lifecycle={"unknown_item": policy}), shop.line())
    assert (row.rejected, row.holds) == (rejected, holds)
    assert [note.rule for note in row.findings] == ([] if policy == "accept" else ["ITEM_UNKNOWN"])


def test_a_line_that_is_rejected_holds_nothing(shop) -> None:
    (row,) = judged(shop, shop.partner(lifecycle={"unknown_item": "hold"}), shop.line(qty=0))
    assert row.rejected == "rejected" and row.holds == () and len(row.findings) == 2


@pytest.mark.parametrize(
    ("policy", "ours", "holds"), [("accept", None, ()), ("list", D(2), ()), ("hold", None, ("PRICE",))]
)
def test_another_price_follows_the_policy(shop, policy: str, ours, holds) -> None:
    partner = shop.partner(items=[{"sku": "A", "gtin": "036000291452", "price": "2"}], lifecycle={"price": policy})
    (row,) = judged(shop, partner, shop.line())
    assert (row.price, row.holds) == (ours, holds)
    assert row.findings[0].message == "line 1: their price 2.5, ours 2"
    (same,) = judged(shop, partner, shop.line(price="2.00"))
    assert not same.findings and same.price is None and not same.holds


def test_a_line_without_price_gets_ours(shop) -> None:
    partner = shop.partner(items=[{"sku": "A", "gtin": "036000291452", "price": "2"}])
    (row,) = judged(shop, partner, shop.line(price=None))
    assert row.ledger.price == 2 and not row.findings


def test_the_stores_quantities_must_add_up(shop) -> None:
    stops = [{"location": "1", "qty": "60"}, {"location": "2", "qty": "30"}]
    (row,) = judged(shop, shop.partner(), shop.line(destinations=stops))
    assert row.findings[0].rule == "STORES_SUM"
    assert row.findings[0].message == "line 1: the stores' 60 + 30 = 90 each, the line's 100"
    assert row.rejected is None


def test_store_quantities_count_in_the_unit_that_the_partner_says(shop) -> None:
    items = [{"sku": "A", "gtin": "036000291452", "unit": "each", "pack": "12"}]
    stops = [{"location": "1", "qty": "60"}, {"location": "2", "qty": "60"}]
    row = shop.line(qty=10, unit="case", destinations=stops, destinations_unit="each")
    own = shop.partner(items=items, stores={"unit": "sdq"})
    assert not judged(shop, own, row)[0].findings
    assert judged(shop, shop.partner(items=items), row)[0].findings[0].value == "1440"


def test_control_totals_that_differ_are_notes(shop) -> None:
    order = shop.order(shop.line("1", 7), shop.line("2", 3))
    assert lines.totals(order.model_copy(update={"line_count": D(2), "hash_total": D("10.0")})) == ()
    notes = lines.totals(order.model_copy(update={"line_count": D(3), "hash_total": D(11)}))
    assert [note.message for note in notes] == [
        "the line count says 3, the lines make 2", "the hash total says 11, the lines make 10",
    ]  # fmt: skip
    assert all(note.severity == "note" and note.rule == "COUNT_DIFFERS" for note in notes)
