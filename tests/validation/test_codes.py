"""How a code list is said in a message."""

from __future__ import annotations

from edigw.validation.codes import choices


def test_short_lists_are_named():
    assert choices(frozenset({"05", "00"}), "99") == "one of 00, 05"
    assert choices(("SA",), "99") == "SA"


def test_long_lists_are_counted():
    codes = frozenset(f"{letter}{digit}" for letter in "AB" for digit in range(10))
    assert choices(codes, "zz") == "one of 20 codes"
    assert choices(codes, "a1") == "one of 20 codes; A1 is"
