"""A file appears in a partner's SFTP folder whole, by the ways that their server allows; what was cut is gone on with.

Usually it is written as `NAME.tmp`, then renamed. Where nothing can be renamed it is written under its name, or a
marker `NAME.done` beside it says that it is whole.
"""

from __future__ import annotations

import contextlib
import mmap
from collections.abc import Iterator

from edigw.errors import TemporaryError
from edigw.formats.mapped import STEP, give_back
from edigw.model.partner import Sftp
from edigw.transports.folder import MARKER, deliverable
from edigw.transports.sftp_far import Far

Data = bytes | mmap.mmap


def place(far: Far, remote: Sftp, name: str, data: Data) -> None:
    """Never over another file: the same bytes there already is done, others are TemporaryError. Raises Refused.

    With `confirm: no` nothing is looked at: a file of this name is ours, and is written again.
    """
    if remote.upper_case_names:
        name = name.upper()
    target = f"{remote.outbox}/{deliverable(name)}"
    if remote.send == "rename":
        partial = f"{remote.outbox}/{partial_of(remote, name)}"
        _by_rename(far, partial, target, data, remote.confirm)
        return
    _direct(far, target, data, remote.confirm)
    if remote.send == "marker":
        marker = MARKER.upper() if remote.upper_case_names else MARKER
        far.write(f"{remote.outbox}/{deliverable(name + marker)}", 0, ())


def partial_of(remote: Sftp, name: str) -> str:
    """What a file is called until it is whole. Raises Refused."""
    folder, slash, called = remote.partial.replace("*", name).rpartition("/")
    return folder + slash + deliverable(called)


def size_of(far: Far, path: str) -> int | None:
    """Bytes; None where there is nothing."""
    try:
        return far.look(path, follow=True).size
    except FileNotFoundError:
        return None


def _by_rename(far: Far, partial: str, target: str, data: Data, confirm: bool) -> None:
    if not confirm:
        far.write(partial, 0, _pieces(data, 0, far.piece))
        try:
            far.rename(partial, target)
        except OSError:
            far.rename_over(partial, target)
        return
    size = size_of(far, target)
    if size is not None:
        if size != len(data) or not _begins(far, target, size, data):
            raise _other(target)
        return
    _write(far, partial, data, size_of(far, partial))
    if size_of(far, partial) != len(data):
        raise TemporaryError(f"{partial} has not the bytes that were sent", "it is tried again")
    _rename(far, partial, target, data)
    _landed(far, target, data)


def _rename(far: Far, partial: str, target: str, data: Data) -> None:
    """SFTP's own rename goes over no file; the one of POSIX does, and comes only where nothing lies there."""
    try:
        far.rename(partial, target)
    except OSError:
        size = size_of(far, target)
        if size is None:
            far.rename_over(partial, target)
            return
        if size != len(data) or not _begins(far, target, size, data):
            raise _other(target) from None
        far.remove(partial)


def _direct(far: Far, target: str, data: Data, confirm: bool) -> None:
    """Under its own name: what lies there is the same, or the beginning that an earlier try wrote."""
    if not confirm:
        far.write(target, 0, _pieces(data, 0, far.piece))
        return
    size = size_of(far, target)
    if size is not None and not _begins(far, target, size, data):
        raise _other(target)
    if size is None or size < len(data):
        _write(far, target, data, size)
        _landed(far, target, data)


def _landed(far: Far, target: str, data: Data) -> None:
    landed = size_of(far, target)
    if landed not in (None, len(data)):  # None: the partner has taken it already
        raise TemporaryError(f"{target} has {landed} bytes instead of {len(data)}", "ask the partner")


def _write(far: Far, path: str, data: Data, there: int | None) -> None:
    start = there if there and there <= len(data) and _begins(far, path, there, data) else 0
    far.write(path, start, _pieces(data, start, far.piece))


def _pieces(data: Data, start: int, size: int) -> Iterator[bytes]:
    """What was written is no longer held in memory."""
    given = start
    for at in range(start, len(data), size):
        yield data[at : at + size]
        if at - given >= STEP:
            give_back(data, given, at)
            given = at
    give_back(data, given, len(data))


def _begins(far: Far, path: str, size: int, data: Data) -> bool:
    """Whether the data begins with the bytes that lie there."""
    if size > len(data):
        return False
    at = 0
    with contextlib.closing(far.read(path, 0, size)) as pieces:
        for piece in pieces:
            if piece != data[at : at + len(piece)]:
                return False
            give_back(data, at, at + len(piece))
            at += len(piece)
    return at == size


def _other(target: str) -> TemporaryError:
    folder, _, name = target.rpartition("/")
    return TemporaryError(
        f"another file called {name} lies in {folder}", "ask the partner to take it; it is tried again"
    )
