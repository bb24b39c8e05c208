"""EDIFACT: one fault, one finding, with the code of 0085, the place and the byte."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from breed import Row
from breed_edifact import MARKS, MessageBreeder, directory, wire
from edifact_wire import headers, interchange, message, messages

from edigw.structure import guide as said_by
from edigw.structure.fold import flatten
from edigw.structure.guide import Address, Guide, Step
from edigw.structure.releases import DIRECTORIES
from edigw.tree import Finding
from edigw.validation.accept import acceptor
from edigw.validation.diagnose import diagnose
from edigw.validation.verify import decimal_marks, verify

ORDER = (
    "BGM+220+PO1+9",
    "DTM+137:20260102:102",
    "FTX+AAI+++don?'t ring:twice",
    "RFF+CT:C1",
    "DTM+171:20260101:102",
    "NAD+BY+5412345000013::9",
    "RFF+VA:BE1",
    "NAD+SU+5400000000024::9++Vin ?+ Co",
    "CUX+2:EUR:9",
    "ALC+A++1++FC",
    "PCD+1:2.5",
    "LIN+1++5410000900164:EN",
    "PIA+1+ART:SA",
    "QTY+21:10",
    "PRI+AAA:9.25",
    "ALC+C++1++FC",
    "MOA+23:1.5",
    "UNS+S",
    "MOA+86:100",
    "CNT+2:1",
    "ALC+A",
    "MOA+8:10",
)

Where = tuple[int, int | None, int | None, str | None]


def found(*body: str, guide: Guide | None = None, una: str = "", version: str = "3") -> tuple[Finding, ...]:
    """What verify says by the accept path with what was learned, and by the diagnosing path alike."""
    data = interchange(
        message(*body), una=una, _1=f"UNOC:{version}", _4="20260102:1253" if version == "4" else "260102:1253"
    )
    one, book = messages(data)[0], directory("D96A")
    decimal = decimal_marks(headers(data)[0])
    assert one.findings == () and one.text is not None
    acceptor(book, book.sets["ORDERS"], decimal).learn([one.text])
    said = verify(one, book, guide, "iso8859-1", decimal).findings
    for finding in said:
        if finding.value and finding.offset:
            assert data[finding.offset :].startswith(finding.value.encode()[:3]), finding
    return said


def changed(old: str, *new: str) -> list[str]:
    """The order with one segment replaced, or left out."""
    assert old in ORDER
    return [each for row in ORDER for each in (new if row == old else (row,))]


def test_a_good_order_has_no_finding_and_its_tree() -> None:
    assert found(*ORDER) == ()
    one = messages(interchange(message(*ORDER)))[0]
    root = verify(one, directory("D96A")).root
    assert flatten(root) == tuple(one.segments)
    heads = [(node.tag, [child.tag for child in node.children]) for node in root.children if node.children]
    assert heads == [
        ("RFF", ["DTM"]),
        ("NAD", ["RFF"]),
        ("ALC", ["PCD"]),
        ("LIN", ["PIA", "QTY", "PRI", "ALC"]),
        ("ALC", ["MOA"]),
    ]


FAULTS = [  # segment, what stands instead, code, rule, path, (position, element, component, number)
    ("BGM+220+PO1+9", (), "13", "MISSING_SEGMENT", "BGM", (2, None, None, None)),
    ("UNS+S", (), "13", "MISSING_SEGMENT", "UNS", (20, None, None, None)),
    ("BGM+220+PO1+9", ("BGM+22Q+PO1+9",), "12", "INVALID_CODE", "BGM", (2, 1, 1, "1001")),
    ("BGM+220+PO1+9", ("BGM+220+PO1+9++X",), "16", "TOO_MANY_ELEMENTS", "BGM", (2, 5, None, None)),
    ("DTM+137:20260102:102", ("DTM+:20260102:102",), "13", "MANDATORY_ELEMENT", "DTM", (3, 1, 1, "2005")),
    ("DTM+137:20260102:102", ("DTM",), "13", "MANDATORY_ELEMENT", "DTM", (3, 1, None, "C507")),
    ("DTM+137:20260102:102", ("DTM+137:20260102:102:1",), "16", "TOO_MANY_COMPONENTS", "DTM", (3, 1, None, "C507")),
    ("DTM+137:20260102:102", ("DTM+137:20260102:",), "45", "TRAILING_SEPARATOR", "DTM", (3, 1, None, "C507")),
    ("UNS+S", ("UNS+1",), "37", "NOT_LETTERS", "UNS", (19, 1, None, "0081")),
    ("UNS+S", ("UNS+X",), "12", "INVALID_CODE", "UNS", (19, 1, None, "0081")),
    ("RFF+CT:C1", (f"RFF+CT:{'C' * 36}",), "39", "TOO_LONG", "RFF", (5, 1, 2, "1154")),
    ("FTX+AAI+++don?'t ring:twice", (f"FTX+AAI+++don?'t:ring:{'x' * 71}",), "39", "TOO_LONG", "FTX", (4, 4, 3, "4440")),
    ("PRI+AAA:9.25", ("PRI+AAA:9.2S",), "37", "NOT_A_NUMBER", "LIN/PRI", (16, 1, 2, "5118")),
    ("PRI+AAA:9.25", ("PRI+AAA:9,2.5",), "19", "DECIMAL_NOTATION", "LIN/PRI", (16, 1, 2, "5118")),
    ("PRI+AAA:9.25", ("PRI+AAA:.25",), "38", "MISSING_DIGIT", "LIN/PRI", (16, 1, 2, "5118")),
    ("NAD+BY+5412345000013::9", ("NAD+ BY+5412345000013::9",), "12", "PADDED_VALUE", "NAD", (7, 1, None, "3035")),
    ("NAD+BY+5412345000013::9", ("N4D+BY+5412345000013::9",), "15", "UNKNOWN_SEGMENT", "NAD", (7, None, None, None)),
    ("CUX+2:EUR:9", ("CUX+2:EUR:9", "UCI+1"), "15", "SEGMENT_NOT_IN_SET", "CUX/UCI", (11, None, None, None)),
    ("UNS+S", ("UNS+S", "UNS+S"), "35", "SEGMENT_OVER_MAX", "UNS", (20, None, None, None)),
    ("RFF+CT:C1", ("RFF+CT:C1",) * 11, "36", "LOOP_OVER_MAX", "RFF", (15, None, None, None)),
    ("ALC+A++1++FC", ("ALC+A++1++FC",) * 16, "36", "LOOP_OVER_MAX", "ALC", (26, None, None, None)),
    ("CNT+2:1", ("CNT+2:1", "DTM+2:20260105:102"), "15", "SEGMENT_OUT_OF_ORDER", "DTM", (22, None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "rule", "path", "place"), FAULTS)
def test_one_fault_has_one_finding(
    old: str, new: tuple[str, ...], code: str, rule: str, path: str, place: Where
) -> None:
    said = found(*changed(old, *new))
    assert [(one.code_type, one.code, one.rule, one.path) for one in said] == [("0085", code, rule, path)]
    assert (said[0].position, said[0].element, said[0].component, said[0].element_id) == place
    assert " set" not in said[0].message


def test_the_mark_is_unas_and_in_version_4_either() -> None:
    comma = changed("PRI+AAA:9.25", "PRI+AAA:9,25")
    comma = [row.replace("2.5", "2").replace("1.5", "1") for row in comma]
    assert found(*comma, una="UNA:+,? '") == ()
    assert found(*comma, version="4") == () and found(*comma, una="UNA:+.?*'", version="4") == ()
    assert found(*comma) == () and found(*ORDER) == ()  # without UNA either may be meant
    assert [one.code for one in found(*comma, una="UNA:+.? '")] == ["19"]


def test_a_guide_tells_components_apart() -> None:
    party = Address((Step("NAD", ("BY",)),), 2, 1)
    assert found(*ORDER, guide=Guide((said_by.Row(party, only=("5412345000013",)),))) == ()
    told = found(*ORDER, guide=Guide((said_by.Row(party, only=("1",)),)))
    assert [(one.code, one.rule, one.element, one.component, one.qualifier) for one in told] == [
        ("14", "GUIDE_ONLY", 2, 1, "BY")
    ]
    agency = Address((Step("NAD", ("BY",)),), 2, 3)
    odd = changed("NAD+BY+5412345000013::9", "NAD+BY+5412345000013::X9")
    assert [one.component for one in found(*odd)] == [3]
    assert found(*odd, guide=Guide((said_by.Row(agency, also=("X9",)),))) == ()


def test_an_unknown_message_is_told_by_its_header() -> None:
    one = messages(interchange(message("BGM+1", kind="ORDERX:D:96A:UN")))[0]
    assert [(each.code, each.segment, each.element) for each in verify(one, directory("D96A")).findings] == [
        ("14", "UNH", 2)
    ]


def test_a_character_is_the_readers_to_tell_alone() -> None:
    one = messages(interchange(message(*changed("RFF+CT:C1", "RFF+CT:C\x051"))))[0]
    assert [each.rule for each in one.findings] == ["CHARACTER"]
    assert verify(one, directory("D96A")).findings == ()


def ruin_tag(rows: list[Row], at: int) -> None:
    rows[at][0] = rows[at][0][:2] + "Q"


def insert_foreign(rows: list[Row], at: int) -> None:
    rows.insert(at + 1, ["UCI", "1"])


def bare(rows: list[Row], at: int) -> None:
    del rows[at][1:]


def lengthen(rows: list[Row], at: int) -> None:
    element = next(number for number in range(1, len(rows[at])) if rows[at][number])
    rows[at][element] = rows[at][element].rstrip(">") + "1" * 600


def overfill(rows: list[Row], at: int) -> None:
    rows[at] += [""] * 40 + ["1"]


def drop_beginning(rows: list[Row], at: int) -> None:
    del rows[next(number for number, row in enumerate(rows) if row[0] == "BGM")]


def drop_section(rows: list[Row], at: int) -> None:
    del rows[next(number for number, row in enumerate(rows) if row[0] == "UNS")]


ONE_FAULT: dict[Callable[[list[Row], int], None], tuple[set[str], float]] = {  # rules, and how often it is told once
    ruin_tag: ({"UNKNOWN_SEGMENT"}, 0.96),  # UNQ before a second UNS, a loop's ruined head before its like
    insert_foreign: ({"SEGMENT_NOT_IN_SET"}, 1),
    bare: ({"MANDATORY_ELEMENT", "BARE_SEGMENT"}, 1),
    lengthen: ({"TOO_LONG", "INVALID_CODE", "DECIMAL_NOTATION"}, 1),
    overfill: ({"TOO_MANY_ELEMENTS"}, 1),
    drop_beginning: ({"MISSING_SEGMENT"}, 1),
    drop_section: ({"MISSING_SEGMENT"}, 0.9),  # the summary's MOA may pass for the last line's
}


@pytest.mark.parametrize("harm", ONE_FAULT, ids=lambda harm: harm.__name__)
def test_one_fault_put_into_bred_messages_is_told_once(harm: Callable[[list[Row], int], None]) -> None:
    rules, least = ONE_FAULT[harm]
    counts: Counter[bool] = Counter()
    for seed in range(40):
        chance = random.Random(f"{harm.__name__} {seed}")
        book = directory(chance.choice(DIRECTORIES))
        rows = MessageBreeder(book, chance).set(chance.choice(["ORDERS", "ORDRSP", "ORDCHG", "INVOIC"]))
        at = chance.randrange(1, len(rows) - 1)
        if harm is ruin_tag and rows[at][0][:2] + "Q" in book.segments:
            continue
        harm(rows, at)
        told = diagnose(messages(wire([rows], MARKS[0]))[0], book).findings
        assert rules & {one.rule for one in told}, (seed, told)
        counts[len(told) == 1] += 1
    assert counts[True] >= least * counts.total() > 20
