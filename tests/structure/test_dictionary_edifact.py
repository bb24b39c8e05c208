"""EDIFACT's directories in the compact dictionary: what their text means, and that it is the JSON's.

What the tables have wrong, and what is taken instead (tests/compact_edifact.py mends it):

* D93A keeps 999 of a group that may stand 200,000 times, where its other source has all six digits, as D96A has;
* D93A's and D96A's 0073 is numeric, though its codes are C and F: it is `a`, as in D01B and in the service table;
* D01B's UNH (and with it S009 and 0051) is syntax version 4's, which holds version 3's: UCM and UNG take the same;
* they list no codes for 0083 and 0085, which CONTRL lives on;
* code lists of elements that no segment here takes are left out.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import compact_edifact
import pytest

from edigw.errors import ConfigError
from edigw.structure.dictionary import Dictionary, ElementDef, Position, parse
from edigw.structure.plan import plan_of
from edigw.structure.releases import DIRECTORIES, own_directory
from edigw.structure.walk import walk
from edigw.tree import Segment

ROOT = Path(__file__).parents[2]
COMPACT = ROOT / "maps" / "edifact"
FACTS = (
    Path(os.environ["EDIGW_CORPUS"]).parent / "dictionary"
    if "EDIGW_CORPUS" in os.environ
    else ROOT / "../shared/dictionary"
)
at_hand = pytest.mark.skipif(not FACTS.is_dir(), reason="the tables of bare facts are not at hand")

Facts = dict[str, Any]

SIZES = {  # messages, segments, data elements, composites, code lists, codes
    "D93A": (15, 72, 292, 95, 129, 4514),
    "D96A": (19, 82, 323, 108, 145, 5877),
    "D01B": (26, 94, 375, 127, 166, 9801),
}


EITHER = {  # by delivery point or by product: a message has one of the two
    "DELFOR D93A": ("SG4", "SG18"),
    "DELFOR D96A": ("SG4", "SG18"),
}


def texts(release: str) -> dict[str, str]:
    base = COMPACT / release
    return {path.relative_to(base).as_posix(): path.read_text("utf-8") for path in base.rglob("*.txt")}


@pytest.fixture(scope="module")
def known() -> dict[str, Dictionary]:
    return {release: parse("edifact", release, texts(release)) for release in DIRECTORIES}


def every(positions: Sequence[Position]) -> Iterator[Position]:
    for each in positions:
        yield each
        yield from every(each.children)


def use(element: ElementDef) -> str:
    return element.number + "!" * element.required


@pytest.mark.parametrize("release", DIRECTORIES)
def test_how_much_there_is(known, release):
    each = known[release]
    elements = list(each.elements.values())
    composites = [one for one in elements if one.components]
    counts = (
        len(each.sets),
        len(each.segments),
        len(elements) - len(composites),
        len(composites),
        len(each.codes),
        sum(map(len, each.codes.values())),
    )
    print(release, *counts)
    assert counts == SIZES[release]


def test_composites_and_their_requirement_stand_per_use(known):
    dtm = known["D96A"].segments["DTM"].elements
    assert [use(each) for each in dtm] == ["C507!"]
    assert [use(each) for each in dtm[0].components] == ["2005!", "2380", "2379"]
    assert [(each.type, each.min, each.max) for each in dtm[0].components] == [
        ("an", 1, 3),
        ("an", 1, 35),
        ("an", 1, 3),
    ]
    assert [use(each) for each in known["D96A"].segments["SGP"].elements] == ["C237!", "7224"]
    assert not known["D96A"].segments["EQD"].elements[1].required  # C237 too


def test_an_element_that_is_repeated_stands_several_times(known):
    assert [use(each) for each in known["D96A"].segments["PIA"].elements] == ["4347!", "C212!", *["C212"] * 4]
    assert [use(each) for each in known["D01B"].segments["ALI"].elements] == ["3239", "9213", *["4183"] * 5]
    names = known["D96A"].segments["NAD"].elements[3].components
    assert [use(each) for each in names] == ["3036!", *["3036"] * 4, "3045"]
    often = {
        (release, tag, one.max_repeat)
        for release, each in known.items()
        for tag, segment in each.segments.items()
        for one in segment.elements
        if one.max_repeat > 1
    }
    assert often == {("D01B", "COM", 3)}  # that of syntax version 4 stands in its place


def test_what_changed_between_the_directories(known):
    assert known["D96A"].segments["BGM"].elements[1].number == "1004"
    assert [use(each) for each in known["D01B"].segments["BGM"].elements[1].components] == ["1004", "1056", "1060"]
    assert (known["D96A"].elements["6060"].type, known["D01B"].elements["6060"].type) == ("n", "an")
    assert (known["D96A"].elements["1131"].max, known["D01B"].elements["1131"].max) == (3, 17)
    assert "RETANN" in known["D01B"].sets and "RETANN" not in known["D96A"].sets


def test_groups_are_numbered_loops(known):
    orders = known["D96A"].sets["ORDERS"]
    assert (orders.type, orders.functional_id) == ("ORDERS", "ORDERS")
    assert [each.tag for each in orders.children[:4]] == ["UNH", "BGM", "DTM", "PAI"]
    assert orders.children[2] == Position("DTM", True, 35)
    party = next(each for each in orders.children if each.group == "SG2")
    assert (party.tag, party.loop, party.required, party.repeat) == ("NAD", True, False, 99)
    assert party.children[:2] == (Position("NAD", True), Position("LOC", False, 25))
    contact = party.children[-1]
    assert contact == Position("CTA", False, 1, True, 5, (Position("CTA", True), Position("COM", False, 5)), "SG5")
    assert [each.tag for each in orders.children[-5:]] == ["UNS", "MOA", "CNT", "ALC", "UNT"]
    assert orders.children[-2].group == "SG54"
    assert orders.children[-5].required
    numbers = {each.tag for each in every(orders.children) if each.group in ("SG18", "SG39", "SG54")}
    assert numbers == {"ALC"}


def test_groups_go_several_levels_deep(known):
    def depth(positions: Sequence[Position]) -> int:
        return max((1 + depth(each.children) for each in positions if each.loop), default=0)

    deepest = {release: depth(known[release].sets["DESADV"].children) for release in DIRECTORIES}
    assert deepest == {"D93A": 4, "D96A": 4, "D01B": 4}  # CPS, PAC, PCI, GIN


@pytest.mark.parametrize("release", DIRECTORIES)
def test_every_message_is_whole(known, release):
    each = known[release]
    used = set()
    for name in each.sets:
        children = each.sets[name].children
        places = list(every(children))
        assert (children[0], children[-1]) == (Position("UNH", True), Position("UNT", True))
        groups = [one.group for one in places if one.loop]
        assert groups == [f"SG{number}" for number in range(1, len(groups) + 1)]  # in the order of the message
        assert all(one.children[0] == Position(one.tag, True) for one in places if one.loop)
        assert not any(one.group for one in places if not one.loop)
        assert plan_of(each.sets[name]).at["UNT"] == (len(children) - 1,)
        used |= {one.tag for one in places}
    around = {"UNB", "UNG", "UNE", "UNZ"}
    assert used | around == set(each.segments)
    assert used.isdisjoint(around)
    taken = {one.number for tag in each.segments.values() for one in tag.elements}
    inner = {part.number for number in each.elements for part in each.elements[number].components}
    assert taken | inner == set(each.elements)
    assert set(each.codes) <= set(each.elements)


def test_where_a_message_has_its_sections(known):
    without = {name for name in known["D96A"].sets if "UNS" not in {e.tag for e in known["D96A"].sets[name].children}}
    assert {"DESADV", "RECADV", "INVRPT", "SLSRPT", "APERAK", "CONTRL"} <= without
    assert without.isdisjoint({"ORDERS", "ORDCHG", "ORDRSP", "INVOIC"})


def test_acknowledgements_stand_in_every_directory(known):
    for each in known.values():
        contrl = each.sets["CONTRL"].children
        assert [one.tag for one in contrl] == ["UNH", "UCI", "UCM", "UCF", "UNT"]
        assert [one.group for one in contrl if one.loop] == ["SG1", "SG3"]
        assert [use(one) for one in each.segments["UCD"].elements] == ["0085!", "S011!"]
        assert {"7", "8", "4"} <= each.codes["0083"] and {"26", "29", "39"} <= each.codes["0085"]
        assert [one.number for one in each.segments["UCM"].elements[1:2]] == ["S009"]
        assert each.segments["UCM"].elements[1].components == each.segments["UNH"].elements[1].components


def test_pointer_segments(known):
    for each in known.values():
        assert {tag for tag in each.segments if each.segments[tag].pointer} == {"CPS"}
        assert each.segments["CPS"].pointer == (1, 2)  # 7164, 7166


def test_the_walk_finds_each_groups_place(known):
    """Every message of every directory, its segments once each in the order of the table: nothing is out of place."""
    seen = 0
    for each in known.values():
        for name in each.sets:
            for left_out in EITHER.get(f"{name} {each.release}", ("",)):
                chosen = [one for one in each.sets[name].children if not left_out or one.group != left_out]
                tags = [one.tag for one in every(chosen) if not one.loop]
                segments = [Segment(tag, ("1",), position=at) for at, tag in enumerate(tags, 1)]
                told = walk(tags, segments, each.sets[name], each.segments)
                assert [(finding.rule, finding.path) for finding in told.findings] == [], name
                assert told.unplaced == ()
                seen += len(tags)
    assert seen > 5000


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ORDERS\n  UNH!\n  NAD SGx 5\n", 3),
        ("ORDERS\n  UNH!\n  NAD SG2 many\n", 3),
        ("ORDERS\n  UNH!\n  NAD 5\n    LOC\n", 4),
        ("ORDERS PO PC\n  UNH!\n", 1),
        ("ORDCHG\n  UNH!\n", 1),
        ("", 1),
    ],
)
def test_a_fault_names_its_line(text, line):
    broken = parse("edifact", "D96A", {**texts("D96A"), "sets/ORDERS.txt": text})
    with pytest.raises(ConfigError) as caught:
        _ = broken.sets["ORDERS"]
    assert (caught.value.faults[0].file, caught.value.faults[0].line) == ("sets/ORDERS.txt", line)


def test_a_set_of_x12_still_names_its_group():
    with pytest.raises(ConfigError, match="the set and its group"):
        _ = parse("x12", "004010", {"sets/850.txt": "850\n  ST!\n"}).sets["850"]


def load(name: str) -> Facts:
    made: Facts = json.loads((FACTS / name).read_text("utf-8"))
    return made


@at_hand
@pytest.mark.parametrize("release", DIRECTORIES)
def test_the_compact_files_are_what_the_tables_give(release):
    assert compact_edifact.render(compact_edifact.read(FACTS, release), release) == texts(release)


@at_hand
@pytest.mark.parametrize("release", DIRECTORIES)
def test_every_segment_and_element_is_the_tables(known, release):
    """The tables as they stand, held against what is read: type by type, length by length."""
    own = load(f"edifact_{release}/segments.json")["segments"]
    service = load("edifact_service_v3.json")["segments"]
    assert set(known[release].segments) == own.keys() | service.keys()
    seen, differ = 0, set()
    for tag, facts in (service | own).items():
        mine = known[release].segments[tag].elements
        assert len(mine) == len(facts["elements"]), tag
        for one, other in zip(mine, facts["elements"], strict=True):
            parts = other.get("components")
            assert (one.number, one.required, bool(one.components)) == (other["id"], other["req"] == "M", bool(parts))
            if parts and tag not in own and len(one.components) > len(parts):
                differ.add(f"{tag} {one.number} of version 4")
            for inner, part in zip(one.components or [one], parts or [other], strict=tag in own):
                assert (inner.number, inner.required) == (part["id"], part["req"] == "M")
                if (inner.type, inner.min, inner.max) != (part["type"], part["min"], part["max"]):
                    where = "" if tag in own else f"{tag} "
                    differ.add(f"{where}{inner.number} {form(part)} is {inner.type} {inner.min}..{inner.max}")
                seen += 1
    print(release, len(own.keys() | service.keys()), "segments,", seen, "elements and components")
    wrong = {"0073 n 1..1 is a 1..1"}
    newer = {"UCM S009 of version 4", "UCM 0051 an 1..2 is an 1..3", "UNG 0051 an 1..2 is an 1..3"}
    assert differ == (newer if release == "D01B" else wrong)


def form(part: Facts) -> str:
    return f"{part['type']} {part['min']}..{part['max']}"


@at_hand
@pytest.mark.parametrize("release", DIRECTORIES)
def test_every_code_list_is_the_tables(known, release):
    tables = load(f"edifact_{release}/codes.json")["codes"]
    mine = known[release].codes
    missing = {number for number in tables if number in known[release].elements} - set(mine)
    assert not missing
    assert {number for number in mine if number not in tables} == {"0083", "0085"}
    same = [number for number in mine if number in tables]
    for number in same:
        assert mine[number] == frozenset(tables[number]), number
    unused = sorted(tables.keys() - mine.keys())
    assert not set(unused) & set(known[release].elements)
    print(release, len(same), "lists,", sum(len(mine[each]) for each in same), "codes;", len(unused), "lists not used")


@at_hand
@pytest.mark.parametrize("release", DIRECTORIES)
def test_every_message_is_the_tables(known, release):
    tables = {
        path.stem: load(f"edifact_{release}/{path.name}") for path in FACTS.glob(f"edifact_{release}/[A-Z]*.json")
    }
    own = set(tables)
    tables.setdefault("CONTRL", load("edifact_service_v3.json"))
    assert set(known[release].sets) == set(tables)
    seen = 0
    mended: dict[str, tuple[int, int]] = {}
    for name, facts in tables.items():
        mine, theirs = list(flat(known[release].sets[name].children)), list(flat_facts(facts["structure"]))
        assert len(mine) == len(theirs), name
        for one, other in zip(mine, theirs, strict=True):
            if one != other:
                assert one[:-1] == other[:-1], name
                mended[f"{name} {one[1]}"] = (other[-1], one[-1])
        seen += len(mine)
    print(release, len(own), "messages,", seen, "places; mended:", mended)
    assert set(mended.values()) <= {(999, 200000)}
    lines = {"INVOIC SG22", "ORDCHG SG25", "ORDERS SG25", "ORDRSP SG25", "PRICAT SG33", "QUOTES SG26", "REQOTE SG26"}
    expected = lines | {"PARTIN SG4", "SLSRPT SG5", "SLSRPT SG6"}
    assert set(mended) == (expected if release == "D93A" else set())


def flat(positions: Sequence[Position], depth: int = 0) -> Iterator[tuple[Any, ...]]:
    for each in positions:
        yield depth, each.group, each.tag, each.required, each.repeat if each.loop else each.max
        yield from flat(each.children, depth + 1)


def flat_facts(structure: Sequence[Facts], depth: int = 0) -> Iterator[tuple[Any, ...]]:
    for row in structure:
        tag, often = row.get("loop") or row["seg"], row["repeat"] if "loop" in row else row["max"]
        yield depth, row.get("group", ""), tag, row["req"] == "M", often
        yield from flat_facts(row.get("children", ()), depth + 1)


def messages(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """S009 and the tags of each message of a file, from UNH to UNT."""
    text = path.read_bytes().decode("latin-1").strip()
    component, element, _, release, _, end = ":+.? '" if not text.startswith("UNA") else text[3:9]
    text = re.sub(re.escape(release) + ".", "", text.removeprefix(f"UNA{text[3:9]}"), flags=re.DOTALL)
    made: list[list[list[str]]] = []
    for raw in text.split(end):
        values = raw.strip().split(element)
        if values[0] == "UNH":
            made.append([])
        if made and values[0]:
            made[-1].append(values)
    for each in made:
        yield each[0][2].split(component), [values[0] for values in each if not values[0].startswith("UNZ")]


@at_hand
def test_real_messages_find_their_places(known):
    """What the walk misses in the corpus is what its index, written by another program, says is missing."""
    corpus = FACTS.parent / "corpus"
    seen = 0
    with (corpus / "index.tsv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index, delimiter="\t") if row["standard"] == "EDIFACT"]
    for row in rows:
        missing: set[str] = set()
        for ids, tags in messages(corpus / row["file"]):
            release = own_directory(":".join(ids[1:3]))
            if release is None or ids[0] not in known[release].sets:
                break
            segments = [Segment(tag, ("1",), position=at) for at, tag in enumerate(tags, 1)]
            told = walk(tags, segments, known[release].sets[ids[0]], known[release].segments)
            missing |= {f.segment for f in told.findings if f.rule == "MISSING_SEGMENT"}
            seen += 1
        else:
            noted = re.findall(r"missing mandatory (?:loop )?([A-Z]{3})", row["check_notes"] or "")
            assert missing == set(noted), row["file"]
    print(seen, "messages of the corpus")
    assert seen >= 30
