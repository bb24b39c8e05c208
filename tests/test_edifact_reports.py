"""EDIFACT's application advice, stock, sales and price catalogue: what our messages mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from bench import chart, dictionary
from edifact_messages import seen, wire

from edigw.errors import CannotWrite
from edigw.mapping.read import read
from edigw.model.advice import ApplicationAdvice
from edigw.model.catalogue import PriceCatalogue
from edigw.model.inventory import InventoryReport
from edigw.model.sales import SalesReport
from edigw.structure.fold import fold
from edigw.tree import COMPONENT, Segment

RELEASES = ("D96A", "D01B")
COUNT = {"kind": "in_stock", "qty": "5", "condition": "accepted"}


@pytest.mark.parametrize("release", RELEASES)
def test_an_application_advice_says_of_what_and_why(release: str) -> None:
    advice = seen(f"APERAK-refused-{release}").document
    assert isinstance(advice, ApplicationAdvice)
    assert (advice.number, advice.kind, advice.purpose, advice.created_at) == (
        "AP-7", "application_error", "rejected", "1015",
    )  # fmt: skip
    assert advice.refs["seller_invoice"][0].value == "R9001"
    assert [(one.text, one.text2, one.reference_kind, one.reference) for one in advice.faults] == [
        ("Price differs from the contract", ("agreed is 4.90",), "line_id", "10"),
        ("Order number is not ours", (), "order_number", "4500071"),
    ]
    taken = seen(f"APERAK-taken-{release}").document
    assert isinstance(taken, ApplicationAdvice) and (taken.kind, taken.faults) == ("acknowledgement", ())


@pytest.mark.parametrize("release", RELEASES)
def test_stock_is_counted_by_item_place_and_lot(release: str) -> None:
    report = seen(f"INVRPT-stores-{release}").document
    assert isinstance(report, InventoryReport)
    assert (report.kind, report.currency, report.dates["period_start"][0].on) == ("stock", "EUR", date(2026, 2, 22))
    line = report.lines[0]
    assert [(one.kind, one.qty, one.unit, one.condition, one.direction, one.lot) for one in line.counts] == [
        ("in_stock", 120, "each", "accepted", None, "L-77"), ("damaged", 3, "each", "damaged", None, None),
        ("returned", 2, "each", None, "in", None),
    ]  # fmt: skip
    assert (line.places[0].name, line.counts[0].places[0].kind) == ("Store North", "warehouse")
    assert line.counts[2].prices[0].use == "suggested_retail"
    assert report.lines[1].counts[0].qty == D("16.5")


def test_a_count_of_d01b_begins_with_what_is_said_of_the_stock() -> None:
    body = {"number": "S1", "created_on": "2026-03-02", "lines": [{"no": "1", "counts": [COUNT]}]}
    rows = wire(InventoryReport.model_validate(body), "INVRPT", "D01B")
    assert rows == ["BGM++S1", "DTM+137:20260302:102", "LIN+1", "INV++1", "QTY+145:5"]
    bare = {**body, "lines": [{"no": "1", "counts": [{**COUNT, "condition": None}]}]}
    assert wire(InventoryReport.model_validate(bare), "INVRPT")[-1] == "QTY+145:5"
    with pytest.raises(CannotWrite, match="INV would hold no element"):
        wire(InventoryReport.model_validate(bare), "INVRPT", "D01B")


def test_an_inv_that_says_nothing_is_read() -> None:
    rows = ("BGM", "35", "S1"), ("DTM", f"137{COMPONENT}20260302{COMPONENT}102"), ("LIN", "1"), ("INV",)
    held = [Segment(tag, tuple(elements)) for tag, *elements in (*rows, ("QTY", f"145{COMPONENT}5"))]
    book = dictionary("D01B")
    framed = [Segment("UNH", ("1", "INVRPT")), *held, Segment("UNT", ("7", "1"))]
    got = read(chart("INVRPT", release="D01B"), fold(framed, book.sets["INVRPT"], book.segments).root)
    assert isinstance(got.document, InventoryReport) and got.findings == ()
    assert [(one.kind, one.qty) for one in got.document.lines[0].counts] == [("in_stock", 5)]


@pytest.mark.parametrize("release", RELEASES)
def test_sales_stand_by_place_and_item(release: str) -> None:
    report = seen(f"SLSRPT-week-{release}").document
    assert isinstance(report, SalesReport)
    assert [(one.place.kind, one.place.id, len(one.lines)) for one in report.places] == [
        ("sale", "9521987000201", 2), ("sale", "9521987000218", 1),
    ]  # fmt: skip
    line = report.places[0].lines[0]
    assert [(one.kind, one.qty, one.channel) for one in line.sold] == [("sold", 20, "WEB"), ("returned", 1, None)]
    assert (line.amounts[0].value, line.prices[0].amount) == (98, D("4.90"))
    assert report.parties["buyer"][0].id == "9521987000010"


@pytest.mark.parametrize("release", RELEASES)
def test_a_catalogue_has_items_with_prices_for_quantities(release: str) -> None:
    catalogue = seen(f"PRICAT-spring-{release}").document
    assert isinstance(catalogue, PriceCatalogue)
    assert (catalogue.kind, catalogue.currency, catalogue.groups[0].name) == ("catalogue", "EUR", "Baskets")
    first, second = catalogue.groups[0].lines
    assert [(one.kind, one.amount, one.type, one.low, one.high) for one in first.prices] == [
        ("net", D("4.90"), "catalogue", 12, 59), ("net", D("4.50"), "catalogue", 60, None),
        ("informative", D("9.99"), None, None, None),
    ]  # fmt: skip
    assert {one.kind: one.value for one in first.quantities} == {"least_ordered": 12, "in_trade_unit": 6}
    assert (first.action, second.action, first.origin, first.taxes[0].percent) == ("added", "deleted", "GB", 20)
    assert (first.charges[0].sign, first.charges[0].percent) == ("allowance", D("2.5"))
