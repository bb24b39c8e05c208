"""Whole messages: the same as what is read segment by segment, only faster."""

from __future__ import annotations

import pytest
from edifact_wire import findings, interchange, lined, message, messages
from hypothesis import given, settings
from hypothesis import strategies as st

from edigw.formats.edifact.whole import WholeMessages
from edigw.formats.events import Limits
from edigw.tree import Message

ROWS = st.sampled_from(
    ["BGM+220+PO1+9", "FTX+a?'UNT?+1", "FTX+??", "FTX", "UNS+S", "FTX+\xe9\xc3\xa9:?+", "FTX+?'", "NAD+BY+\x7f\x06",
     "x+1", "UNZ", "LIN:1+2", "", "FTX+\n", "BGM+UNB?+", "FTX+?"]
)  # fmt: skip


def slowly(data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    with monkeypatch.context() as patched:
        patched.setattr(WholeMessages, "at", lambda self, at: None)
        return messages(data)


@settings(deadline=None)
@given(st.lists(st.lists(ROWS, max_size=5), max_size=4), st.sampled_from([b"'", b"'\n", b"'\r\n", b"\n", b"'\r"]))
def test_both_ways_of_reading_agree(bodies: list[list[str]], end: bytes) -> None:
    rows = (message("BGM", *body, control=str(number)) for number, body in enumerate(bodies))
    data = lined(interchange(*rows), end)
    with pytest.MonkeyPatch.context() as patch:
        fast, slow = messages(data), slowly(data, patch)
    assert fast == slow
    for one in fast:
        assert list(one.segments) == list(slow[fast.index(one)].segments)


@pytest.mark.parametrize("end", [b"'", b"'\n"])
def test_both_ways_agree_beyond_a_window(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    held = ["FTX+AAA+++it?'s " + "x?+" * 60, *(f"RFF+CT:{number}" for number in range(90))]
    rows = [message(*held, "FTX+\xe9" if number % 50 == 7 else "FTX+e", control=str(number)) for number in range(80)]
    rows[9] = rows[9].replace("UNT+", "UNT+9")
    rows[60] = message(*["FTX+" + "y" * 400] * 120, control="60")
    data = lined(interchange(*rows), end).replace(b"?" + end, b"?'")
    fast = messages(data)
    assert fast == slowly(data, monkeypatch) and len(fast) == 80
    assert all(one.text is not None for one in fast)


def test_plain_messages_are_cut_whole() -> None:
    held = message("FTX+AAA+++it?'s a?+b"), message(control="2")
    for end in (b"'", b"'\n", b"'\r\n", b"'\r", b"\n"):
        if end != b"\n":
            assert all(
                one.text is not None for one in messages(lined(interchange(*held), end).replace(b"?" + end, b"?'"))
            )
    text = messages(interchange(*held))[0].text
    assert text is not None and text.startswith(b"\x1cUNH\x1d1\x1dORDERS\x1fD\x1f96A\x1f") and text.endswith(b"\x1c")
    assert b"\x1cFTX\x1dAAA\x1d\x1d\x1dit's a+b\x1cUNT" in text


def test_whole_messages_over_the_limits_are_not_cut() -> None:
    data = interchange(message("FTX+" + "x" * 200))
    assert messages(data)[0].text is not None
    assert messages(data, limits=Limits(segment=100))[0].text is None
    assert messages(data, limits=Limits(set=100))[0].text is None


def test_segments_made_later_are_a_sequence() -> None:
    later = messages(interchange())[0].segments
    assert len(later) == 7 and later[1].tag == "BGM" and [one.tag for one in later[-2:]] == ["UNS", "UNT"]
    assert later == messages(interchange())[0].segments and hash(later) == hash(tuple(later))
    assert not findings(interchange())
