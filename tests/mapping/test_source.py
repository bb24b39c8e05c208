"""A map file taken apart, each row with its place."""

from __future__ import annotations

import pytest
from tinymaps import order

from edigw.mapping.faults import Faults
from edigw.mapping.source import Level, lookup, names_of_map, read_map, read_table


def test_rows_know_their_places() -> None:
    faults = Faults()
    found = read_map(order(), "file", faults)
    assert found is not None and not faults.found
    beg = found.body[0]
    assert (str(beg.address), beg.spot.line, beg.spot.column) == ("BEG", 14, 3)
    assert [str(child.words) for child in beg.children][2] == "number | required"
    assert found.standard == ("X12", "004010", "850")


def test_tables_with_their_specials() -> None:
    table = read_table("EA: each\nalso: {PC: each}\nelse: keep\n", "codes", Faults())
    assert table is not None
    assert ({c: w for c, (w, _) in table.words.items()}, list(table.also)) == ({"EA": "each"}, ["PC"])
    assert table.otherwise is not None and table.otherwise[0] == "keep"


def test_levels() -> None:
    found = read_map("levels: S O T? P? I\n", "file", Faults())
    assert found is not None and found.levels is not None
    assert found.levels[0] == (
        Level("S", False),
        Level("O", False),
        Level("T", True),
        Level("P", True),
        Level("I", False),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("body: [a]\n", "wants `key: value` rows"),
        ("tables: {unit: x}\n", "wants `code: word` rows"),
        ("standard: X12 850\n", "this is no standard"),
        ("body: {REF*DP: department}\n", "does not fit"),
        ("body: {REF*DP: {REF02: {a: b}}}\n", "holds no rows"),
        ("map:\n", "wants one word"),
        ("body:\n  REF*DP:\n    when: kind = x\n    REF02: a\n", "is no condition"),
        ("guide: {REF: [a]}\n", "wants one word"),
        ("guide: {ref: required}\n", "is no address"),
        ("a: &x 1\n", "an anchor"),
        ("a: [\n", ""),
    ],
)
def test_what_cannot_be_taken_apart(text: str, told: str) -> None:
    faults = Faults()
    read_map(text, "file", faults)
    assert any(told in fault.message for fault in faults.found), faults.found


def test_every_scalar_is_text() -> None:
    table = read_table("01: yes\nNO: no\n1E3: on\n010: off\n", "codes", Faults())
    assert table is not None
    assert list(table.words) == ["01", "NO", "1E3", "010"]


def test_files_are_looked_up_by_several_names() -> None:
    texts = {"maps/x12/004010/850.yaml": "a", "partners/x/850.yaml": "b"}
    assert lookup(texts, names_of_map("x12/004010/850")) == ("maps/x12/004010/850.yaml", "a")
    assert lookup(texts.get, names_of_map("partners/x/850")) == ("partners/x/850.yaml", "b")
    assert lookup(texts, names_of_map("nothing")) is None
