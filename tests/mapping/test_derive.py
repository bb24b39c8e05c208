"""Counts and sums."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tinymaps import load, order

from edigw.mapping.derive import derive
from edigw.mapping.rows import Derived

LINES = {"lines": ({"qty": Decimal("1.5"), "charges": ({}, {})}, {"qty": None, "charges": ({},)}, {"qty": Decimal(2)})}


def leaf(words: str) -> Derived:
    (found,) = (
        load(order("", f"  PO1 -> lines[]: {{PO101: no}}\n  CTT: {{CTT01: {words}}}\n")).root.by_tag["CTT"][0].leaves
    )
    assert isinstance(found, Derived)
    return found


@pytest.mark.parametrize(
    ("words", "number"), [("= count(lines)", 3), ("= sum(lines.qty)", Decimal("3.5")), ("= count(lines.charges)", 3)]
)
def test_lists_are_crossed_by_name(words: str, number: object) -> None:
    assert derive(leaf(words), LINES) == number


def test_a_sum_of_nothing_is_nothing_and_a_count_of_nothing_is_zero() -> None:
    assert derive(leaf("= sum(lines.qty)"), {}) is None
    assert derive(leaf("= count(lines)"), {}) == 0
