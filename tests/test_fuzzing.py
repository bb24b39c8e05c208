"""Findings of fuzzing, kept and tried ever after; planted faults are found by trying samples gone wrong."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from fuzzing import planted, targets
from mutants import mutant

FOUND = sorted((Path(__file__).parent / "fuzzing" / "found").glob("*"))
TRIES = 6_000


@pytest.fixture
def clean() -> Iterator[None]:
    yield
    patch.stopall()


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_stays_mended(path: Path) -> None:
    target, _ = targets.TARGETS[path.name.partition("-")[0]]
    target(path.read_bytes())


@pytest.mark.parametrize("name", targets.TARGETS)
def test_what_is_sound_passes(name: str) -> None:
    target, seeds = targets.TARGETS[name]
    for data in (b"", *seeds()[:28]):
        target(data)


@pytest.mark.parametrize("name", planted.PLANTED)
def test_a_planted_fault_is_found(name: str, clean: None) -> None:
    where, plant = planted.PLANTED[name]
    plant()
    chance = random.Random(name)
    target, begin = targets.TARGETS[where]
    seeds = [one for one in begin() if len(one) < 2_000]
    for number in range(TRIES):
        data = mutant(chance, chance.choice(seeds))
        try:
            target(data)
        except (AssertionError, ValueError) as error:
            print(f"{name}: try {number}: {error}")
            return
    pytest.fail(f"{name} was not found in {TRIES} tries")


@pytest.mark.torture
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="the extra `fuzz` is not installed")
@pytest.mark.parametrize("name", planted.PLANTED)
def test_the_fuzzer_finds_it_too(name: str, tmp_path: Path) -> None:
    words = [
        "-m",
        "tests.fuzzing",
        planted.PLANTED[name][0],
        "--plant",
        name,
        "--runs",
        "400000",
        "--found",
        str(tmp_path),
    ]
    done = subprocess.run([sys.executable, *words], cwd=targets.ROOT, capture_output=True, check=False)
    assert done.returncode != 0
    assert [path.name for path in tmp_path.iterdir() if "-crash-" in path.name]
