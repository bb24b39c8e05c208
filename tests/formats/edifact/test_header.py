"""UNA and UNB: service characters, line ends, what can be read where nothing fits."""

from __future__ import annotations

from typing import Any

import pytest
from edifact_wire import codes, ends, headers, interchange, lined, message, messages, unb

from edigw.formats.edifact.header import header_at, next_header
from edigw.tree import Delimiters

PLAIN = interchange()


def test_the_header_as_every_format_tells_it() -> None:
    (head,) = headers(interchange(_9="1", _11="1"))
    assert (head.standard, head.sender, head.receiver) == ("edifact", "14:5400000000024", "14:5412345000013")
    assert (head.control, head.release, head.usage, head.ack_requested) == ("REF1", "UNOC:3", "T", True)
    assert (head.date, head.time, head.addressable) == ("260102", "1253", True)
    assert head.delimiters == Delimiters("+", "'", ":", "", "?", ".")
    assert headers(interchange(_2="ABC"))[0].sender == ":ABC"
    assert not headers(interchange(_3=""))[0].addressable


@pytest.mark.parametrize(
    ("una", "marks"),
    [
        ("UNA:+.? '", Delimiters("+", "'", ":", "", "?", ".")),
        ("UNA:+,? '\r\n", Delimiters("+", "'", ":", "", "?", ",")),
        ("UNA:+.?*'", Delimiters("+", "'", ":", "", "?", ".")),
        ("UNA:+.! '", Delimiters("+", "'", ":", "", "!", ".")),
        ("UNA:+.  '", Delimiters("+", "'", ":", "", "", ".")),
    ],
)
def test_service_strings(una: str, marks: Delimiters) -> None:
    data = interchange(una=una)
    assert headers(data)[0].delimiters == marks
    assert codes(data) == [] and len(messages(data)) == 1


def test_other_service_characters() -> None:
    data = interchange(message("FTX+a*b")).translate(bytes.maketrans(b"+':", b"=~|"))
    data = b"UNA|=.! ~" + data
    assert messages(data)[0].segments[1].elements == ("a*b",)
    assert codes(data) == []


def test_control_characters_where_there_is_no_una() -> None:
    data = PLAIN.translate(bytes.maketrans(b"+':", b"\x1d\x1c\x1f"))
    assert codes(data) == [] and messages(data)[0].segments[1].get(2) == "PO1"


def test_repetitions_are_separated_from_syntax_version_4_on() -> None:
    four: dict[str, Any] = {"_1": "UNOC:4", "_4": "20260102:1253"}
    body = message("IMD+A*B")
    assert messages(interchange(body, **four))[0].segments[1].get(1) == "A\x1eB"
    assert messages(interchange(body, una="UNA:+.?*'", **four))[0].segments[1].get(1) == "A\x1eB"
    assert messages(interchange(body, una="UNA:+.? '", **four))[0].segments[1].get(1) == "A*B"
    assert messages(interchange(body, una="UNA:+.?*'"))[0].segments[1].get(1) == "A*B"


@pytest.mark.parametrize(
    "una",
    ["UNA++.? '", "UNAA+.? '", "UNA:+.?  ", "UNA:\xe9.? '", "UNA:+.?'", "UNA:+.? '~", "UNA:+.?\n",
     "UNA\n+.? '", "UNA:\n.? '", "UNA:+.\n '", "UNA:+.?\n'", "UNA\r+.? '", "UNA:+.\r '"],
)  # fmt: skip
def test_service_characters_that_nothing_can_be_read_by(una: str) -> None:
    data = interchange(una=una + "\n")
    assert codes(data) == ["20 SERVICE_STRING"]
    assert ends(data)[0].interchange.end == len(data) and not messages(data)
    assert headers(data)[0].control == "REF1"
    assert headers(data)[0].addressable is (len(una) >= 9)  # of one that was cut nobody knows what else is lost


def test_delimiters_that_no_una_says_are_told_by_unb_alone() -> None:
    data = PLAIN.translate(bytes.maketrans(b"+':", b'";='))
    assert codes(data) == ["20 SERVICE_STRING"]
    assert headers(data)[0].sender == "14:5400000000024"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_breaks_as_the_only_terminators(end: bytes) -> None:
    data = lined(interchange(message("FTX+?+?:", "QTY+21:10")), end)
    assert codes(data) == ["22 LINE_ENDS"]
    assert [one.tag for one in messages(data)[0].segments] == ["UNH", "FTX", "QTY", "UNT"]
    assert [f.severity for f in ends(data, lenient=True)[0].interchange.findings] == ["note"]
    assert messages(data)[0].text is not None


def test_where_lines_are_segments_the_header_is_the_first_line() -> None:
    data = interchange(message()).replace(b"UNH", b"QQQ+1'UNH", 1)
    found = headers(lined(data, b"\n"))[0]
    assert found.end == len(unb()) and found.control == "REF1"
    assert codes(lined(data, b"\n")) == ["22 LINE_ENDS", *codes(data)]


def test_a_header_that_the_data_end_in() -> None:
    data = unb()[:-1].encode()
    assert codes(data) == ["13 HEADER_CUT_OFF"]
    assert headers(data)[0].control == "REF1"


def test_where_the_next_interchange_begins() -> None:
    data = b"UNBELIEVABLE UNA UNB, " + b"x" * 9 + PLAIN + b"x"
    assert next_header(data, 0) == 31
    assert next_header(data, 32) == len(data)
    assert header_at(data, 0) is None and header_at(data, len(data)) is None
