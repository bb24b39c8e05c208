"""The compact dictionary: what its text means, that it is the JSON's, and that it is read lazily."""

from __future__ import annotations

import json
import os
from pathlib import Path

import compact
import pytest

from edigw.errors import ConfigError
from edigw.structure.dictionary import Dictionary, NoteDef, Position, parse

ROOT = Path(__file__).parents[2]
COMPACT = ROOT / "maps" / "x12"
FACTS = (
    Path(os.environ["EDIGW_CORPUS"]).parent / "dictionary"
    if "EDIGW_CORPUS" in os.environ
    else ROOT / "../shared/dictionary"
)


def texts(release: str = "004010") -> dict[str, str]:
    base = COMPACT / release
    return {path.relative_to(base).as_posix(): path.read_text("utf-8") for path in base.rglob("*.txt")}


@pytest.fixture(scope="module")
def x12() -> Dictionary:
    return parse("x12", "004010", texts())


@pytest.fixture(scope="module")
def x12_5010() -> Dictionary:
    return parse("x12", "005010", texts("005010"))


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


def test_what_005010_has_and_004010_has_not(x12, x12_5010):
    assert [each.number for each in x12_5010.segments["ST"].elements] == ["143", "329", "1705"]
    assert x12_5010.segments["ST"].elements[0].type == "ID"
    assert (x12.segments["ISA"].elements[10].number, x12_5010.segments["ISA"].elements[10].number) == ("I10", "I65")
    assert (x12.elements["127"].max, x12_5010.elements["127"].max) == (30, 50)
    assert [str(note) for note in x12_5010.segments["N4"].notes] == ["E0207", "C0605", "C0704"]
    assert [str(note) for note in x12_5010.segments["REF"].notes] == ["R0203"]
    assert {"12", "13"} & x12.codes["723"] == set() and {"12", "13"} <= x12_5010.codes["723"]
    assert x12_5010.segments["DMG"].elements[4].max_repeat == 10
    repeated = [tag for tag, each in x12.segments.items() if any(use.max_repeat > 1 for use in each.elements)]
    assert repeated == []
    head = {each.tag: each for each in x12_5010.sets["850"].children}
    assert "MTX" in {each.tag for each in head["N9"].children}
    assert "MSG" in {each.tag for each in next(e for e in x12.sets["850"].children if e.tag == "N9").children}


def test_sets(x12, x12_5010):
    first = "180 810 812 816 820 824 830 832 846 850 852 855 856 860 861 864 865 869 870 875 880 940 943 944 945"
    later = "180 753 754 810 812 820 824 832 846 850 855 856 860 864 865 875 880 940 945 997 999"
    assert list(x12.sets) == [*first.split(), "947", "997"]
    assert list(x12_5010.sets) == later.split()
    groups = {"850": "PO", "855": "PR", "856": "SH", "810": "IN", "860": "PC", "180": "AN", "820": "RA", "997": "FA"}
    assert {key: x12.sets[key].functional_id for key in groups} == groups
    assert x12_5010.sets["999"].functional_id == "FA"
    loops = {each.tag: each for each in x12.sets["850"].children if each.loop}
    lines = loops["PO1"]
    assert (lines.required, lines.repeat) == (True, 100000)
    assert lines.children[0] == Position("PO1", True)
    assert next(each for each in lines.children if each.tag == "SDQ").max == 500
    nested = next(each for each in lines.children if each.tag == "SLN")
    assert any(each.loop and each.tag == "N1" and each.repeat == 10 for each in nested.children)


@pytest.mark.parametrize(("release", "count"), [("004010", 219), ("005010", 207)])
def test_every_segment_of_the_sets_is_known(release, count):
    def tags(positions):
        return {tag for each in positions for tag in {each.tag} | tags(each.children)}

    known = parse("x12", release, texts(release))
    used = set().union(*(tags(each.children) for each in known.sets.values()))
    envelope = {"ISA", "GS", "GE", "IEA", "TA1"}
    assert used == set(known.segments) - envelope
    assert len(used) == count
    assert envelope <= set(known.segments)


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


