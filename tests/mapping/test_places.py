"""The places that a row takes, in their order."""

from __future__ import annotations

from tinyedifact import leaf, loaded

from edigw.mapping.address import Place
from edigw.mapping.places import places_of


def test_a_range_inside_a_composite() -> None:
    places = places_of(leaf(loaded(), "text[]"))
    assert places == [Place("FTX", 4, at) for at in range(1, 6)]
    assert str(places[4]) == "FTX.C108.4440#5"


def test_pairs_in_composites_are_qualifier_and_value_in_turn() -> None:
    places = places_of(leaf(loaded(), "ids | pairs product by 7143"))
    assert [(place.element, place.component) for place in places[:4]] == [(2, 2), (2, 1), (3, 2), (3, 1)]
    assert [str(place) for place in places[2:4]] == ["PIA.C212#2.7143", "PIA.C212#2.7140"]


def test_a_date_has_its_format_last() -> None:
    assert [str(place) for place in places_of(leaf(loaded(), "moment by 2379"))] == ["DTM.C507.2380", "DTM.C507.2379"]
