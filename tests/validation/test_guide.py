"""What a partner's guide narrows: each kind of row, its code, its place, and its silence where it does not apply."""

from __future__ import annotations

import pytest
from bench import dictionary
from ground import ORDER, SHIPMENT, look, message

from edigw.mapping.pattern import pattern
from edigw.tree import REPEAT
from edigw.validation.diagnose import diagnose
from edigw.validation.guide import Address, Condition, Guide, Row, Step


def at(*steps: str, element: int | None = None, component: int | None = None) -> Address:
    """at("PO1", "REF*IA") and the like."""
    made = []
    for step in steps:
        tag, *values = step.split("*")
        made.append(Step(tag, tuple(values), element=3 if tag == "HL" else 1))
    return Address(tuple(made), element, component)


def found(row: Row, text: str = ORDER):
    return [
        (each.code_type, each.code, each.rule, each.segment, each.position, each.element)
        for each in look(text, Guide((row,))).findings
    ]


ONLY_RL = Condition(at("BEG", element=2), frozenset({"RL"}), "kind is release")


@pytest.mark.parametrize(
    "row",
    [
        Row(at("REF*IA"), required=True),
        Row(at("BEG", element=5), required=True),
        Row(at("TAX"), not_used=True),
        Row(at("TAX", element=1), required=True),
        Row(at("BEG", element=2), only=("SA", "DS")),
        Row(at("PO1"), at_most=2),
        Row(at("BEG", element=3), length=(1, 22)),
        Row(at("REF*ZZ"), required=True, when=ONLY_RL),
        Row(at("PO1", "SDQ"), not_used=True, when=ONLY_RL),
        Row(at(), one_of=(at("REF*IA"), at("REF*ZZ"))),
        Row(at("N1*ST", "N4"), required=True),
        Row(at("N1*BY", "N4", element=4), required=True),
        Row(at("PO1", "PO4", element=3), required=True, when=Condition(at("PO1", "PO4", element=2))),
        Row(at("PO1"), at_least=2),
        Row(at("REF"), at_least=2),
        Row(at("N1*ST", "N4"), at_least=1),
        Row(at("TAX", "REF"), at_least=2),
        Row(at("BEG", element=3), patterns=(pattern("[A-Z]{2}-[0-9]{4}"),)),
        Row(at("PO1", element=7), patterns=(pattern("1[0-9]{5}"), pattern("[0-9]{12}"))),
        Row(at("PO1", element=11), patterns=(pattern("[0-9]{12}"),)),
    ],
    ids=lambda row: str(row.address),
)
def test_kept(row):
    assert found(row) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row(at("REF*ZZ"), required=True), ("AK304", "3", "GUIDE_REQUIRED", "REF", 6, None)),
        (Row(at("TAX"), required=True), ("AK304", "3", "GUIDE_REQUIRED", "TAX", 7, None)),
        (Row(at("BEG", element=7), required=True), ("AK403", "1", "GUIDE_REQUIRED", "BEG", 2, 7)),
        (Row(at("SAC"), not_used=True), ("AK304", "2", "GUIDE_NOT_USED", "SAC", 8, None)),
        (Row(at("FOB", element=1), not_used=True), ("AK403", "10", "GUIDE_NOT_USED", "FOB", 7, 1)),
        (Row(at("BEG", element=2), only=("DS",)), ("AK403", "7", "GUIDE_ONLY", "BEG", 2, 2)),
        (Row(at("PO1"), at_most=1), ("AK304", "4", "GUIDE_AT_MOST", "PO1", 28, None)),
        (Row(at("REF"), at_most=1), ("AK304", "5", "GUIDE_AT_MOST", "REF", 5, None)),
        (Row(at("PO1"), at_least=3), ("AK304", "3", "GUIDE_LOOP_AT_LEAST", "PO1", 31, None)),
        (Row(at("REF"), at_least=3), ("AK304", "3", "GUIDE_AT_LEAST", "REF", 6, None)),
        (Row(at("TAX"), at_least=2), ("AK304", "3", "GUIDE_AT_LEAST", "TAX", 7, None)),
        (Row(at("N1*BY", "N3"), at_least=2), ("AK304", "3", "GUIDE_AT_LEAST", "N3", 17, None)),
        (
            Row(at("BEG", element=3), patterns=(pattern("PO[0-9]{4}"), pattern("PO-[0-9]{3}"))),
            ("AK403", "7", "GUIDE_PATTERN", "BEG", 2, 3),
        ),
        (Row(at("BEG", element=3), length=(8, 10)), ("AK403", "4", "GUIDE_LENGTH", "BEG", 2, 3)),
        (Row(at("BEG", element=3), length=(1, 5)), ("AK403", "5", "GUIDE_LENGTH", "BEG", 2, 3)),
        (
            Row(at("REF*ZZ"), required=True, when=Condition(at("BEG", element=2), frozenset({"SA"}))),
            ("AK304", "3", "GUIDE_REQUIRED", "REF", 6, None),
        ),
        (Row(at(), one_of=(at("REF*IA"), at("REF*DP"))), ("AK304", "2", "GUIDE_ONE_OF", "REF", 4, None)),
        (Row(at(), one_of=(at("REF*ZZ"), at("TAX"))), ("AK304", "3", "GUIDE_ONE_OF", "REF", 6, None)),
        (
            Row(at("PO1"), one_of=(at("PO1", element=11), at("PO1", "PO4"))),
            ("AK403", "2", "GUIDE_ONE_OF", "PO1", 28, 11),
        ),
        (
            Row(at("PO1"), one_of=(at("PO1", "PO4"), at("PO1", "N1*ST", "N3", element=1), at("PO1", "SLN"))),
            ("AK403", "10", "GUIDE_ONE_OF", "N3", 27, 1),
        ),
        (Row(at("PO1", "PO4"), required=True), ("AK304", "3", "GUIDE_REQUIRED", "PO4", 30, None)),
        (Row(at("PO1", "N1*ST", "N4"), required=True), ("AK304", "3", "GUIDE_REQUIRED", "N4", 28, None)),
        (
            Row(at("PO1", "SDQ"), required=True, when=Condition(at("PO1", "PID", element=5))),
            ("AK304", "3", "GUIDE_REQUIRED", "SDQ", 30, None),
        ),
        (
            Row(at("N1*ST", "N4", element=4), required=True, when=Condition(at("N1*ST", element=3), frozenset({"92"}))),
            ("AK403", "2", "GUIDE_REQUIRED", "N4", 20, 4),
        ),
        (
            Row(at("N1*ST", "N4", element=4), required=True, when=Condition(at("N1*BY", element=3), frozenset({"9"}))),
            ("AK403", "2", "GUIDE_REQUIRED", "N4", 20, 4),
        ),
    ],
    ids=lambda value: str(value.address) if isinstance(value, Row) else "",
)
def test_broken(row, expected):
    assert found(row) == [expected]


