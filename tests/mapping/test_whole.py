"""Constants in a composite that says nothing else, and would lack what is mandatory in it."""

from __future__ import annotations

import pytest
from tinyedifact import ORDERS, loaded
from tinymaps import faults, laws, load, order, tree, wire

from edigw.mapping.cells import cells
from edigw.mapping.read import read
from edigw.mapping.whole import whole
from edigw.mapping.write import write
from edigw.model.order import Order
from edigw.tree import COMPONENT

PAT = """\
  PAT -> terms[]:
    4279: kind
    C112.2475: basis
    C112.2009: is 3
    C112.2151: is D
    C112.2152: net_days | int
"""
CUR = """\
  CUR: {CUR01: currency_party | code whose | otherwise buyer, CUR02: currency}
"""
ROWS = ORDERS.replace("  LIN -> lines[]:", PAT + "  LIN -> lines[]:")


def written(*terms: dict[str, str]) -> list[str]:
    order = Order.model_validate({"number": "O1", "ordered_on": "2024-01-02", "terms": terms})
    rows = [node.segment for node in write(loaded(ROWS), order).children if node.tag == "PAT"]
    return ["+".join(row.elements).replace(COMPONENT, ":") for row in rows]


def test_constants_are_written_where_something_is_said() -> None:
    assert written({"kind": "1", "basis": "5", "net_days": "30"}, {"kind": "1"}) == ["1++5:3:D:30", "1"]


def test_a_composite_that_must_be_there_keeps_its_constants() -> None:
    row = next(row for row in loaded(ROWS).root.rows if row.tag == "PAT")
    bare = {(3, 2): "3", (3, 3): "D"}
    assert whole(row, {(1, 0): "1", **bare}) == {(1, 0): "1"}
    assert whole(row, {(3, 1): "5", **bare}) == {(3, 1): "5", **bare}
    first = next(row for row in loaded(ORDERS).root.rows if row.tag == "BGM")
    assert whole(first, {(2, 0): "O1"}) == {(2, 0): "O1"}


def money(rows: str) -> str:
    return order(rows).replace("tables:\n", "tables:\n  whose: {BY: buyer, SE: seller}\n")


def priced(**fields: str) -> list[str]:
    """The CUR of an order with these fields, written carefully and in haste."""
    told = {"number": "O1", "purpose": "original", "kind": "stand_alone", "ordered_on": "2024-01-02", **fields}
    chart, document = load(money(CUR)), Order.model_validate(told)
    rows = wire(write(chart, document))
    assert rows == ["*".join(cell) for cell in cells(chart, document)]
    return [row for row in rows if row.startswith("CUR")]


def test_what_nobody_said_is_written_otherwise_beside_what_was() -> None:
    assert priced(currency="EUR") == ["CUR*BY*EUR"]
    assert priced(currency="EUR", currency_party="seller") == ["CUR*SE*EUR"]
    assert priced() == []


def test_a_map_with_otherwise_obeys_the_laws_and_tells_of_it() -> None:
    chart = load(money(CUR))
    assert laws(chart).failures == ()
    assert [(loss.kind, loss.address, loss.path) for loss in chart.loss] == [
        ("otherwise", "CUR01", "currency_party | code whose | otherwise buyer")
    ]
    found = read(chart, tree(["BEG*00*SA*O1**20240102", "CUR*SE*EUR"])).document
    assert isinstance(found, Order) and found.currency_party == "seller"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("CUR01: currency_party | code whose | otherwise nobody", "has no code for `nobody`"),
        ("CUR01: currency_party | code whose\n    CUR03: own.rate | otherwise 1", "may be left out"),
        ("CUR01: currency_party | code whose | otherwise buyer | required", "contradicts it"),
        ("CUR01: currency_party | code whose | otherwise buyer | otherwise seller", "contradicts it"),
    ],
)
def test_an_otherwise_that_means_nothing_is_refused(rows: str, told: str) -> None:
    found = faults(money(f"  CUR:\n    {rows}\n    CUR02: currency\n"), own=("rate",))
    assert [one for one in found if told in one.message], found
