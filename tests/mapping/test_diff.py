"""Maps compared by meaning: what was added, removed, changed; and nothing where only the text differs."""

from __future__ import annotations

import pytest
from bench import chart
from tinymaps import load, order

from edigw.mapping.diff import diff, rows_of, say_guide

BODY = "  REF*DP: {REF02: department}\n  N1*ST -> ship_to: {N102: name}\n"
GUIDE = "guide:\n  BEG02: only SA RL\n  REF*DP: required when kind is release\n"
BASE = order(BODY) + GUIDE


def told(a: str, b: str) -> list[tuple[str, str, str, str | None, str | None]]:
    return [
        (c.kind, c.what, c.place, c.before.text if c.before else None, c.after.text if c.after else None)
        for c in diff(load(a), load(b))
    ]


def test_the_same_map_written_otherwise_has_no_difference() -> None:
    other = BASE.replace(BODY, "  N1*ST -> ship_to:\n    N102: name\n  REF*DP:\n    REF02: department\n")
    other = other.replace("only SA RL", "only RL SA").replace("BEG01: purpose | code purpose | required",
                                                              "BEG01: purpose | required | code purpose")  # fmt: skip
    assert told(BASE, BASE) == told(BASE, other) == []
    block = BASE.replace("{N102: name}", "use who").replace("body:", "blocks:\n  who: {N102: name}\nbody:")
    assert told(BASE, block) == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("REF02: department", "REF02: division", ("changed", "path", "REF*DP/REF02", "department", "division")),
        ("PO102: qty | dec", "PO102: qty | int", ("changed", "lens", "PO1/PO102", "qty | dec", "qty | int")),
        ("number | required", "contract", ("changed", "row", "BEG/BEG03", "number | required", "contract")),
        ("    PO101: no\n", "", ("removed", "row", "PO1/PO101", "no", None)),
        ("    PO101: no\n", "    PO101: no\n    PO104: price | dec\n",
         ("added", "row", "PO1/PO104", None, "price | dec")),
        ("N1*ST -> ship_to", "N1*ST -> buyer", ("changed", "arrow", "N1*ST", "-> ship_to", "-> buyer")),
        ("CA: case", "PK: pack", ("removed", "table", "unit CA", "case", None)),
        ("CA: case", "CA: carton", ("changed", "table", "unit CA", "case", "carton")),
        ("also: {PC: each}", "also: {UN: each}", ("removed", "table", "unit PC", "each (only read)", None)),
        ("also: {PC: each}", "also: {PC: each}\n    as: {piece: each}",
         ("added", "table", "unit as piece", None, "each")),
        ("else: keep\n  product", "else: refuse\n  product", ("changed", "table", "unit else", "keep", "refuse")),
        ("only SA RL", "only SA", ("changed", "guide", "BEG/BEG02", "only RL SA", "only SA")),
        ("  REF*DP: required when kind is release\n", "",
         ("removed", "guide", "REF*DP", "required when kind is release", None)),
    ],
)  # fmt: skip
def test_each_difference_by_its_meaning(old: str, new: str, change: tuple[str, ...]) -> None:
    assert change in told(BASE, BASE.replace(old, new))


def test_levels_and_other_documents() -> None:
    assert [(c.place, c.before and c.before.text) for c in diff(chart("850"), chart("856"))][:2] == [
        ("standard", "X12 004010 850"), ("model", "Order"),
    ]  # fmt: skip
    levels = [c for c in diff(chart("850"), chart("856")) if c.what == "levels"]
    assert [(c.kind, c.after and c.after.text) for c in levels] == [("added", "S O T? P? I")]


def test_rows_know_their_loops_and_where_they_come_from() -> None:
    rows = rows_of(chart("850"))
    assert rows["PO1/PID*F/PID05"].text == "description"
    assert rows["PO1/PID*F/PID05"].origin.startswith("maps/x12/004010/850.yaml:")


@pytest.mark.parametrize(
    "guide",
    ["required", "not used", "only A B", "also Q X", "at most 9", "length 1..2", "one of REF*DP BEG03",
     "required; length 1..2", "at least 2; at most 9", "pattern PO[0-9]{6} [A-Z]{2,9}"],
)  # fmt: skip
def test_a_guides_row_is_said_in_its_own_words(guide: str) -> None:
    places = {"only A B": "PO1/PID/PID01", "also Q X": "PO1/PID/PID01", "at most 9": "PO1", "one of REF*DP BEG03": "ST",
              "not used": "TAX", "at least 2; at most 9": "PO1"}  # fmt: skip
    codes = guide.replace("only A B", "only F S").replace("also Q X", "also Q")
    (row,) = load(order(BODY) + f"guide:\n  {places.get(guide, 'BEG03')}: {codes}\n").guide.rows
    assert say_guide(row) == codes.replace("REF*DP BEG03", "REF*DP BEG/BEG03")
