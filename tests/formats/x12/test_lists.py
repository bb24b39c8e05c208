"""Code values of envelopes, against the dictionary where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edigw.formats.x12.lists import (
    FIXED_WIDTHS,
    FUNCTIONAL_IDS,
    GROUP_LENGTHS,
    GROUP_OF,
    ID_QUALIFIERS,
    RELEASES,
    SECURITY_QUALIFIERS,
)

DICTIONARY = Path(__file__).parents[4] / "shared" / "dictionary"
there = pytest.mark.skipif(not DICTIONARY.is_dir(), reason="the dictionary is not beside the project")


def test_isa_is_106_characters() -> None:
    assert len("ISA") + sum(width + 1 for width in FIXED_WIDTHS) + 1 == 106


def test_sets_stand_in_groups_that_exist() -> None:
    assert set(GROUP_OF.values()) <= FUNCTIONAL_IDS
    assert GROUP_OF["850"] == "PO"


def test_qualifiers_and_releases() -> None:
    assert {"01", "08", "12", "14", "ZZ"} <= ID_QUALIFIERS
    assert "XX" not in ID_QUALIFIERS
    assert "77" not in SECURITY_QUALIFIERS
    assert {"00401", "00402", "00501"} <= RELEASES
    assert "00999" not in RELEASES


@there
@pytest.mark.parametrize("release", ["004010", "005010"])
def test_against_the_dictionary(release: str) -> None:
    folder = DICTIONARY / f"x12_{release}"
    assert set(json.loads((folder / "codes.json").read_text("utf-8"))["codes"]["479"]) == FUNCTIONAL_IDS
    for path in folder.glob("[0-9]*.json"):
        described = json.loads(path.read_text("utf-8"))
        if described["set"] in GROUP_OF:
            assert GROUP_OF[described["set"]] == described["functional_group"]


@there
def test_lengths_against_the_dictionary() -> None:
    segments = json.loads((DICTIONARY / "x12_envelope.json").read_text("utf-8"))["segments"]
    assert tuple(e["max"] for e in segments["ISA"]["elements"]) == FIXED_WIDTHS
    assert tuple((e["min"], e["max"]) for e in segments["GS"]["elements"]) == GROUP_LENGTHS