@pytest.mark.skipif(not FACTS.is_dir(), reason="the tables of bare facts are not at hand")
@pytest.mark.parametrize("release", compact.RELEASES)
def test_compact_files_are_the_tables(release):
    facts = compact.read(FACTS, release)
    assert compact.render(facts, release) == texts(release)
    known = parse("x12", release, texts(release))
    assert set(known.segments) == set(facts["segments"])
    for tag, segment in facts["segments"].items():
        mine = known.segments[tag]
        assert [compared(each) for each in mine.elements] == [expected(each) for each in segment["elements"]], tag
        assert [str(note) for note in mine.notes] == list(segment["syntax_notes"])
        inner = [f"{tag}{at:02d}:{note}" for at, notes in mine.component_notes.items() for note in notes]
        assert inner == list(segment["composite_syntax_notes"])
    assert set(known.codes) == set(facts["codes"])
    for number in known.elements:
        assert known.codes.get(number) == (frozenset(facts["codes"][number]) if number in facts["codes"] else None)
    assert set(known.sets) == set(facts["sets"])
    for key, each in facts["sets"].items():
        assert placed(known.sets[key].children) == each["structure"]
        assert known.sets[key].functional_id == each["functional_group"]


@pytest.mark.skipif(not FACTS.is_dir(), reason="the tables of bare facts are not at hand")
@pytest.mark.parametrize(
    ("release", "known"),
    [
        ("004010", {"no ST03", "notes of RCD", "N is N0", "0 is 1"}),
        ("005010", {"ST01 AN is ID", "DMG05 is repeated", "notes of N4", "N is N0", "0 is 1"}),
    ],
)
def test_nothing_is_mended_but_the_known_faults(release, known):
    """The tables as they stand, held against what is read of them."""
    tables = compact.read(FACTS, release)
    facts = tables["segments"]
    raw = json.loads((FACTS / f"x12_{release}/segments.json").read_text("utf-8"))["segments"]
    assert {change for tag in facts if tag in raw for change in changes(tag, raw[tag], facts[tag])} == known
    codes = json.loads((FACTS / f"x12_{release}/codes.json").read_text("utf-8"))["codes"]
    more = {(number, code) for number, mine in tables["codes"].items() for code in set(mine) ^ set(codes[number])}
    assert more == ({("98", "RE")} if release == "005010" else set())


def changes(tag, raw, mended):
    """What was changed in a segment, in words."""
    if (raw.get("syntax_notes") or raw.get("syntax_notes_from_004010") or []) != mended["syntax_notes"]:
        yield f"notes of {tag}"
    yield from (f"no {each['ref']}" for each in raw["elements"][len(mended["elements"]) :])
    for old, new in zip(raw["elements"], mended["elements"], strict=False):
        if new["repeat"] > 1:
            yield f"{new['ref']} is repeated"
        for one, other in zip(old.get("components", [old]), new.get("components", [new]), strict=True):
            assert all(one.get(key) == other.get(key) for key in ("ref", "id", "req", "max"))
            if one["type"] != other["type"]:
                where = "" if one["type"] == "N" else f"{one['ref']} "
                yield f"{where}{one['type']} is {other['type']}"
            if one.get("min") != other.get("min"):
                yield f"{one['min']} is {other['min']}"


def compared(element):
    if element.components:
        inner = [compared(part) for part in element.components]
        return (element.number, element.required, element.max_repeat, "composite", inner)
    return (element.number, element.required, element.max_repeat, element.type, element.min, element.max)


def expected(element):
    start = (element["id"], element["req"] == "M", element["repeat"])
    if "components" in element:
        return (*start, "composite", [expected(part) for part in element["components"]])
    return (*start, element["type"], element["min"], element["max"])


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
