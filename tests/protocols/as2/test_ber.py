"""The frame of BER: depth, lengths, one element."""

import pytest

from edigw.protocols.as2.ber import sound


@pytest.mark.parametrize(
    ("data", "good"),
    [
        (b"\x30\x03\x02\x01\x05", True),
        (b"\x30\x80\x02\x01\x05\x00\x00", True),
        (b"\x30\x05\x24\x80\x02\x01\x05", False),
        (b"\x30\x03\x02\x01\x05\x00", False),
        (b"\x30\x03\x02\x02\x05", False),
        (b"\x30\x84\xff\xff\xff\xff", False),
        (b"\x30\x80" * 40 + b"\x00\x00" * 40, False),
        (b"\x30\x80" * 30 + b"\x00\x00" * 30, True),
        (b"", False),
    ],
)
def test_33_only_a_sound_frame_is_read(data: bytes, good: bool) -> None:
    assert sound(data) is good
