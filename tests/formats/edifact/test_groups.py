"""Groups: UNG and UNE, their counts and references, what stands between messages."""

from __future__ import annotations

import pytest
from edifact_wire import codes, group, groups, interchange, message

GROUP = group()


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (group(claimed=9), "29 GROUP_COUNT"),
        (GROUP.replace("UNE+1+G1", "UNE+1+G9"), "28 GROUP_CONTROL_DIFFERS"),
        (GROUP.replace("UNE+1+G1'", ""), "13 GROUP_TRAILER_MISSING"),
        (group(control=""), "13 GROUP_CONTROL"),
        (group(kind="INVOIC"), "31 SET_NOT_OF_GROUP"),
        (GROUP.replace("+A:14+", "++"), "13 GROUP_HEADER"),
        (GROUP.replace("260102:1253", "261302:1253"), "12 GROUP_DATE"),
        (GROUP.replace("260102:1253", "260102:9953"), "12 GROUP_TIME"),
        (GROUP.replace("UNE", "RFF+ON:1'RFF+ON:2'UNE"), "33 OUTSIDE_SET"),
        (GROUP.replace("UNE", "UNO+1'UNE"), "47 PACKAGE"),
        ("UNG+ORDERS+A+B+260102:1253+G1+UN+D:96A'UNE+0+G1'", "32 GROUP_EMPTY"),
    ],
)
def test_each_fault_has_its_code(held: str, told: str) -> None:
    assert codes(interchange(held)) == [told]


def test_the_header_of_a_group() -> None:
    (end,) = groups(interchange(GROUP))
    assert (end.group.functional_id, end.group.sender, end.group.receiver) == ("ORDERS", "14:A", "14:B")
    assert (end.group.control, end.group.release, end.group.agency) == ("G1", "D96A", "UN")
    assert (end.group.date, end.group.time, end.group.claimed, end.received) == ("260102", "1253", "1", 1)


def test_references_of_groups_stand_once() -> None:
    assert codes(interchange(group(), group(message(control="2")))) == ["26 GROUP_CONTROL_NOT_UNIQUE"]


def test_messages_in_groups_and_outside() -> None:
    assert codes(interchange(group(), message(control="2"), claimed=1)) == ["30 GROUPS_MIXED"]
    assert codes(interchange(message(control="2"), group(), claimed=1)) == ["30 GROUPS_MIXED"]
