"""What envelope elements may hold: whole numbers, dates and times of day, in ASCII digits alone (X12.6)."""

from __future__ import annotations

from datetime import date

BOM = b"\xef\xbb\xbf"
PADDING = b"\r\n\t \x00\x1a"  # what may stand between interchanges


def whole(text: str) -> int | None:
    """The number that plain digits spell, None for anything else (signs, foreign digits, over 18 digits)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def is_date(text: str) -> bool:
    """CCYYMMDD or YYMMDD, on the calendar (two-digit years 1950 to 2049)."""
    number = whole(text)
    if number is None or len(text) not in (6, 8):
        return False
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    if len(text) == 6:
        year += 2000 if year < 50 else 1900
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """HHMM, HHMMSS or HHMMSSdd."""
    if whole(text) is None or len(text) not in (4, 6, 7, 8):
        return False
    return text[:2] < "24" and text[2:4] < "60" and (len(text) == 4 or text[4:6] < "60")
