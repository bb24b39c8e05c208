"""Names of the ways in which pydifact reads otherwise: given only for what stands in the bytes."""

from __future__ import annotations

import pytest

from edigw.formats.edifact.charsets import charset
from edigw.formats.edifact.header import header_at
from edigw.pipeline.inspect import opinion_names
from edigw.pipeline.inspect.opinion_names import There
from edigw.tree import Segment

UNB = b"UNB+UNOC:4+A+B+20260101:0800+1'"
HERE = len(UNB)


def there(rest: bytes, *segments: Segment, una: bytes = b"", lenient: bool = False) -> There:
    header = header_at(una + UNB + rest, 0)
    assert header is not None
    return There(una + UNB + rest, header, (header.unb, *segments), charset("UNOC:4"), lenient)


@pytest.mark.parametrize(
    ("ours", "its", "names"),
    [
        ("a", ("a",), []),
        ("a\x1fb", ("a", "b"), []),
        ("a\x1e\x1fb", ("a*", "b"), ["REPETITIONS_JOINED"]),
        ("a\x1f\x1f", ("a",), ["EMPTY_COMPONENTS_DROPPED"]),
        ("ab", ("a\r\nb",), ["LINE_BREAK_KEPT"]),
        ("a\x1ab\x1f", ("a\x1fb",), ["CONTROL_CHARACTER_KEPT", "EMPTY_COMPONENTS_DROPPED"]),
        ("a", ("b",), [""]),
        ("a\x1fb", ("a\x1fb",), [""]),
        ("\x1fa", ("a",), [""]),
        ("a", None, [""]),
        (None, ("a",), [""]),
    ],
)
def test_an_element(ours: str | None, its: tuple[str, ...] | None, names: list[str]) -> None:
    found, shown = opinion_names.of_element(there(b"FTX+a'"), 1, ours, its)
    assert sorted(found) == names
    assert bool(shown) == (names == [""])


@pytest.mark.parametrize(
    ("ours", "its", "names"), [("LIN", "LIN", []), ("  LIN", "LIN", ["BLANK_BEFORE_TAG"]), ("LIN", "DTM", [""])]
)
def test_a_tag(ours: str, its: str, names: list[str]) -> None:
    assert opinion_names.of_tag(there(b"", Segment(ours, (), 0, HERE)), 1, its) == names


@pytest.mark.parametrize(
    ("rest", "tag", "why", "name"),
    [
        (b"'LIN+1'", "LIN", "Invalid segment name", "EMPTY_SEGMENT"),
        (b"LIN:1+1'", "LIN", "Invalid segment name", "TAG_NESTED"),
        (b"LIN+1'", "LIN", "Invalid segment name", ""),
        (b"lin+1'", "lin", "Segment tag must", "TAG_REFUSED"),
        (b"LIN+1'", "LIN", "Segment tag must", ""),
        (b"L\nIN+1'", "LIN", "A tag name must", "LINE_BREAK_KEPT"),
        (b"LIN+1", "LIN", "Unexpected end", "LAST_TERMINATOR_MISSING"),
        (b"LIN+1'", "LIN", "Unexpected end", ""),
        (b"LIN+?\n1'", "LIN", "Newlines after escape", "RELEASE_BEFORE_LINE_BREAK"),
        (b"LIN+1'", "LIN", "Newlines after escape", ""),
        (b"UNA+1'", "UNA", "not multiple UNA segments", "UNA_INSIDE"),
        (b"LIN+1'", "LIN", "not multiple UNA segments", ""),
        (b"LIN+1'", "LIN", "list index out of range", ""),
        (b"LIN+1'", "LIN", "something else", ""),
    ],
)
def test_what_it_breaks_off_at(rest: bytes, tag: str, why: str, name: str) -> None:
    at = HERE + rest.index(tag[:1].encode())
    assert opinion_names.of_break(there(rest, Segment(tag, ("1",), 0, at)), 1, why) == name


def test_blanks_that_release_are_the_reason_from_the_first_one_on() -> None:
    rest, una = b"LIN+1'FTX+a b'", b"UNA:+.  '"
    rows = (Segment("LIN", ("1",), 0, HERE + 9), Segment("FTX", ("a b",), 0, HERE + 15))
    found = there(rest, *rows, una=una)
    assert [opinion_names.cause(found, number) for number in range(3)] == ["", "", "BLANK_RELEASES"]
