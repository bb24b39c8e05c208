"""The frame of BER (X.690 8.1) looked over before anything reads it: depth, lengths and number of elements."""

from __future__ import annotations

DEPTH = 32
ELEMENTS = 1_000_000


def sound(data: bytes) -> bool:
    """Whether `data` is exactly one BER element that is neither too deep nor longer than itself."""
    ends: list[int] = []  # of each constructed element that is open; -1: by an end-of-contents
    at, count = 0, 0
    while at < len(data):
        count += 1
        head = _head(data, at)
        if head is None or count > ELEMENTS:
            return False
        tag, at, length = head
        limit = next((end for end in reversed(ends) if end >= 0), len(data))
        if tag == 0 and length == 0:
            if not ends or ends.pop() != -1:
                return False
        elif tag & 0x20:
            ends.append(-1 if length < 0 else at + length)
        elif length < 0:
            return False
        else:
            at += length
        if at > limit or (ends and ends[-1] > limit) or len(ends) > DEPTH:
            return False
        while ends and ends[-1] == at:
            ends.pop()
        if not ends:
            return at == len(data)
    return False


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """First byte of the tag, where the contents begin, their length (-1: indefinite)."""
    if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        return None  # tags above 30 stand nowhere in CMS
    tag, size = data[at], data[at + 1]
    at += 2
    if size < 0x80:
        return tag, at, size
    if size == 0x80:
        return tag, at, -1
    width = size & 0x7F
    if width > 8 or at + width > len(data):
        return None
    return tag, at + width, int.from_bytes(data[at : at + width], "big")
