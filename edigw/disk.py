"""Writing to disk so that it survives a kill or a power cut, and telling what may pass from what will not."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from edigw.errors import TemporaryError

FULL = (errno.ENOSPC, errno.EDQUOT)
PASSING = {
    *FULL, errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EROFS,
    errno.ETIMEDOUT, errno.EBUSY, errno.ENOTCONN, errno.EHOSTDOWN,
}  # fmt: skip


@contextlib.contextmanager
def trouble(what: str) -> Iterator[None]:
    """Turns a full, failing or vanished disk into TemporaryError that says what could not be done."""
    try:
        yield
    except OSError as error:
        if error.errno not in PASSING:
            raise
        hint = "free some space" if error.errno in FULL else "check the disk or the mount"
        message = f"{what}: {os.strerror(error.errno)}"
        raise TemporaryError(message, f"{hint}; nothing is lost and it is tried again") from error


def sync_folder(folder: Path) -> None:
    """Makes the renames within a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_all(handle: int, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


@contextlib.contextmanager
def temporary(folder: Path, mode: int) -> Iterator[tuple[Path, int]]:
    """A new hidden file in a folder, open for writing; removed at the end unless it was renamed away."""
    path = folder / f".{secrets.token_hex(12)}.tmp"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        yield path, handle
    finally:
        os.close(handle)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def settle(path: Path, handle: int, final: Path) -> None:
    """The written file takes its name: synced first, the name durable on return."""
    name(path, handle, final)
    sync_folder(final.parent)


def name(path: Path, handle: int, final: Path) -> None:
    """The written file takes its name, synced first; the name is durable once its folder is synced."""
    os.fsync(handle)
    os.rename(path, final)
