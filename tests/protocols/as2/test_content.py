"""Content is the same in memory and in a file."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edigw.protocols.as2.content import CHUNK, Content, held, joined, keep, one


@given(st.binary(max_size=50), st.integers(0, 50), st.integers(0, 50), st.binary(min_size=1, max_size=2))
def test_38_in_memory_as_in_a_file(data: bytes, start: int, stop: int, mark: bytes) -> None:
    start, stop = sorted((min(start, len(data)), min(stop, len(data))))
    seen = []
    for whole in (held(data), held(io.BytesIO(data))):
        part = whole.cut(start, stop)
        window, begin, end = part.head(7)
        seen.append((part.size, part.whole(), part.at(1, 5), b"".join(part.chunks()), window[begin:end],
                     list(part.places(mark)), part.cut(0).whole()))  # fmt: skip
    assert seen[0] == seen[1]
    assert seen[0][:2] == (stop - start, data[start:stop])


def test_38_marks_across_the_windows_of_a_file() -> None:
    data = bytearray(3 * CHUNK)
    places = [0, CHUNK - 2, 2 * CHUNK - 1, 3 * CHUNK - 4]
    for place in places:
        data[place : place + 4] = b"mark"
    assert list(held(io.BytesIO(data)).places(b"mark")) == places


def test_38_what_fails_half_way_leaves_nothing_in_its_file() -> None:
    file = io.BytesIO()

    def failing() -> object:
        yield b"secret"
        raise ValueError

    with pytest.raises(ValueError):
        keep(failing(), lambda: file)
    assert file.getvalue() == b""


def test_38_contents_one_after_the_other() -> None:
    both = joined(b"ab", joined(held(io.BytesIO(b"cd")), b""), Content(b"xefx", 1, 3))
    assert (both.size, both.whole()) == (6, b"abcdef")
    assert one(both, io.BytesIO).whole() == b"abcdef"
    assert held(bytearray(b"x")).whole() == b"x"
