"""A file appears in a partner's SFTP folder whole: `NAME.tmp`, resumed where it was cut, then renamed."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING

from edigw.errors import TemporaryError
from edigw.transports.folder import deliverable

if TYPE_CHECKING:
    import paramiko

PIECE = 32_768  # bytes of a write that every server takes
READ = 131_072  # asked for at once; a server may answer less. The read-ahead of paramiko prints tracebacks
TOGETHER = 64  # pieces that are sent before the answers are read

Data = bytes | mmap.mmap


def place(client: paramiko.SFTPClient, folder: str, name: str, data: Data) -> None:
    """Never over another file: the same bytes there already is done, others are TemporaryError. Raises Refused."""
    target, partial = f"{folder}/{deliverable(name)}", f"{folder}/{deliverable(name + '.tmp')}"
    size = size_of(client, target)
    if size is not None:
        if not _begins(client, target, size, data) or size != len(data):
            raise _other(name, folder)
        return
    _write(client, partial, data)
    if size_of(client, partial) != len(data):
        raise TemporaryError(f"{partial} has not the bytes that were sent", "it is tried again")
    _rename(client, partial, target, name, folder, data)
    landed = size_of(client, target)
    if landed not in (None, len(data)):  # None: the partner has taken it already
        raise TemporaryError(f"{target} has {landed} bytes instead of {len(data)}", "ask the partner")


def size_of(client: paramiko.SFTPClient, path: str) -> int | None:
    """Bytes; None where there is nothing."""
    try:
        size: int | None = client.stat(path).st_size
    except FileNotFoundError:
        return None
    return size


def _rename(client: paramiko.SFTPClient, partial: str, target: str, name: str, folder: str, data: Data) -> None:
    """SFTP's own rename goes over no file; the one of POSIX does, and comes only where nothing lies there."""
    try:
        client.rename(partial, target)
    except OSError:
        size = size_of(client, target)
        if size is None:
            client.posix_rename(partial, target)
            return
        if size != len(data) or not _begins(client, target, size, data):
            raise _other(name, folder) from None
        client.remove(partial)


def _write(client: paramiko.SFTPClient, partial: str, data: Data) -> None:
    there = size_of(client, partial) or 0
    start = there if 0 < there <= len(data) and _begins(client, partial, there, data) else 0
    with client.open(partial, "r+b" if start else "wb") as handle:
        handle.seek(start)
        for nth, at in enumerate(range(start, len(data), PIECE)):
            last = at + PIECE >= len(data)
            handle.set_pipelined(not last and nth % TOGETHER != TOGETHER - 1)  # else every answer is read, and raises
            handle.write(data[at : at + PIECE])


def _begins(client: paramiko.SFTPClient, path: str, size: int, data: Data) -> bool:
    """Whether the data begins with the bytes that lie there."""
    if size > len(data):
        return False
    with client.open(path, "rb") as handle:
        handle.MAX_REQUEST_SIZE = READ
        return all(handle.read(READ) == data[at : min(at + READ, size)] for at in range(0, size, READ))


def _other(name: str, folder: str) -> TemporaryError:
    return TemporaryError(
        f"another file called {name} lies in {folder}", "ask the partner to take it; it is tried again"
    )
