"""Values against elements: by example, and against an oracle that says the same in other words."""

from __future__ import annotations

import random
from datetime import date

import pytest

from edigw.structure.dictionary import ElementDef
from edigw.validation.elements import as_text, clean, is_date, is_time, wrong_value

NUMBER = ElementDef("330", "R", 1, 15)
CENTS = ElementDef("610", "N2", 1, 15)
COUNT = ElementDef("354", "N0", 1, 6)
TEXT = ElementDef("324", "AN", 1, 22)
PADDED = ElementDef("67", "AN", 2, 5)
DATE = ElementDef("373", "DT", 8, 8)
EITHER = ElementDef("373", "DT", 6, 8)
TIME = ElementDef("337", "TM", 4, 8)
CODE = ElementDef("353", "ID", 2, 2)
CODES = frozenset({"00", "05"})


@pytest.mark.parametrize(
    ("element", "value", "code"),
    [
        (NUMBER, "10", None),
        (NUMBER, "-5", None),
        (NUMBER, "0", None),
        (NUMBER, ".5", None),
        (NUMBER, "5.", None),
        (NUMBER, "-123456789012.345", None),
        (NUMBER, "9.999999999999", None),
        (NUMBER, "TEN", "6"),
        (NUMBER, "NaN", "6"),
        (NUMBER, "Infinity", "6"),
        (NUMBER, "1_000", "6"),
        (NUMBER, "1,000", "6"),
        (NUMBER, "١٢", "6"),
        (NUMBER, "²", "6"),
        (NUMBER, "1E400", "6"),
        (NUMBER, "1.2.3", "6"),
        (NUMBER, "+5", "6"),
        (NUMBER, "--5", "6"),
        (NUMBER, "-", "6"),
        (NUMBER, ".", "6"),
        (NUMBER, "5-", "6"),
        (NUMBER, "9" * 40, "5"),
        (NUMBER, "1 0", "6"),
        (CENTS, "1250", None),
        (CENTS, "-1250", None),
        (CENTS, "12.34", "6"),
        (COUNT, "1234567", "5"),
        (COUNT, "-123456", None),
        (TEXT, "PO-1", None),
        (TEXT, "P" * 22, None),
        (TEXT, "P" * 23, "5"),
        (TEXT, "A\x01B", "6"),
        (TEXT, "A\x00", "6"),
        (TEXT, "A\x7f", "6"),
        (TEXT, "A\udce9", "6"),
        (TEXT, "A\ufffd", "6"),
        (TEXT, "A\x85", "6"),
        (TEXT, "\x01" * 30, "6"),
        (TEXT, "CAFÉ", None),
        (TEXT, "É" * 22, None),
        (TEXT, "É" * 23, "5"),
        (TEXT, "É".encode().decode("latin-1") * 22, None),
        (TEXT, "A B", None),
        (PADDED, "1", "4"),
        (PADDED, "1 ", None),
        (PADDED, "  ", None),
        (DATE, "20260102", None),
        (DATE, "20240229", None),
        (DATE, "20250229", "8"),
        (DATE, "20260230", "8"),
        (DATE, "00000000", "8"),
        (DATE, "20261301", "8"),
        (DATE, "2026010A", "8"),
        (DATE, "２０２６０１０２", "8"),
        (DATE, "202601023", "5"),
        (DATE, "260102", "4"),
        (EITHER, "260102", None),
        (EITHER, "000229", None),
        (EITHER, "2601021", "8"),
        (TIME, "1253", None),
        (TIME, "125359", None),
        (TIME, "1253599", None),
        (TIME, "12535999", None),
        (TIME, "12535", "9"),
        (TIME, "2460", "9"),
        (TIME, "2400", "9"),
        (TIME, "1260", "9"),
        (TIME, "125360", "9"),
        (TIME, "12AM", "9"),
        (TIME, "125", "4"),
        (CODE, "00", None),
        (CODE, "99", "7"),
        (CODE, "0", "4"),
        (CODE, "000", "5"),
    ],
)
def test_value(element, value, code):
    found = wrong_value(value, element, CODES if element is CODE else None)
    assert (found[0] if found else None) == code


@pytest.mark.parametrize(
    ("element", "value"),
    [(NUMBER, " 10"), (NUMBER, "10 "), (CODE, "00  "), (TEXT, "PO1" + " " * 30), (DATE, "20260102 ")],
)
def test_blanks_around_a_good_value(element, value):
    found = wrong_value(value, element, CODES if element is CODE else None)
    assert found is not None
    assert found[1] == "PADDED_VALUE"


def test_ascii_only():
    assert wrong_value("CAFÉ", TEXT, None) is None
    assert wrong_value("CAFÉ", TEXT, None, ascii_only=True) == ("6", "BAD_CHARACTER")
    assert clean("CAFE", ascii_only=True)


def test_utf8_in_latin1_clothes():
    assert as_text("É".encode().decode("latin-1")) == "É"
    assert as_text("CAFÉ") == "CAFÉ"
    assert as_text("10 €") == "10 €"


def oracle_date(value: str) -> bool:
    if len(value) == 6:
        value = "20" + value
    if len(value) != 8 or any(each not in "0123456789" for each in value):
        return False
    try:
        date.fromisoformat(f"{value[:4]}-{value[4:6]}-{value[6:]}")
    except ValueError:
        return False
    return True


def oracle_number(value: str, decimals: bool) -> bool:
    state = "start"
    for each in value:
        if each == "-" and state == "start":
            state = "sign"
        elif each in tuple("0123456789"):
            state = "fraction" if state in ("point", "fraction") else "whole"
        elif each == "." and decimals and state in ("start", "sign", "whole"):
            state = "ended" if state == "whole" else "point"
        else:
            return False
        if state == "ended":
            decimals, state = False, "whole"
    return state in ("whole", "fraction")


def test_dates_and_times_against_the_oracle():
    chance = random.Random(4)
    for _ in range(4000):
        value = "".join(chance.choice("0012359 A²") for _ in range(chance.choice((6, 7, 8, 8, 8))))
        assert is_date(value) == oracle_date(value), value
    for month in range(14):
        for day in range(33):
            for year in ("2023", "2024", "1900", "2000"):
                value = f"{year}{month:02d}{day:02d}"
                assert is_date(value) == oracle_date(value), value
    good = {f"{h:02d}{m:02d}" for h in range(24) for m in range(60)}
    assert all(is_time(f"{value:04d}") == (f"{value:04d}" in good) for value in range(10000))


def test_numbers_against_the_oracle():
    chance = random.Random(5)
    for _ in range(6000):
        value = "".join(chance.choice("0123456789.-+eE_ ٣") for _ in range(chance.randint(1, 6)))
        for element in (NUMBER, CENTS):
            found = wrong_value(value, element, None)
            good = oracle_number(value, element is NUMBER)
            if value.strip() != value:
                assert found is not None
            else:
                assert (found is None) == good, (value, element.type)
