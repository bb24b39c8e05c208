"""Dates with their format beside them, both ways."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tinyedifact import leaf, loaded

from edigw.mapping.laws import Dice
from edigw.mapping.moments import Said, drawn, parts, said, written
from edigw.mapping.paths import put
from edigw.mapping.rows import Dated


def moment(meaning: str = "moment by 2379") -> Dated:
    found = leaf(loaded(), meaning)
    assert isinstance(found, Dated)
    return found


DAY = date(2024, 1, 2)


@pytest.mark.parametrize(
    ("text", "code", "means", "wire"),
    [
        ("20240102", "102", Said(DAY), ("20240102", "102")),
        ("202401021530", "203", Said(DAY, "1530"), ("202401021530", "203")),
        ("20240102153059", "204", Said(DAY, "153059"), ("20240102153059", "204")),
        ("240102", "101", Said(DAY), ("20240102", "102")),
        ("990102", "101", Said(date(1999, 1, 2)), ("19990102", "102")),
        ("20240102", "", Said(DAY), ("20240102", "102")),
        ("202401", "616", Said(None, None, "week", "202401"), ("202401", "616")),
        ("2024", "602", Said(None, None, "edifact:2379:602", "2024"), ("2024", "602")),
        ("2024", "", Said(None, None, None, "2024"), ("2024", "")),
    ],
)
def test_a_date_is_read_and_written(text: str, code: str, means: Said, wire: tuple[str, str]) -> None:
    row = moment()
    assert said(row, text, code) == means
    obj: dict[str, Any] = {}
    for steps, value in parts(row, means):
        put(obj, steps, value)
    assert written(row, obj) == wire


@pytest.mark.parametrize(
    ("text", "code"), [("2024012", "102"), ("20241302", "102"), ("202401022530", "203"), ("2024-1-2", "102")]
)
def test_what_is_no_date_is_refused(text: str, code: str) -> None:
    with pytest.raises(ValueError):
        said(moment(), text, code)


def test_a_plain_date_is_no_period() -> None:
    with pytest.raises(ValueError, match="is no day"):
        said(moment("ordered_on | date by 2379 | required"), "202401", "616")


@pytest.mark.parametrize(
    "obj", [{"time": "1530"}, {"on": DAY, "period": "2024"}, {"on": DAY, "time": "9999"}, {"period_kind": "week"}]
)
def test_what_one_element_cannot_hold_is_refused(obj: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        written(moment(), obj)


def test_what_is_drawn_can_be_written_and_read() -> None:
    row = moment()
    for seed in range(60):
        one = drawn(row, Dice(seed))
        obj: dict[str, Any] = {}
        for steps, value in parts(row, one):
            put(obj, steps, value)
        assert said(row, *written(row, obj)) == one
