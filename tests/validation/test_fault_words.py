"""Words of an acknowledgement against the code lists of the dictionary, where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edigw.validation.fault_words import (
    ELEMENT_FAULT,
    GROUP_FAULT,
    GROUP_VERDICT,
    INTERCHANGE_VERDICT,
    NEAREST_004010,
    SEGMENT_FAULT,
    SET_FAULT,
    SET_VERDICT,
    WORDS,
    code_in,
    words_of,
)

DICTIONARY = Path(__file__).parents[3] / "shared" / "dictionary"
TABLES = {
    "715": GROUP_VERDICT, "716": GROUP_FAULT, "717": SET_VERDICT, "718": SET_FAULT, "720": SEGMENT_FAULT,
    "723": ELEMENT_FAULT,
}  # fmt: skip
LISTS = {"AK403": "723", "AK502": "718", "AK905": "716"}


@pytest.mark.parametrize("table", [*TABLES.values(), INTERCHANGE_VERDICT], ids=[*TABLES, "I17"])
def test_no_two_codes_share_a_word(table: dict[str, str]) -> None:
    assert len(set(table.values())) == len(table)
    assert all(word.islower() for word in table.values())


def test_nearest_codes_have_words() -> None:
    for code_type, nearest in NEAREST_004010.items():
        assert set(nearest.values()) <= WORDS[code_type].keys()


@pytest.mark.parametrize(
    ("document", "release", "fault", "code"),
    [
        ("997", "004010", ("AK502", "19", "CONVENTION_NOT_AGREED"), "1"),
        ("997", "005010", ("AK502", "19", "CONVENTION_NOT_AGREED"), "19"),
        ("999", "005010", ("AK502", "19", "CONVENTION_NOT_AGREED"), "I6"),
        ("999", "005010", ("AK502", "19", "SET_CONVENTION"), "19"),
        ("997", "004010", ("AK304", "3", "GUIDE_AT_LEAST"), "3"),
        ("999", "005010", ("AK304", "3", "GUIDE_AT_LEAST"), "I8"),
        ("999", "005010", ("AK304", "3", "GUIDE_LOOP_AT_LEAST"), "I7"),
        ("999", "005010", ("AK304", "3", "MISSING_SEGMENT"), "3"),
        ("997", "005010", ("AK403", "1", "GUIDE_AT_LEAST"), "1"),
        ("999", "005010", ("AK403", "1", "GUIDE_AT_LEAST"), "I11"),
        ("999", "005010", ("AK403", "12", "GUIDE_AT_MOST"), "12"),
        ("997", "004010", ("AK403", "12", "GUIDE_AT_MOST"), "3"),
        ("997", "005010", ("AK403", "7", "GUIDE_PATTERN"), "7"),
        ("999", "005010", ("AK403", "7", "GUIDE_PATTERN"), "I12"),
    ],
)
def test_each_acknowledgement_says_it_by_its_own_lists(
    document: str, release: str, fault: tuple[str, str, str], code: str
) -> None:
    assert code_in(document, release, *fault) == code
    assert code in words_of(document, fault[0])


@pytest.mark.skipif(not DICTIONARY.is_dir(), reason="the dictionary is not beside the project")
def test_codes_of_004010_and_what_stands_for_the_others() -> None:
    listed = json.loads((DICTIONARY / "x12_004010" / "codes.json").read_text("utf-8"))["codes"]
    for code_type, element in LISTS.items():
        missing = TABLES[element].keys() - set(listed[element])
        assert missing <= NEAREST_004010[code_type].keys()
        assert set(NEAREST_004010[code_type].values()) <= set(listed[element])
    for element in ("715", "717", "720"):
        assert TABLES[element].keys() <= set(listed[element])
