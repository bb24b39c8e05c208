"""An X12 interchange around one set that is too large for memory: from the archive, piece by piece, to the archive."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row as Stored

from edigw.formats.mapped import Data, give_back
from edigw.formats.x12.write import Header, OutGroup, OutSet, around, on_wire
from edigw.store.archive import Archive, Kept

STEP = 1_048_576  # bytes


def keep(archive: Archive, head: Header, document: Stored[Any], numbers: tuple[int, int, int]) -> Kept:
    """The interchange with these numbers (ISA, GS, ST) around a functional acknowledgement whose set lies in the
    archive, in the storage form. Raises CannotWrite for what the charset lacks."""
    isa, group, control = numbers
    out = OutGroup("FA", document.release, group, [OutSet(document.type, control, "")])
    before, behind = around(head, isa, out, document.segments - 2)

    def pieces() -> Iterator[bytes]:
        yield before
        for text in texts(archive.load(None, document.blob)):
            yield on_wire(text, head.rules)
        yield behind

    return archive.keep_pieces(pieces())


def texts(data: Data) -> Iterator[str]:
    """UTF-8 bytes as text, piece by piece."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    for at in range(0, len(data), STEP):
        yield decode(data[at : at + STEP])
        give_back(data, at, at + STEP)


__all__ = ["keep", "texts"]
