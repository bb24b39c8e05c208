"""CompressedData of CMS (RFC 3274): zlib, inflated no further than was agreed."""

from __future__ import annotations

import zlib
from typing import Any

from asn1crypto import cms

from edigw.protocols.as2.agreement import Limits
from edigw.protocols.as2.refused import Refused

FREE = 1_048_576  # bytes that any ratio may unfold to


def inflate(info: Any, limits: Limits) -> bytes:
    """The content of a ContentInfo that holds CompressedData; `Refused` at the cap, the ratio or a broken stream."""
    try:
        packed = info["content"]["encap_content_info"]["content"].native
        algorithm = info["content"]["compression_algorithm"]["algorithm"].native
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("decompression-failed", "no sound CompressedData") from error
    if algorithm != "zlib" or not isinstance(packed, bytes):
        raise Refused("decompression-failed", "compressed by another algorithm than zlib")
    most = min(limits.size, max(FREE, limits.ratio * len(packed)))
    machine = zlib.decompressobj()
    try:
        content = machine.decompress(packed, most + 1)
    except zlib.error as error:
        raise Refused("decompression-failed", "the compressed data are broken") from error
    if len(content) > most:
        raise Refused("decompression-failed", f"unfolds to more than {most} bytes")
    if not machine.eof or machine.unused_data:
        raise Refused("decompression-failed", "the compressed data do not end where they should")
    return content


def deflate(content: bytes) -> bytes:
    """Content compressed, DER."""
    data = cms.CompressedData(
        {
            "version": "v0",
            "compression_algorithm": {"algorithm": "zlib"},
            "encap_content_info": {"content_type": "data", "content": zlib.compress(content)},
        }
    )
    whole: bytes = cms.ContentInfo({"content_type": "compressed_data", "content": data}).dump()
    return whole
