"""The archive of raw bytes: up to 64 KB they live in their row, larger ones in a content-addressed folder.

A blob is written under a temporary name, synced, renamed, and its folder is synced: it is there complete or
not at all, and a row that names it was committed only afterwards.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import mmap
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edigw.errors import NotFound, TemporaryError

IN_ROW = 65_536  # bytes that a row holds
CHUNK = 1_048_576
TEMPORARY = {
    errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN,
    errno.EROFS, errno.ETIMEDOUT, errno.EBUSY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """Where bytes are: in `body`, or in the archive under `blob`."""

    sha256: str  # hex
    size: int  # bytes
    body: bytes | None = None
    blob: str | None = None


@contextlib.contextmanager
def trouble(what: str) -> Iterator[None]:
    """Turns a full or failing disk into TemporaryError; other OSErrors pass."""
    try:
        yield
    except OSError as error:
        if error.errno in TEMPORARY:
            hint = "free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "check the disk or the mount"
            raise TemporaryError(f"{what}: {os.strerror(error.errno or 0)}", f"{hint}; it is tried again") from error
        raise


def sync_folder(folder: Path) -> None:
    """Makes renames within the folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Archive:
    """A folder of blobs, named by their sha256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> Kept:
        """Bytes in memory; durable on return, or in the caller's row."""
        sha = hashlib.sha256(data).hexdigest()
        if len(data) <= IN_ROW:
            return Kept(sha, len(data), bytes(data))
        with trouble(f"cannot archive {len(data)} bytes"), self._temporary() as (path, handle):
            _write_all(handle, data)
            self._settle(path, handle, sha)
        return Kept(sha, len(data), blob=sha)

    def keep_file(self, path: Path) -> Kept:
        """A file, in flat memory; it may be removed once the row that names the result is committed."""
        with trouble(f"cannot archive {path}"), open(path, "rb") as source:
            head = source.read(IN_ROW + 1)
            if len(head) <= IN_ROW:
                return Kept(hashlib.sha256(head).hexdigest(), len(head), head)
            digest, size = hashlib.sha256(), 0
            with self._temporary() as (target, handle):
                while head:
                    digest.update(head)
                    size += len(head)
                    _write_all(handle, head)
                    head = source.read(CHUNK)
                self._settle(target, handle, digest.hexdigest())
        return Kept(digest.hexdigest(), size, blob=digest.hexdigest())

    def load(self, body: bytes | None, blob: str | None) -> bytes | mmap.mmap:
        """The bytes of a row's `body` and `blob`; a blob is mapped, not read. Raises NotFound when it is gone."""
        if blob is None:
            return body or b""
        path = self.path(blob)
        try:
            with trouble(f"cannot read {path}"), open(path, "rb") as source:
                return mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise NotFound(f"the archive lacks {path}", "restore it from a backup of the data folder") from None

    def path(self, blob: str) -> Path:
        return self.folder / blob[:2] / blob[2:]

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[tuple[Path, int]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f".{secrets.token_hex(12)}.tmp"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            yield path, handle
        finally:
            os.close(handle)
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def _settle(self, temporary: Path, handle: int, sha: str) -> None:
        os.fsync(handle)
        final = self.path(sha)
        if not final.parent.is_dir():
            final.parent.mkdir(exist_ok=True)
            sync_folder(self.folder)
        os.rename(temporary, final)
        sync_folder(final.parent)

    def sweep(self) -> None:
        """Removes what a killed process left half-written; only at start, before others write."""
        for path in self.folder.glob(".*.tmp"):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
