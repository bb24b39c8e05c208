"""What is decided can be written by the base maps, validates, and comes back with the same numbers."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import pytest

from edigw.config.maps import Maps
from edigw.config.shipped import Library
from edigw.lifecycle.effects import Compose
from edigw.lifecycle.facts import OrderState
from edigw.pipeline.outbound.compose import compose

SETS = {"answer": "855", "shipment": "856", "invoice": "810"}
STOPS = [{"location": "0101", "qty": "60"}, {"location": "0102", "qty": "40"}]
ITEMS = [{"sku": "A", "gtin": "036000291452", "unit": "each", "pack": "12", "price": "2.40", "carton_qty": "12"}]


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Maps:
    return Maps(Library(Path(tmp_path_factory.mktemp("workspace"))))


def life(shop, partner, *lines, **changes) -> list[Compose]:
    """Everything that is sent in an order's whole life."""
    decisions = [shop.receive(shop.order(*lines, ordered_on="2026-03-01", **changes), partner)]
    state: OrderState = shop.state(decisions[0])
    if not state.answered:
        decisions.append(shop.answer(state, {"lines": [{"no": "1", "accept": 60, "backorder": 40}]}, partner))
    for step in (shop.ship, shop.bill):
        decisions.append(step(shop.state(decisions[-1]), {}, partner))
    return [effect for decision in decisions for effect in decision.effects if isinstance(effect, Compose)]


@pytest.mark.parametrize(
    ("rules", "line", "order"),
    [
        ({}, {}, {"currency": "USD", "department": "9", "terms": [{"kind": "basic", "net_days": 30}]}),
        ({"answers": {"mode": "manual"}}, {}, {}),
        ({"answers": {"send": "exceptions"}}, {}, {}),
        ({"shipment": {"carton_qty": "40", "pallet_cartons": 2}}, {}, {"buyer": {"name": "HQ"}}),
        ({"stores": {"policy": "per_store"}, "shipment": {"carton_qty": "40"}}, {"destinations": STOPS}, {}),
        ({"stores": {"policy": "mark_for"}}, {"destinations": STOPS}, {}),
        ({"items": ITEMS}, {"unit": "case", "qty": 3, "price": "30"}, {}),
        ({"items": ITEMS, "lifecycle": {"price": "list"}}, {"price": "2.50"}, {}),
        ({"lifecycle": {"rounding": "total"}}, {"qty": 3, "price": "0.335"}, {}),
        ({"identity": {"key": "bare"}, "shipment": {"carton_qty": "30"}}, {}, {}),
    ],
)
def test_every_document_of_a_life_is_written_and_valid(shop, maps: Maps, rules, line, order) -> None:
    partner = shop.partner(**rules)
    sent = life(shop, partner, shop.line("1", **line), **order)
    assert [effect.document for effect in sent] == ["answer", "shipment", "invoice"]
    for effect in sent:
        chart = maps.load(f"x12/004010/{SETS[effect.document]}", None)
        made = compose(chart, effect.body, maps.dictionary("004010"), partner.envelope)
        assert (made.reason, [found.message for found in made.findings]) == (None, [])
        rows = [row.split("\x1d") for row in made.text.split("\x1c")[:-1]]
        tags = {row[0]: row for row in rows}
        if effect.document == "invoice":
            assert D(tags["TDS"][1]) == effect.body.total * 100
        if effect.document == "shipment":
            labels = [row[2] for row in rows if row[0] == "MAN"]
            assert labels == [unit.sscc for unit in _in_order(effect.body) if unit.sscc]


def _in_order(body) -> list:
    """Pallets and cartons as the tree shows them: each pallet before what stands on it."""
    pallets, seen = {unit.key: unit for unit in body.pallets}, []
    cartons = {unit.key: unit for unit in body.cartons}
    for item in body.items:
        for unit in (pallets.get(item.pallet), cartons.get(item.carton)):
            if unit is not None and unit not in seen:
                seen.append(unit)
    return seen
