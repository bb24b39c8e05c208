"""Segment rows placed in the structure: order, specificity, coverage, what they are forced to write."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bench import dictionary
from tinymaps import faults, load, order

from edigw.errors import ConfigError
from edigw.mapping import language
from edigw.mapping.rows import SegmentRow

BODY = """\
  REF -> refs by REF01: {REF02: value}
  N1*ST -> ship_to:
    N102: name
    N4: {N401: city}
    N3: {N301: street1}
  REF*DP: {REF02: department}
  REF*IA[REF03=x]: {REF02: vendor}
  REF*IA: {REF02: division}
  MEA -> measures[]: {MEA03: value | dec, MEA04-01: unit | code unit}
"""
CHART = load(order(BODY))


def row(address: str) -> SegmentRow:
    return next(row for row in CHART.root.rows if row.address == address)


def test_rows_stand_in_the_dictionarys_order_bags_last_in_their_place() -> None:
    assert [row.address for row in CHART.root.rows] == [
        "BEG", "REF*DP", "REF*IA[REF03=x]", "REF*IA", "REF", "MEA", "N1*ST", "PO1", "CTT",
    ]  # fmt: skip
    assert [child.address for child in row("N1*ST").children.rows] == ["N3", "N4"]


def test_the_most_specific_row_is_asked_first() -> None:
    asked = [row.address for row in CHART.root.by_tag["REF"]]
    assert asked == ["REF*IA[REF03=x]", "REF*DP", "REF*IA", "REF"]


def test_what_a_row_takes_of_its_segment() -> None:
    assert row("REF*IA[REF03=x]").covered == {1, 2, 3}
    assert row("REF").covered == {1, 2}
    assert row("MEA").components == {4: frozenset({1})}
    assert row("PO1").covered == {1, 2, 3, *range(6, 26)}


def test_what_the_dictionary_says_of_it() -> None:
    assert (row("BEG").must, row("BEG").most, row("BEG").mandatory) == (True, 1, {1, 2, 3, 5})
    assert (row("N1*ST").most, row("REF*DP").most) == (200, None)
    assert row("N1*ST").loops == "N1"
    assert row("N1*ST").children.rows[0].loops == "N1/N3"


def test_the_map_shows_its_rows_with_their_origin() -> None:
    shown = [(each.address, each.meaning, each.depth) for each in CHART.shown][-11:]
    assert ("MEA", "-> measures[]", 0) in shown
    assert ("MEA04-01", "unit | code unit", 1) in shown
    places = [each.origin for each in CHART.shown]
    assert all(place.startswith("base0:") for place in places)
    overlaid = load(order(BODY), "extends: base0\nbody:\n  REF*DP: {REF03: contract}\n")
    assert [each.origin for each in overlaid.shown if each.address == "REF03"] == ["base1:3"]


def test_a_child_test_becomes_a_constant_of_the_child() -> None:
    chart = load(order("  N9[MSG.MSG01=URGENT]: {N901: is L1, N902: department}\n"))
    (n9,) = (row for row in chart.root.rows if row.tag == "N9")
    assert [leaf.meaning for child in n9.children.rows for leaf in child.leaves] == ["is URGENT"]


def test_a_fault_in_a_block_stands_once_however_often_it_is_used() -> None:
    text = order("  N1*ST -> ship_to: use party\n  N1*BY -> buyer: use party\n")
    text = text.replace("body:", "blocks:\n  party: {N102: nmae}\nbody:")
    (fault,) = faults(text)
    assert fault.line == text.splitlines().index("  party: {N102: nmae}") + 1


def test_a_bare_address_of_a_segment_that_stands_twice_is_refused() -> None:
    kind = dictionary().sets["850"]
    doubled = replace(kind, children=(*kind.children, next(p for p in kind.children if p.tag == "TAX")))
    book = replace(dictionary(), sets={"850": doubled})
    with pytest.raises(ConfigError) as refused:
        language.load({"x": order("  TAX: {TAX01: vendor}\n")}, "x", book)
    (fault,) = refused.value.faults
    assert "TAX stands twice at the message's root" in fault.message
    assert "as a segment, number 6 and as a segment, number" in fault.message
