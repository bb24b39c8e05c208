"""Drawn shipments stand as their levels can show them."""

from __future__ import annotations

import pytest
from bench import chart, dictionary, shipped

from edigw.mapping import language
from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice
from edigw.model.shipment import Shipment

LEVELS = {
    "S O T? P? I": "pick_and_pack",
    "S O I": "no_packs",
    "S O I P": "standard_pack",
    "S P O I": "packs_first",
    "S O P I": "pick_and_pack",
}


def shipments(levels: str) -> list[Shipment]:
    base = shipped("maps/x12/004010/856.yaml") or ""
    text = base.replace("levels: S O T? P? I", f"levels: {levels}")
    made = language.load(lambda name: text if name == "x" else shipped(name), "x", dictionary())
    return [found for found in (draw(made, Dice(seed)) for seed in range(30)) if isinstance(found, Shipment)]


@pytest.mark.parametrize("levels", LEVELS)
def test_items_point_to_what_the_shipment_lists(levels: str) -> None:
    for shipment in shipments(levels):
        orders = {(order.number, order.destination) for order in shipment.orders}
        assert {(item.order, item.destination) for item in shipment.items} == orders
        assert {item.carton for item in shipment.items} - {None} == {unit.key for unit in shipment.cartons}
        assert {item.pallet for item in shipment.items} - {None} == {unit.key for unit in shipment.pallets}
        assert shipment.structure in (LEVELS[levels], "no_packs")
        assert all(item.carton for item in shipment.items) or "P?" in levels or "P" not in levels


def test_optional_levels_are_there_and_not_there() -> None:
    assert chart("856").levels
    found = shipments("S O T? P? I")
    items = [item for shipment in found for item in shipment.items]
    assert {bool(item.carton) for item in items} == {bool(item.pallet) for item in items} == {True, False}


def test_an_order_may_be_in_several_cartons_where_cartons_stand_above() -> None:
    assert any(
        len(shipment.orders) < len({(i.order, i.carton) for i in shipment.items}) for shipment in shipments("S P O I")
    )
