"""BER is read once and forwards, at any size, and no deeper or longer than it may be."""

import io

import pytest

from edigw.protocols.as2.ber import ELEMENTS, Reader, Unsound, children, element, identifier
from edigw.protocols.as2.content import Content


def passed(data: bytes) -> bool:
    """Whether `data` is exactly one element that can be passed over, in memory and in a file."""
    told = set()
    for held in (data, io.BytesIO(b"junk" + data)):
        start = 0 if isinstance(held, bytes) else 4
        reader = Reader(Content(held, start, start + len(data)))
        try:
            reader.skip()
            reader.end()
            told.add(True)
        except Unsound:
            told.add(False)
    assert len(told) == 1
    return told.pop()


@pytest.mark.parametrize(
    ("data", "good"),
    [
        (b"\x30\x03\x02\x01\x05", True),
        (b"\x30\x80\x02\x01\x05\x00\x00", True),
        (b"\x30\x80\x30\x05\x24\x80\x02\x01\x05\x00\x00", True),  # what stands in a known length is passed over
        (b"\x30\x80\x24\x80\x02\x01\x05\x00\x00", False),
        (b"\x30\x03\x02\x01\x05\x00", False),
        (b"\x30\x80\x02\x02\x05", False),
        (b"\x30\x84\xff\xff\xff\xff", False),
        (b"\x30\x89" + b"\x00" * 9, False),
        (b"\x04\x80\x00\x00", False),
        (b"\x1f\x81\x01\x00", False),
        (b"\x30\x80" * 40 + b"\x00\x00" * 40, False),
        (b"\x30\x80" * 30 + b"\x00\x00" * 30, True),
        (b"\x30\x80" + b"\x05\x00" * (2 * ELEMENTS) + b"\x00\x00", False),
        (b"", False),
    ],
)
def test_33_only_a_sound_frame_is_passed(data: bytes, good: bool) -> None:
    assert passed(data) is good


@pytest.mark.parametrize(
    "data",
    [
        b"\x04\x06abcdef",
        b"\x24\x80\x04\x02ab\x04\x00\x04\x04cdef\x00\x00",
        b"\x24\x08\x04\x02ab\x04\x02cd",
        b"\x24\x80\x24\x80\x04\x03abc\x00\x00\x24\x05\x04\x03def\x00\x00",
    ],
)
def test_3_a_string_whole_and_in_pieces(data: bytes) -> None:
    for held in (data, io.BytesIO(data)):
        reader = Reader(Content(held, 0, len(data)))
        assert b"".join(reader.octets()) in (b"abcdef", b"abcd")
        reader.end()


@pytest.mark.parametrize(
    "data", [b"\x24\x80\x02\x01\x05\x00\x00", b"\x24\x80\x04\x02ab", b"\x02\x01\x05", b"\x24\x80" * 40, b"\x04\x05ab"]
)
def test_33_no_string_of_other_things(data: bytes) -> None:
    with pytest.raises(Unsound):
        b"".join(Reader(Content(data, 0, len(data))).octets())


def test_33_an_element_is_left_only_at_its_end() -> None:
    data = b"\x30\x06\x02\x01\x05\x02\x01\x06"
    reader = Reader(Content(data, 0, len(data)))
    reader.enter(0x30)
    reader.skip()
    with pytest.raises(Unsound):
        reader.leave()
    assert children(data) == [b"\x02\x01\x05", b"\x02\x01\x06"]


def test_30_what_is_written() -> None:
    assert element(0x04, b"x" * 200)[:3] == b"\x04\x81\xc8"
    assert element(0x04, b"x" * 70_000)[:5] == b"\x04\x83\x01\x11\x70"
    assert identifier("1.2.840.113549.1.7.2") == bytes.fromhex("06092a864886f70d010702")


@pytest.mark.parametrize(
    ("data", "held"),
    [
        (b"\x30\x80\x02\x01\x05\x00\x00", [b"\x02\x01\x05"]),
        (b"\x30\x83\x00\x00\x03\x02\x01\x05", [b"\x02\x01\x05"]),
        (b"\x30\x05\x24\x80\x00\x00\x05", None),
        (b"\x30\x06\x24\x80\x00\x00\x05\x00", [b"\x24\x80\x00\x00", b"\x05\x00"]),
        (b"\x30\x00", []),
        (b"\x30\x02\x02\x01\x05", None),
        (b"\x30\x04\x02\x01\x05", None),
        (b"\x30\x80\x02\x01\x05", None),
        (b"\x30\x03\x02\x02\x05", None),
        (element(0x30, element(0x04, b"x" * 130), element(0x04, b"y" * 300), element(0x04, b"z" * 70_000)), 3),
    ],
)
def test_33_what_stands_in_a_sequence(data: bytes, held: object) -> None:
    if held is None:
        with pytest.raises((Unsound, IndexError)):
            children(data)
    elif isinstance(held, int):
        assert [len(row) for row in children(data)] == [133, 304, 70_005]
    else:
        assert children(data) == held
