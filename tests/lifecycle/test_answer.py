"""Answers: outcomes (ACK01) from what is asked, the verdict (BAK02) from the outcomes, the accounts moved by both."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from edigw.errors import Refused
from edigw.lifecycle import answer
from edigw.model.answer import Outcome

CODES = Path(__file__).parents[2] / "maps" / "codes"


def said(body) -> list[list[tuple[str, D]]]:
    return [[(part.status, part.qty) for part in line.outcomes] for line in body.lines]


def words(table: str) -> set[str]:
    return set(re.findall(r"^\S+: (\w+)$", (CODES / f"{table}.yaml").read_text("utf-8"), re.MULTILINE))


def test_every_word_has_its_code() -> None:
    assert set(answer.MOVES) <= words("outcome")
    assert {*answer.STATUS.values(), "exceptions"} <= words("answer")


MANUAL = {"mode": "manual"}


@pytest.mark.parametrize(
    ("asked", "parts", "account"),
    [
        ({}, [("accepted", 100)], (100, 0, 0, 0)),
        ({"accept": 60, "backorder": 40}, [("accepted", 60), ("backordered", 40)], (60, 40, 0, 0)),
        ({"accept": 60}, [("accepted", 60), ("backordered", 40)], (60, 40, 0, 0)),
        ({"accept": 0}, [("backordered", 100)], (0, 100, 0, 0)),
        ({"accept": 60, "cancel": 40}, [("accepted", 60), ("deleted", 40)], (60, 0, 0, 40)),
        ({"accept": 60, "reject": 40, "reason": "rejected_bad_item"},
         [("accepted", 60), ("rejected_bad_item", 40)], (60, 0, 40, 0)),
        ({"reason": "rejected_not_in_contract"}, [("rejected_not_in_contract", 100)], (0, 0, 100, 0)),
        ({"cancel": 100}, [("deleted", 100)], (0, 0, 0, 100)),
        ({"price": "2.75"}, [("price_changed", 100)], (100, 0, 0, 0)),
        ({"ship_on": "2026-04-01"}, [("date_changed", 100)], (100, 0, 0, 0)),
        ({"price": "2.75", "ship_on": "2026-04-01"}, [("changed", 100)], (100, 0, 0, 0)),
        ({"substitute": {"upc": "036000291469"}}, [("substituted", 100)], (100, 0, 0, 0)),
        ({"outcomes": [{"status": "partial_backordered", "qty": 70}]}, [("partial_backordered", 70)], (70, 30, 0, 0)),
        ({"outcomes": [{"status": "quantity_changed", "qty": 70}]}, [("quantity_changed", 70)], (70, 0, 0, 30)),
        ({"outcomes": [{"status": "on_hold"}]}, [("on_hold", 100)], (0, 0, 0, 0)),
    ],
)  # fmt: skip
def test_what_is_asked_becomes_outcomes_and_moves_the_account(shop, asked, parts, account) -> None:
    partner = shop.partner(answers=MANUAL)
    decision = shop.answer(shop.opened(partner), {"lines": [{"no": "1", **asked}]}, partner)
    assert said(shop.body(decision)) == [parts]
    row = shop.state(decision).ledger[0]
    assert (row.confirmed, row.backordered, row.rejected, row.cancelled) == account


def test_a_partner_without_back_orders_gets_less_instead(shop) -> None:
    partner = shop.partner(answers=MANUAL, lifecycle={"back_orders": False})
    decision = shop.answer(shop.opened(partner), {"lines": [{"no": "1", "accept": 60}]}, partner)
    assert said(shop.body(decision)) == [[("quantity_changed", 60)]]
    assert shop.state(decision).ledger[0].cancelled == 40
    priced = shop.answer(shop.opened(partner), {"lines": [{"no": "1", "accept": 60, "price": 3}]}, partner)
    assert said(shop.body(priced)) == [[("price_changed", 60), ("deleted", 40)]]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"accept": 80, "backorder": 40}, "line 1: 80 accepted + 40 backordered = 120 each, more than 100 open"),
        ({"accept": 80, "reject": 40}, "80 accepted + 40 rejected = 120 each"),
        ({"outcomes": [{"status": "accepted"}, {"status": "backordered", "qty": 4}]}, "`accepted` has no quantity"),
        ({"outcomes": [{"status": "lost", "qty": 4}]}, "`lost` is no outcome"),
        ({"accept": -5, "backorder": 50}, "-5 each confirmed"),
    ],
)
def test_what_cannot_be_booked_is_refused_with_the_arithmetic(shop, asked, message: str) -> None:
    partner = shop.partner(answers=MANUAL)
    with pytest.raises(Refused, match=re.escape(message)):
        shop.answer(shop.opened(partner), {"lines": [{"no": "1", **asked}]}, partner)


def test_the_sum_is_shown_in_both_units_where_they_differ(shop) -> None:
    items = [{"sku": "A", "gtin": "036000291452", "unit": "each", "pack": "12"}]
    partner = shop.partner(answers=MANUAL, items=items)
    state = shop.opened(partner, shop.line(qty=10, unit="case"))
    with pytest.raises(
        Refused, match=re.escape("11 accepted = 11 case x 12 = 132 each, more than 120 open + 0 backor")
    ):
        shop.answer(state, {"lines": [{"no": "1", "accept": 11}]}, partner)


ALL = ({}, {})
NONE = ({"reason": "rejected"}, {"reason": "rejected_bad_item"})
MIX = ({}, {"accept": 60, "backorder": 40})


@pytest.mark.parametrize(
    ("rules", "asked", "status", "listed"),
    [
        ({"send": "full"}, ALL, "accepted_unchanged", ["1", "2"]),
        ({"send": "full"}, NONE, "rejected_with_detail", ["1", "2"]),
        ({"send": "full"}, MIX, "changed", ["1", "2"]),
        ({"send": "exceptions"}, ALL, "acknowledged", []),
        ({"send": "exceptions"}, NONE, "rejected_with_detail", ["1", "2"]),
        ({"send": "exceptions"}, MIX, "exceptions", ["2"]),
        ({"send": "full", "line_detail": False}, ALL, "acknowledged", []),
        ({"send": "full", "line_detail": False}, NONE, "rejected", []),
        ({"send": "full", "line_detail": False}, MIX, "exceptions", ["2"]),
    ],
)
def test_the_verdict_is_derived_from_the_lines(shop, rules, asked, status: str, listed) -> None:
    partner = shop.partner(answers={**rules, **MANUAL})
    state = shop.opened(partner, shop.line("1"), shop.line("2"))
    request = {"lines": [{"no": no, **line} for no, line in zip("12", asked, strict=True)]}
    body = shop.body(shop.answer(state, request, partner))
    assert (body.status, [line.no for line in body.lines]) == (status, listed)


def test_the_answer_echoes_what_the_buyer_said(shop) -> None:
    partner = shop.partner()
    line = shop.line("001", own={"aisle": "7"}, price_basis="per_each", description="Tea")
    changes = {
        "ordered_on": "2026-03-01", "department": "9", "vendor": "V1", "currency": "USD", "own": {"wave": "2"},
        "buyer": {"name": "HQ"}, "parties": {"customer": {"name": "C"}}, "release": "3", "contract": "K",
    }  # fmt: skip
    order = shop.order(line, **changes)
    body = shop.body(shop.receive(order, partner))
    for name in (*changes, "ship_to"):
        assert getattr(body, name) == getattr(order, name)
    assert body.order_number == "4711" and body.purpose == "original" and body.answered_on == date(2026, 3, 2)
    echoed = body.lines[0]
    for name in ("no", "qty", "unit", "price", "price_basis", "ids", "description", "own"):
        assert getattr(echoed, name) == getattr(line, name)


@pytest.mark.parametrize(
    ("words", "action"),
    [
        (("accepted", "accepted_and_shipped"), "accepted"),
        (("rejected", "rejected_bad_item"), "rejected"),
        (("deleted",), "rejected"),
        (("deleted", "rejected"), "rejected"),
        (("on_hold", "on_hold_waiver"), "unchanged"),
        (("accepted", "on_hold"), "changed"),
        (("accepted", "deleted"), "changed"),
        (("backordered",), "changed"),
    ],
)
def test_what_becomes_of_the_line_as_a_whole(words: tuple[str, ...], action: str) -> None:
    assert answer.action([Outcome(status=word) for word in words]) == action


def test_a_changed_price_is_stated_and_kept_for_the_invoice(shop) -> None:
    partner = shop.partner(answers=MANUAL)
    decision = shop.answer(shop.opened(partner), {"lines": [{"no": "1", "price": "2.75"}]}, partner)
    assert shop.body(decision).lines[0].price == D("2.75")
    assert shop.state(decision).ledger[0].price == D("2.75")


def test_dates_and_substitutes_stand_at_their_outcome(shop) -> None:
    partner = shop.partner(answers=MANUAL)
    asked = {
        "no": "1",
        "accept": 60,
        "backorder": 40,
        "backorder_on": "2026-05-01",
        "substitute": {"upc": "036000291469"},
    }
    first, second = shop.body(shop.answer(shop.opened(partner), {"lines": [asked]}, partner)).lines[0].outcomes
    assert first.ids == {"upc": ("036000291469",)} and first.on is None
    assert (second.date_kind, second.on, second.unit) == ("ship_scheduled", date(2026, 5, 1), "each")


def test_what_the_order_does_not_say_and_an_answer_must(shop) -> None:
    bare = shop.order(shop.line("1", unit=None), currency="USD")
    body = shop.body(shop.receive(bare, shop.partner()))
    assert (body.ordered_on, body.currency_party) == (date(2026, 3, 2), "seller")
    assert [(part.status, part.qty, part.unit) for part in body.lines[0].outcomes] == [("accepted", None, None)]
