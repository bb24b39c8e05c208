from __future__ import annotations

from decimal import Decimal

import pytest

from edigw.config.csvfiles import items, locations


def test_items_with_their_ids() -> None:
    text = (
        "sku,gtin,ids.buyer_item,description,unit,pack,price,carton_qty\n"
        'A,9521234000013,N1,"Mug, blue",each,6,2.50,24\n'
        "B,,,,,,,\n"
    )
    found, faults = items(text, "items.csv")
    assert not faults
    assert found[0].ids == {"buyer_item": "N1"}
    assert found[0].description == "Mug, blue"
    assert (found[0].pack, found[0].price, found[0].carton_qty) == (Decimal(6), Decimal("2.50"), Decimal(24))
    assert (found[1].sku, found[1].unit, found[1].price) == ("B", "each", None)


def test_locations_with_their_party() -> None:
    text = "id,kind,name,street1,city\n0123,store,Store 123,1 Main,Peoria\nD4,distribution_center,DC,,\nX,,,,\n"
    found, faults = locations(text, "locations.csv")
    assert not faults
    assert (found[0].id, found[0].kind, found[0].party.city) == ("0123", "store", "Peoria")
    assert found[0].party.id_type == "buyer_assigned"
    assert found[1].party.kind == "distribution_center"
    assert found[2].kind == "store"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("description\nA\n", "1:1", "no column `sku`"),
        ("sku,flavour\nA,b\n", "1:5", "unknown column `flavour`"),
        ("sku,sku\nA,b\n", "1:5", "stands twice"),
        ("sku,ids.\nA,b\n", "1:5", "unknown column"),
        ("sku,price\nA,x\n", "2:3", "no quantity"),
        ("sku,price\nA,1e3\n", "2:3", "no quantity"),
        ("sku,gtin\nA,12345\n", "2:3", "no GTIN"),
        ("sku\nA\nA\n", "3:1", "`A` stands on line 2 already"),
        ("sku,ids.upc\nA,1\nB,1\n", "3:3", "ids.upc `1` stands on line 2 already"),
        ("sku,price\n,1\n", "2:1", "no sku"),
        ("sku,price\nA,1,2\n", "2:1", "3 values under 2 columns"),
        ('sku,price\n"A,1\n', "2:1", "unexpected end"),
        ('sku,description,price\nA,"x, y",z\n', "2:10", "no quantity"),
        ("", "1:1", "no column `sku`"),
    ],
)
def test_a_faulty_item_says_where(text: str, place: str, message: str) -> None:
    _, faults = items(text, "items.csv")
    assert f"{faults[0].line}:{faults[0].column}" == place
    assert message in faults[0].message
    assert faults[0].fix


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("id,kind\n1,depot\n", "2:3", "`depot` is no kind"),
        ("id\n1\n1\n", "3:1", "stands on line 2 already"),
        ("id,ids.upc\n1,2\n", "1:4", "unknown column"),
    ],
)
def test_a_faulty_location_says_where(text: str, place: str, message: str) -> None:
    _, (fault,) = locations(text, "locations.csv")
    assert f"{fault.line}:{fault.column}" == place
    assert message in fault.message


def test_one_id_may_stand_with_two_kinds_of_number() -> None:
    assert not locations("id,id_type\n1,gln\n1,buyer_assigned\n", "l.csv")[1]


def test_lines_are_counted_over_values_of_several_lines() -> None:
    _, (fault,) = items('sku,description,price\nA,"x\ny",1\nB,z,q\n', "items.csv")
    assert fault.line == 4
