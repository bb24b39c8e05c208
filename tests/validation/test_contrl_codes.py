"""0085 for every finding that a message can have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from breed_edifact import directory

from edigw.tree import Finding
from edigw.validation.contrl_codes import BY_CODE, BY_RULE, coded
from edigw.validation.fault_words import ELEMENT_FAULT, SEGMENT_FAULT
from edigw.validation.rules import RULES

OWN_OF_VERSION_4 = {"45"}  # trailing separator: later than the lists of these directories


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_every_code_is_one_of_the_directory(release: str) -> None:
    assert {*BY_CODE.values(), *BY_RULE.values()} - OWN_OF_VERSION_4 <= directory(release).codes["0085"]


def test_everything_that_x12_can_say_has_its_code() -> None:
    assert {code for name, code in BY_CODE if name == "AK304"} == set(SEGMENT_FAULT)
    assert {code for name, code in BY_CODE if name == "AK403"} == set(ELEMENT_FAULT)
    assert set(BY_RULE) <= set(RULES)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (("AK304", "3", "GUIDE_AT_LEAST"), "13"),
        (("AK304", "3", "GUIDE_LOOP_AT_LEAST"), "13"),
        (("AK403", "7", "GUIDE_PATTERN"), "12"),
        (("AK403", "7", "GUIDE_ONLY"), "14"),
    ],
)
def test_what_a_guide_says_has_its_code(fault: tuple[str, str, str], code: str) -> None:
    assert coded(Finding(*fault, ""), "edifact").code == code


def test_every_pair_in_the_code_is_in_the_table() -> None:
    rooms = Path(__file__).parents[2] / "edigw"
    text = (rooms / "structure/walk.py").read_text("utf-8") + (rooms / "validation/segments.py").read_text("utf-8")
    used = set(re.findall(r'"(\d+)", "[A-Z_]{6,}"', text))
    assert used and used <= {code for _, code in BY_CODE}


def test_x12_keeps_its_own_and_a_note_has_none() -> None:
    one = Finding("AK304", "3", "MISSING_SEGMENT", "")
    assert coded(one, "x12") is one
    assert coded(one, "edifact")[:3] == ("0085", "13", "MISSING_SEGMENT")
    note = Finding("", "", "FINDINGS_NOT_LISTED", "", severity="note")
    assert coded(note, "edifact") is note
