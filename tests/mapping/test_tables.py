"""Code lists both ways."""

from __future__ import annotations

import pytest
from tinymaps import laws, load, order, wire

from edigw.mapping.cells import cells
from edigw.mapping.tables import CodeRefused, CodeTable, empty_table
from edigw.mapping.write import write
from edigw.model.order import Order

CHART = load(order())


def table(name: str) -> CodeTable:
    return CHART.tables[name]


def test_words_and_codes() -> None:
    unit = table("unit")
    assert [unit.word(code, "355") for code in ("EA", "PC", "CT")] == ["each", "each", "x12:355:CT"]
    assert [unit.code(word, "355") for word in ("each", "case", "x12:355:CT")] == ["EA", "CA", "CT"]
    assert unit.kept("x12:355:CT") and not unit.kept("each")


def test_a_table_that_refuses() -> None:
    kind = table("kind")
    with pytest.raises(CodeRefused):
        kind.word("ZZ", "92")
    for word in ("spot", "x12:92:ZZ"):
        with pytest.raises(ValueError):
            kind.code(word, "92")


def test_a_kept_code_goes_back_to_its_own_list_only() -> None:
    with pytest.raises(ValueError, match="another code list"):
        table("unit").code("x12:235:CT", "355")


LENT = load(order().replace("else: keep\n  product", "as: {piece: each, item: each}\n    else: keep\n  product"))


def test_a_word_of_as_is_written_by_anothers_code_and_reads_back_as_that() -> None:
    unit = LENT.tables["unit"]
    assert [unit.code(word, "355") for word in ("piece", "each", "case")] == ["EA", "EA", "CA"]
    assert unit.word("EA", "355") == "each"
    assert unit.spoken == ["each", "case"]
    assert unit.lent == {"piece": "each", "item": "each"}


def test_such_words_are_losses_of_the_map_with_their_places() -> None:
    lost = [(loss.kind, loss.address, loss.path) for loss in LENT.loss]
    assert lost == [("written as", "unit piece", "each"), ("written as", "unit item", "each")]
    at = next(number for number, row in enumerate(order().splitlines(), 1) if "PC: each" in row) + 1
    assert {loss.origin for loss in LENT.loss} == {f"base0:{at}"}
    assert load(order()).loss == ()


def test_a_document_with_such_a_word_is_written_with_haste_and_without() -> None:
    said = Order.model_validate({"number": "1", "purpose": "original", "kind": "release", "ordered_on": "2026-03-01",
                                 "lines": [{"no": "1", "qty": "3", "unit": "piece"}]})  # fmt: skip
    assert "PO1*1*3*EA" in wire(write(LENT, said))
    assert ["PO1", "1", "3", "EA"] in cells(LENT, said)


def test_the_laws_draw_no_word_that_would_not_come_back() -> None:
    assert laws(LENT, count=60).failures == ()


def test_a_table_without_rows_keeps_everything() -> None:
    empty = empty_table("any", table("unit").spot, "x12")
    assert empty.word("DP", "128") == "x12:128:DP"
    assert empty.code("x12:128:DP", "128") == "DP"
