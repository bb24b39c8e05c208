"""A mailbox of folders looked at step by step: that they are there, our rights in them, that a file can go out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from edigw import disk
from edigw.errors import TemporaryError
from edigw.model.partner import Mailbox
from edigw.model.probe import Step
from edigw.transports import condition
from edigw.transports.trying import tried, until_one_fails

NAMES = ("inbox", "outbox", "write outbox")


def steps(mailbox: Mailbox, now: datetime, *, only_look: bool = False) -> Iterator[Step]:
    """Each as it is done. What partners left in the making is told and is no failure of ours."""
    names = NAMES[:2] if only_look else NAMES
    yield from until_one_fails(_all(mailbox, names), names)
    left = [one.message for one in condition.mailbox(mailbox, now) if one.code == "STALE_PARTIAL"]
    yield from (Step("left behind", True, message) for message in left)


def _all(mailbox: Mailbox, names: tuple[str, ...]) -> Iterator[Step]:
    inbox, outbox = Path(mailbox.inbox), Path(mailbox.outbox)
    yield tried("inbox", lambda: _rights(mailbox, inbox))
    yield tried("outbox", lambda: _rights(mailbox, outbox))
    if "write outbox" in names:
        hint = f"make {outbox} a folder that edigw may write to, on a disk that has space"
        yield tried("write outbox", lambda: _written(outbox), hint)


def _rights(mailbox: Mailbox, folder: Path) -> str:
    ill = condition.usable(mailbox.name, folder)
    if ill is not None:
        raise TemporaryError(ill.message, ill.hint)
    status = folder.stat()
    return f"{folder}: {stat.filemode(status.st_mode)}, of user {status.st_uid} and group {status.st_gid}"


def _written(outbox: Path) -> str:
    """By the very way in which files go out: hidden, synced, renamed; then removed."""
    with disk.temporary(outbox, 0o600) as (path, handle):
        disk.write_all(handle, b"edigw")
        final = path.with_name(f"{path.name[:-4]}-2.tmp")
        disk.settle(path, handle, final)
        os.unlink(final)
    return "written, renamed and removed"
