"""A file that a partner writes: which bytes are there, how large it may become, and how it ends.

It lies under a made-up name in a folder of its own until it is closed; what was cut is kept as far as it reaches
without a gap, for that is where clients go on from.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from edigw import disk
from edigw.transports.sftpd import wire

MOST_GAPS = 1000
PRESSED = 32 << 20  # bytes after which they are pressed to disk, so that the last sync is short


class Upload:
    """`take` is asked for each byte more that the file holds, and raises Denied where there is no room for it."""

    def __init__(
        self, name: str, path: Path, handle: int, *, most: int, take: Callable[[int], None], appending: bool = False,
        readable: bool = False,
    ) -> None:  # fmt: skip
        self.name, self.path = name, path
        self.readable = readable
        self.size = os.fstat(handle).st_size
        self.lost = False
        self._handle = handle
        self._most, self._take, self._appending = most, take, appending
        self._spans = [(0, self.size)] if self.size else []  # sorted, apart from each other
        self._unpressed = 0
        self._broken = False  # a write was refused

    def write(self, offset: int, data: bytes) -> bool:
        """Whether `press` is due. Raises Denied, OSError: after that it can no longer become whole."""
        handle = self._ours()
        if not data:
            return False
        broken, self._broken = self._broken, True
        if self._appending:
            offset = self.size
        self._grow(offset + len(data))
        written = 0
        while written < len(data):
            written += os.pwrite(handle, data[written:], offset + written)
        self.size = max(self.size, offset + len(data))
        self._note(offset, offset + len(data))
        self._broken = broken
        self._unpressed += len(data)
        return self._unpressed >= PRESSED

    def read(self, offset: int, length: int) -> bytes:
        return os.pread(self._ours(), length, offset)

    def resize(self, size: int) -> None:
        """What lies beyond the old end is a gap until it is written."""
        self._grow(size)
        os.ftruncate(self._ours(), size)
        self.size = size
        self._spans = [(start, min(end, size)) for start, end in self._spans if start < size]

    def press(self) -> None:
        """Bytes to disk; slow."""
        self._unpressed = 0
        os.fsync(self._ours())

    def lose(self) -> None:
        """Another session goes on with it, or it was removed: this one can do nothing more but close it."""
        self.lost = True

    def close(self) -> None:
        os.close(self._handle)

    @property
    def reaches(self) -> int:
        """Bytes from the start without a gap."""
        return self._spans[0][1] if self._spans and self._spans[0][0] == 0 else 0

    def settle(self, written: float) -> None:
        """It is whole: its time, then its bytes to disk. Raises Denied where bytes are missing."""
        handle = self._ours()
        if self._broken:
            raise wire.Denied(wire.FAILURE, f"a write was refused: {self.reaches} bytes are kept, go on from there")
        if self.reaches != self.size:
            raise wire.Denied(wire.FAILURE, f"bytes are missing from {self.reaches} on: go on from there")
        os.utime(handle, (written, written))
        os.fsync(handle)

    def keep(self, target: Path) -> None:
        """It was cut: kept under this path as far as it reaches; nothing where there is nothing."""
        handle = self._ours()
        if not self.reaches:
            self.path.unlink(missing_ok=True)
            return
        os.ftruncate(handle, self.reaches)
        os.fsync(handle)
        os.rename(self.path, target)
        disk.sync_folder(target.parent)

    def _ours(self) -> int:
        if self.lost:
            raise wire.Denied(wire.FAILURE, "another session goes on with this file, or it was removed")
        return self._handle

    def _grow(self, end: int) -> None:
        if end > self._most:
            raise wire.Denied(wire.FAILURE, f"a file may have {self._most} bytes at most")
        if end > self.size:
            self._take(end - self.size)

    def _note(self, start: int, end: int) -> None:
        spans = self._spans
        if spans and spans[-1][0] <= start <= spans[-1][1]:  # as nearly all clients write
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            return
        joined = [span for span in spans if span[0] <= end and start <= span[1]]
        apart = [span for span in spans if not (span[0] <= end and start <= span[1])]
        if len(apart) >= MOST_GAPS:
            raise wire.Denied(wire.FAILURE, "too many gaps: write from the start on")
        whole = (min([start, *(span[0] for span in joined)]), max([end, *(span[1] for span in joined)]))
        self._spans = sorted([*apart, whole])
