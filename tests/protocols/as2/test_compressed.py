"""Compressed data unfold to what went in, and no further than was agreed."""

import pytest
from asn1crypto import cms

from edigw.protocols.as2.agreement import Limits
from edigw.protocols.as2.compressed import deflate, inflate
from edigw.protocols.as2.refused import Refused


def test_33_inflated_as_far_as_agreed() -> None:
    info = cms.ContentInfo.load(deflate(bytes(2_000_000)))
    assert inflate(info, Limits(ratio=2000)) == bytes(2_000_000)
    for limits in (Limits(size=1_999_999, ratio=2000), Limits(ratio=10)):
        with pytest.raises(Refused, match="unfolds"):
            inflate(info, limits)


def test_33_a_stream_cut_short_is_refused() -> None:
    info = cms.ContentInfo.load(deflate(b"abc"))
    info["content"]["encap_content_info"]["content"] = info["content"]["encap_content_info"]["content"].native[:-3]
    with pytest.raises(Refused):
        inflate(info, Limits())
