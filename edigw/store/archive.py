"""The archive of raw bytes: up to 64 KB they live in their row, larger ones in a content-addressed folder.

A blob is written under a temporary name, synced, renamed, and its folder is synced: it is there complete or
not at all, and a row that names it was committed only afterwards.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import mmap
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edigw import disk
from edigw.errors import NotFound

IN_ROW = 65_536  # bytes that a row holds
CHUNK = 1_048_576
ABANDONED_S = 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """Where bytes are: in `body`, or in the archive under `blob`."""

    sha256: str  # hex
    size: int  # bytes
    body: bytes | None = None
    blob: str | None = None


class Archive:
    """A folder of blobs, named by their sha256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> Kept:
        """Bytes in memory; durable on return, or in the caller's row."""
        sha = hashlib.sha256(data).hexdigest()
        if len(data) <= IN_ROW:
            return Kept(sha, len(data), bytes(data))
        with disk.trouble(f"cannot archive {len(data)} bytes"), self._temporary() as (path, handle):
            disk.write_all(handle, data)
            self._settle(path, handle, sha)
        return Kept(sha, len(data), blob=sha)

    def keep_file(self, path: Path) -> Kept:
        """A file, in flat memory; it may be removed once the row that names the result is committed."""
        with disk.trouble(f"cannot archive {path}"), open(path, "rb") as source:
            head = source.read(IN_ROW + 1)
            if len(head) <= IN_ROW:
                return Kept(hashlib.sha256(head).hexdigest(), len(head), head)
            digest, size = hashlib.sha256(), 0
            with self._temporary() as (target, handle):
                while head:
                    digest.update(head)
                    size += len(head)
                    disk.write_all(handle, head)
                    head = source.read(CHUNK)
                self._settle(target, handle, digest.hexdigest())
        return Kept(digest.hexdigest(), size, blob=digest.hexdigest())

    def keep_pieces(self, pieces: Iterable[bytes]) -> Kept:
        """Bytes that come one piece after the other, in flat memory."""
        digest, size, head = hashlib.sha256(), 0, b""
        with disk.trouble("cannot archive what leaves"), self._temporary() as (target, handle):
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                head += piece if len(head) <= IN_ROW else b""
                disk.write_all(handle, piece)
            if size <= IN_ROW:
                return Kept(digest.hexdigest(), size, head)
            self._settle(target, handle, digest.hexdigest())
        return Kept(digest.hexdigest(), size, blob=digest.hexdigest())

    def load(self, body: bytes | None, blob: str | None) -> bytes | mmap.mmap:
        """The bytes of a row's `body` and `blob`; a blob is mapped, not read. Raises NotFound when it is gone."""
        if blob is None:
            return body or b""
        with self.open(body, blob) as source:
            return mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)

    def open(self, body: bytes | None, blob: str | None) -> BinaryIO:
        """As `load`, to be read bit by bit. Raises NotFound when it is gone."""
        if blob is None:
            return io.BytesIO(body or b"")
        path = self.path(blob)
        try:
            with disk.trouble(f"cannot read {path}"):
                return path.open("rb")
        except FileNotFoundError:
            raise NotFound(f"the archive lacks {path}", "restore it from a backup of the data folder") from None

    def intact(self, blob: str) -> bool:
        """Does the blob still hold the bytes after which it is named? Reads all of it."""
        digest = hashlib.sha256()
        with disk.trouble(f"cannot read {self.path(blob)}"), open(self.path(blob), "rb") as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest() == blob

    def prove(self, blob: str) -> None:
        """Raises NotFound where the blob holds other bytes than those after which it is named."""
        if not self.intact(blob):
            hint = "the disk has changed it: restore it from a backup of the data folder"
            raise NotFound(f"{self.path(blob)} does not hold its bytes any more", hint)

    def path(self, blob: str) -> Path:
        return self.folder / blob[:2] / blob[2:]

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[tuple[Path, int]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with disk.temporary(self.folder, 0o600) as (path, handle):
            yield path, handle

    def _settle(self, temporary: Path, handle: int, sha: str) -> None:
        final = self.path(sha)
        if not final.parent.is_dir():
            final.parent.mkdir(exist_ok=True)
            disk.sync_folder(self.folder)
        disk.settle(temporary, handle, final)

    def sweep(self) -> None:
        """Removes what killed processes left half-written: temporary files that nobody wrote to for an hour."""
        for path in self.folder.glob(".*.tmp"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > ABANDONED_S:
                    path.unlink()
