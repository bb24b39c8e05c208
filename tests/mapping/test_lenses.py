"""Every lens both ways, and what it cannot read or write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edigw.mapping.laws import Dice
from edigw.mapping.lenses import LENSES, TEXT, Lens, check_digit
from edigw.structure.dictionary import ElementDef

SIZES = {"date": (8, 8), "date6": (6, 6), "time": (4, 8), "sscc18": (2, 48), "sscc20": (2, 48), "gtin": (1, 48),
         "gtin13": (1, 48), "gtin12": (1, 48)}  # fmt: skip


def element(name: str) -> ElementDef:
    low, high = SIZES.get(name, (1, 10))
    return ElementDef("0", sorted(LENSES[name].elements)[0], low, high)


@pytest.mark.parametrize("name", LENSES)
@given(seed=st.integers(0, 2**32))
def test_what_a_lens_writes_it_reads_again(name: str, seed: int) -> None:
    lens: Lens = LENSES[name]
    value = lens.read(lens.sample(Dice(seed), element(name)))
    text = lens.write(value)
    assert lens.read(text) == value
    assert lens.write(lens.read(text)) == text


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("date", "20240229", date(2024, 2, 29)),
        ("date6", "490101", date(2049, 1, 1)),
        ("date6", "500101", date(1950, 1, 1)),
        ("time", "2359", "2359"),
        ("dec", "-12.50", Decimal("-12.50")),
        ("dec", ".5", Decimal("0.5")),
        ("int", "007", Decimal(7)),
        ("cents", "147360", Decimal("1473.60")),
        ("cents", "-5", Decimal("-0.05")),
        ("n4", "10001", Decimal("1.0001")),
        ("sscc18", "00006141410000000012", "006141410000000012"),
        ("sscc20", "00006141410000000012", "006141410000000012"),
        ("gtin12", "614141000012", "00614141000012"),
    ],
)
def test_readings(name: str, text: str, value: object) -> None:
    assert LENSES[name].read(text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("date", "20230229"), ("date", "240102"), ("date", "2024010A"), ("date", "２０２４０１０２"),
        ("time", "2460"), ("time", "9"), ("dec", "1_000"), ("dec", "NaN"), ("dec", "1E3"), ("dec", "1,5"), ("dec", "٣"),
        ("dec", "."), ("int", "1.5"), ("cents", "147.36"), ("sscc18", "12345"), ("gtin", "12A"), ("date6", "241301"),
        ("unspaced", "BOL 17"),
    ],
)  # fmt: skip
def test_what_a_lens_cannot_read(name: str, text: str) -> None:
    with pytest.raises(ValueError):
        LENSES[name].read(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("int", Decimal("1.5")), ("cents", Decimal("0.001")), ("date6", date(2051, 1, 1)), ("gtin12", "10614141000012"),
        ("unspaced", "BOL 17"),
    ],
)  # fmt: skip
def test_what_a_lens_cannot_write(name: str, value: object) -> None:
    with pytest.raises(ValueError):
        LENSES[name].write(value)


def test_numbers_are_written_plainly() -> None:
    assert LENSES["dec"].write(Decimal("1E+3")) == "1000"
    assert LENSES["dec"].write(Decimal("-0.00")) == "0.00"
    assert LENSES["int"].write(Decimal("5.00")) == "5"
    assert LENSES["cents"].write(Decimal("1473.6")) == "147360"


def test_a_drawn_text_has_no_blank_at_its_ends() -> None:
    texts = [TEXT.sample(Dice(seed), ElementDef("0", "AN", 1, 30)) for seed in range(300)]
    assert all(text == text.strip() and text and len(text) <= 30 for text in texts)
    assert any(" " in text for text in texts)


def test_the_check_digit_weighs_from_the_right() -> None:
    assert check_digit("61414100001") == "2"
    assert check_digit("00614141000000001") == "2"
