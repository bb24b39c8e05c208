"""The storage form of a composed set or message, independent of delimiters: tags and elements, UTF-8."""

from __future__ import annotations

from collections.abc import Iterable

from edigw.tree import ELEMENT, SEGMENT, Segment


def packed(segments: Iterable[Segment]) -> str:
    """Segments as the characters of the storage form, SEGMENT behind each."""
    rows = [ELEMENT.join((read.tag, *read.elements)) for read in segments]
    return SEGMENT.join([*rows, ""])


def pack(segments: Iterable[Segment]) -> bytes:
    """The storage form itself."""
    return packed(segments).encode("utf-8")


def unpack(stored: bytes) -> tuple[Segment, ...]:
    """The segments that `pack` stored, numbered as they will stand behind ST or UNH."""
    return parted(stored.decode("utf-8"), 2)


def parted(text: str, first: int) -> tuple[Segment, ...]:
    """The segments of the storage form's characters, numbered from `first` on."""
    cut = (row.split(ELEMENT) for row in text.split(SEGMENT)[:-1])
    return tuple(Segment(tag, tuple(elements), position) for position, (tag, *elements) in enumerate(cut, first))
