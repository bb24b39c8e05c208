"""One segment: its elements, components, notes, surplus and trailing separators; one finding for one fault."""

from __future__ import annotations

import pytest
from ground import segments, x12

from edigw.structure.dictionary import Dictionary, ElementDef, SegmentDef
from edigw.tree import REPEAT, Segment
from edigw.validation.segments import Checker


def found(row: str, checker: Checker | None = None):
    (segment,) = segments([row])
    return [
        (each.code, each.rule, each.element, each.component)
        for each in (checker or Checker(x12(), "latin-1")).check(segment, segment.tag)
    ]


@pytest.mark.parametrize(
    "row",
    [
        "BEG*00*SA*PO1**20260102",
        "PO1*1*10*EA*9.25**UP*012345678905",
        "PO1**10*EA",
        "PO1*1",
        "REF*IA*1**DP>071",
        "REF*IA*1**DP>071>IA>9",
        "SLN*1**I*2*EA>1>2",
        "MEA*PD*WT*10*LB",
        "N1*ST**92*0012",
        "AK4*3>1*324*1",
        "ST*850*001",  # the reader judges ST and SE
        "SE*x",
        "TD5*B*2*UPSN",
        "XYZ*1",  # without a definition there is nothing to say
    ],
)
def test_good(row):
    assert found(row) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("BEG*00*SA***20260102", ("1", "MANDATORY_ELEMENT", 3, None)),
        ("BEG*00*SA*PO1", ("1", "MANDATORY_ELEMENT", 5, None)),
        ("BEG*00*SA*PO1**", ("1", "MANDATORY_ELEMENT", 5, None)),
        ("REF", ("1", "MANDATORY_ELEMENT", 1, None)),
        ("REF*", ("1", "MANDATORY_ELEMENT", 1, None)),
        ("BEG", ("1", "MANDATORY_ELEMENT", 1, None)),
        ("BEG****", ("1", "MANDATORY_ELEMENT", 1, None)),
        ("N4", ("8", "BARE_SEGMENT", None, None)),
        ("PO1", ("8", "BARE_SEGMENT", None, None)),
        ("DTM*010", ("2", "CONDITIONAL_ELEMENT", 2, None)),
        ("PO1*1*10*EA*9.25**UP", ("2", "CONDITIONAL_ELEMENT", 7, None)),
        ("PO1*1*10*EA*9.25**UP*", ("2", "CONDITIONAL_ELEMENT", 7, None)),
        ("PO1*1**EA", ("2", "CONDITIONAL_ELEMENT", 2, None)),
        ("N1*ST***0012", ("2", "CONDITIONAL_ELEMENT", 3, None)),
        ("N1*ST", ("2", "CONDITIONAL_ELEMENT", 2, None)),
        ("SAC*C****300", ("2", "CONDITIONAL_ELEMENT", 2, None)),
        ("QTY*38*1**2", ("10", "EXCLUDED_ELEMENT", 4, None)),
        ("CTT*2*14**LB", ("2", "CONDITIONAL_ELEMENT", 3, None)),
        ("PO1" + "*1" * 26, ("3", "TOO_MANY_ELEMENTS", 26, None)),
        ("ST*850*0001*X", ("3", "TOO_MANY_ELEMENTS", 3, None)),
        ("REF*IA*1**", ("3", "TRAILING_SEPARATOR", 3, None)),
        ("REF*IA*1******", ("3", "TRAILING_SEPARATOR", 3, None)),
        ("CUR*BY*US", ("4", "TOO_SHORT", 2, None)),
        ("BEG*00*SA*" + "P" * 23 + "**20260102", ("5", "TOO_LONG", 3, None)),
        ("BEG*00*SA*PO1**202601021", ("5", "TOO_LONG", 5, None)),
        ("REF*IA*A\x01B", ("6", "BAD_CHARACTER", 2, None)),
        ("PO1*1*TEN*EA", ("6", "NOT_A_NUMBER", 2, None)),
        ("BEG*99*SA*PO1**20260102", ("7", "INVALID_CODE", 1, None)),
        ("BEG*00*SA*PO1**20260230", ("8", "INVALID_DATE", 5, None)),
        ("DTM*010*20260102*2460", ("9", "INVALID_TIME", 3, None)),
        ("PO1*1*10 *EA", ("6", "PADDED_VALUE", 2, None)),
        ("PO1*1*10*EA>A", ("13", "TOO_MANY_COMPONENTS", 3, None)),
        ("REF*IA*1**DP>071>>>>>9", ("13", "TOO_MANY_COMPONENTS", 4, None)),
        ("REF*IA*1**DP", ("1", "MANDATORY_ELEMENT", 4, 2)),
        ("REF*IA*1**>071", ("1", "MANDATORY_ELEMENT", 4, 1)),
        ("REF*IA*1**DP>071>IA", ("2", "CONDITIONAL_ELEMENT", 4, 4)),
        ("REF*IA*1**QQQ>071", ("7", "INVALID_CODE", 4, 1)),
        ("REF*IA*1**DP>071>", ("3", "TRAILING_SEPARATOR", 4, None)),
        ("AK4*X*324*1", ("6", "NOT_A_NUMBER", 1, 1)),
    ],
)
def test_one_fault_one_finding(row, expected):
    assert found(row) == [expected]


