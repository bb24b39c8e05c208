"""Items by cross-reference, addresses by location number, base units by pack factor."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from edigw.lifecycle.enrich import account, crossing, enrich, list_price, store
from edigw.model.base import Party

ITEMS = (
    {"sku": "A-1", "gtin": "00036000291452", "ids": {"buyer_item": "777"}, "unit": "each", "pack": "12", "price": "2"},
    {"sku": "B-2", "ids": {"buyer_item": "888"}},
)
PLACES = (
    {"id": "0123", "kind": "store", "party": {"name": "Store 123", "street1": "1 Main St", "city": "Troy"}},
    {"id": "0042", "kind": "distribution_center", "party": {"name": "East", "street1": "Dock 1", "city": "Utica"}},
)


@pytest.mark.parametrize(
    ("ids", "sku"),
    [
        ({"buyer_item": "888", "upc": "036000291452"}, "B-2"),  # their own number comes first
        ({"upc": "036000291452"}, "A-1"),
        ({"gtin": "00036000291452"}, "A-1"),
        ({"vendor_part": "B-2"}, "B-2"),
        ({"upc": "036000291453"}, None),
        ({"color": "A-1"}, None),
        ({}, None),
    ],
)
def test_an_item_is_found_by_theirs_then_gtin_then_ours(shop, ids, sku) -> None:
    partner = shop.partner(items=ITEMS)
    found = enrich(shop.order(shop.line(ids=ids)), partner).items[0]
    assert (found.sku if found else None) == sku


def test_a_bare_location_gets_its_address_and_kind(shop) -> None:
    partner = shop.partner(locations=PLACES)
    bare = shop.order(ship_to={"id_type": "buyer_assigned", "id": "0123"}, parties={"customer": {"id": "0042"}})
    order = enrich(bare, partner).order
    assert order.ship_to is not None
    assert (order.ship_to.name, order.ship_to.city, order.ship_to.kind) == ("Store 123", "Troy", "store")
    assert order.parties["customer"][0].kind == "distribution_center"
    assert enrich(order, partner).order == order  # a second time changes nothing


def test_what_the_document_says_is_never_overwritten(shop) -> None:
    order = enrich(shop.order(), shop.partner(locations=PLACES)).order
    assert order.ship_to is not None
    assert (order.ship_to.city, order.ship_to.street1, order.ship_to.kind) == ("Albany", None, "distribution_center")


def test_an_unknown_drop_ship_address_is_a_customers(shop) -> None:
    there = {"name": "J. Doe", "street1": "2 Elm St", "city": "Rome"}
    order = enrich(shop.order(kind="dropship", ship_to=there), shop.partner()).order
    assert order.ship_to is not None and order.ship_to.kind == "customer"
    plain = enrich(shop.order(ship_to=there), shop.partner()).order
    assert plain.ship_to is not None and plain.ship_to.kind is None


def test_the_base_unit_follows_the_pack_factor(shop) -> None:
    item = shop.partner(items=ITEMS).items[0]
    cases = account("1", shop.line(qty=10, unit="case"), item)
    assert (cases.unit, cases.order_unit, cases.factor, cases.ordered, cases.sku) == ("each", "case", 12, 120, "A-1")
    assert account("1", shop.line(qty=2, unit="dozen"), item).ordered == 24
    assert account("1", shop.line(qty=10, unit="case"), None).unit == "case"
    packed = shop.line(qty=10, unit="case", destinations_unit="each", packing=[{"pack": "6"}])
    assert account("1", packed, None).ordered == 60


def test_our_price_is_per_base_unit(shop) -> None:
    item = shop.partner(items=ITEMS).items[0]
    cases = account("1", shop.line(qty=10, unit="case"), item)
    assert list_price(cases, None, item) == D(24)
    assert list_price(cases, "per_each", item) == D(2)
    assert list_price(cases, None, None) is None


def test_a_store_is_known_or_its_number_alone(shop) -> None:
    partner = shop.partner(locations=PLACES)
    assert store(partner, "0123", None).name == "Store 123"
    assert store(partner, "9", "gln") == Party(id_type="gln", id="9")


def test_the_index_follows_the_lists(shop) -> None:
    partner = shop.partner(items=ITEMS)
    assert crossing(partner) is crossing(partner)
    other = partner.model_copy(update={"items": ()})
    assert crossing(other).sku("A-1") is None and crossing(partner).sku("A-1") is not None


@pytest.mark.parametrize(
    ("channel", "unit", "said"), [("edifact", None, "each"), ("edifact", "case", "case"), ("x12", None, None)]
)
def test_what_a_quantity_counts_goes_without_saying_in_edifact(shop, channel, unit, said) -> None:
    order = shop.order(shop.line(unit=unit)).model_copy(update={"channel": channel})
    assert enrich(order, shop.partner()).order.lines[0].unit == said
