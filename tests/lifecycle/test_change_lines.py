"""Each line of a change by its word: what it does to line and account, and what is refused."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from edigw.lifecycle import ledger
from edigw.lifecycle.change_lines import TOUCHES, Changed, decide_lines, find, wanted
from edigw.model.change import ChangeLine
from edigw.model.partner import Changes


def ask(no: str | None = "1", change: str = "quantity_decreased", **said: object) -> ChangeLine:
    return ChangeLine.model_validate({"no": no, "change": change, "unit": "each", **said})


def decide(shop, *asked: ChangeLine, shipped: int = 0, invoiced: int = 0, **rules: object) -> list[Changed]:
    """On line 1 of 100 confirmed, of which some left, and line 2 of 10."""
    partner = shop.partner(**rules)
    state = shop.opened(partner, shop.line(), shop.line("2", 10, ids={"upc": "7"}))
    if shipped:
        state = shop.state(shop.ship(state, {"lines": [{"no": "1", "qty": shipped}]}, partner))
    if invoiced:
        state = shop.state(shop.bill(state, {"lines": [{"no": "1", "qty": invoiced}]}, partner))
    made = list(decide_lines(asked, state, partner))
    for one in made:
        assert one.row is None or not ledger.broken(one.row, invoice_on=partner.lifecycle.invoice_on)
    return made


def says(one: Changed) -> tuple[str, str, D | None]:
    return one.result, one.outcomes[0].status, one.outcomes[0].qty


@pytest.mark.parametrize(
    ("change", "qty", "shipped", "said"),
    [
        ("quantity_increased", 130, 0, ("accepted", "accepted", 130)),
        ("quantity_decreased", 60, 0, ("accepted", "accepted", 60)),
        ("quantity_decreased", 60, 60, ("accepted", "accepted", 60)),
        ("quantity_decreased", 60, 80, ("modified", "quantity_changed", 80)),
        ("quantity_decreased", 60, 100, ("rejected", "rejected", None)),
        ("quantity_decreased", 100, 0, ("accepted", "accepted", 100)),
        ("quantity_decreased", 0, 0, ("accepted", "accepted", 0)),
        ("quantity_decreased", -6, 0, ("rejected", "rejected", None)),
        ("quantity_increased", 130, 100, ("accepted", "accepted", 130)),
    ],
)
def test_a_quantity(shop, change: str, qty: int, shipped: int, said: tuple[str, str, int | None]) -> None:
    (one,) = decide(shop, ask(change=change, qty=qty), shipped=shipped)
    assert says(one) == said
    expected = max(qty, shipped) if said[0] != "rejected" else 100
    assert one.row and ledger.live(one.row) == expected
    assert one.row.ordered == max(100, expected) and one.row.cancelled == one.row.ordered - expected


def test_a_quantity_that_goes_the_other_way_waits_with_a_hint_at_the_partner_file(shop) -> None:
    (one,) = decide(shop, ask(change="quantity_increased", qty=30))
    assert (one.holds, one.outcomes) == (("QUANTITY",), ())
    assert one.findings[0].rule == "CHANGE_QUANTITY" and "poc03" in one.findings[0].hint


@pytest.mark.parametrize(
    ("rules", "said", "total"),
    [
        ({}, {"qty": 80, "left": 20}, 80),
        ({"poc03": "old_total"}, {"qty": 100, "left": 20}, 60 + 20),
        ({"poc03": "old_total", "poc04": "new_total"}, {"qty": 100, "left": 80}, 80),
        ({"poc03": "old_total", "poc04": "delta"}, {"qty": 100, "left": 20}, 80),
        ({"poc03": "delta"}, {"qty": 20, "left": 20}, 80),
        ({}, {"left": 20}, 80),
        ({}, {}, None),
    ],
)
def test_what_the_two_quantities_mean_is_the_partners_to_say(rules, said, total) -> None:
    row = ledger.opened("1", D(100), unit="each", order_unit="each", factor=D(1))
    row = ledger.ship(ledger.settle(row, D(100), "confirmed"), D(60))
    assert wanted(ask(**said), row, Changes(**rules)) == total


def test_quantities_count_the_orders_unit_or_the_base_unit() -> None:
    row = ledger.opened("1", D(120), unit="each", order_unit="case", factor=D(12))
    assert wanted(ask(qty=5, unit="case"), row, Changes()) == 60
    assert wanted(ask(qty=5, unit="each"), row, Changes()) == 5
    assert wanted(ask(qty=5, unit=None), row, Changes()) == 60


@pytest.mark.parametrize(
    ("shipped", "said"),
    [
        (0, ("accepted", "deleted", 100)),
        (40, ("modified", "quantity_changed", 40)),
        (100, ("rejected", "rejected", None)),
    ],
)
def test_a_cancelled_line(shop, shipped: int, said: tuple[str, str, int | None]) -> None:
    (one,) = decide(shop, ask(change="cancelled"), shipped=shipped)
    assert says(one) == said
    assert (one.line is None) == (shipped == 0)


def test_what_was_billed_before_it_left_is_not_taken_away(shop) -> None:
    (one,) = decide(shop, ask(qty=10), invoiced=30, lifecycle={"invoice_on": "order"})
    assert says(one) == ("modified", "quantity_changed", 30)


def test_a_price_goes_by_the_policy_of_orders(shop) -> None:
    items = [{"sku": "A", "gtin": "036000291452", "price": "2.50"}]
    ask_price = ask(change="price_changed", price="2.25")
    (theirs,) = decide(shop, ask_price, items=items)
    assert (says(theirs)[:2], theirs.row.price) == (("accepted", "accepted"), D("2.25"))
    (ours,) = decide(shop, ask_price, items=items, lifecycle={"price": "list"})
    assert (says(ours)[:2], ours.row.price) == (("modified", "price_changed"), D("2.50"))
    (held,) = decide(shop, ask_price, items=items, lifecycle={"price": "hold"})
    assert held.holds == ("PRICE",)


def test_a_price_changes_only_once_what_left_is_billed(shop) -> None:
    asked = ask(change="price_changed", price="2.25")
    (held,) = decide(shop, asked, shipped=40)
    assert (held.holds, held.findings[0].rule) == (("PRICE",), "CHANGE_PRICE")
    (done,) = decide(shop, asked, shipped=40, invoiced=40)
    assert (done.result, done.row.price) == ("accepted", D("2.25"))


def test_dates_are_joined_or_replaced(shop) -> None:
    asked = {"dates": {"ship_requested": {"on": "2026-04-01"}}}
    (one,) = decide(shop, ask(change="rescheduled", **asked))
    assert says(one)[:2] == ("accepted", "accepted") and one.line.dates["ship_requested"][0].on.day == 1
    (row,) = decide(shop, ask(change="dates_replaced", **asked))
    assert list(row.line.dates) == ["ship_requested"]


def test_a_new_line_is_judged_as_an_orders_line_is(shop) -> None:
    new = ask("3", "added", qty=8, price="1.99", ids={"upc": "9"})
    (one,) = decide(shop, new)
    assert (says(one), one.row.confirmed) == (("accepted", "accepted", 8), 8)
    (bad,) = decide(shop, ask("3", "added", qty=0))
    assert (says(bad)[:2], bad.row) == (("rejected", "rejected"), None)
    (unknown,) = decide(shop, new, lifecycle={"unknown_item": "reject"})
    assert says(unknown)[:2] == ("rejected", "rejected_bad_item")
    (twice,) = decide(shop, ask("2", "added", qty=8))
    assert (says(twice)[:2], twice.findings[0].rule) == (("rejected", "rejected"), "LINE_REPEATED")
    (numbered,) = decide(shop, ask(None, "added", qty=8))
    assert numbered.row.no == "3"


def test_a_line_is_found_by_its_number_or_by_its_item(shop) -> None:
    held = {row.no: (line, row) for line, row in shop.opened(shop.partner()).pairs()}
    assert find("1", {}, held) == "1"
    assert find("9", {"upc": ("036000291452",)}, held) is None
    assert find(None, {"upc": ("036000291452",)}, held) == "1"
    assert find(None, {"upc": ("1",)}, held) is None


@pytest.mark.parametrize(
    ("asked", "word", "rule"),
    [
        (ask("9", qty=1), "rejected", "LINE_UNKNOWN"),
        (ask(qty=1, ids={"upc": "1"}), "rejected_bad_item", "ITEM_DIFFERS"),
        (ask(qty=1, unit="case"), "rejected_bad_unit", "UNIT_DIFFERS"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_hint(shop, asked: ChangeLine, word: str, rule: str) -> None:
    (one,) = decide(shop, asked)
    assert says(one)[:2] == ("rejected", word)
    assert one.findings[0].rule == rule and one.findings[0].hint


def test_an_unchanged_line_must_match(shop) -> None:
    (same,) = decide(shop, ask(change="unchanged", qty=100, price="2.50"))
    assert says(same)[:2] == ("accepted", "accepted") and not same.findings
    (other,) = decide(shop, ask(change="unchanged", qty=90, price="2.40"))
    assert [found.rule for found in other.findings] == ["CHANGE_DIFFERS"] * 2 and other.row.ordered == 100


def test_lines_are_taken_in_turn_on_what_the_ones_before_left(shop) -> None:
    first, second = decide(shop, ask(change="cancelled"), ask(qty=5))
    assert (first.result, second.result, second.findings[0].rule) == ("accepted", "rejected", "LINE_UNKNOWN")
    _, again = decide(shop, ask(change="cancelled"), ask("1", "added", qty=5))
    assert (again.result, again.row.confirmed) == ("accepted", 5)


def test_several_things_at_once_are_all_done_or_none(shop) -> None:
    asked = ask(change="several_changed", qty=-1, price="9", description="X")
    (none,) = decide(shop, asked)
    assert (none.result, none.line.description, none.row.price) == ("rejected", None, None)
    (all_,) = decide(shop, asked.model_copy(update={"qty": D(50)}))
    assert (all_.result, all_.line.description, all_.row.price, all_.row.cancelled) == ("accepted", "X", 9, 50)


def test_the_words_are_those_of_the_code_list() -> None:
    from bench import ROOT

    text = (ROOT / "maps" / "codes" / "change.yaml").read_text("utf-8")
    assert set(TOUCHES) <= {line.split(": ")[1] for line in text.splitlines() if line[:1] not in ("#", "")}
