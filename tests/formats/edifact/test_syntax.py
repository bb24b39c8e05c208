"""Segments cut out of bytes: release characters, windows, caps, line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edigw.formats.edifact.charsets import charset
from edigw.formats.edifact.syntax import (
    CUT,
    DROP,
    LONG,
    PLAIN,
    WRAPPED,
    Marks,
    embedded,
    longest,
    pieces,
    released,
    segment,
    segment_end,
)  # fmt: skip
from edigw.tree import COMPONENT, REPEAT

MARKS = Marks(repetition=b"*")
UNOC = charset("UNOC")


def cut(data: bytes, cap: int = 1_000, lenient: bool = False) -> list[tuple[bytes, int]]:
    return [(data[start:end], kind) for start, end, _, kind in pieces(data, 0, len(data), MARKS, cap, lenient=lenient)]


def elements(raw: bytes, marks: Marks = MARKS) -> tuple[str, ...]:
    return segment(marks.translate(raw), 0, 1, UNOC).elements


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (b"FTX+a?+b+c", ("a+b", "c")),
        (b"FTX+a??+c", ("a?", "c")),
        (b"FTX+a???+c", ("a?+c",)),
        (b"FTX+a?:b:c?'", (f"a:b{COMPONENT}c'",)),
        (b"FTX+a?*b*c", (f"a*b{REPEAT}c",)),
        (b"FTX+?x+?", ("x", "")),
        (b"FTX+\x01\x06+\x1d", ("\x1a\x1a", "\x1a")),
    ],
)
def test_a_released_character_is_data(raw: bytes, texts: tuple[str, ...]) -> None:
    assert elements(raw) == texts


@given(st.lists(st.sampled_from("?'+:*|\n\x06\x01\x1a\x1c\x1d\x1fab\xe9"), max_size=12).map("".join))
def test_one_table_and_what_is_put_back_say_what_one_character_after_another_does(text: str) -> None:
    raw, said, at = text.encode("latin-1"), bytearray(), 0
    while at < len(raw):
        one, follows = raw[at : at + 1], raw[at + 1 : at + 2]
        at += 1
        if one == b"?":
            said += DROP
            if follows and follows in MARKS.special:
                said += follows
                at += 1
        else:
            said += Marks(repetition=b"*", release=b"").translate(one)
    assert MARKS.translate(raw) == bytes(said)


def test_without_a_release_character_nothing_is_released() -> None:
    assert elements(b"FTX+a?+b", Marks(release=b"")) == ("a?", "b")


def test_control_characters_may_be_delimiters() -> None:
    marks = Marks(b"\x1d", b"\x1c", b"\x1f", b"", b"")
    assert elements(b"FTX\x1da\x1fb\x1d+\x1e", marks) == (f"a{COMPONENT}b", "+\x1a")


def test_a_released_delimiter_that_is_one_of_ours_stays_data() -> None:
    marks = Marks(b"\x1d", b"\x1c", b"\x1f", b"\x1e", b"?")
    assert elements(b"FTX\x1da?\x1db?\x1fc?\x1e?\x1c\x1dd", marks) == ("a\x1ab\x1ac\x1a\x1a", "d")


@given(st.lists(st.sampled_from([b"?", b"'", b"+", b"a", b"??", b"?'"]), max_size=40))
def test_terminators_are_told_as_a_reader_of_single_bytes_would(parts: list[bytes]) -> None:
    data, at, ends = b"".join(parts), 0, []
    while at < len(data):
        if data[at : at + 1] == b"?":
            at += 1
        elif data[at : at + 1] == b"'":
            ends.append(at + 1)
        at += 1
    told = [end for _, end, _, kind in pieces(data, 0, len(data), MARKS, 1_000, lenient=False) if kind != CUT]
    assert told == ends
    assert segment_end(data, 0, 0, len(data), MARKS) == (ends[0] if ends else 0)
    for window in (1, 3, 7):  # pieces of a long segment begin at the same places
        starts = [start for start, *_ in pieces(data, 0, len(data), MARKS, window, lenient=False)]
        assert set(starts) <= {0, *ends}


def test_kinds_of_pieces() -> None:
    data = b"A+1'\r\nB+2\n2'C" + b"x" * 50 + b"?''D"
    assert cut(data, cap=20) == [
        (b"A+1'", PLAIN), (b"B+2\n2'", WRAPPED), (b"C" + b"x" * 50 + b"?''", LONG), (b"D", CUT),
    ]  # fmt: skip
    assert cut(b"A' \t\xef\xbb\xbfB'")[1][0].startswith(b" ")
    assert cut(b"A' \t\xef\xbb\xbfB'", lenient=True) == [(b"A'", PLAIN), (b"B'", PLAIN)]


def test_another_interchange_inside_ends_the_cutting() -> None:
    data = b"BGM+22UNA:+.? 'UNB+UNOC:3+"
    assert embedded(data, 0, len(data)) == 6
    assert cut(data) == [(b"BGM+22", CUT)]
    assert embedded(b"FTX+UNB?+UNOC?:3?+", 0, 18) == 18


def test_released_looks_no_further_back_than_the_segment() -> None:
    assert released(b"??'", 0, 2, MARKS) is False
    assert released(b"??'", 1, 2, MARKS) is True


def test_what_a_tag_says_about_nesting_is_left_out() -> None:
    read = segment(MARKS.translate(b"LIN:1:1+1++2:EN"), 10, 3, UNOC)
    assert (read.tag, read.elements, read.offset_of(1)) == ("LIN", ("1", "", f"2{COMPONENT}EN"), 18)


def test_the_longest_element() -> None:
    assert longest(MARKS.translate(b"FTX+a+bcd?+d+e")) == ("FTX", 2, "bcd+d")
