"""The compact dictionary: what its text means, that it is the JSON's, and that it is read lazily."""

from __future__ import annotations

import os
from pathlib import Path

import compact
import pytest

from edigw.errors import ConfigError
from edigw.structure.dictionary import Dictionary, NoteDef, Position, nearest_release, parse

ROOT = Path(__file__).parents[2]
COMPACT = ROOT / "maps" / "x12" / "004010"
FACTS = (
    Path(os.environ["EDIGW_CORPUS"]).parent / "dictionary"
    if "EDIGW_CORPUS" in os.environ
    else ROOT / "../shared/dictionary"
)


def texts() -> dict[str, str]:
    return {path.relative_to(COMPACT).as_posix(): path.read_text("utf-8") for path in COMPACT.rglob("*.txt")}


@pytest.fixture(scope="module")
def x12() -> Dictionary:
    return parse("x12", "004010", texts())


def test_segment(x12):
    ref = x12.segments["REF"]
    assert [element.number for element in ref.elements] == ["128", "127", "352", "C040"]
    assert [element.required for element in ref.elements] == [True, False, False, False]
    assert ref.notes == (NoteDef("R", (2, 3)),)
    assert [str(note) for note in ref.component_notes[4]] == ["P0304", "P0506"]
    assert ref.elements[3].type == "composite"
    assert [part.required for part in ref.elements[3].components] == [True, True, False, False, False, False]


def test_element(x12):
    number = x12.elements["324"]
    assert (number.type, number.min, number.max) == ("AN", 1, 22)
    assert (x12.elements["353"].min, x12.elements["353"].max) == (2, 2)


def test_known_faults_of_the_tables_are_mended(x12):
    assert len(x12.segments["ST"].elements) == 2
    component = x12.segments["AK4"].elements[0].components[0]
    assert (component.type, component.min, component.required) == ("N0", 1, True)
    assert x12.segments["REF"].elements[3].components[1].min == 1


def test_pointer_segment(x12):
    assert x12.segments["HL"].pointer == (1, 2, 3, 4)
    assert all(not x12.segments[tag].pointer for tag in x12.segments if tag != "HL")


def test_sets(x12):
    assert list(x12.sets) == ["810", "850", "855", "856", "997"]
    assert {key: each.functional_id for key, each in x12.sets.items()} == {
        "810": "IN",
        "850": "PO",
        "855": "PR",
        "856": "SH",
        "997": "FA",
    }
    loops = {each.tag: each for each in x12.sets["850"].children if each.loop}
    lines = loops["PO1"]
    assert (lines.required, lines.repeat) == (True, 100000)
    assert lines.children[0] == Position("PO1", True)
    assert next(each for each in lines.children if each.tag == "SDQ").max == 500
    nested = next(each for each in lines.children if each.tag == "SLN")
    assert any(each.loop and each.tag == "N1" and each.repeat == 10 for each in nested.children)


def test_every_segment_of_the_sets_is_known(x12):
    def tags(positions):
        return {tag for each in positions for tag in {each.tag} | tags(each.children)}

    used = set().union(*(tags(each.children) for each in x12.sets.values()))
    assert used <= set(x12.segments)
    assert len(used) == 103
    assert {"ISA", "GS", "GE", "IEA", "TA1"} <= set(x12.segments)


def test_codes(x12):
    assert "SA" in x12.codes["92"]
    assert len(x12.codes["128"]) == 1503
    assert "1" not in x12.codes
    assert x12.codes.get("324") is None


def test_a_key_is_a_whole_word(x12):
    for wrong in ("", "#", "35", "3", "353 00", "PO", "\n", "=", "BEGX"):
        assert wrong not in x12.elements or wrong == "3"
        assert wrong not in x12.segments
    assert "999" not in x12.sets


def test_nothing_is_read_before_it_is_asked_for():
    torn = {**texts(), "segments.txt": "AAA 1!\nBEG 353! 92!\n", "sets/850.txt": "nonsense"}
    lazy = parse("x12", "004010", torn)
    assert len(lazy.segments["BEG"].elements) == 2
    with pytest.raises(ConfigError) as caught:
        lazy.segments["AAA"]
    assert caught.value.faults[0].line == 1
    with pytest.raises(ConfigError):
        lazy.sets["850"]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("sets/850.txt", "850 PO\n  ST!\n  BEG! many\n", 3),
        ("sets/850.txt", "850 PO\n  ST!\n      BEG!\n", 3),
        ("sets/850.txt", "855 PR\n  ST!\n", 1),
        ("elements.txt", "# head\n353 ID two\n", 2),
        ("elements.txt", "353 ID 2 2\n", 1),
        ("segments.txt", "\nBEG 353! | Q0102\n", 2),
    ],
)
def test_a_fault_names_its_line(name, text, line):
    broken = parse("x12", "004010", {**texts(), name: text})
    with pytest.raises(ConfigError) as caught:
        [broken.elements["353"], broken.segments["BEG"], broken.sets["850"]]
    assert (caught.value.faults[0].file, caught.value.faults[0].line) == (name, line)


@pytest.mark.parametrize(
    ("gs08", "release"),
    [
        ("004010", "004010"),
        ("004010VICS", "004010"),
        ("004010UCS", "004010"),
        ("004030", None),
        ("005010X220A1", None),
        ("00401", None),
        ("", None),
    ],
)
def test_nearest_release(gs08, release):
    assert nearest_release(gs08) == release


@pytest.mark.skipif(not FACTS.is_dir(), reason="the tables of bare facts are not at hand")
def test_compact_files_are_the_tables(x12):
    facts = compact.read(FACTS, "004010")
    assert compact.render(facts, "004010") == texts()
    assert set(x12.segments) == set(facts["segments"])
    for tag, segment in facts["segments"].items():
        mine = x12.segments[tag]
        assert [compared(each) for each in mine.elements] == [expected(each) for each in segment["elements"]], tag
        assert [str(note) for note in mine.notes] == list(segment.get("syntax_notes", ()))
        inner = [f"{tag}{at:02d}:{note}" for at, notes in mine.component_notes.items() for note in notes]
        assert inner == list(segment.get("composite_syntax_notes", ()))
    for number in x12.elements:
        assert x12.codes.get(number) == (frozenset(facts["codes"][number]) if number in facts["codes"] else None)
    for key, each in facts["sets"].items():
        assert placed(x12.sets[key].children) == each["structure"]
        assert x12.sets[key].functional_id == each["functional_group"]


def compared(element):
    if element.components:
        return (element.number, element.required, "composite", [compared(part) for part in element.components])
    return (element.number, element.required, element.type, element.min, element.max)


def expected(element):
    number, required = element["id"].split("/")[0], element["req"] == "M"
    if "components" in element:
        return (number, required, "composite", [expected(part) for part in element["components"]])
    return (
        number,
        required,
        "N0" if element["type"] == "N" else element["type"],
        max(1, element["min"]),
        element["max"],
    )


def placed(positions):
    made = []
    for each in positions:
        req = "M" if each.required else "O"
        if each.loop:
            repeat = each.repeat if each.repeat is not None else ">1"
            made.append({"loop": each.tag, "req": req, "repeat": repeat, "children": placed(each.children)})
        else:
            made.append({"seg": each.tag, "req": req, "max": each.max if each.max is not None else ">1"})
    return made
