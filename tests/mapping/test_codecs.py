"""Lenses in a chain, tables at an element, and constants: checked against the dictionary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tinymaps import faults, load, order

from edigw.mapping.laws import Dice
from edigw.mapping.rows import Codec, Single
from edigw.model.partner import FieldRule


def codec(body: str, address: str = "REF*DP", **tables: str) -> Codec:
    chart = load(order(body), own=[FieldRule(name="due", type="date"), FieldRule(name="sum", type="number")], **tables)
    row = next(row for row in chart.root.rows if row.address == address)
    (leaf,) = row.leaves
    assert isinstance(leaf, Single)
    return leaf.codec


def test_lenses_chain_from_left_to_right_and_back() -> None:
    chained = codec("  REF*DP: {REF02: department | sscc20 | gtin}\n".replace("| gtin", "| sscc18"))
    assert chained.read("00006141410000000012") == "006141410000000012"
    assert chained.write("006141410000000012") == "00006141410000000012"
    assert "turn them round" in faults(order("  REF*DP: {REF02: department | dec | sscc18}\n"))[0].fix


def test_private_fields_hold_text_of_their_kind() -> None:
    due = codec("  REF*DP: {REF02: own.due | date}\n")
    assert (due.read("20240105"), due.write("2024-01-05")) == ("2024-01-05", "20240105")
    total = codec("  REF*DP: {REF02: own.sum | dec}\n")
    assert (total.read("5.50"), total.write("5.50")) == ("5.50", "5.50")
    for seed in range(20):
        assert due.read(due.write(due.sample(Dice(seed), _element()))) == due.sample(Dice(seed), _element())
    assert (
        "`own.due` holds date"
        in faults(order("  REF*DP: {REF02: own.due}\n"), own=[FieldRule(name="due", type="date")])[0].message
    )


def _element():  # type: ignore[no-untyped-def]
    chart = load(order("  REF*DP: {REF02: department}\n"))
    return next(row for row in chart.root.rows if row.address == "REF*DP").elements[1]


def test_a_table_reads_words_and_draws_them() -> None:
    coded = codec(
        "  CSH: {CSH01: sales_requirement | code need}\n", "CSH", need="SC: complete\nBK: later\nelse: keep\n"
    )
    assert (coded.read("SC"), coded.write("later")) == ("complete", "BK")
    drawn = {coded.sample(Dice(seed), _element()) for seed in range(200)}
    assert {"complete", "later"} < drawn
    assert all(word.startswith("x12:563:") for word in drawn - {"complete", "later"})


def test_plain_text_of_a_coded_element_is_drawn_from_its_list() -> None:
    chart = load(order("  CSH: {CSH01: sales_requirement}\n"))
    leaf = next(row for row in chart.root.rows if row.address == "CSH").leaves[0]
    assert isinstance(leaf, Single)
    codes = chart.dictionary.codes["563"]
    assert {leaf.codec.sample(Dice(seed), leaf.element) for seed in range(50)} <= codes


@pytest.mark.parametrize(
    ("body", "path", "kind"),
    [
        ("  DTM*010: {DTM02: dates.x | date}\n", "20240105", date(2024, 1, 5)),
        ("  AMT*1: {AMT02: hash_total | dec}\n", "1.5", Decimal("1.5")),
        ("  CTP: {CTP01: department}\n", "AS", "AS"),
    ],
)
def test_types(body: str, path: str, kind: object) -> None:
    address = body.strip().partition(":")[0]
    chart = load(order(body))
    leaf = next(row for row in chart.root.rows if row.address == address).leaves[0]
    assert isinstance(leaf, Single)
    assert leaf.codec.read(path) == kind
