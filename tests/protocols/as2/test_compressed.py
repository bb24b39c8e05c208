"""Compressed data unfold to what went in, and no further than was agreed."""

import io
import zlib

import pytest
from openssl_peer import compressed_data

from edigw.protocols.as2.agreement import Limits
from edigw.protocols.as2.compressed import SOON, deflate, inflate
from edigw.protocols.as2.content import Content, held, one
from edigw.protocols.as2.refused import Refused


def packed(data: bytes) -> Content:
    return one(deflate(held(data)), None)


@pytest.mark.parametrize("spool", [None, io.BytesIO])
def test_33_inflated_as_far_as_agreed(spool: object) -> None:
    der = packed(bytes(2_000_000))
    assert inflate(der, Limits(ratio=2000), spool).whole() == bytes(2_000_000)
    for limits in (Limits(size=1_999_999, ratio=2000), Limits(ratio=10)):
        with pytest.raises(Refused, match="unfolds"):
            inflate(der, limits, spool)


def test_33_what_unfolds_at_once_is_stopped_before_the_rest_is_read() -> None:
    kept: list[io.BytesIO] = []

    class Seen(io.BytesIO):
        longest = 0

        def write(self, data: bytes) -> int:
            self.longest += len(data)
            return super().write(data)

    def spool() -> io.BytesIO:
        kept.append(Seen())
        return kept[-1]

    noise = zlib.compress(b"") * 40_000  # nothing that counts: it makes the whole look small beside its size
    der = compressed_data(zlib.compress(bytes(60_000_000)) + noise)
    with pytest.raises(Refused, match="unfolds"):
        inflate(Content(der, 0, len(der)), Limits(), spool)
    assert kept[0].longest <= SOON + 300 * 262_144 and kept[0].getvalue() == b""


def test_33_a_stream_cut_short_or_with_more_behind_it_is_refused() -> None:
    whole = zlib.compress(b"abc" * 100_000)
    for broken in (whole[:-3], whole + b"x", whole[:9] + b"\xff" + whole[10:], b""):
        der = compressed_data(broken)
        with pytest.raises(Refused, match=r"end|broken"):
            inflate(Content(der, 0, len(der)), Limits())


@pytest.mark.parametrize("size", [0, 1, 262_143, 262_144, 262_145, 1_000_000])
def test_3_every_length(size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert inflate(packed(data), Limits()).whole() == data
