"""Binary segments: what is as long as it says holds any byte; what is not is cut as text, and told."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import accounted, codes, group, interchange, isa, messages, ranges, transaction

from edigw.formats.x12 import syntax
from edigw.formats.x12.binary import binary_at, next_binary, wrong_length
from edigw.formats.x12.events import Limits, Terms
from edigw.formats.x12.syntax import BINARY, Marks, pieces
from edigw.tree import Message

STAR = Marks(b"*", b"~", b">")
NASTY = (isa() + group() + "IEA*1*000000001~SE*3*0001~\r\nBIN*3*ab~~GE*1*1~").encode("latin-1")


def holding(data: bytes, head: bytes | None = None, breaks: bytes = b"") -> bytes:
    """An interchange of three sets, with a binary segment in the second."""
    told = b"BIN*%d*" % len(data) if head is None else head
    plain = interchange(group(transaction(), transaction(control="0002", count=6), transaction(control="0003")))
    plain = plain.replace(b"~", b"~" + breaks)
    at = plain.index(b"CTT", plain.index(b"ST*850*0002"))
    return plain[:at] + told + data + b"~" + breaks + plain[at:]


def read(data: bytes, **options: object) -> list[Message]:
    accounted(data, **options)
    return messages(data, **options)


@pytest.mark.parametrize("breaks", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("data", [b"plain", b"", NASTY, bytes(range(256)), b"~" * 9, b"ISA*00*", b"\r\n" * 40])
def test_binary_data_may_hold_any_byte(data: bytes, breaks: bytes) -> None:
    raw = holding(data, breaks=breaks)
    first, second, third = read(raw)
    assert codes(raw) == []
    assert [one.control for one in (first, second, third)] == ["0001", "0002", "0003"]
    packed = second.segments[3]
    assert (packed.tag, packed.get(1), packed.position) == ("BIN", str(len(data)), 4)
    assert raw[packed.offset_of(2) :].startswith(data)
    assert second.segments[4].tag == "CTT"
    assert len(second.segments) == 6


def test_the_other_binary_segment_has_its_length_second() -> None:
    raw = holding(NASTY, b"BDS*ASC*%d*" % len(NASTY))
    assert codes(raw) == []
    assert [one.tag for one in read(raw)[1].segments] == ["ST", "BEG", "PO1", "BDS", "CTT", "SE"]
    assert ranges(raw) == [(0, len(raw))]


def test_what_is_shown_of_the_data_is_text_without_delimiters() -> None:
    segment = read(holding(b"a*b>\x1c\x1d\x1e\x1f\n\xe4~"))[1].segments[3]
    assert segment.elements == ("11", "a*b>" + "\x1a" * 6 + "~")


@pytest.mark.parametrize(
    ("head", "data", "expected", "element"),
    [
        (b"BIN*9*", b"short", "AK403 4 BINARY_TOO_SHORT", 2),
        (b"BIN*3*", b"longer", "AK403 5 BINARY_TOO_LONG", 2),
        (b"BIN*x3*", b"abc", "AK403 6 BINARY_LENGTH_UNREADABLE", 1),
        (b"BIN**", b"abc", "AK403 1 BINARY_LENGTH_MISSING", 1),
        (b"BIN*3", b"", "AK403 4 BINARY_TOO_SHORT", 2),
        (b"BIN", b"", "AK403 1 BINARY_LENGTH_MISSING", 1),
        (b"BDS*ASC*9*", b"short", "AK403 4 BINARY_TOO_SHORT", 3),
        (b"BDS*ASC*-1*", b"abc", "AK403 6 BINARY_LENGTH_UNREADABLE", 2),
    ],
)
def test_a_wrong_length_is_told_and_the_segment_is_cut_as_text(
    head: bytes, data: bytes, expected: str, element: int
) -> None:
    raw = holding(data, head)
    assert codes(raw) == [expected]
    (finding,) = read(raw)[1].findings
    assert (finding.segment, finding.position, finding.element) == (head[:3].decode(), 4, element)
    assert raw[finding.offset :].startswith(head)
    assert [one.control for one in read(raw)] == ["0001", "0002", "0003"]


def test_a_word_that_ends_like_the_tag_is_none() -> None:
    raw = interchange(group(transaction("BEG*00*SA*PO1**20260102", "PID*F****CABIN*5*a", "CTT*1")))
    assert codes(raw) == []
    assert read(raw)[0].text is not None


def test_binary_data_over_the_cap_refuse_the_set_and_the_next_is_read() -> None:
    raw = holding(NASTY)
    limits = Limits(segment=100)
    assert codes(raw, limits=limits) == ["AK403 5 ELEMENT_TOO_LONG", "AK502 5 SEGMENT_TOO_LONG"]
    assert [one.control for one in read(raw, limits=limits)] == ["0001", "0002", "0003"]


def test_a_set_over_its_limit_is_left_behind_binary_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edigw.formats.x12.sets.LOOK", 200)
    raw = holding(NASTY * 20)
    limits = Limits(set=500)
    assert codes(raw, limits=limits) == ["AK502 5 SET_TOO_LARGE"]
    assert [one.control for one in read(raw, limits=limits)] == ["0001", "0002", "0003"]


def test_windows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = holding(NASTY, breaks=b"\r\n")
    whole = list(pieces(raw, 106, len(raw), STAR, 10_000, lenient=False))
    for window in (8, 9, 13, 50, 333):
        monkeypatch.setattr(syntax, "WINDOW", window)
        monkeypatch.setattr(syntax, "FIRST", window)
        assert list(pieces(raw, 106, len(raw), STAR, 10_000, lenient=False)) == whole


@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_no_data_change_what_stands_around_them(data: bytes, seed: int) -> None:
    chance = random.Random(seed)
    for at in range(0, len(data), 10):
        data = data[:at] + chance.choice([b"~", b"ISA*", b"~SE*6*0002~", b"~BIN*2*", b"*"]) + data[at:]
    raw = holding(data)
    assert codes(raw) == []
    assert [len(one.segments) for one in read(raw)] == [5, 6, 5]


def test_where_a_binary_segment_stands() -> None:
    raw = b"~BIN*2*~~~X~BIN*9*a~"
    found = binary_at(raw, 1, b"*", b"~")
    assert found is not None
    assert (found.start, found.data, found.end) == (1, 7, 10)
    assert next_binary(raw, 0, len(raw), b"*", b"~") == found
    assert next_binary(raw, 10, len(raw), b"*", b"~") is None
    (piece,) = list(pieces(raw, 1, 10, STAR, 100, lenient=False))
    assert piece == (1, 10, b"BIN\x1d2\x1d~~", BINARY)


def test_a_length_that_nobody_tells() -> None:
    assert wrong_length(b"BIN", 7, 3).offset == 7


def test_terms_do_not_matter() -> None:
    raw = holding(NASTY)
    assert codes(raw, terms=lambda _: Terms(lenient=True, charset="utf-8")) == []
