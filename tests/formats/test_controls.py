"""Control numbers that come twice."""

from __future__ import annotations

from edigw.formats.controls import Controls


def test_controls_remember_runs_and_jumps() -> None:
    seen = Controls()
    numbers = [f"{n:04}" for n in (*range(1, 500), *range(700, 900), 600, 650)]
    assert not any(seen.repeated(number) for number in numbers)
    assert all(seen.repeated(number) for number in ("0001", "0499", "0700", "0899", "0600", "0650"))
    assert not any(seen.repeated(text) for text in ("0500", "00001", "ABCD", "12 4"))
    assert all(seen.repeated(text) for text in ("0500", "00001", "ABCD", "12 4"))


def test_a_control_number_that_follows_counts_as_seen() -> None:
    seen = Controls()
    assert all(seen.follows(number) for number in ("0007", "0008", "0009"))
    assert not any(seen.follows(number) for number in ("0007", "0009", "0011", "00010"))
    assert seen.repeated("0008") and not seen.repeated("0011")
    assert not seen.follows("0012")  # with one out of turn, all are asked after
    assert not seen.repeated("0012") and seen.repeated("0012")
