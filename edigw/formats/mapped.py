"""Bytes of a file, held or mapped: searched and hashed piece by piece, the memory of what was read given back."""

from __future__ import annotations

import hashlib
import mmap
import re

Data = bytes | mmap.mmap

STEP = 4_194_304  # bytes of a mapped file that count as memory at most while it is searched


def give_back(data: Data, start: int, end: int) -> None:
    """The pages of a mapped file in [start, end) are no longer counted as memory; they can be read again."""
    if isinstance(data, mmap.mmap) and end > start:
        first = start // mmap.ALLOCATIONGRANULARITY * mmap.ALLOCATIONGRANULARITY
        data.madvise(mmap.MADV_DONTNEED, first, end - first)


def find(data: Data, what: bytes, start: int, end: int) -> int:
    """Where `what` first stands whole in [start, end); -1 where it does not."""
    while end - start > STEP:
        found = data.find(what, start, min(start + STEP + len(what) - 1, end))
        if found >= 0:
            return found
        give_back(data, start, start + STEP)
        start += STEP
    return data.find(what, start, end)


def search(pattern: re.Pattern[bytes], data: Data, start: int, end: int, width: int) -> re.Match[bytes] | None:
    """The first match that begins in [start, end); no match is longer than `width` bytes."""
    while start < end:
        until = min(start + STEP, end)
        found = pattern.search(data, start, min(until + width, len(data)))
        if found is not None and found.start() < until:
            return found
        if end - start > STEP:
            give_back(data, start, until)
        start = until
    return None


def behind(pattern: re.Pattern[bytes], data: Data, start: int) -> int:
    """The end of a run of bytes, each of which the pattern (`[…]+`) matches; `start` where the first does not."""
    while start < len(data):
        found = pattern.match(data, start, min(start + STEP, len(data)))
        if found is None:
            break
        if found.end() - start == STEP:
            give_back(data, start, found.end())
        start = found.end()
    return start


def sha256(data: Data, start: int = 0, end: int | None = None) -> str:
    """Hex, of the bytes in [start, end)."""
    digest, last = hashlib.sha256(), len(data) if end is None else end
    for at in range(start, last, STEP):
        digest.update(data[at : min(at + STEP, last)])
        give_back(data, at, min(at + STEP, last))
    return digest.hexdigest()