def test_faults_that_are_several_are_all_named():
    assert found("BEG*99*SA***2026") == [
        ("7", "INVALID_CODE", 1, None),
        ("1", "MANDATORY_ELEMENT", 3, None),
        ("4", "TOO_SHORT", 5, None),
    ]


def test_repetitions():
    element = ElementDef("127", "AN", 1, 5, max_repeat=2)
    release = Dictionary("x12", "005010", {}, {"ZZ1": SegmentDef("ZZ1", (element,))}, {}, {})
    checker = Checker(release, "latin-1")
    assert checker.check(Segment("ZZ1", (REPEAT.join(["A", "B"]),)), "ZZ1") == []
    (wrong,) = checker.check(Segment("ZZ1", (REPEAT.join(["A", "TOOLONG"]),)), "ZZ1")
    assert (wrong.code, wrong.repetition) == ("5", 2)
    (many,) = checker.check(Segment("ZZ1", (REPEAT.join("ABC"),)), "ZZ1")
    assert (many.code, many.rule) == ("12", "TOO_MANY_REPETITIONS")


def test_a_repetition_where_none_may_stand():
    assert found(f"REF*IA*A{REPEAT}B") == [("12", "TOO_MANY_REPETITIONS", 2, None)]


def test_charset():
    assert found("N1*ST*CAFÉ") == []
    assert found("N1*ST*CAFÉ", Checker(x12(), "ascii")) == [("6", "BAD_CHARACTER", 2, None)]
    assert found("REF*IA*CAFÉ", Checker(x12(), "ASCII")) == [("6", "BAD_CHARACTER", 2, None)]


def test_a_finding_says_where():
    (segment,) = segments(["PO1*1*TEN*EA"])
    (finding,) = Checker(x12(), "latin-1").check(segment, "PO1")
    assert (finding.offset, finding.value, finding.element_id, finding.path) == (6, "TEN", "330", "PO1")
    assert finding.qualifier == "1"
    assert finding.message == "PO102: `TEN` is no number of type R"
    assert finding.hint


def test_a_quick_yes_means_that_a_closer_look_finds_nothing():
    """What is not in doubt has no fault: a closer look at every element agrees, over values put together at random."""
    from itertools import product

    from edigw.validation.segments import _Look

    checker = Checker(x12(), "latin-1")
    values = {
        "PO1": [["1", ""], ["10", "", "X"], ["EA", "", "??"], ["9.25", ""], ["PE", ""], ["UP", ""], ["0", ""]],
        "N1": [["ST", "", "S"], ["NAME", "", "\x01"], ["92", "", "1 "], ["0012", "", "1"], ["", "01"]],
        "DTM": [["010", "", "01"], ["20260102", "", "20260230"], ["1200", "", "2500"], ["ET", ""]],
        "QTY": [["38", ""], ["1", "", "1E3"], ["", "EA>1"], ["X", ""]],
    }
    for tag, choices in values.items():
        for elements in product(*choices):
            (segment,) = segments(["*".join([tag, *elements])])
            looked = checker.check(segment, tag)
            table = checker.tables[tag]
            assert table is not None
            doubtful, filled = table.doubts(segment.elements)
            every = range(1, len(table.definition.elements) + 1)
            assert _Look(segment, tag, table).faults(dict.fromkeys(every), filled) == looked, segment
            if not any(">" in each for each in elements):
                assert bool(looked) is (bool(doubtful) or not table.whole(segment.elements, filled)), segment
