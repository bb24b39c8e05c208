"""What was fetched from a server where nothing may be removed: name, size and time, on disk before they are let go."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Collection
from pathlib import Path

from edigw import disk

MOST = 10_000  # entries of files that are there no more, before they are forgotten

Known = tuple[str, int, int]  # name, bytes, mtime in seconds


class Memory:
    """One file, a line for each. A line that a power cut left half-written is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[Known, None] | None = None

    def holds(self, one: Known) -> bool:
        return one in self._read()

    def add(self, one: Known) -> None:
        """On disk when it returns. Raises OSError."""
        known = self._read()
        if one in known:
            return
        new = not self.path.exists()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            disk.write_all(handle, b"\n" + json.dumps(one).encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            disk.sync_folder(self.path.parent)
        known[one] = None

    def forget(self, there: Collection[Known]) -> None:
        """What lies there no more, once it is much."""
        known = self._read()
        kept = [one for one in known if one in there]
        if len(known) - len(kept) <= MOST:
            return
        with disk.temporary(self.path.parent, 0o600) as (path, handle):
            disk.write_all(handle, b"".join(b"\n" + json.dumps(one).encode("ascii") for one in kept))
            disk.settle(path, handle, self.path)
        self._known = dict.fromkeys(kept)

    def _read(self) -> dict[Known, None]:
        if self._known is None:
            self._known = {}
            with contextlib.suppress(FileNotFoundError):
                for line in self.path.read_bytes().split(b"\n"):
                    with contextlib.suppress(ValueError, TypeError):
                        name, size, mtime = json.loads(line)
                        self._known[name, size, mtime] = None
        return self._known
