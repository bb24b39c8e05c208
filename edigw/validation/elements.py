"""One value against one element: characters, length, number, date, time (X12 data element types AN ID DT TM R Nn).

EDIFACT's types a, an and n are judged in plain_types.py, but for what is the same.
"""

from __future__ import annotations

import re
from calendar import monthrange

from edigw.structure.dictionary import ElementDef
from edigw.validation.plain_types import wrong_letters, wrong_numeric

Wrong = tuple[str, str]  # code of list 723 (AK403), our rule

ASCII_ONLY = frozenset({"ascii", "us-ascii", "basic", "extended"})

_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")


def as_text(value: str) -> str:
    """A value's characters: bytes that were read as Latin-1 and are good UTF-8 count as UTF-8."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def clean(value: str, ascii_only: bool = False) -> bool:
    """Whether every character is text: no control character, nothing that could not be decoded."""
    if value.isascii():
        return value.isprintable()
    return not ascii_only and not _NO_TEXT.search(value)


def wrong_value(
    value: str, element: ElementDef, codes: frozenset[str] | None, ascii_only: bool = False, decimal: str = "."
) -> Wrong | None:
    """What is wrong with a value that is not empty: at most one thing, the plainest first.

    `decimal`: every character that may be the decimal mark of an EDIFACT number.
    """
    value = as_text(value)
    found = _wrong(value, element, codes, ascii_only, decimal)
    if found and found[1] != "BAD_CHARACTER":
        bare = value.strip(" ")
        if bare and bare != value and _wrong(bare, element, codes, ascii_only, decimal) is None:
            return found[0], "PADDED_VALUE"
    return found


def _wrong(
    value: str, element: ElementDef, codes: frozenset[str] | None, ascii_only: bool, decimal: str
) -> Wrong | None:
    if not clean(value, ascii_only):
        return "6", "BAD_CHARACTER"
    kind = element.type
    if kind == "n":
        return wrong_numeric(value, element, decimal)
    if kind[0] in "NR":
        return _wrong_number(value, element)
    size = len(value)
    if size < element.min:
        return "4", "TOO_SHORT"
    if size > element.max:
        return "5", "TOO_LONG"
    if kind == "a" and wrong_letters(value):
        return "6", "NOT_LETTERS"
    if kind == "DT":
        return None if is_date(value) else ("8", "INVALID_DATE")
    if kind == "TM":
        return None if is_time(value) else ("9", "INVALID_TIME")
    if codes is not None and value not in codes:
        return "7", "INVALID_CODE"
    return None


def _wrong_number(value: str, element: ElementDef) -> Wrong | None:
    digits = value.removeprefix("-")
    if element.type == "R":
        digits = digits.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()):
        return "6", "NOT_A_NUMBER"
    if len(digits) < element.min:
        return "4", "TOO_SHORT"
    if len(digits) > element.max:
        return "5", "TOO_LONG"
    return None


def is_date(value: str) -> bool:
    """CCYYMMDD, or YYMMDD (its century is taken to be 20): a day of the calendar."""
    if not (value.isascii() and value.isdigit()) or len(value) not in (6, 8):
        return False
    year = int(value[:-4]) + (2000 if len(value) == 6 else 0)
    month, day = int(value[-4:-2]), int(value[-2:])
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def is_time(value: str) -> bool:
    """HHMM, HHMMSS, or HHMMSS with decimals of a second."""
    if not (value.isascii() and value.isdigit()) or len(value) < 4 or len(value) == 5:
        return False
    return int(value[:2]) < 24 and int(value[2:4]) < 60 and int(value[4:6] or "0") < 60
