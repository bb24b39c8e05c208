"""diagnose: good documents have no finding; one fault put in has exactly one, with its code and its place."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from breed import Breeder
from ground import DOCUMENTS, ORDER, brief, lines, look, message, x12

from edigw.structure.dictionary import ElementDef
from edigw.structure.fold import flatten
from edigw.tree import Finding, Message
from edigw.validation.diagnose import diagnose
from edigw.validation.tally import MOST
from edigw.validation.verdict import judge

Fault = tuple[list[str], tuple[object, ...]]  # the document with it, and its one finding


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_good(kind):
    made = look(DOCUMENTS[kind])
    assert made.findings == ()
    assert len(made.paths) == len(lines(DOCUMENTS[kind]))
    assert len(flatten(made.root)) == len(made.paths)


class Spot:
    """One element of one segment of a document, with its definition."""

    def __init__(self, rows: list[str], row: int, element: int) -> None:
        self.rows, self.row, self.element = rows, row, element
        self.values = rows[row].split("*")
        definition = x12().segments[self.values[0]].elements
        self.definition: ElementDef | None = definition[element - 1] if element <= len(definition) else None
        self.value = self.values[element] if element < len(self.values) else ""

    def with_value(self, value: str, code: str) -> Fault:
        values = [*self.values]
        values[self.element] = value
        rows = [*self.rows]
        rows[self.row] = "*".join(values)
        return rows, (code, self.values[0], self.row + 1, self.element)


def plain(spot: Spot) -> ElementDef | None:
    """The definition, where a value stands that is no composite's and that no qualifier or pointer is."""
    if not spot.value or spot.definition is None or spot.definition.components or spot.values[0] in ("HL", "ST", "SE"):
        return None
    return spot.definition


def emptied(spot: Spot) -> Fault | None:
    if plain(spot) and spot.definition and spot.definition.required:
        return spot.with_value("", "1")
    return None


def too_long(spot: Spot) -> Fault | None:
    each = plain(spot)
    if each is None:
        return None
    return spot.with_value("1" * (each.max + 1), "5")


