"""CompressedData of CMS (RFC 3274): zlib, inflated no further than was agreed, at any size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from edigw.protocols.as2.agreement import Limits
from edigw.protocols.as2.ber import OCTETS, SEQUENCE, Reader, children, element, head, identifier
from edigw.protocols.as2.content import CHUNK, Content, Joined, Matter, Spool, joined, keep
from edigw.protocols.as2.refused import Refused
from edigw.protocols.as2.signed import DATA

COMPRESSED = identifier("1.2.840.113549.1.9.16.1.9")
ZLIB = identifier("1.2.840.113549.1.9.16.3.8")
FREE = 1_048_576  # bytes that any ratio may unfold to
SOON = 8_388_608  # bytes that the beginning may unfold to, at any ratio to what was read until then
ZERO = b"\x02\x01\x00"


def inflate(packed: Content, limits: Limits, spool: Spool | None = None) -> Content:
    """The content of a CompressedData; `Refused` at the cap, the ratio or a broken stream, and nothing stays."""
    try:
        reader = Reader(packed)
        for tag in (SEQUENCE, 0xA0, SEQUENCE):
            reader.enter(tag)
            if tag == SEQUENCE:
                reader.skip()  # type, then version
        algorithm = children(reader.whole())[0]
        reader.enter(SEQUENCE)
        reader.skip()
        reader.enter(0xA0)
        if algorithm != ZLIB:
            raise Refused("decompression-failed", "compressed by another algorithm than zlib")
        return keep(_inflated(reader, limits, packed.size), spool)
    except (ValueError, IndexError) as error:
        raise Refused("decompression-failed", "no sound CompressedData") from error


def _inflated(reader: Reader, limits: Limits, packed: int) -> Iterator[bytes]:
    machine, size, fed = zlib.decompressobj(), 0, 0
    most = min(limits.size, max(FREE, limits.ratio * packed))
    try:
        for piece in reader.octets():
            fed, left, content = fed + len(piece), piece, b""
            while left or (len(content) == CHUNK and not machine.eof):
                if machine.eof:
                    raise Refused("decompression-failed", "the compressed data do not end where they should")
                content = machine.decompress(left, CHUNK)
                left = machine.unconsumed_tail
                size += len(content)
                if size > min(most, max(SOON, limits.ratio * (fed - len(left)))):
                    raise Refused("decompression-failed", f"unfolds to more than {most} bytes, or too much at once")
                yield content
    except zlib.error as error:
        raise Refused("decompression-failed", "the compressed data are broken") from error
    if not machine.eof or machine.unused_data:
        raise Refused("decompression-failed", "the compressed data do not end where they should")
    for _ in range(5):
        reader.leave()
    reader.end()


def deflate(content: Matter, spool: Spool | None = None) -> Joined:
    """Content compressed, DER."""
    packed = keep(_deflated(content), spool)
    data = head(OCTETS, packed.size)
    data = DATA + head(0xA0, len(data) + packed.size) + data
    data = ZERO + element(SEQUENCE, ZLIB) + head(SEQUENCE, len(data) + packed.size) + data
    data = head(SEQUENCE, len(data) + packed.size) + data
    data = COMPRESSED + head(0xA0, len(data) + packed.size) + data
    return joined(head(SEQUENCE, len(data) + packed.size) + data, packed)


def _deflated(content: Matter) -> Iterator[bytes]:
    machine = zlib.compressobj()
    for chunk in content.chunks():
        yield machine.compress(chunk)
    yield machine.flush()
