"""Messages: references and counts, what is cut off, too long, too large, empty, broken over lines."""

from __future__ import annotations

import pytest
from edifact_wire import accounted, codes, findings, interchange, message, messages

from edigw.formats.edifact.messages import boundary
from edigw.formats.edifact.syntax import Marks
from edigw.formats.events import Limits

WHOLE = message()


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (message(count=9), "29 SET_COUNT"),
        (message(count=0), "29 SET_COUNT"),
        (WHOLE.replace("UNT+7+1", "UNT+000007+1"), ""),
        (WHOLE.replace("UNT+7+1", "UNT++1"), "29 SET_COUNT"),
        (WHOLE.replace("UNT+7+1", "UNT+7+2"), "28 SET_CONTROL_DIFFERS"),
        (message(control=""), "13 SET_CONTROL"),
        (message(control="R" * 15), "39 SET_CONTROL_LENGTH"),
        (message(kind=":D:96A:UN"), "13 SET_ID"),
        (message(kind="ORDERSX:D:96A:UN"), "13 SET_ID"),
        (message(kind="ORDERS:D:96A"), "13 SET_RELEASE"),
        (message("BGM+1", "", "DTM+1"), "13 EMPTY_SEGMENT"),
        (message("LIN:1:1+1"), "34 NESTING"),
        (message("BGM+22\n0+1"), "21 LINE_BREAK"),
        (message("bgm+1"), ""),
    ],
)
def test_each_fault_has_its_code(held: str, told: str) -> None:
    data = interchange(held)
    expected = [told] if told else []
    if "''" in held:
        expected.append("29 SET_COUNT")  # what is empty is not counted
    assert codes(data) == expected


def test_a_message_knows_its_type_and_release() -> None:
    (one,) = messages(interchange())
    assert (one.type, one.control, one.release, len(one.segments)) == ("ORDERS", "1", "D96A", 7)
    assert [segment.position for segment in one.segments] == [1, 2, 3, 4, 5, 6, 7]


def test_references_stand_once_in_an_interchange() -> None:
    assert codes(interchange(WHOLE, WHOLE)) == ["26 SET_CONTROL_NOT_UNIQUE"]
    assert codes(interchange(message(control="A"), message(control="B"), message(control="A"))) == [
        "26 SET_CONTROL_NOT_UNIQUE"
    ]
    assert codes(interchange(WHOLE) + interchange(WHOLE)) == []


def test_a_message_without_unt() -> None:
    cut = WHOLE[: WHOLE.index("UNT")]
    assert codes(interchange(cut, message(control="2"))) == ["13 SET_TRAILER_MISSING"]
    assert codes(interchange(cut, message(control="2"), claimed=1)) == ["13 SET_TRAILER_MISSING"]
    assert codes(interchange(cut)) == ["13 SET_TRAILER_MISSING"]
    (first, second) = messages(interchange(cut, message(control="2")))
    assert (len(first.segments), second.control) == (6, "2")


def test_line_breaks_inside_data_are_taken_out() -> None:
    data = interchange(message("BGM+22\r\n0+1", "FTX+\n+a"))
    assert [one.elements for one in messages(data)[0].segments[1:3]] == [("220", "1"), ("", "a")]
    assert codes(data) == ["21 LINE_BREAK"] * 2
    assert codes(data, lenient=True) == ["UNWRAPPED"]


def test_the_lenient_skip_what_is_empty() -> None:
    data = interchange(message("BGM+1", "", " DTM+1", count=4))
    assert codes(data, lenient=True) == []
    assert codes(data) == ["13 EMPTY_SEGMENT"]


def test_a_segment_over_the_cap() -> None:
    data = interchange(message("BGM+1", "FTX+a+" + "x" * 3_000 + "?'y"), message(control="2"))
    limits = Limits(segment=1_000)
    assert codes(data, limits=limits) == ["39 ELEMENT_TOO_LONG", "18 SEGMENT_TOO_LONG"]
    assert [len(one.segments) for one in messages(data, limits=limits)] == [4, 7]
    assert {f.position for f in findings(data, limits=limits)} == {3}
    accounted(data, limits=limits)


def test_a_message_over_the_limit() -> None:
    large = message(*["FTX+" + "x" * 80] * 100)
    data = interchange(large, message(control="2"))
    limits = Limits(set=4_000)
    assert codes(data, limits=limits) == ["18 SET_TOO_LARGE"]
    assert [len(one.segments) for one in messages(data, limits=limits)] == [2, 7]
    accounted(data, limits=limits)


def test_a_finding_names_element_component_and_byte() -> None:
    data = interchange(message("FTX+AAA+++x:\x00y:z"))
    (one,) = findings(data)
    assert (one.segment, one.position, one.element, one.component) == ("FTX", 2, 4, 2)
    assert one.offset is not None and data[one.offset :].startswith(b"x:\x00y")


def test_boundaries_stand_behind_a_terminator_that_is_not_released() -> None:
    data = b"FTX+UNT+1'FTX+?'UNT+1'\r\nUNT+3"
    assert boundary(data, 0, len(data), Marks()) == data.rindex(b"UNT")
