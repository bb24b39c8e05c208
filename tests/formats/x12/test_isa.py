"""One fault in ISA, one finding with its TA105 code."""

from __future__ import annotations

import pytest
from wire import codes, interchange

from edigw.formats.x12.events import Terms
from edigw.formats.x12.header import header_at
from edigw.formats.x12.isa import check_agreed, check_header, usable


def rules(data: bytes) -> list[str]:
    header = header_at(data, 0)
    assert header is not None
    return [f"{finding.code} {finding.rule}" for finding in check_header(header)]


@pytest.mark.parametrize(
    ("element", "value", "fault"),
    [
        (1, "99", "010 AUTHORIZATION_QUALIFIER"),
        (2, "SECRET", "011 AUTHORIZATION"),
        (3, "77", "012 SECURITY_QUALIFIER"),
        (4, "SECRET", "013 SECURITY"),
        (5, "XX", "005 SENDER_QUALIFIER"),
        (6, "", "006 SENDER_ID"),
        (6, "BUYER1\t\t\t", "006 SENDER_PADDING"),
        (7, "XX", "007 RECEIVER_QUALIFIER"),
        (8, "", "008 RECEIVER_ID"),
        (8, "SELLER1\xa0", "008 RECEIVER_PADDING"),
        (9, "991301", "014 INTERCHANGE_DATE"),
        (9, "000000", "014 INTERCHANGE_DATE"),
        (10, "2561", "015 INTERCHANGE_TIME"),
        (11, "9", "016 STANDARDS_ID"),
        (11, "^", "016 STANDARDS_ID"),
        (11, "T", "002 STANDARDS_NOT_SUPPORTED"),
        (12, "00999", "017 INTERCHANGE_RELEASE"),
        (12, "00900", "003 INTERCHANGE_RELEASE_NOT_SUPPORTED"),
        (12, "00100", "003 INTERCHANGE_RELEASE_NOT_SUPPORTED"),
        (13, "ABC000001", "018 INTERCHANGE_CONTROL"),
        (13, "1", "018 INTERCHANGE_CONTROL"),
        (13, "000000000", "018 INTERCHANGE_CONTROL_ZERO"),
        (14, "9", "019 ACK_REQUESTED"),
        (15, "X", "020 USAGE"),
        (16, "*", "027 COMPONENT_SEPARATOR"),
        (16, "A", "027 COMPONENT_SEPARATOR"),
        (16, "~", "004 SEGMENT_TERMINATOR"),
    ],
)
def test_a_value(element: int, value: str, fault: str) -> None:
    assert rules(interchange(**{f"_{element}": value})) == [fault]


def test_a_clean_header_has_none() -> None:
    assert rules(interchange()) == []
    assert rules(interchange(_12="00501", _11="^")) == []
    assert rules(interchange(_12="00501", _11="U")) == ["016 STANDARDS_ID"]


@pytest.mark.parametrize("sign", ["A", "7", " "])
def test_delimiters_that_data_hold(sign: str) -> None:
    assert rules(interchange().replace(b"*", sign.encode())) == ["026 ELEMENT_SEPARATOR"]
    assert rules(interchange().replace(b"~", sign.encode())) == ["004 SEGMENT_TERMINATOR"]


def test_what_cannot_be_cut_is_not_read_on() -> None:
    assert codes(interchange().replace(b"~", b"X")) == ["TA105 004 SEGMENT_TERMINATOR"]
    header = header_at(interchange(_16="*"), 0)
    assert header is not None
    assert not usable(header.marks)
    assert not usable(None)


def test_a_finding_says_where() -> None:
    header = header_at(b"\n" + interchange(_9="991301"), 1)
    assert header is not None
    (finding,) = check_header(header)
    assert (finding.segment, finding.element, finding.value, finding.offset) == ("ISA", 9, "991301", 71)


@pytest.mark.parametrize(
    ("values", "terms", "expected"),
    [
        ({"_1": "01", "_2": "WRONG"}, Terms(authorization="RIGHT"), ["AUTHORIZATION_DIFFERS"]),
        ({"_1": "01", "_2": "RIGHT"}, Terms(authorization="RIGHT"), []),
        ({"_1": "01", "_2": "WRONG"}, Terms(), []),
        ({"_3": "01", "_4": "WRONG"}, Terms(security=""), ["SECURITY_DIFFERS"]),
        ({}, Terms(security="", authorization=""), []),
        ({}, Terms(authorization="RIGHT"), ["AUTHORIZATION_DIFFERS"]),
        ({"_2": "STRAY"}, Terms(authorization=""), []),
    ],
)
def test_what_was_agreed(values: dict[str, str], terms: Terms, expected: list[str]) -> None:
    header = header_at(interchange(**values), 0)
    assert header is not None
    assert [finding.rule for finding in check_agreed(header, terms)] == expected
