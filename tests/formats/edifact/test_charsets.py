"""Character sets: what each holds, how it is decoded, UTF-8 where nobody announced it."""

from __future__ import annotations

import pytest
from edifact_wire import codes, interchange, message, messages

from edigw.formats.edifact.charsets import CHARSETS, charset


def held(raw: bytes, syntax: str) -> bytes:
    return interchange(message("FTX+AAA+++@"), _1=f"{syntax}:3").replace(b"@", raw)


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        ("UNOA", "AZ09 .,-()/='+:?!\"%&*;<>"),
        ("UNOB", "az"),
        ("UNOC", "\xe9#@[]\\^_`{|}~$"),
        ("UNOD", "\u0142\u0151"),
        ("UNOE", "\u0436"),
        ("UNOF", "\u03b1"),
        ("UNOG", "\u0109"),
        ("UNOH", "\u0101"),
        ("UNOI", "\u0641"),
        ("UNOJ", "\u05d0"),
        ("UNOK", "\u011f"),
        ("UNOL", "\u20ac"),
        ("UNOW", "\u20ac\u4e2d"),
        ("UNOY", "\u20ac\u4e2d"),
    ],
)
def test_what_a_set_holds_is_read(syntax: str, text: str) -> None:
    raw = "".join("?" + sign if sign in "+:?'" else sign for sign in text).encode(CHARSETS[syntax].codec)
    data = held(raw, syntax)
    assert messages(data)[0].segments[1].get(4) == text
    assert codes(data) == []


@pytest.mark.parametrize(
    ("syntax", "raw"),
    [
        ("UNOA", b"a"),
        ("UNOA", b"#"),
        ("UNOA", b"\xe9"),
        ("UNOB", b"@"),
        ("UNOC", b"a\x00"),
        ("UNOC", b"\x1f"),
        ("UNOC", b"\x7f"),
        ("UNOC", b"\x9f"),
        ("UNOF", b"\xff"),
        ("UNOY", b"\xff"),
        ("UNOY", b"\xc3"),
        ("UNOY", b"\xc2\x9f"),
    ],
)
def test_what_it_lacks_is_found(syntax: str, raw: bytes) -> None:
    assert codes(held(raw, syntax)) == ["21 CHARACTER"]
    assert codes(held(raw, syntax).replace(b"UNT", b"\nUNT")) == ["21 CHARACTER"]  # read segment by segment


def test_utf_8_that_nobody_announced_is_read_as_announced_and_found() -> None:
    data = held("\xe9".encode(), "UNOC")
    assert messages(data)[0].segments[1].get(4) == "\xc3\xa9"
    assert codes(data) == ["21 CHARSET_DIFFERS"]
    assert messages(data, lenient=True)[0].segments[1].get(4) == "\xe9"
    assert codes(data, lenient=True) == codes(data.replace(b"UNT", b" UNT"), lenient=True) == ["UTF_8"]


def test_utf_8_in_one_element_is_found_whatever_another_holds() -> None:
    data = interchange(message("FTX+\xc3\xa9+\xff"))
    assert codes(data) == codes(data.replace(b"UNT", b"\nUNT")) == ["21 CHARSET_DIFFERS"]


def test_utf_8_in_the_envelope_of_a_message_is_told_in_both_ways_of_reading() -> None:
    for data in (interchange(message(control="\xc3\xa9")), interchange(message(kind="ORDERS:D:96A:UN:\xc3\xa9"))):
        assert codes(data, lenient=True) == codes(data.replace(b"BGM", b" BGM"), lenient=True) == ["UTF_8"]


def test_a_set_is_named_by_its_identifier_or_by_the_interchange() -> None:
    assert charset("UNOE").codec == charset("UNOE:3").codec == "iso8859-5"
    assert charset("UNOZ:1") is CHARSETS["UNOC"]
