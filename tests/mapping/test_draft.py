"""A drafted overlay loads as it is, and its guide loads when a person takes the marks away."""

from __future__ import annotations

import re

import pytest
import yaml
from bench import chart, dictionary, shipped
from tinymaps import HEAD, tree

from edigw.errors import ConfigError
from edigw.mapping import language
from edigw.mapping.draft import draft, examples, not_taken
from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.mapping.survey import Sighted, Survey, survey
from edigw.tree import Finding

ROWS = ["REF*DP*7", "REF*4N*8", "N1*ST*A*92*1", "PO1*1*2*QX*3**UP*1", "QTY*01*5", "CTT*1"]
QX = Finding("AK403", "7", "INVALID_CODE", "", "PO1", position=6, element=3, value="QX")


def surveyed(*rows: str) -> Survey:
    root = tree([*HEAD, *rows])
    return survey(chart("850"), [Sighted(root, read(chart("850"), root), (QX,))])


def load(text: str, fields: tuple[str, ...] = ()) -> DocumentMap:
    return language.load(lambda name: text if name == "new" else shipped(name), "new", dictionary(), fields)


def bare(text: str, *sections: str) -> str:
    """The draft with the marks of these sections taken away."""
    lines, section = [], ""
    for line in text.splitlines():
        if found := re.fullmatch(r"#(\w+):", line):
            section = found[1]
        lines.append(line[1:] if section in sections and line.startswith("#") else line)
    return "\n".join(lines) + "\n"


TEXT = draft(chart("850"), surveyed(*ROWS), "850 of acme, from a.edi: 1 sets")


def test_a_draft_loads_as_it_is_and_changes_nothing() -> None:
    assert load(TEXT).hash != chart("850").hash
    assert not load(TEXT).guide.rows
    assert yaml.safe_load(TEXT) == {"extends": "x12/004010/850"}


def test_its_guesses_load_once_a_person_agrees() -> None:
    text = bare(TEXT, "guide", "tables", "body")
    told = yaml.safe_load(text)
    assert told["guide"]["REF*DP"] == "required"
    assert told["guide"]["PO1/PO103"] == "also QX"
    assert told["guide"]["BEG/BEG02"] == "only SA"
    assert told["body"] == {"PO1": {"QTY*01": {"QTY02": "own.qty_01_2"}}}
    assert told["tables"] == {"reference": {"4N": "word_4n"}}
    assert load(bare(TEXT, "guide")).guide.rows
    assert load(text, ("qty_01_2",)).tables["reference"].words["4N"] == "word_4n"
    with pytest.raises(ConfigError, match="not declared"):
        load(text)


def test_what_stands_in_samples_cannot_break_the_draft() -> None:
    nasty = "REF*DP*7*a: {b}\x85\n# x"
    text = draft(chart("850"), surveyed(nasty, "PO1*1*2*E'\"", "CTT*1"), "850 of acme\nbody: x, \x00")
    assert load(text).name == "new"
    assert yaml.safe_load(bare(text, "guide", "tables", "body"))["body"] == {"REF*DP": {"REF03": "own.ref_dp_3"}}


def test_a_code_that_no_list_has_is_no_guess() -> None:
    text = draft(chart("850"), surveyed("SAC*A*N*C310***500", "PO1*1*2*EA", "CTT*1"), "850 of acme")
    assert "SAC*A: required" in text and "SAC02" not in text and "SAC06" not in text
    assert load(bare(text, "guide")).guide.rows


def test_what_is_not_taken_is_told_with_examples() -> None:
    assert not_taken(surveyed(*ROWS)) == [("PO1/QTY*01/QTY01", 1, ["01"]), ("PO1/QTY*01/QTY02", 1, ["5"])]
    assert examples(["a", "a", "b\x1b", "c", "d"]) == ["a", "b?", "c"]
