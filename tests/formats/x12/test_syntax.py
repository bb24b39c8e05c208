"""Bytes cut into segments: windows, line breaks, caps, charsets."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest
from wire import interchange

from edigw.formats.x12.syntax import CUT, LONG, PLAIN, WRAPPED, Marks, embedded, longest, pieces, segment, unwrap

MARKS = Marks(b"*", b"~", b">", b"^")


def cut(data: bytes, cap: int = 1000, lenient: bool = False, marks: Marks = MARKS) -> list[tuple[int, int, bytes, int]]:
    return list(pieces(data, 0, len(data), marks, cap, lenient=lenient))


def test_separators_become_ours() -> None:
    assert cut(b"A*b>c^d~B~") == [(0, 8, b"A\x1db\x1fc\x1ed", PLAIN), (8, 10, b"B", PLAIN)]


def test_ours_in_data_are_not_taken_for_separators() -> None:
    assert cut(b"A*b\x1c\x1d\x1e\x1fc~") == [(0, 9, b"A\x1db\x1a\x1a\x1a\x1ac", PLAIN)]


def test_ours_may_be_theirs() -> None:
    marks = Marks(b"\x1d", b"\x1c", b"\x1f")
    assert cut(b"A\x1db\x1fc\x1c", marks=marks) == [(0, 6, b"A\x1db\x1fc", PLAIN)]


@pytest.mark.parametrize("breaks", [b"\n", b"\r\n", b"\r", b"\n\n\r\n"])
def test_line_breaks_after_a_terminator_are_skipped(breaks: bytes) -> None:
    data = b"A*1~" + breaks + b"B*2~" + breaks
    at = 4 + len(breaks)
    assert cut(data) == [(0, 4, b"A\x1d1", PLAIN), (at, at + 4, b"B\x1d2", PLAIN)]


@pytest.mark.parametrize(
    ("term", "breaks"), [(b"\r", b"\n"), (b"\n", b""), (b"\r", b""), (b"\n", b"\r"), (b"\x15", b"\n")]
)
def test_a_line_break_may_be_the_terminator(term: bytes, breaks: bytes) -> None:
    found = cut(b"A*1" + term + breaks + b"B*2" + term, marks=Marks(b"*", term, b">"))
    assert [(body, kind) for _, _, body, kind in found] == [(b"A\x1d1", PLAIN), (b"B\x1d2", PLAIN)]


def test_blanks_before_a_tag_are_skipped_for_the_lenient_alone() -> None:
    data = b"A*1~\n \t B*2~\xef\xbb\xbf C~"
    assert [body for _, _, body, _ in cut(data)] == [b"A\x1d1", b" \t B\x1d2", b"\xef\xbb\xbf C"]
    assert [(start, body) for start, _, body, _ in cut(data, lenient=True)] == [
        (0, b"A\x1d1"),
        (8, b"B\x1d2"),
        (16, b"C"),
    ]


def test_wrapped_segments_are_marked() -> None:
    assert cut(b"A*1\r\n2~") == [(0, 7, b"A\x1d1\r\n2", WRAPPED)]
    assert unwrap(b"A\x1d1\r\n2") == b"A\x1d12"


def test_what_has_no_terminator_is_cut_off() -> None:
    assert cut(b"A*1~B*2") == [(0, 4, b"A\x1d1", PLAIN), (4, 7, b"B\x1d2", CUT)]
    assert cut(b"A*1~\r\n\x00\x00\x1a") == [(0, 4, b"A\x1d1", PLAIN)]


@pytest.mark.parametrize("size", [10, 11, 50, 1000])
def test_a_segment_over_the_cap_is_given_by_its_beginning(size: int) -> None:
    found = cut(b"A*1~B*" + b"x" * size + b"~C~", cap=10)
    assert found[0] == (0, 4, b"A\x1d1", PLAIN)
    assert found[1] == (4, 7 + size, b"B\x1d" + b"x" * 8, LONG)
    assert found[2] == (7 + size, 9 + size, b"C", PLAIN)


def test_a_segment_of_just_the_cap() -> None:
    assert [kind for *_, kind in cut(b"B*1234567~C~", cap=10)] == [PLAIN, PLAIN]


@pytest.mark.parametrize("window", [1, 7, 100, 65_535, 65_536, 65_537, 140_000])
def test_windows_change_nothing(window: int) -> None:
    data = b"A*" + b"x" * window + b"~B*1~" + b"C*2~" * 20
    found = cut(data, cap=1_000_000)
    assert [body[:1] for _, _, body, _ in found] == [b"A", b"B"] + [b"C"] * 20
    assert all(data[start:end].endswith(b"~") for start, end, *_ in found)
    assert found[-1][1] == len(data)


def test_an_embedded_interchange_ends_this_one() -> None:
    data = b"A*1~B*2" + interchange()
    assert embedded(data, 0, len(data)) == 7
    assert [(body, kind) for _, _, body, kind in cut(data)] == [(b"A\x1d1", PLAIN), (b"B\x1d2", CUT)]
    assert cut(b"B*" + b"x" * 50 + interchange(), cap=20)[0][1:] == (52, b"B\x1d" + b"x" * 18, LONG)


def test_a_mapped_file_reads_like_bytes(tmp_path: Path) -> None:
    data = b"A*1~B*2~" * 20_000
    path = tmp_path / "file"
    path.write_bytes(data)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert list(pieces(mapped, 0, len(mapped), MARKS, 1000, lenient=False)) == cut(data)


def test_a_segment() -> None:
    read = segment(b"PO1\x1d1\x1d\x1dEA", 100, 7, "latin-1")
    assert (read.tag, read.elements, read.position, read.offset) == ("PO1", ("1", "", "EA"), 7, 100)
    assert [read.offset_of(n) for n in (0, 1, 2, 3)] == [100, 104, 106, 107]


def test_offsets_are_bytes_in_any_charset() -> None:
    body = "N1\x1dCafé\x1d92".encode()
    read = segment(body, 10, 2, "utf-8")
    assert read.elements == ("Café", "92")
    assert read.offset_of(2) == 10 + body.index(b"92")
    assert segment("N1\x1dCafé\x1d92".encode("latin-1"), 10, 2, "latin-1").elements == ("Café", "92")


def test_bytes_that_are_no_text_stand_as_a_sign_for_that() -> None:
    read = segment(b"N1\x1d\xc3\x28\x1d92", 10, 2, "utf-8")
    assert read.get(1) == "\ufffd("
    assert read.offset_of(2) == 16


def test_offsets_of_wrapped_elements() -> None:
    body = b"P\r\nO1\x1d1\x1dE\r\nA\x1d9"
    read = segment(body, 0, 2, "latin-1")
    assert (read.tag, read.elements) == ("PO1", ("1", "EA", "9"))
    assert [read.offset_of(n) for n in (1, 2, 3)] == [body.index(b"1\x1dE"), body.index(b"E"), body.index(b"9")]


def test_the_longest_element() -> None:
    assert longest(b"REF\x1dab\x1d" + b"x" * 200 + b"\x1dc") == ("REF", 2, "x" * 99)
    assert longest(b"REF") == ("REF", 0, "")


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (b"CAF\xe9", "latin-1", "CAF\xe9"),
        (b"CAF\xc3\xa9", "latin-1", "CAF\xe9"),
        (b"S\xc3O PAULO", "latin-1", "S\xc3O PAULO"),
        (b"CAF\xc3\xa9", "utf-8", "CAF\xe9"),
        (b"CAF\xe9", "utf-8", "CAF\ufffd"),
        (b"CAF\xe9", "ascii", "CAF\ufffd"),
        (b"5 \x80", "cp1252", "5 \u20ac"),
    ],
)
def test_characters_are_those_of_the_charset_or_good_utf_8(raw: bytes, charset: str, text: str) -> None:
    read = segment(b"N1\x1dST\x1d" + raw + b"\x1d92", 10, 3, charset)
    assert read.elements == ("ST", text, "92")
    assert read.offset_of(3) == 10 + len(b"N1*ST*") + len(raw) + 1
