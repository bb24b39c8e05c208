"""Numbers, dates and times of envelopes."""

from __future__ import annotations

import pytest

from edigw.formats.text import is_date, is_time, whole


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("007", 7), ("", None), ("-1", None), ("1_0", None), ("٣", None), ("1.0", None)]
)
def test_whole_takes_plain_digits_alone(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_whole_refuses_more_digits_than_any_count_has() -> None:
    assert whole("9" * 18) == 10**18 - 1
    assert whole("9" * 19) is None


@pytest.mark.parametrize("text", ["20260102", "260102", "20240229", "000229", "991231"])
def test_dates(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text", ["20261301", "20260230", "20250229", "000000", "00000000", "2601", "2601021", "26O102"]
)
def test_no_dates(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize("text", ["0000", "2359", "235959", "23595999"])
def test_times(text: str) -> None:
    assert is_time(text)


@pytest.mark.parametrize("text", ["2400", "2460", "2360", "235960", "12345", "1", "", "12:5"])
def test_no_times(text: str) -> None:
    assert not is_time(text)
