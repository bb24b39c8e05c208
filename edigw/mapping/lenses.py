"""Lenses: pairs of pure functions between a wire text and a canonical value. A new one is a row in LENSES."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from edigw.structure.dictionary import ElementDef


class Choose(Protocol):
    """Where drawn documents get their choices from: random.Random fits, so does a property test's source."""

    def randrange(self, start: int, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Lens:
    """`read` raises ValueError for a text that it cannot read, `write` for a value that the wire cannot hold."""

    gives: str  # text, number, date
    elements: frozenset[str]  # types of element that it fits
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    sample: Callable[[Choose, ElementDef], str]  # a wire text as this lens would write it
    means: str


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
INNER = LETTERS + DIGITS + " -."
_DECIMAL = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_WHOLE = re.compile(r"-?[0-9]+")


def _number(text: str) -> Decimal:
    if not (text.isascii() and text.isdigit()) and not _DECIMAL.fullmatch(text):
        raise ValueError(f"`{text}` is no decimal number")
    return Decimal(text)


@cache
def either_mark(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """EDIFACT's decimal mark is a comma or a point, and thousands are never marked (ISO 9735, 10)."""
    return lambda text: read(text.replace(",", ".", 1))


def _sound_marked(text: str) -> Decimal:
    return Decimal(text.replace(",", ".", 1)) if "," in text else Decimal(text)


def _plain(value: Decimal) -> str:
    return format(value, "f") if value else format(abs(value), "f")


def _whole(text: str) -> Decimal:
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"`{text}` is no whole number")
    return Decimal(text)


def _write_whole(value: Decimal) -> str:
    text = str(value)
    if text.isdigit():
        return text
    if value != value.to_integral_value():
        raise ValueError(f"{_plain(value)} is not a whole number")
    return _plain(value.to_integral_value())


def _implied(places: int) -> tuple[Callable[[str], Decimal], Callable[[Any], str]]:
    def read(text: str) -> Decimal:
        if not _WHOLE.fullmatch(text):
            raise ValueError(f"`{text}` is not a whole number with {places} implied decimals")
        return Decimal(text).scaleb(-places)

    def write(value: Decimal) -> str:
        scaled = value.scaleb(places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{_plain(value)} has more than {places} decimals")
        return _plain(scaled.to_integral_value())

    return read, write


def _date(text: str) -> date:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError(f"`{text}` is no date CCYYMMDD")
    return date.fromisoformat(text)


def _write_date(value: date) -> str:
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def _date6(text: str) -> date:
    if len(text) != 6 or not _WHOLE.fullmatch(text):
        raise ValueError(f"`{text}` is no date YYMMDD")
    year = int(text[:2])
    return date(year + (1900 if year >= 50 else 2000), int(text[2:4]), int(text[4:]))


def _write_date6(value: date) -> str:
    if not 1950 <= value.year < 2050:
        raise ValueError(f"{value} does not fit in YYMMDD, which means 1950 to 2049")
    return _write_date(value)[2:]


def _time(text: str) -> str:
    good = re.fullmatch(r"([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]([0-9]{1,2})?)?", text)
    if not good:
        raise ValueError(f"`{text}` is no time HHMM, HHMMSS or HHMMSSDD")
    return text


def _sscc(text: str) -> str:
    digits = text[2:] if len(text) == 20 and text.startswith("00") else text
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise ValueError(f"`{text}` is no SSCC of 18 digits, nor one with 00 before it")
    return digits


def _sscc20(value: str) -> str:
    return "00" + _sscc(value)


def _gtin(text: str) -> str:
    if not re.fullmatch(r"[0-9]{8}|[0-9]{11,14}", text):
        raise ValueError(f"`{text}` is no GTIN of 8, 11, 12, 13 or 14 digits")
    return text.zfill(14)


def _cut_gtin(length: int) -> Callable[[Any], str]:
    def write(value: str) -> str:
        full = _gtin(value)
        if full[:-length].strip("0"):
            raise ValueError(f"GTIN {full} needs more than {length} digits")
        return full[-length:]

    return write


def check_digit(digits: str) -> str:
    """GS1's mod-10 digit for what stands before it: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def pick(choose: Choose, letters: str, length: int) -> str:
    """So many of these letters."""
    return "".join(letters[choose.randrange(len(letters))] for _ in range(length))


def sample_text(choose: Choose, element: ElementDef) -> str:
    """A text that no delimiter and no blank at an end can change."""
    length = element.min + choose.randrange(max(min(element.max, element.min + 11) - element.min, 0) + 1)
    if element.type == "a":
        return pick(choose, LETTERS, max(length, 1))
    if length < 3:
        return pick(choose, LETTERS + DIGITS, max(length, 1))
    return pick(choose, LETTERS, 1) + pick(choose, INNER, length - 2) + pick(choose, LETTERS + DIGITS, 1)


def _sample_whole(choose: Choose, element: ElementDef) -> str:
    length = max(element.min, 1) + choose.randrange(max(min(element.max, 7) - max(element.min, 1), 0) + 1)
    return pick(choose, "123456789", 1) + pick(choose, DIGITS, length - 1)


def _sample_decimal(choose: Choose, element: ElementDef) -> str:
    digits = _sample_whole(choose, element)
    cut = choose.randrange(3)
    return digits if cut == 0 or cut >= len(digits) else f"{digits[:-cut]}.{digits[-cut:]}"


def _sample_date(choose: Choose, element: ElementDef) -> str:
    return f"20{choose.randrange(40):02d}{1 + choose.randrange(12):02d}{1 + choose.randrange(28):02d}"


def _sample_date6(choose: Choose, element: ElementDef) -> str:
    return _sample_date(choose, element)[2:]


def _sample_time(choose: Choose, element: ElementDef) -> str:
    text = f"{choose.randrange(24):02d}{choose.randrange(60):02d}"
    return text + f"{choose.randrange(60):02d}" if element.max >= 6 and choose.randrange(2) else text


def _sample_sscc(choose: Choose, element: ElementDef) -> str:
    digits = pick(choose, DIGITS, 17)
    return digits + check_digit(digits)


def _sample_sscc20(choose: Choose, element: ElementDef) -> str:
    return "00" + _sample_sscc(choose, element)


def _sample_gtin(length: int) -> Callable[[Choose, ElementDef], str]:
    def sample(choose: Choose, element: ElementDef) -> str:
        digits = pick(choose, DIGITS, length - 1)
        return digits + check_digit(digits)

    return sample


def _same(value: Any) -> str:
    return str(value)


def _unspaced(value: Any) -> str:
    if " " in str(value):
        raise ValueError(f"`{value}` has a blank in it")
    return str(value)


def _sample_unspaced(choose: Choose, element: ElementDef) -> str:
    return sample_text(choose, element).replace(" ", "0")


WORDS = frozenset({"AN", "ID", "TM", "DT", "N0", "N", "R", "an", "a", "n"})
_TEXT = frozenset({"AN", "ID", "an", "a", "n"})
_WHOLE_TYPES = frozenset({"N0", "N", "R", "AN", "an", "n"})

TEXT = Lens("text", WORDS, str, _same, sample_text, "the text as it stands")

LENSES: dict[str, Lens] = {
    "date": Lens("date", frozenset({"DT", "AN", "an"}), _date, _write_date, _sample_date, "CCYYMMDD"),
    "date6": Lens("date", frozenset({"DT", "AN", "an"}), _date6, _write_date6, _sample_date6, "YYMMDD, 1950 to 2049"),
    "time": Lens("text", frozenset({"TM", "AN", "an"}), _time, _time, _sample_time, "HHMM, HHMMSS or HHMMSSDD"),
    "dec": Lens(
        "number", frozenset({"R", "AN", "an", "n"}), _number, _plain, _sample_decimal, "a decimal number with its point"
    ),
    "int": Lens("number", _WHOLE_TYPES, _whole, _write_whole, _sample_whole, "a whole number"),
    "cents": Lens("number", frozenset({"N2"}), *_implied(2), _sample_whole, "two implied decimals"),
    "n4": Lens("number", frozenset({"N4"}), *_implied(4), _sample_whole, "four implied decimals"),
    "n6": Lens("number", frozenset({"N6"}), *_implied(6), _sample_whole, "six implied decimals"),
    "sscc18": Lens("text", _TEXT, _sscc, _sscc, _sample_sscc, "an SSCC, written with 18 digits"),
    "sscc20": Lens("text", _TEXT, _sscc, _sscc20, _sample_sscc20, "an SSCC, written with 00 before its 18 digits"),
    "gtin": Lens(
        "text", _TEXT, _gtin, _cut_gtin(14), _sample_gtin(14), "a GTIN, 14 digits in the model and on the wire"
    ),
    "gtin13": Lens("text", _TEXT, _gtin, _cut_gtin(13), _sample_gtin(13), "14 digits in the model, 13 on the wire"),
    "gtin12": Lens("text", _TEXT, _gtin, _cut_gtin(12), _sample_gtin(12), "14 digits in the model, 12 on the wire"),
    "unspaced": Lens("text", _TEXT, _unspaced, _unspaced, _sample_unspaced, "a text without blanks"),
}

_SOUND: dict[Callable[[str], Any], tuple[str, int, Callable[[str], Any]]] = {  # type and length of the element
    _number: ("R", 0, Decimal),
    either_mark(_number): ("n", 0, _sound_marked),
    _whole: ("N0", 0, Decimal),
    _date: ("DT", 8, date.fromisoformat),
}


def sound(read: Callable[[str], Any], element: ElementDef) -> Callable[[str], Any] | None:
    """What reads the same of an element that is known to hold what its type says; None: its text is the value."""
    if read is TEXT.read:
        return None
    kind, length, quick = _SOUND.get(read, ("", 0, read))
    fits = element.type == kind and element.max_repeat == 1 and (not length or element.min == element.max == length)
    return quick if fits else read
