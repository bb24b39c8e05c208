"""One group: GS and GE against each other and against the sets between them."""

from __future__ import annotations

import pytest
from wire import codes, group, interchange, transaction

from edigw.formats.x12.envelope import read
from edigw.formats.x12.events import GroupEnd
from edigw.tree import Group


def ends(data: bytes) -> list[GroupEnd]:
    return [event for event in read(data) if isinstance(event, GroupEnd)]


def test_header_and_trailer() -> None:
    data = interchange(group(transaction(), transaction(control="0002")))
    (header,) = (event for event in read(data) if isinstance(event, Group))
    assert (header.functional_id, header.sender, header.receiver) == ("PO", "BUYER1", "SELLER1")
    assert (header.date, header.time, header.control, header.release) == ("20260102", "1253", "1", "004010")
    assert header.claimed is None
    (end,) = ends(data)
    assert (end.received, end.group.claimed, end.group.findings) == (2, "2", ())
    assert data[end.group.start : end.group.end] == data[106 : -16 - len("*000000001~") + 11]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("GS*PO*", "GS*ZZ*", "AK905 1 GROUP_NOT_SUPPORTED"),
        ("GS*PO*", "GS**", "AK905 1 GROUP_NOT_SUPPORTED"),
        ("*1253*1*X", "*1253*A1*X", "AK905 4 GROUP_CONTROL_DIFFERS"),
        ("GE*1*1", "GE*1*2", "AK905 4 GROUP_CONTROL_DIFFERS"),
        ("GE*1*1", "GE*1", "AK905 4 GROUP_CONTROL_DIFFERS"),
        ("GE*1*1", "GE*2*1", "AK905 5 GROUP_COUNT"),
        ("GE*1*1", "GE*X*1", "AK905 5 GROUP_COUNT"),
        ("GE*1*1~", "", "AK905 3 GROUP_TRAILER_MISSING"),
        ("GE*1*1~", "REF*ZZ*1~REF*ZZ*2~GE*1*1~", "AK905 5 OUTSIDE_SET"),
        ("GE*1*1~", "SE*2*0001~GE*1*1~", "AK905 5 OUTSIDE_SET"),
        ("GE*1*1~", "TA1*000000001*260102*1253*A*000~GE*1*1~", "AK905 5 OUTSIDE_SET"),
        ("*20260102*1253*1*X", "*20261301*1253*1*X", "TA105 024 GROUP_DATE"),
        ("*20260102*1253*1*X", "*20260102*2560*1*X", "TA105 024 GROUP_TIME"),
        ("*20260102*1253*1*X", "**1253*1*X", "TA105 024 GROUP_HEADER"),
        ("*BUYER1*SELLER1*2026", "*B*SELLER1*2026", "TA105 024 GROUP_HEADER"),
        ("*X*004010", "*X", "TA105 024 GROUP_HEADER"),
    ],
)
def test_one_fault(old: str, new: str, expected: str) -> None:
    found = codes(interchange(group().replace(old, new)))
    assert expected in found
    assert len(found) == 1 or "A1" in new


def test_a_control_number_that_is_no_number() -> None:
    assert codes(interchange(group(control="A1"))) == ["AK905 6 GROUP_CONTROL"]
    assert codes(interchange(group(control="1234567890"))) == ["AK905 6 GROUP_CONTROL"]


def test_leading_zeros_are_the_same_number() -> None:
    assert codes(interchange(group().replace("GE*1*1", "GE*1*0001"))) == []


def test_control_numbers_are_unique_in_an_interchange() -> None:
    data = interchange(group(), group())
    assert codes(data) == ["AK905 19 GROUP_CONTROL_NOT_UNIQUE"]
    assert not ends(data)[0].group.findings


def test_a_group_in_a_group() -> None:
    outer = group().partition("ST*")[0]
    data = interchange(outer, group(control="2"), claimed=1)
    assert codes(data) == ["AK905 3 GROUP_TRAILER_MISSING"]
    assert [end.received for end in ends(data)] == [0, 1]


def test_an_empty_group() -> None:
    data = interchange(group("", claimed=0))
    assert codes(data) == ["AK905  GROUP_EMPTY"]
    assert (ends(data)[0].received, ends(data)[0].group.claimed) == (0, "0")


def test_ten_thousand_sets() -> None:
    data = interchange(group(*(transaction("CTT*0", control=f"{n:05}") for n in range(10_000))))
    (end,) = ends(data)
    assert (end.received, end.group.findings) == (10_000, ())
