"""Tracing: every value of a document as read is told with the element that it came from, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import FIRST, chart
from tinymaps import HEAD, LINES, load, order, tree

from edigw.mapping.draw import draw
from edigw.mapping.laws import Dice
from edigw.mapping.notes import Reading
from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.mapping.trace import Seen, Trace
from edigw.mapping.write import write
from edigw.structure.fold import flatten, fold
from edigw.tree import Node, Segment

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
BY_LEVELS = re.compile(r"(pallets|cartons)\[\d+\]\.key|items\[\d+\]\.(order|destination|carton|pallet)")


def at(value: Any, path: str) -> Any:
    for name, index in STEP.findall(path):
        value = value[int(index)] if index else value[name]
    return value


def leaves(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, (list, tuple)):
        for no, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{no}]")
    else:
        yield path


def traced(document_map: DocumentMap, root: Node) -> tuple[Reading, dict[int, Seen]]:
    trace = Trace()
    reading = read(document_map, root, watch=trace)
    return reading, trace.resolve(reading.value)


def wire(document_map: DocumentMap, seed: int) -> Node:
    """A drawn document as it would be read from a file."""
    segments = flatten(write(document_map, draw(document_map, Dice(seed))))
    placed = [Segment(one.tag, one.elements, position) for position, one in enumerate(segments, 1)]
    placed.append(Segment("SE", ("1", "1"), len(placed) + 1))
    dictionary = document_map.dictionary
    return fold(placed, dictionary.sets[document_map.document], dictionary.segments).root


@pytest.mark.parametrize("kind", FIRST)
def test_each_value_is_told_with_its_element_and_each_path_leads_to_its_value(kind: str) -> None:
    document_map = chart(kind)
    for seed in range(40):
        reading, seen = traced(document_map, wire(document_map, seed))
        told = [met for one in seen.values() for met in one.elements]
        reached = {path for met in told for path in met.paths}
        for met in told:
            if met.how in ("value", "echo"):
                assert met.paths, (seed, met)
                assert {at(reading.value, path) for path in met.paths} == {met.value}, (seed, met)
        missed = {path for path in leaves(reading.value) if path not in reached and not BY_LEVELS.fullmatch(path)}
        assert not missed, seed
        assert sum(len(one.elements) for one in seen.values()) >= reading.taken


@pytest.mark.parametrize("kind", FIRST)
def test_a_watched_reading_reads_the_same(kind: str) -> None:
    document_map = chart(kind)
    for seed in range(5):
        root = wire(document_map, seed)
        assert traced(document_map, root)[0] == read(document_map, root)


FIRST = len(HEAD) + 2  # the position of the segment behind ST and the head


def paths(text: str, *rows: str) -> dict[str, tuple[str, ...]]:
    """Position and element -> paths."""
    _, seen = traced(load(text), tree([*HEAD, *rows]))
    return {f"{place - FIRST}:{met.element}": met.paths for place, one in seen.items() for met in one.elements}


def test_a_bag_tells_which_of_its_entries_it_is() -> None:
    body = "  REF*DP: {REF02: refs.department}\n  REF -> refs by REF01: {REF02: value}\n"
    got = paths(order(body), "REF*DP*10", "REF*DP*20", "REF*ZZ*x", "PO1*1*5*EA***UP*0123")
    assert got["0:2"] == ("refs.department[0].value",) and got["0:1"] == ()
    assert got["1:2"] == ("refs.department[1].value",) and got["1:1"] == ("refs.department[1]",)
    assert got["2:2"] == ("refs.x12:128:ZZ[0].value",)


def test_a_first_entry_that_comes_late_moves_the_others() -> None:
    lines = LINES.replace("  CTT", "    PID*F: {PID05: ids.upc}\n  CTT")
    got = paths(order(lines=lines), "PO1*1*5*EA***UP*0123*UP*0456", "PID*F****0789")
    assert (got["0:7"], got["0:9"]) == (("lines[0].ids.upc[1]",), ("lines[0].ids.upc[2]",))
    assert got["1:5"] == ("lines[0].ids.upc[0]",)


def test_what_cannot_be_read_has_no_value_and_the_engine_takes_its_own() -> None:
    reading, seen = traced(load(order("")), tree([*HEAD, "PO1*1*x*EA***UP*0123*ZZ", "CTT*1"]))
    met = {one.element: one for one in seen[FIRST].elements}
    assert met[2].value is None and met[7].paths == ("lines[0].ids.upc[0]",) and met[7].value == "0123"
    assert met[8].paths == () and [lost.element for lost in reading.unmapped] == [8]
    assert seen[FIRST].path == "lines[0]" and reading.findings[0].rule == "VALUE_UNREADABLE"
    assert seen[1].row is None and {one.how for one in seen[1].elements} == {"engine"}
    assert [one.how for one in seen[FIRST + 1].elements] == ["derived"]


def test_items_above_units_stand_in_several_rows(tmp_path: Path) -> None:
    (tmp_path / "856.yaml").write_text("extends: x12/004010/856\nlevels: S O I P\n", "utf-8")
    base = chart("856", tmp_path)
    rows = ["BSN*00*1*20240102*1200", "HL*1**S", "HL*2*1*O", "PRF*P1", "HL*3*2*I", "LIN*1*UP*0123", "SN1**5*EA"]
    units = [row for no in (1, 2) for row in (f"HL*{3 + no}*3*P", f"SN1**{no + 1}*EA", f"MAN*GM*0000{no}")]
    _, seen = traced(base, tree([*rows, *units, "CTT*5"], "856"))
    met = {(place, one.element): one.paths for place, each in seen.items() for one in each.elements}
    assert met[7, 3] == ("items[0].ids.upc[0]", "items[1].ids.upc[0]")
    assert met[7, 1] == ("items[0].line_no", "items[1].line_no")
    assert met[10, 2] == ("items[0].qty",) and met[13, 2] == ("items[1].qty",)
