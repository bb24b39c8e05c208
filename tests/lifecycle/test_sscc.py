"""SSCC-18: GS1's check digit and what does not fit."""

import pytest

from edigw.errors import Refused
from edigw.lifecycle.sscc import capacity, check_digit, sscc18, valid


def test_the_check_digit_is_gs1_mod_10_and_not_luhn() -> None:
    assert check_digit("10614141234567890") == "8"  # the number that GS1's own examples print
    assert check_digit("629104150021") == "3"  # and for a GTIN-13
    assert check_digit("03600029145") == "2"


def test_eighteen_digits_with_the_serial_filled_up() -> None:
    assert sscc18("1", "0614141", 234567890) == "106141412345678908"
    made = sscc18("0", "061414112345", 7)
    assert made.startswith("00614141123450007") and len(made) == 18 and valid(made)


def test_every_number_of_a_small_room_is_valid_and_different() -> None:
    made = {sscc18("3", "061414112345", serial) for serial in range(capacity("061414112345"))}
    assert len(made) == 10_000 and all(valid(one) for one in made)


def test_a_serial_that_does_not_fit_is_refused_with_the_arithmetic() -> None:
    with pytest.raises(Refused, match="serial 10000 does not fit: 18 - 1 extension - 12 prefix - 1 check = 4 digits"):
        sscc18("0", "061414112345", 10_000)


@pytest.mark.parametrize(("extension", "prefix"), [("", "0614141"), ("x", "0614141"), ("0", "06141x1"), ("0", "061")])
def test_a_wrong_extension_or_prefix_is_refused(extension: str, prefix: str) -> None:
    with pytest.raises(Refused):
        sscc18(extension, prefix, 1)


@pytest.mark.parametrize("text", ["106141411928374658", "10614141192837465", "10614141192837465X", "", "١" * 18])
def test_what_is_no_sscc(text: str) -> None:
    assert not valid(text)
