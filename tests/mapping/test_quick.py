"""The shortcuts of reading say the same as the careful way."""

from __future__ import annotations

from tinymaps import load, order

from edigw.mapping.quick import solid
from edigw.mapping.rows import SegmentRow

BODY = """\
  REF*DP: {REF02: department, REF03: refs.shoes}
  REF*PO: {REF02: number | echo}
  REF*IA[REF03=x]: {REF02: vendor}
  REF -> refs by REF01: {REF02: value}
"""
CHART = load(order(BODY))


def row(address: str) -> SegmentRow:
    return next(row for row in CHART.root.rows if row.address == address)


def test_plain_rows_have_one_element_and_one_key() -> None:
    assert [(at, key) for at, key, _, _ in row("BEG").quick] == [
        (0, "purpose"),
        (1, "kind"),
        (2, "number"),
        (4, "ordered_on"),
    ]
    assert [(at, key) for at, key, _, _ in row("REF*DP").quick] == [(1, "department")]
    assert [str(leaf.place) for leaf in row("REF*DP").slow] == ["REF03"]
    assert not row("REF*PO").quick


def test_the_quick_reader_gives_up_where_the_careful_one_must_look() -> None:
    read = row("BEG").quick[1][2]
    assert read("SA") == "stand_alone"
    try:
        read("ZZ")
    except KeyError:
        return
    raise AssertionError("a foreign code was read")


def test_rows_by_the_value_of_the_first_element() -> None:
    by_first, others = CHART.root.index["REF"]
    assert [r.address for r in others] == ["REF"]
    assert [r.address for r in by_first["DP"]] == ["REF*DP", "REF"]
    assert [r.address for r in by_first["IA"]] == ["REF*IA[REF03=x]", "REF"]
    assert (row("REF*DP").plain, row("REF*IA[REF03=x]").plain) == (True, False)


def test_how_many_elements_are_taken_whole() -> None:
    assert solid(frozenset({1, 2, 4}), {}) == 2
    assert solid(frozenset({1, 2, 3}), {2: None}) == 1
    assert solid(frozenset(), {}) == 0
    assert row("BEG").solid == 3
