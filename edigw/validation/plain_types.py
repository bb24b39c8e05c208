"""EDIFACT's own types, a and n, against one value (ISO 9735, representation of numeric values)."""

from __future__ import annotations

from edigw.structure.dictionary import ElementDef

_DIGITS = frozenset("0123456789")
_MARKS = ".,"  # what a sender may have meant as a decimal mark


def wrong_letters(value: str) -> bool:
    """An alphabetic value holds letters, blanks and special characters, and no digit."""
    return not _DIGITS.isdisjoint(value)


def wrong_numeric(value: str, element: ElementDef, decimal: str) -> tuple[str, str] | None:
    """What is wrong with a number: digits, a minus before them, one decimal mark between two of them.

    Neither sign nor mark count as length. `decimal` holds every character that may be the mark here.
    """
    number = value.removeprefix("-")
    marks = [sign for sign in number if sign in decimal or sign in _MARKS]
    digits = "".join(sign for sign in number if sign not in decimal and sign not in _MARKS)
    if not number or (digits and not (digits.isascii() and digits.isdigit())):
        return "6", "NOT_A_NUMBER"
    if len(marks) > 1 or any(mark not in decimal for mark in marks):
        return "6", "DECIMAL_NOTATION"
    if marks and number[0] in decimal:
        return "6", "MISSING_DIGIT"
    if marks and number[-1] in decimal:
        return "6", "DECIMAL_NOTATION"
    if len(digits) < element.min:
        return "4", "TOO_SHORT"
    if len(digits) > element.max:
        return "5", "TOO_LONG"
    return None
