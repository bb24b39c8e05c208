"""Shipments: what leaves, for whom, under which numbers; the gate at what was confirmed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal as D

import pytest

from edigw.errors import Refused
from edigw.lifecycle import decide
from edigw.lifecycle.requests import ShipRequest
from edigw.lifecycle.sscc import valid

STOPS = [{"location": "0101", "qty": "60"}, {"location": "0102", "qty": "40"}]


def test_everything_confirmed_and_open_leaves(shop) -> None:
    partner = shop.partner()
    state = shop.opened(partner, shop.line("1"), shop.line("2", 7))
    decision = shop.ship(
        state, {"bill_of_lading": "B1", "carrier": {"scac": "ABCD"}, "delivers_on": "2026-03-05"}, partner
    )
    body, after = shop.body(decision), shop.state(decision)
    assert shop.kinds(decision) == ["Update", "Event", "Compose"]
    assert [(i.order, i.line_no, i.qty, i.unit, i.ordered_qty, i.shipped_to_date) for i in body.items] == [
        ("4711", "1", 100, "each", 100, 100), ("4711", "2", 7, "each", 7, 7),
    ]  # fmt: skip
    assert (body.number, body.purpose, body.created_on, body.created_at) == ("S1", "original", date(2026, 3, 2), "0930")
    assert body.dates["shipped"][0].on == date(2026, 3, 2) and body.dates["delivery_estimated"][0].on == date(
        2026, 3, 5
    )
    assert (body.bill_of_lading, body.carrier[0].scac) == ("B1", "ABCD")
    assert (body.ship_from.name, body.ship_from.id, body.ship_to.id) == ("Supplier", "0614141000005", "0042")
    assert after.state == "shipped" and after.shipments[0].number == "S1"
    assert [(m.no, m.qty) for m in after.shipments[0].items] == [("1", 100), ("2", 7)]


def test_the_items_and_orders_echo_what_the_buyer_said(shop) -> None:
    partner = shop.partner()
    line = shop.line("001", own={"aisle": "7"}, description="Tea")
    state = shop.opened(partner, line, department="9", vendor="V", release="2", ordered_on="2026-03-01", own={"w": "1"})
    body = shop.body(shop.ship(state, {}, partner))
    order, item = body.orders[0], body.items[0]
    assert (order.number, order.department, order.vendor, order.release) == ("4711", "9", "V", "2")
    assert order.ordered_on == date(2026, 3, 1) and order.own == {"w": "1"} and body.own == {"w": "1"}
    assert (item.line_no, item.ids, item.own, item.description) == ("001", line.ids, {"aisle": "7"}, "Tea")


def test_the_gate_says_the_arithmetic(shop) -> None:
    partner = shop.partner()
    state = shop.state(shop.ship(shop.opened(partner), {"lines": [{"no": "1", "qty": 80}]}, partner))
    assert state.state == "part_shipped"
    with pytest.raises(Refused, match=r"line 1: 80 shipped \+ 30 now = 110 each, more than 100 confirmed"):
        shop.ship(state, {"lines": [{"no": "1", "qty": 30}]}, partner)
    loose = shop.partner(lifecycle={"tolerance": "0.1"})
    assert shop.state(shop.ship(state, {"lines": [{"no": "1", "qty": 30}]}, loose)).ledger[0].shipped == 110


def test_several_rows_of_one_line_count_together(shop) -> None:
    partner = shop.partner()
    rows = [{"no": "1", "qty": 60}, {"no": "1", "qty": 60}]
    with pytest.raises(Refused, match=r"0 shipped \+ 120 now = 120 each, more than 100 confirmed"):
        shop.ship(shop.opened(partner), {"lines": rows}, partner)
    body = shop.body(
        shop.ship(shop.opened(partner), {"lines": [{"no": "1", "qty": 60, "lot": "L1"}, {"no": "1"}]}, partner)
    )
    assert [(i.qty, i.lot, i.shipped_to_date) for i in body.items] == [(60, "L1", 100), (40, None, 100)]


def test_nothing_to_ship_is_refused(shop) -> None:
    partner = shop.partner(answers={"mode": "manual"})
    state = shop.opened(partner)
    with pytest.raises(Refused, match="order 4711: 0 confirmed - 0 shipped = 0"):
        shop.ship(state, {}, partner)
    with pytest.raises(Refused, match=r"line 1: 0 shipped \+ 5 now = 5 each, more than 0 confirmed"):
        shop.ship(state, {"lines": [{"no": "1", "qty": 5}]}, partner)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"no": "9"}, "line 9 of order 4711 does not exist"),
        ({"no": "1", "order": "x"}, "line 1 of order x does not exist"),
        ({"no": "1", "qty": 1, "unit": "pallet"}, "line 1: cannot count in pallet"),
        ({"no": "1", "qty": -1}, "cannot ship -1"),
    ],
)
def test_what_does_not_exist_does_not_leave(shop, line, message: str) -> None:
    partner = shop.partner()
    with pytest.raises(Refused, match=message):
        shop.ship(shop.opened(partner), {"lines": [line]}, partner)


def test_units_cases_and_eaches(shop) -> None:
    items = [{"sku": "A", "gtin": "036000291452", "unit": "each", "pack": "12", "carton_qty": "12"}]
    partner = shop.partner(items=items)
    state = shop.opened(partner, shop.line(qty=2, unit="case"))
    body = shop.body(shop.ship(state, {}, partner))
    assert [(i.qty, i.unit, i.shipped_to_date) for i in body.items] == [(1, "case", 2), (1, "case", 2)]
    body = shop.body(shop.ship(state, {"lines": [{"no": "1", "qty": 5, "unit": "each", "carton": "a"}]}, partner))
    assert [(i.qty, i.unit, i.shipped_to_date, i.ordered_qty, i.ordered_unit) for i in body.items] == [
        (5, "each", 5, 2, "case")
    ]


def test_every_carton_and_pallet_gets_its_own_valid_sscc(shop) -> None:
    partner = shop.partner(shipment={"carton_qty": "10", "pallet_cartons": 4, "extension": "3"})
    state = shop.opened(partner)
    assert decide.sscc_needed([state], ShipRequest(), partner) == 13
    body = shop.body(shop.ship(state, {}, partner))
    labels = [unit.sscc for unit in (*body.pallets, *body.cartons)]
    assert len(set(labels)) == 13 and all(valid(label) and label.startswith("30614141") for label in labels)
    assert {item.carton for item in body.items} == {unit.key for unit in body.cartons}
    with pytest.raises(Refused, match="13 cartons and pallets need an SSCC, 12 serials were given"):
        decide.ship([state], ShipRequest(), partner, now=shop.now, number="S", serials=range(12), cause="c")


def test_without_a_gs1_prefix_there_is_a_note_and_no_label(shop) -> None:
    partner = shop.partner(identity={"key": "main"}, shipment={"carton_qty": "50"})
    decision = shop.ship(shop.opened(partner), {}, partner)
    assert [note.rule for note in decision.findings] == ["SSCC_MISSING"]
    assert [(unit.key, unit.sscc) for unit in shop.body(decision).cartons] == [("C1", None), ("C2", None)]


def test_stores_per_store_and_mark_for(shop) -> None:
    places = [{"id": "0101", "party": {"name": "Store 101", "city": "Troy"}}]
    line = shop.line(destinations=STOPS)
    partner = shop.partner(stores={"policy": "per_store"}, locations=places, shipment={"carton_qty": "50"})
    body = shop.body(shop.ship(shop.opened(partner, line), {}, partner))
    assert [(i.destination, i.qty) for i in body.items] == [("0101", 50), ("0101", 10), ("0102", 40)]
    assert [(o.destination, o.ship_to.name, o.mark_for) for o in body.orders] == [
        ("0101", "Store 101", None), ("0102", None, None),
    ]  # fmt: skip
    marked = shop.partner(stores={"policy": "mark_for"}, locations=places)
    body = shop.body(shop.ship(shop.opened(marked, line), {}, marked))
    assert [(o.destination, o.ship_to, o.mark_for.id) for o in body.orders] == [
        ("0101", None, "0101"),
        ("0102", None, "0102"),
    ]
    assert body.ship_to.id == "0042"
    plain = shop.partner()
    body = shop.body(shop.ship(shop.opened(plain, line), {}, plain))
    assert [(i.destination, i.qty) for i in body.items] == [(None, 100)]


def test_a_later_shipment_goes_on_where_the_stores_still_lack(shop) -> None:
    partner = shop.partner(stores={"policy": "per_store"})
    state = shop.state(
        shop.ship(shop.opened(partner, shop.line(destinations=STOPS)), {"lines": [{"no": "1", "qty": 70}]}, partner)
    )
    assert [(m.destination, m.qty) for m in state.shipments[0].items] == [("0101", 60), ("0102", 10)]
    body = shop.body(shop.ship(state, {}, partner))
    assert [(i.destination, i.qty) for i in body.items] == [("0102", 30)]
    split = {"lines": [{"no": "1", "qty": 10}, {"no": "1", "qty": 20}]}
    assert [(i.destination, i.qty) for i in shop.body(shop.ship(state, split, partner)).items] == [
        ("0102", 10),
        ("0102", 20),
    ]


@pytest.mark.parametrize(
    ("rows", "stops"),
    [
        ([{"qty": 70}, {"qty": 30}], [("0101", 60), ("0102", 10), ("0102", 30)]),
        ([{"qty": 40, "destination": "0102"}, {}], [("0102", 40), ("0101", 60)]),
        ([{"qty": 50, "destination": "0999"}, {}], [("0999", 50), ("0101", 50)]),
    ],
)
def test_rows_of_one_request_know_what_each_store_got(shop, rows, stops) -> None:
    partner = shop.partner(stores={"policy": "per_store"})
    request = {"lines": [{"no": "1", **row} for row in rows]}
    body = shop.body(shop.ship(shop.opened(partner, shop.line(destinations=STOPS)), request, partner))
    assert [(item.destination, item.qty) for item in body.items] == stops


def test_a_store_that_stands_twice_gets_both_shares(shop) -> None:
    partner = shop.partner(stores={"policy": "per_store"})
    twice = [{"location": "0101", "qty": "60"}, {"location": "0101", "qty": "40"}]
    body = shop.body(shop.ship(shop.opened(partner, shop.line(destinations=twice)), {}, partner))
    assert [(item.destination, item.qty) for item in body.items] == [("0101", 100)]


def test_a_placeholder_is_no_store(shop) -> None:
    partner = shop.partner(stores={"policy": "per_store", "placeholders": ("0101",)})
    with pytest.raises(Refused, match="location 0101 only stands for stores"):
        shop.ship(shop.opened(partner, shop.line(destinations=STOPS)), {}, partner)


def test_several_orders_in_one_shipment(shop) -> None:
    partner = shop.partner()
    first, second = shop.opened(partner), shop.opened(partner, number="4712")
    decision = shop.ship([first, second], {}, partner)
    assert shop.kinds(decision) == ["Update", "Event", "Update", "Event", "Compose"]
    assert decision.effects[-1].order_ids == ("d1", "4712")
    assert [order.number for order in shop.body(decision).orders] == ["4711", "4712"]
    with pytest.raises(Refused, match="line 1: of which order"):
        shop.ship([first, second], {"lines": [{"no": "1"}]}, partner)
    elsewhere = shop.opened(partner, number="4713", ship_to={"id": "77"})
    with pytest.raises(Refused, match="orders 4711 and 4713 go to different places"):
        shop.ship([first, elsewhere], {}, partner)


def test_a_partner_who_takes_no_partial_shipment(shop) -> None:
    partner = shop.partner(lifecycle={"partial_shipment": False})
    state = shop.opened(partner)
    with pytest.raises(Refused, match=re.escape("line 1 of order 4711: 60 shipped of 100 confirmed")):
        shop.ship(state, {"lines": [{"no": "1", "qty": 60}]}, partner)
    assert shop.state(shop.ship(state, {}, partner)).ledger[0].shipped == D(100)
