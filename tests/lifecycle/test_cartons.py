"""Packing: full cartons and the rest, pallets that never mix drops, requests that cannot be."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from edigw.errors import Refused
from edigw.lifecycle.cartons import cut


def test_full_cartons_then_the_rest() -> None:
    assert list(cut(D(100), D(40))) == [40, 40, 20]
    assert list(cut(D(80), D(40))) == [40, 40]
    assert list(cut(D("2.5"), D(40))) == [D("2.5")]
    with pytest.raises(Refused, match="holds nothing"):
        list(cut(D(1), D(0)))


def layout(body) -> list[tuple[str, str | None, str | None, int]]:
    cartons = {unit.key: f"C{n}" for n, unit in enumerate(body.cartons, 1)}
    pallets = {unit.key: f"P{n}" for n, unit in enumerate(body.pallets, 1)}
    return [(i.line_no, cartons.get(i.carton), pallets.get(i.pallet), int(i.qty)) for i in body.items]


def test_cartons_by_the_partners_size_and_the_items_own(shop) -> None:
    items = [{"sku": "A", "gtin": "036000291452", "carton_qty": "50"}]
    partner = shop.partner(items=items, shipment={"carton_qty": "40"})
    state = shop.opened(partner, shop.line("1"), shop.line("2", 60, ids={"upc": "9"}))
    body = shop.body(shop.ship(state, {}, partner))
    assert layout(body) == [("1", "C1", None, 50), ("1", "C2", None, 50), ("2", "C3", None, 40), ("2", "C4", None, 20)]


def test_a_pallet_takes_so_many_cartons_and_one_drop(shop) -> None:
    partner = shop.partner(shipment={"carton_qty": "40", "pallet_cartons": 2})
    states = [shop.opened(partner), shop.opened(partner, number="4712")]
    body = shop.body(shop.ship(states, {}, partner))
    assert [row[1:3] for row in layout(body)] == [
        ("C1", "P1"), ("C2", "P1"), ("C3", "P2"), ("C4", "P3"), ("C5", "P3"), ("C6", "P4"),
    ]  # fmt: skip


def test_nothing_is_packed_where_nobody_says_so(shop) -> None:
    partner = shop.partner()
    body = shop.body(shop.ship(shop.opened(partner), {}, partner))
    assert not body.cartons and not body.pallets and not body.lading


@pytest.mark.parametrize("standard", ["x12", "edifact"])
def test_the_whole_is_counted_in_a_word_of_no_standard(shop, standard: str) -> None:
    partner = shop.partner(standard=standard)
    cartons = [{"key": "a", "weight": 5, "weight_unit": "pound"}, {"key": "b", "weight": 6, "weight_unit": "pound"}]
    request = {"cartons": cartons, "lines": [{"no": "1", "qty": 90, "carton": "a"}, {"no": "1", "carton": "b"}]}
    (lading,) = shop.body(shop.ship(shop.opened(partner), request, partner)).lading
    assert (lading.packaging, lading.count) == ("corrugated_carton", 2)
    assert (lading.weight, lading.weight_unit) == (11, "pound")
    without = {**request, "cartons": [{"key": "a"}, {"key": "b"}]}
    (lading,) = shop.body(shop.ship(shop.opened(partner), without, partner)).lading
    assert (lading.packaging, lading.count, lading.weight) == ("corrugated_carton", 2, None)


def test_each_kind_of_packaging_is_counted_and_said_by_its_unit(shop) -> None:
    partner = shop.partner()
    cartons = [{"key": "a", "packaging": "crate", "weight": 5, "weight_unit": "pound"}, {"key": "b"}]
    request = {"cartons": cartons, "lines": [{"no": "1", "qty": 90, "carton": "a"}, {"no": "1", "carton": "b"}]}
    body = shop.body(shop.ship(shop.opened(partner), request, partner))
    assert [(one.packaging, one.count, one.weight) for one in body.lading] == [
        ("crate", 1, 5), ("corrugated_carton", 1, None),
    ]  # fmt: skip
    crate, carton = body.cartons
    assert (crate.packaging, crate.lading[0].packaging, crate.lading[0].count, crate.lading[0].weight) == (
        "crate", "crate", 1, 5,
    )  # fmt: skip
    assert (carton.packaging, carton.lading) == (None, ())


def test_cartons_as_asked_mixed_and_with_given_labels(shop) -> None:
    partner = shop.partner()
    state = shop.opened(partner, shop.line("1"), shop.line("2", 60))
    request = {
        "cartons": [{"key": "a", "sscc": "106141412345678908", "pallet": "p"},
                    {"key": "b", "weight": 5, "weight_unit": "pound"}],
        "lines": [
            {"no": "1", "qty": 90, "carton": "a"}, {"no": "1", "carton": "b"}, {"no": "2", "carton": "b"},
        ],
    }  # fmt: skip
    body = shop.body(shop.ship(state, request, partner))
    assert layout(body) == [("1", "C1", "P1", 90), ("1", "C2", None, 10), ("2", "C2", None, 60)]
    assert body.cartons[0].sscc == "106141412345678908"
    assert body.pallets[0].sscc.startswith("00614141") and body.cartons[1].lading[0].weight == 5


def test_one_carton_alone_holds_everything(shop) -> None:
    partner = shop.partner()
    state = shop.opened(partner, shop.line("1"), shop.line("2", 60))
    assert layout(shop.body(shop.ship(state, {"cartons": [{"key": "x"}]}, partner))) == [
        ("1", "C1", None, 100), ("2", "C1", None, 60),
    ]  # fmt: skip
    pallet = shop.body(shop.ship(state, {"pallets": [{"key": "x"}]}, partner))
    assert layout(pallet) == [("1", None, "P1", 100), ("2", None, "P1", 60)]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"cartons": [{"key": "a"}, {"key": "a"}]}, "carton a stands twice"),
        ({"cartons": [{"key": "a"}, {"key": "b"}], "lines": [{"no": "1", "carton": "a"}]}, "carton b holds nothing"),
        ({"cartons": [{"key": "a", "sscc": "106141412345678907"}]}, "is no SSCC-18"),
        ({"lines": [{"no": "1", "qty": 1, "carton": "a", "pallet": "p"}, {"no": "1", "carton": "a", "pallet": "q"}]},
         "carton a stands on pallet p and on q"),
        ({"lines": [{"no": "1", "qty": 1, "carton": "a", "destination": "1"},
                    {"no": "1", "carton": "a", "destination": "2"}]}, "carton a holds goods of order 4711 for 2"),
        ({"lines": [{"no": "1", "qty": 1, "carton": "106141412345678908"},
                    {"no": "1", "pallet": "106141412345678908"}]}, "both bear 106141412345678908"),
    ],
)  # fmt: skip
def test_what_cannot_be_packed_so_is_refused(shop, request_, message: str) -> None:
    partner = shop.partner()
    with pytest.raises(Refused, match=message):
        shop.ship(shop.opened(partner), request_, partner)
