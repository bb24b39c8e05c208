"""The work folder beside a watched folder: each scan claims into a batch of its own, locked while we live.

The lock (flock on the batch's folder) dies with its process, however that ends: a batch that nobody locks was
left by a killed one, and whoever finds it takes it over.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

File = tuple[str, os.stat_result]


class WorkFolder:
    """Batches of claimed files. `places`: where it should lie, and where instead when that is another disk."""

    def __init__(self, places: tuple[Path, Path]) -> None:
        self._places = places
        self._place = places[0]
        self._locks: dict[Path, int] = {}
        self._inherited: set[Path] = set()

    def left(self) -> Iterator[tuple[Path, list[File]]]:
        """Batches that are ours or that nobody lives for, the oldest first, with their files by mtime and name."""
        for place in self._places:
            for entry in sorted(entries(place), key=lambda found: found.name):
                batch = Path(entry.path)
                if batch not in self._locks:
                    if not self._lock(batch):
                        continue
                    self._inherited.add(batch)
                files = [(one.name, one.stat(follow_symlinks=False)) for one in entries(batch)]
                if files:
                    yield batch, sorted(files, key=lambda file: (file[1].st_mtime_ns, os.fsencode(file[0])))
                else:
                    self.forget(batch)

    def inherited(self, batch: Path) -> bool:
        """Did another process claim it? Then nobody knows whether its files were committed."""
        return batch in self._inherited

    def open(self, mtime_ns: int) -> Path:
        """A new, empty, locked batch; batches sort by the time of their first file."""
        while True:
            batch = self._place / f"{max(mtime_ns, 0) // 1_000_000:013d}-{secrets.token_hex(8)}"
            try:
                batch.mkdir(parents=True)
            except PermissionError:
                if not self.elsewhere():
                    raise
                continue
            if self._lock(batch):
                return batch

    def elsewhere(self) -> bool:
        """The first place does not serve: from now on the other one. False when it does not serve either."""
        if self._place == self._places[1]:
            return False
        self._place = self._places[1]
        return True

    def forget(self, batch: Path) -> None:
        """Removes the batch when it is empty, and lets go of it."""
        try:
            os.rmdir(batch)
        except FileNotFoundError:
            pass
        except OSError:
            return  # not empty yet
        self._inherited.discard(batch)
        handle = self._locks.pop(batch, None)
        if handle is not None:
            os.close(handle)

    def close(self) -> None:
        """Lets go of every batch; what lies in them is taken over by whoever comes next."""
        while self._locks:
            os.close(self._locks.popitem()[1])

    def _lock(self, batch: Path) -> bool:
        try:
            handle = os.open(batch, os.O_RDONLY | os.O_DIRECTORY)
        except (FileNotFoundError, NotADirectoryError):
            return False
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), os.stat(batch)):  # not removed by a rival in between
                self._locks[batch] = handle
                return True
        os.close(handle)
        return False


def entries(folder: Path) -> list[os.DirEntry[str]]:
    """What a folder holds; nothing when it is no folder."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []
