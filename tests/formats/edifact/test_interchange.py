"""One interchange: UNZ, what may stand where, release characters at the end."""

from __future__ import annotations

import pytest
from edifact_wire import codes, ends, findings, group, interchange, message

from edigw.formats.events import Limits

WHOLE = interchange()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (interchange(claimed=7), ["29 INTERCHANGE_COUNT"]),
        (interchange(group(message(), message(control="2")), claimed=2), ["29 INTERCHANGE_COUNT"]),
        (WHOLE.replace(b"UNZ+1+REF1", b"UNZ+01+REF1"), []),
        (WHOLE.replace(b"UNZ+1+REF1", b"UNZ+1+OTHER"), ["28 INTERCHANGE_CONTROL_DIFFERS"]),
        (WHOLE[: WHOLE.index(b"UNZ")], ["13 INTERCHANGE_TRAILER_MISSING"]),
        (WHOLE[:-1], ["13 LAST_TERMINATOR_MISSING"]),
        (WHOLE[:-1] + b"?", ["13 RELEASE_AT_END", "13 INTERCHANGE_TRAILER_MISSING"]),
        (interchange("", claimed=0), ["32 NO_GROUP"]),
        (interchange("RFF+ON:1'", claimed=0), ["33 OUTSIDE_GROUP"]),
        (interchange("UNO+1'", claimed=0), ["47 PACKAGE"]),
        (interchange("'", claimed=0), ["33 OUTSIDE_GROUP"]),
        (interchange("UNT+1+1'UNE+1+1'", claimed=0), ["33 OUTSIDE_GROUP"]),
        (WHOLE.replace(b"'QTY", b"?'QTY"), ["29 SET_COUNT"]),
        (WHOLE.replace(b"UNT", b"RFF+a?'UNT"), ["13 SET_TRAILER_MISSING"]),
    ],
)
def test_each_fault_has_its_code(data: bytes, told: list[str]) -> None:
    assert codes(data) == told


def test_a_release_character_at_the_end_is_found_where_it_stands() -> None:
    data = WHOLE[:-1] + b"?"
    assert [f.offset for f in findings(data)] == [len(data) - 1, 0]
    assert codes(WHOLE[:-1] + b"??") == ["28 INTERCHANGE_CONTROL_DIFFERS", "13 LAST_TERMINATOR_MISSING"]


def test_types_of_messages_are_told_at_the_end() -> None:
    contrl = message("UCI+1", control="2", kind="CONTRL:4:1:UN")
    (end,) = ends(interchange(message(), contrl, message(control="3")))
    assert end.functional_ids == ("ORDERS", "CONTRL") and not end.only_acknowledgements
    (end,) = ends(interchange(contrl))
    assert end.only_acknowledgements


def test_more_messages_than_the_limit() -> None:
    data = interchange(*(message(control=str(n)) for n in range(3)))
    assert codes(data, limits=Limits(sets_per_group=2)) == ["18 SETS_OVER_LIMIT"]


def test_the_break_behind_unz_belongs_to_the_interchange() -> None:
    for end in (b"\n", b"\r\n", b"\r"):
        assert ends(WHOLE + end)[0].interchange.end == len(WHOLE + end)
        assert codes(WHOLE + end + end) == ["PADDING"]
