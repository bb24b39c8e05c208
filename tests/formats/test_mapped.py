"""Searching piece by piece finds what searching at once finds, across every border of a piece."""

from __future__ import annotations

import hashlib
import mmap
import re
from pathlib import Path

import pytest

from edigw.formats import mapped

WHAT = b"~ISA*"


@pytest.fixture(params=["held", "mapped"])
def data(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> mapped.Data:
    step = 4 * mmap.ALLOCATIONGRANULARITY
    monkeypatch.setattr(mapped, "STEP", step)
    raw = bytearray(b"x" * (5 * step + 17))
    for at in (step - 2, 2 * step, 3 * step + 9):
        raw[at : at + len(WHAT)] = WHAT
    if request.param == "held":
        return bytes(raw)
    path = tmp_path / "file"
    path.write_bytes(raw)
    with path.open("rb") as source:
        return mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)


def test_every_place_is_found_whatever_the_pieces(data: mapped.Data) -> None:
    raw = data[:]
    for start in (0, 1, mapped.STEP - 3, mapped.STEP - 1, 2 * mapped.STEP, 4 * mapped.STEP):
        for end in (len(raw), 2 * mapped.STEP + 4, mapped.STEP + 3, mapped.STEP + 2):
            assert mapped.find(data, WHAT, start, end) == raw.find(WHAT, start, end), (start, end)


def test_a_pattern_is_found_where_it_begins_before_the_end(data: mapped.Data) -> None:
    pattern = re.compile(rb"(?<=x)~IS.\*")
    raw = data[:]
    for start in (0, mapped.STEP - 2, mapped.STEP - 1, 2 * mapped.STEP + 1, 4 * mapped.STEP):
        for end in (len(raw), 2 * mapped.STEP + 1, 2 * mapped.STEP, mapped.STEP - 2):
            found = mapped.search(pattern, data, start, end, len(WHAT))
            once = pattern.search(raw, start)
            expected = once.start() if once and once.start() < end else None
            assert (found.start() if found else None) == expected, (start, end)


def test_a_run_ends_where_it_ends(data: mapped.Data) -> None:
    assert mapped.behind(re.compile(b"[x~]+"), data, 0) == mapped.STEP - 1
    assert mapped.behind(re.compile(b"[y]+"), data, 7) == 7
    assert mapped.behind(re.compile(b"[xISA~*]+"), data, 3) == len(data)


def test_a_hash_is_that_of_the_range(data: mapped.Data) -> None:
    assert mapped.sha256(data) == hashlib.sha256(data[:]).hexdigest()
    assert mapped.sha256(data, 5, 2 * mapped.STEP + 1) == hashlib.sha256(data[5 : 2 * mapped.STEP + 1]).hexdigest()


def test_what_was_given_back_can_be_read_again(data: mapped.Data) -> None:
    before = data[100:200]
    mapped.give_back(data, 50, 3 * mapped.STEP)
    assert data[100:200] == before
