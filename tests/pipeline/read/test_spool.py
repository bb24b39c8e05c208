"""What lies in the spool is read back as it was put, in whatever order."""

from __future__ import annotations

import json

from edigw.pipeline.read import spool
from edigw.pipeline.read.spool import Rows, Spool, Text


def test_places_hold_what_was_put() -> None:
    kept = Spool()
    places = [kept.put(data) for data in (b"one", b"", b"three")]
    assert [kept.get(place) for place in reversed(places)] == [b"three", b"", b"one"]


def test_a_short_list_is_a_list_and_a_long_one_reads_like_it() -> None:
    kept = Spool()
    one, other = Rows(kept), Rows(kept)
    for number in range(2 * spool.IN_MEMORY + 3):
        row = {"number": number, "text": 'a "line"\nand é'}
        one.add(json.dumps(row, ensure_ascii=False))
        if number < 3:
            other.add(json.dumps(row))
    assert isinstance(other.short(), list)
    assert one.short() is one
    assert len(one) == 2 * spool.IN_MEMORY + 3
    assert [row["number"] for row in one] == list(range(len(one)))
    assert one[-1] == {"number": len(one) - 1, "text": 'a "line"\nand é'}
    assert one[:3] == other.short() == list(other)
    assert one != other
    assert [json.loads(line) for line in one.lines()] == list(one)


def test_a_text_of_one_piece_is_a_str() -> None:
    kept = Spool()
    short, long = Text(kept), Text(kept)
    short.add("one")
    for piece in ("one ", "zwei ", "trois é"):
        long.add(piece)
    assert short.short() == "one"
    assert long.short() is long
    assert str(long) == "one zwei trois é" == "".join(long.pieces())