def too_short(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value("1" * (each.min - 1), "4") if each and each.min > 1 else None


def control_character(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value("\x01" + spot.value[1:], "6") if each and each.type[0] not in "NR" else None


def lone_surrogate(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value("\udce9" + spot.value[1:], "6") if each and each.type == "AN" else None


def no_number(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value("1_0", "6") if each and each.type[0] in "NR" else None


def foreign_digits(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value("٣", "6") if each and each.type[0] in "NR" else None


def unknown_code(spot: Spot) -> Fault | None:
    each = plain(spot)
    if each is None or each.type != "ID" or each.number not in x12().codes:
        return None
    return spot.with_value("?" * each.min, "7")


def no_date(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value("20260230", "8") if each and each.type == "DT" else None


def no_time(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value("2460", "9") if each and each.type == "TM" else None


def component_inside(spot: Spot) -> Fault | None:
    each = plain(spot)
    return spot.with_value(f"{spot.value}>X", "13") if each else None


def too_many(spot: Spot) -> Fault | None:
    if spot.element != 1 or spot.values[0] in ("ST", "SE"):
        return None
    known = len(x12().segments[spot.values[0]].elements)
    rows = [*spot.rows]
    rows[spot.row] = "*".join([*spot.values, *[""] * (known + 1 - len(spot.values)), "X"])
    return rows, ("3", spot.values[0], spot.row + 1, known + 1)


def trailing(spot: Spot) -> Fault | None:
    if spot.element != 1 or spot.values[0] in ("ST", "SE"):
        return None
    rows = [*spot.rows]
    rows[spot.row] += "**"
    return rows, ("3", spot.values[0], spot.row + 1, len(spot.values))


def unknown_tag(spot: Spot) -> Fault | None:
    if spot.element != 1 or spot.values[0] in ("ST", "SE"):
        return None
    rows = [*spot.rows]
    rows[spot.row] = "*".join([spot.values[0] + "X", *spot.values[1:]])
    return rows, ("1", spot.values[0] + "X", spot.row + 1)


def foreign_segment(spot: Spot) -> Fault | None:
    if spot.element != 1 or spot.values[0] == "ST":
        return None
    rows = [*spot.rows[: spot.row], "ISA*1", *spot.rows[spot.row :]]
    return rows, ("6", "ISA", spot.row + 1)


def bare(spot: Spot) -> Fault | None:
    definition = x12().segments[spot.values[0]]
    required = next((at for at, each in enumerate(definition.elements, 1) if each.required), 0)
    if spot.element != 1 or spot.values[0] in ("ST", "SE", "HL") or not required:
        return None
    rows = [*spot.rows]
    rows[spot.row] = spot.values[0]
    return rows, ("1", spot.values[0], spot.row + 1, required)


def mandatory_segment_missing(spot: Spot) -> Fault | None:
    if spot.element != 1 or spot.values[0] not in ("BEG", "BSN", "BAK", "BIG", "AK1", "AK9", "TDS"):
        return None
    rows = [*spot.rows[: spot.row], *spot.rows[spot.row + 1 :]]
    return rows, ("3", spot.values[0], spot.row + 1)


def twice(spot: Spot) -> Fault | None:
    if spot.element != 1 or spot.values[0] not in ("BEG", "BSN", "BAK", "BIG", "AK1", "CUR", "SN1", "TDS"):
        return None
    rows = [*spot.rows[: spot.row], spot.rows[spot.row], *spot.rows[spot.row :]]
    return rows, ("5", spot.values[0], spot.row + 2)


def too_late(spot: Spot) -> Fault | None:
    """The segment that opens the set is moved behind the next one."""
    if spot.element != 1 or spot.row != 1:
        return None
    rows = [*spot.rows]
    rows[1], rows[2] = rows[2], rows[1]
    if rows[1].split("*")[0] in ("HL", "AK2"):
        return None
    return rows, ("7", spot.values[0], 3)


def pair_torn(spot: Spot) -> Fault | None:
    """The last id of a line without its qualifier, and the other way round."""
    if spot.values[0] not in ("PO1", "IT1") or spot.element != len(spot.values) - 1 or spot.element < 7:
        return None  # ids begin with the seventh
    return spot.with_value("", "2")


FAULTS = {each.__name__: each for each in (
    emptied, too_long, too_short, control_character, lone_surrogate, no_number, foreign_digits, unknown_code, no_date,
    no_time, component_inside, too_many, trailing, unknown_tag, foreign_segment, bare, mandatory_segment_missing, twice,
    too_late, pair_torn,
)}  # fmt: skip


def spots() -> list[Spot]:
    return [
        Spot(rows, row, element)
        for rows in (lines(text) for text in DOCUMENTS.values())
        for row, text in enumerate(rows)
        for element in range(1, text.count("*") + 1)
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_one_finding(name):
    """Everywhere that this fault can be put, over all five sets."""
    tried = 0
    for spot in spots():
        made = FAULTS[name](spot)
        if made is None:
            continue
        rows, expected = made
        findings = look(rows).findings
        assert brief(findings) == [expected], (spot.rows[spot.row], rows[spot.row])
        assert findings[0].message and findings[0].hint and findings[0].rule
        tried += 1
    assert tried >= 2, tried


def test_many_hundreds_of_faults_were_tried():
    assert sum(make(spot) is not None for spot in spots() for make in FAULTS.values()) > 800


def test_two_faults_two_findings():
    """Two faults of different segments, chosen at random, are both named."""
    chance = random.Random(7)
    kinds = [each for name, each in FAULTS.items() if name in ("unknown_code", "too_long", "no_date", "no_number")]
    for _ in range(300):
        text = chance.choice(list(DOCUMENTS.values()))
        rows = lines(text)
        expected = []
        for row in sorted(chance.sample(range(1, len(rows) - 1), 2)):
            made = [
                fault
                for element in range(1, rows[row].count("*") + 1)
                for make in kinds
                if (fault := make(Spot(rows, row, element))) is not None
            ]
            if made:
                rows, one = chance.choice(made)
                expected.append(one)
        assert brief(look(rows).findings) == expected


def test_findings_come_in_the_order_of_the_document():
    rows = (
        ORDER.replace("BEG*00*SA*PO-1001", "BEG*99*SA*")
        .replace("CUR*BY*USD", "CUX*BY*USD")
        .replace("10*EA*", "TEN*EA*")
    )
    found = look(rows).findings
    assert [each.position for each in found] == sorted(each.position or 0 for each in found)
    assert brief(found)[:2] == [("7", "BEG", 2, 1), ("1", "BEG", 2, 3)]


def test_offsets_point_at_the_fault():
    text = "".join(row + "~" for row in lines(ORDER.replace("9.25", "9,25")))
    (finding,) = look(text).findings
    assert finding.offset is not None
    assert text[finding.offset :].startswith("9,25*")


def test_a_value_that_is_no_text_is_not_shown():
    (finding,) = look(ORDER.replace("*88123", "*88\x00123")).findings
    assert (finding.code, finding.value) == ("6", None)


def test_the_guide_is_optional_and_the_charset_heeded():
    assert look(ORDER.replace("BUYER HOUSE", "CAFÉ")).findings == ()
    assert brief(look(ORDER.replace("BUYER HOUSE", "CAFÉ"), None, "ascii").findings) == [("6", "N1", 15, 2)]


def test_counts_are_no_faults_of_syntax():
    assert look(ORDER.replace("CTT*2*14", "CTT*9*99")).findings == ()


def test_unknown_set():
    (finding,) = look(ORDER.replace("ST*850", "ST*851")).findings
    assert (finding.code_type, finding.code, finding.value, finding.segment) == ("AK502", "1", "851", "ST")
    said = Message("851", "0001", message(ORDER).segments, 0, 0, (Finding("AK502", "6", "SET_ID", ""),))
    assert diagnose(said, x12()).findings == ()


def test_a_set_without_segments():
    assert diagnose(Message("850", "0001", (), 0, 0), x12()).findings == ()


def test_more_faults_than_are_listed():
    rows = lines(ORDER)
    many = [*rows[:3], *["REF*QQQ*1"] * (MOST + 500), "REF*DP*" + "X" * 90, *rows[3:]]
    found = look(many).findings
    assert len(found) == MOST + 2
    assert {one.rule for one in found[:MOST]} == {"INVALID_CODE"}
    assert found[-2].segment == "REF" and found[-2].rule != "INVALID_CODE"
    assert (found[-1].rule, found[-1].severity) == ("FINDINGS_NOT_LISTED", "note")
    assert found[-1].message.endswith(": 500")


def test_harmless_faults_stay_harmless_however_many_they_are():
    rows = lines(ORDER)
    many = [*rows[:3], *["REF*DP*1*"] * (2 * MOST + 500), *rows[3:]]
    found = look(many).findings
    assert judge(found, "business", None) == "accepted_with_errors"


def test_too_many_kinds_of_faults_are_not_looked_into():
    rows = lines(ORDER)
    many = [*rows[:2], *[f"REF*Q{n:05}*1" for n in range(2 * MOST + 500)], *rows[2:]]
    found = look(many).findings
    assert (found[-1].code_type, found[-1].code, found[-1].rule) == ("AK502", "5", "TOO_MANY_FINDINGS")
    assert judge(found, "lenient", None) == "rejected"


def test_a_large_set_takes_time_in_proportion():
    rows = lines(ORDER)
    big = [*rows[:20], *rows[20:29] * 8_000, *rows[-2:]]
    started = time.perf_counter()
    assert look(big).findings == ()
    assert time.perf_counter() - started < 20


@pytest.mark.torture
def test_twenty_thousand_single_faults():
    """One fault put into bred sets, of every kind that is known: one finding each time, with its code and place."""
    chance, tried = random.Random(5), Counter[str]()
    while tried.total() < 20_000:
        kind = chance.choice(["850", "855", "856", "810"])
        rows = ["*".join(row) for row in Breeder(x12(), chance).set(kind)]
        if look(rows).findings:
            continue
        for _ in range(20):
            row = chance.randrange(1, len(rows))
            spot = Spot(rows, row, chance.randint(1, max(1, rows[row].count("*"))))
            name = chance.choice(sorted(FAULTS))
            made = FAULTS[name](spot)
            if made is not None:
                assert brief(look(made[0]).findings) == [made[1]], (name, made[0])
                tried[name] += 1
    print(f"\n{dict(tried)}")
    assert len(tried) >= 15
