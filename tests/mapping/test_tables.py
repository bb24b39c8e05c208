"""Code lists both ways."""

from __future__ import annotations

import pytest
from tinymaps import load, order

from edigw.mapping.tables import CodeRefused, CodeTable, empty_table

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


def test_a_table_without_rows_keeps_everything() -> None:
    empty = empty_table("any", table("unit").spot, "x12")
    assert empty.word("DP", "128") == "x12:128:DP"
    assert empty.code("x12:128:DP", "128") == "DP"
