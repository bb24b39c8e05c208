"""EDIFACT's types a and n."""

from __future__ import annotations

import re

import pytest

from edigw.structure.dictionary import ElementDef
from edigw.validation.elements import wrong_value
from edigw.validation.plain_types import wrong_letters, wrong_numeric
from edigw.validation.values import content

QUANTITY = ElementDef("6060", "n", 1, 5)

NUMBERS = [  # value, decimal marks, what is wrong
    ("12345", ".", None),
    ("-12345", ".", None),
    ("123.45", ".", None),
    ("-123,45", ",", None),
    ("0.5", ".,", None),
    ("0,5", ".,", None),
    ("123456", ".", "TOO_LONG"),
    ("123.456", ".", "TOO_LONG"),
    (".5", ".", "MISSING_DIGIT"),
    ("-.5", ".", "MISSING_DIGIT"),
    (".", ".", "MISSING_DIGIT"),
    ("5.", ".", "DECIMAL_NOTATION"),
    ("1,5", ".", "DECIMAL_NOTATION"),
    ("1.5", ",", "DECIMAL_NOTATION"),
    ("1.2.3", ".", "DECIMAL_NOTATION"),
    ("1.234,5", ".,", "DECIMAL_NOTATION"),
    ("-", ".", "NOT_A_NUMBER"),
    ("+5", ".", "NOT_A_NUMBER"),
    ("1e5", ".", "NOT_A_NUMBER"),
    ("1 0", ".", "NOT_A_NUMBER"),
    ("--1", ".", "NOT_A_NUMBER"),
    ("\u0661", ".", "NOT_A_NUMBER"),
]


@pytest.mark.parametrize(("value", "decimal", "rule"), NUMBERS)
def test_a_number_and_its_pattern_agree(value: str, decimal: str, rule: str | None) -> None:
    wrong = wrong_numeric(value, QUANTITY, decimal)
    assert (wrong and wrong[1]) == rule
    assert (re.fullmatch(content(QUANTITY, {}, decimal), value) is not None) == (rule is None)


def test_a_number_is_too_short_without_its_sign() -> None:
    assert wrong_numeric("-12", ElementDef("0017", "n", 3, 3), ".") == ("4", "TOO_SHORT")


@pytest.mark.parametrize(
    ("value", "rule"), [("UNOA", None), ("A-B ", None), ("UN0A", "NOT_LETTERS"), ("UNO", "TOO_SHORT")]
)
def test_letters_are_no_digits(value: str, rule: str | None) -> None:
    identifier = ElementDef("0001", "a", 4, 4)
    assert wrong_letters(value) == (rule == "NOT_LETTERS")
    wrong = wrong_value(value, identifier, None)
    assert (wrong and wrong[1]) == rule
    assert (re.fullmatch(content(identifier, {}), value) is not None) == (rule is None)
