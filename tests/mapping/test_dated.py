"""Rows on dates whose format stands beside them, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from tinyedifact import HEAD, ORDERS, loaded, message, refused
from tinymaps import faults as refused_x12
from tinymaps import order

from edigw.mapping.read import read


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ordered_on | date by 2379", "ordered_on | date by 2378", "there is no 2378 beside DTM.C507.2380"),
        ("ordered_on | date by 2379", "number | date by 2379", "`number` holds text, the row gives date"),
        ("{C507.2380: moment", "{C507: moment", "DTM.C507 is a composite"),
        ("{1004: number | required}", "{1004: number | required, 1225: moment by 2379}",
         "there is no 2379 beside BGM.1225"),
    ],
)  # fmt: skip
def test_a_wrong_date_is_refused(old: str, new: str, told: str) -> None:
    assert told in [fault.message for fault in refused(ORDERS.replace(old, new))]


def test_x12_writes_every_date_one_way() -> None:
    *_, fault = refused_x12(order().replace("ordered_on | date", "ordered_on | date by 2379"))
    assert fault.fix == "write `| date`"


def test_the_time_of_a_plain_date_is_counted_as_lost() -> None:
    seen = read(loaded(), message("BGM+220+O1", "DTM+137:202401021530:203", "UNS+S"))
    assert seen.value["ordered_on"] == date(2024, 1, 2)
    assert [(lost.tag, lost.element) for lost in seen.unmapped] == [("BGM", 1), ("DTM", 1)]


def test_a_date_that_cannot_be_read_is_a_finding() -> None:
    seen = read(loaded(), message(*HEAD, "DTM+2:20241399:102", "UNS+S"))
    assert [(found.rule, found.path) for found in seen.findings] == [("VALUE_UNREADABLE", "DTM")]
