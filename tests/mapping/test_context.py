"""Scopes, conditions and the guide's reach while a map is compiled."""

from __future__ import annotations

from bench import dictionary
from tinymaps import load, order

from edigw.carrier import Spot
from edigw.mapping.address import SegmentAddress, address
from edigw.mapping.context import Context, Scope, absolute, codes_admitted, covers
from edigw.mapping.faults import Faults
from edigw.mapping.words import When
from edigw.model.order import Order, OrderLine

SPOT = Spot("map", 3, 1)


def context() -> Context:
    return Context(dictionary(), dictionary().sets["850"], Faults(), lambda name: None, lambda: ["unit"], {})


def steps(*texts: str) -> tuple[SegmentAddress, ...]:
    return tuple(step for step in map(address, texts) if isinstance(step, SegmentAddress))


def test_a_guides_address_covers_the_more_special_ones() -> None:
    assert covers(steps("N1"), steps("N1*ST"))
    assert covers(steps("N1*ST", "N4"), steps("N1*ST[N103=92]", "N4"))
    assert not covers(steps("N1*ST"), steps("N1"))
    assert not covers(steps("N1"), steps("PO1", "N1"))


def test_a_second_row_for_a_path_is_noted_with_the_first_ones_place() -> None:
    ours = context()
    ours.read(Scope(Order), "number", SPOT)
    ours.read(Scope(OrderLine, "lines[]."), "number", SPOT)
    assert not ours.faults.found
    ours.read(Scope(Order), "number", Spot("map", 9, 1))
    assert "map:3" in ours.faults.found[0].fix


def test_exclusive_conditions_may_share_a_path() -> None:
    ours = context()
    release = Scope(Order, whens=(When("kind", ("release",)),))
    ours.read(release, "vendor", SPOT)
    ours.read(Scope(Order, whens=(When("kind", ("blanket",)),)), "vendor", SPOT)
    assert not ours.faults.found
    ours.read(Scope(Order, whens=(When("purpose", ("cancel",)),)), "vendor", SPOT)
    assert len(ours.faults.found) == 1


def test_a_condition_is_absolute_by_its_scope() -> None:
    assert absolute(Scope(OrderLine, "lines[]."), When("unit", ("each",))).path == "lines[].unit"


def test_enrichment_sets_a_partys_kind() -> None:
    ours = context()
    assert ours.enriched(Scope(Order), "ship_to.kind") == ("store", "distribution_center", "customer")
    assert ours.enriched(Scope(Order), "kind") is None
    assert ours.enriched(Scope(Order), "nothing.kind") is None


def test_codes_that_an_element_may_hold() -> None:
    ours = context()
    unit, number = dictionary().elements["355"], dictionary().elements["324"]
    admitted = codes_admitted(ours, unit, frozenset({"QX"}))
    assert admitted is not None and {"EA", "QX"} <= admitted
    assert codes_admitted(ours, number, frozenset()) is None


def test_a_map_notes_which_words_of_a_bag_have_rows() -> None:
    chart = load(
        order("  DTM*010: {DTM02: dates.ship_requested | date}\n  DTM -> dates by DTM01: {DTM02: on | date}\n")
    )
    (bag,) = (row for row in chart.root.rows if row.kind == "bag")
    assert bag.key is not None
    assert (bag.key.heads.words, bag.key.heads.codes) == ({"ship_requested": "010"}, {"010": "ship_requested"})
