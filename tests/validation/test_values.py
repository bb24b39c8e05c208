"""Patterns of values against an oracle that uses no pattern: counting characters and days by hand."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest

from edigw.structure.dictionary import ElementDef
from edigw.validation.elements import wrong_value
from edigw.validation.values import content

CODES = {"1": frozenset({"A", "AB", "ABCD", "é", "00"})}
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DIGITS = "0123456789"


def digits(text: str) -> bool:
    return bool(text) and all(each in DIGITS for each in text)


def day(text: str) -> bool:
    if not digits(text) or len(text) not in (6, 8):
        return False
    year, month, date = int("20" + text[:2] if len(text) == 6 else text[:4]), int(text[-4:-2]), int(text[-2:])
    if not (year and 0 < month < 13):
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 0 < date <= DAYS[month - 1] + leap


def oracle(kind: str, low: int, high: int, value: str) -> bool:
    """Whether the value may stand; by the words of X12.6 alone."""
    if any(not " " <= each <= "~" for each in value) or not value:
        return False
    if kind[0] in "NR":
        rest = value[1:] if value[0] == "-" else value
        if kind == "R" and rest.count(".") == 1:
            rest = "".join(rest.split("."))
        return digits(rest) and low <= len(rest) <= high
    if not low <= len(value) <= high:
        return False
    if kind == "DT":
        return day(value)
    if kind == "TM":
        hours, minutes, seconds = value[:2], value[2:4], value[4:6] or "00"
        whole = digits(value) and len(value) >= 4 and len(seconds) == 2
        return whole and int(hours) < 24 and int(minutes) < 60 and int(seconds) < 60
    return value in CODES["1"] if kind == "ID" else True


KINDS = [
    ("AN", 1, 3), ("AN", 2, 5), ("AN", 0, 4), ("ID", 1, 3), ("ID", 2, 2), ("N0", 1, 4), ("N2", 2, 3), ("R", 1, 4),
    ("R", 2, 3), ("DT", 8, 8), ("DT", 6, 6), ("DT", 6, 8), ("TM", 4, 8), ("TM", 4, 4), ("TM", 6, 8), ("TM", 4, 6),
]  # fmt: skip


def candidates(chance: random.Random) -> list[str]:
    """Everything short over a few telling characters, and what is nearly a number, a day, a time."""
    made = ["".join(each) for size in range(6) for each in product("0A-.", repeat=size)]
    made += ["".join(chance.choices("0123456789-.AB \x01\x7e", k=chance.randint(1, 9))) for _ in range(4_000)]
    made += [f"{y}{m:02d}{d:02d}" for y in ("0000", "0001", "1900", "2000", "2023", "2024", "2100", "00", "23", "24")
             for m in range(14) for d in (0, 1, 27, 28, 29, 30, 31, 32)]  # fmt: skip
    made += [f"{h:02d}{m:02d}{rest}" for h in (0, 9, 19, 20, 23, 24, 29) for m in (0, 59, 60)
             for rest in ("", "0", "00", "59", "60", "591", "5912", "59123", "6012")]  # fmt: skip
    return made


@pytest.mark.parametrize(("kind", "low", "high"), KINDS)
def test_pattern_and_oracle_agree(kind, low, high):
    element = ElementDef("1", kind, low, high)
    whole = re.compile(f"(?:{content(element, CODES if kind == 'ID' else {})})(?=\x1d)".encode("latin-1"))
    seen = {True: 0, False: 0}
    for value in candidates(random.Random(5)):
        expected = oracle(kind, low, high, value)
        assert bool(whole.match(value.encode() + b"\x1d")) == expected, value
        if value:
            assert (wrong_value(value, element, CODES["1"] if kind == "ID" else None) is None) == expected, value
        seen[expected] += 1
    assert seen[True] >= 2 and seen[False] > 100


@pytest.mark.parametrize("text", ["٣", "²", "１"])
def test_digits_of_other_scripts_are_none(text):
    for kind in ("N0", "R", "TM", "DT"):
        assert not re.search(content(ElementDef("1", kind, 1, 8), {}).encode(), text.encode())


def test_lengths_that_contradict_each_other_match_nothing():
    assert re.search(content(ElementDef("1", "AN", 5, 2), {}), "AAAAAA") is None
    assert re.search(content(ElementDef("1", "DT", 1, 5), {}), "20260101") is None
    assert re.search(content(ElementDef("1", "TM", 5, 5), {}), "12000") is None
