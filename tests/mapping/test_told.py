"""Orders that have no level: named once by the message, or by each item."""

from __future__ import annotations

import pytest
from pointed import NOTICE, load, seen, wire

from edigw.errors import CannotWrite
from edigw.mapping.laws import check_laws
from edigw.mapping.told import of_item, shared
from edigw.model.shipment import Shipment

ONE = ["LIN*1*x", "QTY*1"]


def orders(shipment: Shipment) -> list[tuple[object, ...]]:
    return [(o.number, o.destination, o.buyer.id if o.buyer else None) for o in shipment.orders]


def test_items_are_of_the_messages_order_or_of_their_own() -> None:
    shipment, found = seen("RFF*ON*A", "NAD*BY*9", "CPS*1", *ONE, *ONE, "RFF*ON*B*3")
    assert (orders(shipment), found) == ([("A", None, "9"), ("B", None, "9")], [])
    assert [(item.order, item.line_no) for item in shipment.items] == [("A", None), ("B", "3")]


def test_an_order_for_two_places_is_two() -> None:
    shipment, _ = seen("RFF*ON*A", "CPS*1", *ONE, "LOC*7*11", *ONE, "LOC*7*12")
    assert orders(shipment) == [("A", "11", None), ("A", "12", None)]
    assert [(item.order, item.destination) for item in shipment.items] == [("A", "11"), ("A", "12")]


def test_an_order_that_nothing_is_of_and_an_item_of_none_are_found() -> None:
    assert seen("RFF*ON*A", "CPS*1", *ONE, "RFF*ON*B")[1] == ["UNIT_EMPTY"]
    with pytest.raises(AssertionError, match="LEVEL_MISSING"):
        seen("CPS*1", *ONE)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["RFF*ON*A", "CPS*1", "LIN*1*x", "QTY*1"], ["RFF*ON*A"]),
        (["RFF*ON*A", "CPS*1", "LIN*1*x", "QTY*1", "RFF*ON*A*7"], ["RFF*ON*A", "RFF*ON*A*7"]),
        (["CPS*1", "LIN*1*x", "QTY*1", "RFF*ON*A", "LIN*2*y", "QTY*1", "RFF*ON*B"], ["RFF*ON*A", "RFF*ON*B"]),
    ],
)
def test_what_all_orders_share_is_said_once(rows: list[str], said: list[str]) -> None:
    written = wire(load(), seen(*rows)[0])
    assert [row for row in written if row.startswith("RFF")] == said
    assert written[1:] == [*rows, f"CNT*{sum(row.startswith('LIN') for row in rows)}"]


def test_orders_that_differ_where_the_message_speaks_once_are_refused() -> None:
    shipment, _ = seen("NAD*BY*9", "CPS*1", *ONE, "RFF*ON*A", *ONE, "RFF*ON*B")
    assert "NAD*BY*9" in wire(load(), shipment)
    first, second = shipment.orders
    other = shipment.model_copy(update={"orders": (first, second.model_copy(update={"buyer": None}))})
    with pytest.raises(CannotWrite, match="differ in `buyer`"):
        wire(load(), other)
    silent = NOTICE.replace("RFF*ON: {RFF02: order.number, RFF03: line_no}", "RFF*ON: {RFF03: line_no}")
    with pytest.raises(CannotWrite, match="differ in `number`"):
        wire(load(silent), shipment)


def test_the_facts_of_an_item_are_those_that_the_message_does_not_say() -> None:
    pointer = load().pointer
    assert pointer is not None
    one = {("A", None): {"number": "A", "buyer": {"id": "9"}}}
    common = shared(pointer, one)
    assert common == {"number": "A", "buyer": {"id": "9"}}
    assert of_item(pointer, common, one["A", None], {"line_no": None}) == {}
    assert of_item(pointer, common, one["A", None], {"line_no": "3"}) == {"number": "A"}


def test_drawn_shipments_come_back_equal() -> None:
    report = check_laws(load(), count=150)
    assert (report.failures, report.seldom) == ((), ())
