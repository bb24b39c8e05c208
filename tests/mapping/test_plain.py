"""One row's work on one segment, cut at its separators: values, objects in their places, and what is unusual."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bench import chart
from tinymaps import load, order

from edigw.mapping.plain import deed
from edigw.mapping.rows import SegmentRow
from edigw.mapping.seen import Seen, Unusual


def row(body: str, tag: str) -> SegmentRow:
    return load(order(body)).root.by_tag[tag][0]


def done(found: SegmentRow, wire: str, obj: dict[str, Any] | None = None, alone: bool = True) -> tuple[Any, list[str]]:
    """The object after the segment, and the codes that were kept."""
    obj, seen = {} if obj is None else obj, Seen("x12:")
    assert deed(found, lambda key: alone, True).do(wire.split("*"), obj, seen, 2) is not None
    return obj, seen.kept


@pytest.mark.parametrize("alone", [True, False])
def test_plain_values(alone: bool) -> None:
    due = {"purpose": "original", "kind": "release", "number": "47", "ordered_on": date(2026, 1, 2)}
    assert done(row("", "BEG"), "BEG*00*RL*47**20260102", alone=alone) == (due, [])


def test_a_line_with_its_pairs() -> None:
    (made, kept) = done(row("", "PO1"), "PO1*1*5.0*ZZ***UP*1*UP*2*QQ*3")
    ids = {"upc": ["1", "2"], "x12:235:QQ": ["3"]}
    assert made == {"lines": [{"no": "1", "qty": Decimal("5.0"), "unit": "x12:355:ZZ", "ids": ids}]}
    assert kept == ["x12:355:ZZ", "x12:235:QQ"]


def test_a_bag_and_an_object() -> None:
    refs = row("  REF -> refs by REF01: {REF02: value}\n", "REF")
    obj, kept = done(refs, "REF*ZZ*1")
    assert done(refs, "REF*ZZ*2", obj)[0] == {"refs": {"x12:128:ZZ": [{"value": "1"}, {"value": "2"}]}}
    assert kept == ["x12:128:ZZ"]
    assert done(row("  N1*ST -> ship_to: {N102: name}\n", "N1"), "N1*ST*SHOP")[0] == {"ship_to": {"name": "SHOP"}}


@pytest.mark.parametrize(("body", "tag", "wire"), [
    ("  REF*IA: {REF02: vendor | required}\n", "REF", "REF*IA**X"),
    ("", "BEG", "BEG*06*SA*1**20260102"),  # a code that is refused
    ("", "PO1", "PO1*1*5****UP"),  # a pair without its value
    ("  REF -> refs by REF01: {REF02: value}\n", "REF", "REF**1"),
    ("  CUR: {CUR01: is BY, CUR02: currency}\n", "CUR", "CUR*SE*EUR"),
    ("  REF*IA: {when: kind is release, REF02: vendor}\n", "REF", "REF*IA*1"),
])  # fmt: skip
def test_unusual(body: str, tag: str, wire: str) -> None:
    with pytest.raises(Unusual):
        done(row(body, tag), wire)


def test_a_value_that_is_there_already_stays() -> None:
    twice = row("  REF*IA: {REF02: vendor}\n", "REF")
    assert done(twice, "REF*IA*1", {"vendor": "1"}, alone=False)[0] == {"vendor": "1"}
    with pytest.raises(Unusual):
        done(twice, "REF*IA*2", {"vendor": "1"}, alone=False)


def test_what_a_row_asks_and_leaves() -> None:
    work, seen = deed(row("  N1*ST[N103=92] -> ship_to: {N104: id}\n", "N1"), lambda key: True, True), Seen("x12:")
    assert work.do(["N1", "ST", "HERE", "1", "7"], {}, seen, 5) is None and not seen.unmapped
    obj: dict[str, Any] = {}
    assert work.do(["N1", "ST", "HERE", "92", "7"], obj, seen, 5) == {"id": "7"}
    assert obj == {"ship_to": {"id": "7"}} and [each.value for each in seen.unmapped] == ["HERE"]


def test_an_object_with_nothing_of_its_own_segment_is_noted() -> None:
    seen = Seen("x12:")
    made = deed(row("  N1*ST -> ship_to: {N102: name}\n", "N1"), lambda key: True, True).do(["N1", "ST"], {}, seen, 2)
    assert seen.hollow == [made] == [{}]


def test_a_second_segment_for_an_object_that_may_have_several() -> None:
    rows = {each.address: each for each in chart("RECADV", release="D96A").root.by_tag["NAD"]}
    work, seen = deed(rows["NAD+BY"], lambda key: True, True), Seen("edifact:")
    assert rows["NAD+BY"].many and work.again is not None
    obj: dict[str, Any] = {}
    work.do(["NAD", "BY", "1"], obj, seen, 2)
    work.again(["NAD", "BY", "1"], obj, seen, 3)
    assert obj == {"buyer": {"id": "1"}}
    with pytest.raises(Unusual):
        work.again(["NAD", "BY", "2"], obj, seen, 3)
    assert deed(row("  N1*ST -> ship_to: {N102: name}\n", "N1"), lambda key: True, True).again is None
