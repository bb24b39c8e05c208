"""One set: ST and SE against each other, sizes, control numbers."""

from __future__ import annotations

import pytest
from wire import codes, findings, group, interchange, messages, transaction

from edigw.formats.x12.events import Limits
from edigw.formats.x12.sets import boundary
from edigw.formats.x12.syntax import Marks


def held(*sets: str, kind: str = "PO", claimed: int | None = None) -> bytes:
    return interchange(group(*sets, kind=kind, claimed=claimed))


def test_a_set_from_st_to_se() -> None:
    data = held()
    (message,) = messages(data)
    assert (message.type, message.control) == ("850", "0001")
    assert [segment.tag for segment in message.segments] == ["ST", "BEG", "PO1", "CTT", "SE"]
    assert [segment.position for segment in message.segments] == [1, 2, 3, 4, 5]
    assert data[message.start : message.end].decode() == transaction()
    assert all(data[s.offset :].startswith(s.tag.encode() + b"*") for s in message.segments)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("SE*5*0001", "SE*4*0001", "AK502 4 SET_COUNT"),
        ("SE*5*0001", "SE*FIVE*0001", "AK502 4 SET_COUNT"),
        ("SE*5*0001", "SE**0001", "AK502 4 SET_COUNT"),
        ("SE*5*0001", "SE*5*0002", "AK502 3 SET_CONTROL_DIFFERS"),
        ("SE*5*0001", "SE*5", "AK502 3 SET_CONTROL_DIFFERS"),
        ("SE*5*0001~", "", "AK502 2 SET_TRAILER_MISSING"),
        ("ST*850*", "ST**", "AK502 6 SET_ID"),
        ("ST*850*", "ST*85*", "AK502 6 SET_ID"),
        ("ST*850*", "ST*810*", "AK502 6 SET_NOT_OF_GROUP"),
        ("*0001~", "~", "AK502 7 SET_CONTROL"),
        ("*0001~", "*001~", "AK502 7 SET_CONTROL"),
        ("*0001~", "*1234567890~", "AK502 7 SET_CONTROL"),
    ],
)
def test_one_fault_one_finding(old: str, new: str, expected: str) -> None:
    assert codes(held(transaction().replace(old, new), claimed=1)) == [expected]


@pytest.mark.parametrize(
    ("said", "expected"),
    [("X" * 35, []), ("X" * 36, ["AK502 19 SET_CONVENTION"]), ("  ", ["AK502 19 SET_CONVENTION"]), ("", [])],
)
def test_st03_from_005010_on(said: str, expected: list[str]) -> None:
    data = held(transaction().replace("*0001~", f"*0001*{said}~", 1))
    assert codes(data) == []
    assert codes(data.replace(b"*X*004010~", b"*X*005010~")) == expected


def test_a_set_that_nobody_knows_is_not_judged_here() -> None:
    assert codes(held(transaction(kind="851"))) == []


def test_control_numbers_are_unique_in_a_group() -> None:
    twice = held(transaction(), transaction())
    assert codes(twice) == ["AK502 23 SET_CONTROL_NOT_UNIQUE"]
    assert codes(interchange(group(transaction()), group(transaction(), control="2"))) == []


def test_a_set_that_the_next_one_interrupts() -> None:
    cut = transaction().removesuffix("SE*5*0001~")
    data = held(cut, transaction(control="0002"))
    assert codes(data) == ["AK502 2 SET_TRAILER_MISSING"]
    first, second = messages(data)
    assert (first.control, second.control) == ("0001", "0002")
    assert first.end == second.start
    assert codes(held(cut, transaction(control="0002"), claimed=1)) == ["AK502 2 SET_TRAILER_MISSING"]


def test_empty_segments_count_for_nothing_and_are_said_once_each() -> None:
    data = held(transaction().replace("CTT", "~CTT"))
    (finding,) = findings(data)
    assert (finding.code_type, finding.code, finding.position) == ("AK304", "1", 4)
    assert codes(data, lenient=True) == []


def test_a_flood_of_empty_segments_is_told_of_a_thousand_times() -> None:
    assert len(findings(held(transaction().replace("CTT", "~" * 5_000 + "CTT")))) == 1_000


def test_a_wrapped_set_has_one_note() -> None:
    data = held(transaction().replace("BEG", "B\r\nEG").replace("CTT", "CT\nT"))
    (note,) = findings(data)
    assert (note.rule, note.severity) == ("UNWRAPPED", "note")
    assert messages(data)[0].segments[1].tag == "BEG"


@pytest.mark.parametrize("size", [90, 100, 1_000, 500_000])
def test_a_segment_over_the_limit_refuses_its_set_alone(size: int) -> None:
    long = transaction("BEG*00*SA*" + "x" * size + "**20260102", "PO1*1*10*EA")
    data = held(long, transaction(control="0002"))
    limits = Limits(segment=80)
    assert codes(data, limits=limits) == ["AK403 5 ELEMENT_TOO_LONG", "AK502 5 SEGMENT_TOO_LONG"]
    element = findings(data, limits=limits)[0]
    assert (element.segment, element.position, element.element) == ("BEG", 2, 3)
    assert element.value == "x" * len(element.value or "")
    assert len(messages(data, limits=limits)[1].segments) == 5


def test_a_set_over_the_limit_is_refused_and_the_others_go_on() -> None:
    large = transaction(*("PO1*1*10*EA*9.25" for _ in range(500)))
    data = held(large, transaction(control="0002"))
    limits = Limits(set=2_000)
    first, second = messages(data, limits=limits)
    assert [f.rule for f in first.findings] == ["SET_TOO_LARGE"]
    assert [s.tag for s in first.segments] == ["ST", "SE"]
    assert data[first.start : first.end].decode() == large
    assert (second.findings, len(second.segments)) == ((), 5)
    assert codes(data, limits=Limits(set=len(large))) == []


def test_a_set_over_the_limit_at_the_end_of_the_file() -> None:
    data = held(transaction(*("PO1*1*10*EA*9.25" for _ in range(500))))[:-60]
    (message,) = messages(data, limits=Limits(set=2_000))
    assert [f.rule for f in message.findings] == ["SET_TOO_LARGE", "SET_TRAILER_MISSING"]
    assert message.end == len(data)


def test_more_sets_than_allowed() -> None:
    data = held(*(transaction(control=f"{n:04}") for n in range(3)))
    assert codes(data, limits=Limits(sets_per_group=2)) == ["AK502 5 SETS_OVER_LIMIT"]


def test_boundaries_stand_behind_a_terminator() -> None:
    marks = Marks(b"*", b"~", b">")
    assert boundary(b"REF*ZZ*SE*1~REF*ST*1~\r\nSE*3*1~", 0, 31, marks) == 23
    assert boundary(b"REF*ZZ*SE*1~REF*ST*1~", 0, 21, marks) == 21