def test_also_admits_a_private_code():
    private = ORDER.replace("PO1*1*10*EA", "PO1*1*10*Q9")
    row = Row(at("PO1", element=3), also=("Q9",))
    assert [each.rule for each in look(private).findings] == ["INVALID_CODE"]
    assert look(private, Guide((row,))).findings == ()
    too_long = private.replace("Q9", "Q99")
    assert [each.rule for each in look(too_long, Guide((row,))).findings] == ["TOO_LONG"]
    other = Row(at("PO1", "SLN", element=5, component=1), also=("Q9",))
    assert [each.rule for each in look(private, Guide((other,))).findings] == ["INVALID_CODE"]
    inner = ORDER.replace("SLN*1**I*2*EA", "SLN*1**I*2*Q9")
    assert look(inner, Guide((other,))).findings == ()


def test_a_fault_that_the_dictionary_names_is_not_named_twice():
    wrong = ORDER.replace("BEG*00*SA*PO-1001", "BEG*00*SA*" + "P" * 30)
    assert found(Row(at("BEG", element=3), length=(1, 10)), wrong) == [("AK403", "5", "TOO_LONG", "BEG", 2, 3)]
    missing = ORDER.replace("BEG*00*SA*PO-1001**20260105~", "")
    assert [each[2] for each in found(Row(at("BEG"), required=True), missing)] == ["MISSING_SEGMENT"]


def test_levels_are_told_apart():
    row = Row(at("HL*S", "REF*BM"), required=True)
    assert found(row, SHIPMENT) == []
    assert [each[2:5] for each in found(row, SHIPMENT.replace("REF*BM*BOL77~", ""))] == [("GUIDE_REQUIRED", "REF", 5)]


def test_a_finding_names_row_and_way_out():
    row = Row(at("REF*ZZ"), required=True, where="partners/acme/850.yaml:4")
    (finding,) = look(ORDER, Guide((row,))).findings
    assert finding.path == "REF"
    assert finding.qualifier == "ZZ"
    assert finding.hint.endswith("(partners/acme/850.yaml:4)")
    assert "REF*ZZ is required" in finding.message


INVOICE = """
ST*810*0001~
BIG*20260108*INV1~
N1*BY*BUYER HOUSE~
DMG*D8*19700101*F**{}~
IT1*1*10*EA*9.25~
TDS*9250~
SE*7*0001~
"""
TWICE = at("N1", "DMG", element=5)
FIRST = at("N1", "DMG", element=5, component=1)


def repeated(row, text):
    text = INVOICE.format(text.replace("^", REPEAT))
    found = diagnose(message(text), dictionary("005010"), Guide((row,))).findings
    return [(each.code, each.rule, each.element, each.component, each.repetition) for each in found]


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        (Row(TWICE, at_least=2), "A^B", []),
        (Row(TWICE, at_least=2), "A^B^C", []),
        (Row(TWICE, at_least=2), "A", [("1", "GUIDE_AT_LEAST", 5, None, None)]),
        (Row(TWICE, at_least=3), "A^B", [("1", "GUIDE_AT_LEAST", 5, None, None)]),
        (Row(TWICE, at_most=2), "A^B", []),
        (Row(TWICE, at_most=2), "A^B^C", [("12", "GUIDE_AT_MOST", 5, None, None)]),
        (Row(FIRST, only=("A", "B")), "A^B", []),
        (Row(FIRST, only=("A", "B")), "A^C", [("7", "GUIDE_ONLY", 5, 1, 2)]),
        (Row(FIRST, patterns=(pattern("[AC]"),)), "A^C^B", [("7", "GUIDE_PATTERN", 5, 1, 3)]),
        (Row(FIRST, not_used=True), "A^C", [("10", "GUIDE_NOT_USED", 5, 1, None)]),
    ],
)
def test_repetitions_are_counted_and_looked_at_one_by_one(row, text, expected):
    assert repeated(row, text) == expected


def test_an_element_that_is_not_there_is_repeated_too_seldom():
    assert [each[1] for each in repeated(Row(TWICE, at_least=2), "**US")] == ["GUIDE_AT_LEAST"]
