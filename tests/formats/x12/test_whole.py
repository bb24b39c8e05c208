"""Sets cut out whole: the very events that reading segment by segment has, whatever stands in the file."""

from __future__ import annotations

import random
import time

import pytest

from benchmarks.orders import interchange
from edigw.formats.x12 import envelope, whole
from edigw.formats.x12.events import LIMITS, Limits
from edigw.tree import Message

FILE = interchange(7, range(1, 4)).encode()
FORMS = [FILE, FILE.replace(b"\n", b""), FILE.replace(b"\n", b"\r\n"), FILE.replace(b"~\n", b"\n")]
PIECES = [
    b"~", b"\n", b"\r\n", b"*", b">", b"ST*850*0009~", b"SE*3*0009~", b"~SE*1*1~", b"GE*1*7~", b"ISA", FILE[:106], b" ",
    b"\x7f", b"\x1c", b"\xc3\xa9", b"\xe9", b"", b"A", b"TA1*1*2*3*A*000~", b"IEA*1*000000007~", b"\xef\xbb\xbf", b"ST",
    b"~ST*", b"se*1~", b"*1*", b"*9999~", b"ST*855*0002~",
]  # fmt: skip
LIMITED = [LIMITS, Limits(60, 500), Limits(30), Limits(1000, 300)]


def events(data, **terms):
    return list(envelope.read(data, **terms))


@pytest.fixture
def piecewise(monkeypatch):
    """Reads segment by segment alone."""

    def read(data, **terms):
        with monkeypatch.context() as patch:
            patch.setattr(whole.WholeSets, "at", lambda sets, at: None)
            return events(data, **terms)

    return read


@pytest.mark.parametrize("form", FORMS)
def test_a_plain_file_is_cut_whole(form, piecewise):
    read = events(form)
    sets = [event for event in read if isinstance(event, Message)]
    assert len(sets) == 3
    assert all(isinstance(each.segments, whole.Later) for each in sets)
    assert sets[1].text.startswith(b"\x1cST\x1d850\x1d0002\x1cBEG\x1d00") and sets[1].text.endswith(b"\x1d0002\x1c")
    for each in sets:
        for segment in each.segments:
            assert form[segment.offset :].startswith(segment.tag.encode())
        assert form[each.start : each.start + 2] == b"ST" and form[each.end - 1 : each.end] in b"~\n"
    assert read == piecewise(form)


@pytest.mark.parametrize("form", FORMS)
def test_one_segment_is_made_as_all_are(form):
    for each, again in zip(events(form), events(form), strict=True):
        if isinstance(each, Message) and isinstance(again, Message):
            rows = tuple(each.segments)
            assert [again.segments[at] for at in range(len(rows))] == list(rows)
            assert again.segments[-1] == rows[-1] and again.segments[-len(rows)] == rows[0]
            with pytest.raises(IndexError):
                again.segments[len(rows)]
            assert again.segments[1:3] == rows[1:3] and tuple(again.segments) == rows


def test_whatever_stands_in_the_file_the_events_are_the_same(piecewise, monkeypatch):
    chance = random.Random(3)
    for _ in range(600):
        data = bytearray(chance.choice(FORMS))
        for _ in range(chance.randint(0, 3)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice([0, 0, 1, 2, chance.randrange(60)])] = chance.choice(PIECES)
        monkeypatch.setattr(whole, "_NEAR", chance.choice([1, 700, 1_500, 32_768]))
        terms = {"lenient": chance.random() < 0.3, "limits": chance.choice(LIMITED)}
        assert events(bytes(data), **terms) == piecewise(bytes(data), **terms), bytes(data)


def test_del_of_the_sender_is_no_stand_in():
    (read,) = (
        event
        for event in events(FILE.replace(b"STORE", b"ST\x7fRE"))
        if isinstance(event, Message) and event.control == "0001"
    )
    assert b"ST\x1aRE 0042" in read.text
    assert any("ST\x7fRE 0042" in segment.elements for segment in read.segments)


def test_segments_are_a_sequence():
    read = next(event for event in events(FILE) if isinstance(event, Message))
    assert len(read.segments) == 34
    assert read.segments[-1].tag == "SE" and [each.tag for each in read.segments[:2]] == ["ST", "BEG"]
    assert read.segments == tuple(read.segments) and hash(read.segments) == hash(tuple(read.segments))


@pytest.mark.parametrize("rest", [b"", b"SE*2*0001~"])
def test_sets_without_end_take_time_in_proportion(rest):
    """Twenty thousand beginnings; none of them is looked at as often as there are others."""
    data = FILE[: FILE.index(b"BEG")].replace(b"\n", b"") + b"ST*850*0001~" * 20_000 + rest
    started = time.perf_counter()
    assert sum(isinstance(event, Message) for event in events(data)) == 20_001
    assert time.perf_counter() - started < 20
