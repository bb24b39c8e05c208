"""Invoices: lines, allowances, charges, taxes and total agree to the cent, by Decimal; the gate at what was shipped."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edigw.errors import Refused
from edigw.lifecycle import invoice
from edigw.model.base import Charge, Tax
from edigw.model.invoice import Invoice, InvoiceLine


def line(qty: str, price: str, **more: object) -> InvoiceLine:
    return InvoiceLine.model_validate({"qty": qty, "price": price, **more})


def test_a_line_rounds_half_up_to_the_cent_and_so_does_the_whole() -> None:
    lines = [line("3", "0.335"), line("3", "0.335")]  # 1.005 each: a float would make 1.00 of it
    assert invoice.total(lines) == D("2.02")
    assert invoice.total(lines, rounding="total") == D("2.01")
    assert str(invoice.total([line("1", "5")])) == "5.00"


def test_allowances_come_off_charges_and_taxes_are_added_others_move_nothing() -> None:
    charges = [
        Charge(sign="allowance", amount=D("10")), Charge(sign="charge", amount=D("4.25")),
        Charge(sign="service", amount=D("1")), Charge(sign="none", amount=D("99")),
        Charge(sign="promotion", amount=D("99")),
    ]  # fmt: skip
    found = invoice.sums([line("10", "10")], charges, [Tax(amount=D("8.13"))])
    assert str(found) == "100 lines - 10 allowances + 5.25 charges + 8.13 taxes = 103.38"
    own = line("10", "10", charges=[{"sign": "allowance", "amount": "1"}], taxes=[{"amount": "0.50"}])
    assert invoice.total([own]) == D("99.50")


@pytest.mark.parametrize(
    ("basis", "unit", "factor", "due"),
    [
        (None, "case", 12, "20"), ("per_case", "case", 12, "20"), ("per_each", "case", 12, "240"),
        ("per_each", "each", 1, "20"), ("per_dozen", "dozen", 12, "20"), ("per_dozen", "each", 1, "1.67"),
        ("per_hundred", "each", 1, "0.2"), ("per_thousand", "case", 500, "10"), ("no_charge", "each", 1, "0"),
    ],
)  # fmt: skip
def test_a_price_counts_what_its_basis_says(basis, unit, factor, due) -> None:
    row = line("10", "2", price_basis=basis, unit=unit)
    assert invoice.total([row], factors=[D(factor)]) == D(due)


money = st.decimals("0", "9999.9999", places=4)
counts = st.decimals("0.001", "9999", places=3)


@given(st.lists(st.tuples(counts, money), max_size=20), st.lists(st.decimals("0", "50", places=2), max_size=5))
def test_the_total_is_the_sum_of_what_a_person_would_write_on_each_line(rows, allowances) -> None:
    lines = [line(str(qty), str(price)) for qty, price in rows]
    charges = [Charge(sign="allowance", amount=amount) for amount in allowances]
    by_hand = sum(int((qty * price * 100 + D("0.5")) // 1) for qty, price in rows)
    assert invoice.total(lines, charges) == (D(by_hand) / 100 - sum(allowances, D(0)))


def test_the_gate_shows_the_sum_that_does_not_agree() -> None:
    made = Invoice(
        number="R1", lines=(line("10", "10"),), charges=(Charge(sign="allowance", amount=D(10)),), total=D("90.01")
    )
    with pytest.raises(
        Refused, match=re.escape("R1: 100 lines - 10 allowances + 0 charges + 0 taxes = 90.00, not 90.01")
    ):
        invoice.agree(made)
    invoice.agree(made.model_copy(update={"total": D(90)}))
    with pytest.raises(Refused, match="no total at all"):
        invoice.agree(made.model_copy(update={"total": None}))
    below = made.model_copy(update={"charges": (Charge(sign="allowance", amount=D(101)),), "total": D(-1)})
    with pytest.raises(Refused, match=re.escape("= -1.00, below zero")):
        invoice.agree(below)


def test_amounts_from_percents_and_rates() -> None:
    found = invoice.amounted(Charge(sign="allowance", percent=D("2.5")), D("99.99"), D(7))
    assert found.amount == D("2.50")
    assert invoice.amounted(Charge(sign="charge", rate=D("0.15")), D(1), D(7)).amount == D("1.05")
    assert invoice.amounted(Charge(sign="charge", rate=D("0.15"), qty=D(2)), D(1), D(7)).amount == D("0.30")
    assert invoice.amounted(Charge(sign="none"), D(1), D(7)).amount is None
    assert invoice.taxed(Tax(percent=D("8.875")), D("100")).amount == D("8.88")
    assert invoice.taxed(Tax(percent=D("10"), base=D("50")), D("100")).amount == D("5.00")
    for charge, message in (
        (Charge(sign="charge", code="freight"), "charge freight has no amount"),
        (Charge(sign="charge", amount=D("1.005")), "1.005: not whole cents"),
    ):
        with pytest.raises(Refused, match=message):
            invoice.amounted(charge, D(1), D(1))


def shipped(shop, partner, *lines, **request):
    return shop.state(shop.ship(shop.opened(partner, *lines), request, partner))


def test_what_is_shipped_is_billed_once(shop) -> None:
    partner = shop.partner()
    state = shipped(shop, partner, lines=[{"no": "1", "qty": 60}], bill_of_lading="B1")
    decision = shop.bill(state, {}, partner)
    body, state = shop.body(decision), shop.state(decision)
    assert shop.kinds(decision) == ["Update", "Event", "Compose"]
    assert (body.number, body.total, body.lines[0].qty, body.invoiced_on) == ("R1", D("150.00"), 60, date(2026, 3, 2))
    assert (body.bill_of_lading, body.shipment_number, body.order_number) == ("B1", "S1", "4711")
    assert state.invoices[0].total == 150 and state.ledger[0].invoiced == 60 and state.state == "part_shipped"
    with pytest.raises(Refused, match="nothing to invoice: 60 shipped - 60 invoiced = 0"):
        shop.bill(state, {}, partner)
    with pytest.raises(Refused, match=r"line 1: 60 invoiced \+ 1 now = 61 each, more than 60 shipped"):
        shop.bill(state, {"lines": [{"no": "1", "qty": 1}]}, partner)
    with pytest.raises(Refused, match="has no line 9"):
        shop.bill(state, {"lines": [{"no": "9"}]}, partner)


def test_the_invoice_echoes_what_the_buyer_said(shop) -> None:
    partner = shop.partner()
    row = shop.line("001", own={"aisle": "7"}, price_basis="per_each", description="Tea")
    changes = {"department": "9", "vendor": "V", "currency": "USD", "buyer": {"name": "HQ"}, "own": {"w": "2"},
               "release": "3", "terms": [{"net_days": "30"}]}  # fmt: skip
    state = shop.state(shop.ship(shop.opened(partner, row, **changes), {}, partner))
    body = shop.body(shop.bill(state, {}, partner))
    for name in (*changes, "ship_to"):
        assert getattr(body, name) == getattr(state.order, name)
    for name in ("no", "unit", "price", "price_basis", "ids", "description", "own"):
        assert getattr(body.lines[0], name) == getattr(row, name)
    assert body.remit_to.name == "Supplier"


def test_charges_taxes_and_terms_of_the_request(shop) -> None:
    partner = shop.partner()
    request = {
        "charges": [{"sign": "allowance", "percent": "2"}, {"sign": "charge", "code": "freight", "amount": "12.34"}],
        "taxes": [{"kind": "sales", "percent": "8"}],
        "terms": [{"net_days": "60"}],
        "lines": [{"no": "1", "charges": [{"sign": "allowance", "amount": "50"}]}],
    }
    body = shop.body(shop.bill(shipped(shop, partner), request, partner))
    assert [charge.amount for charge in body.charges] == [D("4.00"), D("12.34")]  # 2 % of 250 - 50
    assert body.taxes[0].amount == D("16.67")  # 8 % of 208.34
    assert body.total == D("225.01") and body.terms[0].net_days == 60
    assert (body.lines[0].amount, body.lines_total, body.charges_total) == (D("200"), D("250"), D("-41.66"))
    assert (body.taxable, body.tax_total) == (D("208.34"), D("16.67"))


def test_what_an_invoice_has_none_of_is_not_said(shop) -> None:
    partner = shop.partner()
    body = shop.body(shop.bill(shipped(shop, partner), {}, partner))
    assert (body.lines_total, body.lines[0].amount) == (body.total, body.total)
    assert (body.charges_total, body.taxable, body.tax_total) == (None, None, None)


def test_a_total_that_the_erp_states_must_agree(shop) -> None:
    partner = shop.partner()
    state = shipped(shop, partner)
    assert shop.body(shop.bill(state, {"total": "250", "number": "X7"}, partner)).number == "X7"
    with pytest.raises(Refused, match=re.escape("250 lines - 0 allowances + 0 charges + 0 taxes = 250.00, not 249.99")):
        shop.bill(state, {"total": "249.99"}, partner)


def test_prices_agreed_asked_and_missing(shop) -> None:
    partner = shop.partner(answers={"mode": "manual"})
    state = shop.state(shop.answer(shop.opened(partner), {"lines": [{"no": "1", "price": "2.75"}]}, partner))
    state = shop.state(shop.ship(state, {}, partner))
    assert shop.body(shop.bill(state, {}, partner)).total == D("275.00")
    assert shop.body(shop.bill(state, {"lines": [{"no": "1", "price": "0"}]}, partner)).total == 0
    free = shipped(shop, shop.partner(), shop.line(price=None))
    with pytest.raises(Refused, match="line 1 has no price"):
        shop.bill(free, {}, partner)


ITEMS = [{"sku": "A", "gtin": "036000291452", "unit": "each", "pack": "12"}]


@pytest.mark.parametrize(
    ("price", "basis", "eaches", "stated"),
    [
        ("24", None, 24, ("2", "case", "24", "48.00")),
        ("24", None, 5, ("5", "each", "2", "10.00")),  # two for each is exact
        ("10", None, 3, ("0.25", "case", "10", "2.50")),  # a quarter case is exact
        ("2", "per_each", 5, ("5", "each", "2", "10.00")),
        ("2", "per_each", 24, ("2", "case", "2", "48.00")),
    ],
)
def test_part_of_a_case_is_billed_exactly(shop, price, basis, eaches, stated) -> None:
    partner = shop.partner(items=ITEMS)
    row = shop.line(qty=10, unit="case", price=price, price_basis=basis)
    state = shipped(shop, partner, row, lines=[{"no": "1", "qty": eaches, "unit": "each"}])
    body = shop.body(shop.bill(state, {}, partner))
    made = body.lines[0]
    qty, unit, each, due = stated
    assert (made.qty, made.unit, made.price, body.total) == (D(qty), unit, D(each), D(due))


def test_what_no_exact_price_can_say_is_refused(shop) -> None:
    partner = shop.partner(items=ITEMS)
    row = shop.line(qty=10, unit="case", price="10")
    state = shipped(shop, partner, row, lines=[{"no": "1", "qty": 5, "unit": "each"}])
    with pytest.raises(
        Refused, match="5 each are 5 / 12 of a case at 10: neither the part nor a price for each is exact"
    ):
        shop.bill(state, {}, partner)


def test_partners_who_are_billed_on_order(shop) -> None:
    partner = shop.partner(lifecycle={"invoice_on": "order"})
    state = shop.opened(partner)
    assert shop.body(shop.bill(state, {}, partner)).total == D("250.00")
