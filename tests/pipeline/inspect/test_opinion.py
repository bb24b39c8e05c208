"""The second opinion: an independent validator reads our dictionary and agrees on what is sound and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.shipped import DictionaryTexts, Library
from edigw.pipeline.inspect.opinion import ask
from edigw.structure.dictionary import Dictionary, parse
from edigw.tree import COMPONENT, Segment

SOUND = "ST*997*0001~AK1*PO*7~AK2*850*0001~AK3*BEG*2**8~AK4*3:1*324*1~AK5*R*5~AK9*R*1*1*0~SE*8*0001~"


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return parse("x12", "004010", DictionaryTexts(Library(Path("/nowhere")), "x12", "004010"))


def cut(text: str) -> tuple[Segment, ...]:
    rows = (row.strip().replace(":", COMPONENT).split("*") for row in text.split("~"))
    return tuple(Segment(row[0], tuple(row[1:])) for row in rows if row[0])


def test_it_accepts_a_sound_set_and_rejects_others(dictionary: Dictionary) -> None:
    cases = [SOUND, SOUND.replace("AK5*R", "AK5*Q"), SOUND.replace("AK9*R*1*1*0~SE*8", "SE*7")]
    opinions = ask([("997", "0001", cut(text)) for text in cases], dictionary)
    assert [opinion.verdict for opinion in opinions] == ["accepted", "rejected", "rejected"]


def test_it_names_the_faults_of_an_order(dictionary: Dictionary) -> None:
    order = "ST*850*0001~BEG*00*SA*4711**20261101~PO1*1*24*E*1.25~CTT*1~SE*5*0001~"
    (opinion,) = ask([("850", "0001", cut(order))], dictionary)
    assert opinion.verdict == "rejected"
    assert "AK4*3*355*4*E" in opinion.faults


def test_it_says_nothing_of_types_that_the_dictionary_lacks(dictionary: Dictionary) -> None:
    assert ask([("999", "0001", cut("ST*999*0001~SE*2*0001~"))], dictionary) == []
