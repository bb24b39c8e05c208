"""Whether folders can do their work: that they are there, may be used, have space, and what others left in them."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from edigw.model.ailment import Ailment
from edigw.model.partner import Mailbox
from edigw.transports.claims import entries
from edigw.transports.folder import IGNORED_ENDINGS, STALE
from edigw.transports.quiet import WORK

ABANDONED = timedelta(hours=1)  # after which nobody writes to a temporary file of ours, or holds a claimed one
FREE_BYTES = 1 << 30
FREE_INODES = 0.01  # of all
BIND_HINTS = {
    errno.EADDRINUSE: "end whoever listens there, or choose another port",
    errno.EACCES: "choose a port from 1024 on, or let edigw bind low ones",
    errno.EADDRNOTAVAIL: "choose an address of this machine",
}


def mailbox(box: Mailbox, now: datetime) -> Iterator[Ailment]:
    """Its two folders, what partners left half-written there, and what a killed process of ours left.

    What is posted has no folders.
    """
    if box.as2 is not None or box.http is not None:
        return
    inbox, outbox = Path(box.inbox), Path(box.outbox)
    found = [usable(box.name, folder) for folder in (inbox, outbox)]
    yield from (one for one in found if one is not None)
    if found[0] is None:
        for path in _older(inbox, now, STALE):
            if path.name.startswith(".") or path.name.endswith(IGNORED_ENDINGS):
                message = (
                    f"mailbox {box.name}: {path.name} is called like a file in the making, and is older than a day"
                )
                yield Ailment("STALE_PARTIAL", message, "ask the partner; rename it, or remove it")
        for path in _claimed(inbox, now):
            message = f"mailbox {box.name}: {path} was claimed more than an hour ago and never stored"
            yield Ailment("CLAIM_LEFT", message, "start `edigw run`, or let cron call `edigw once`: they take it over")
    if found[1] is None:
        yield from left_behind(outbox, now)


def usable(name: str, folder: Path) -> Ailment | None:
    """What keeps edigw from working in it."""
    hint = f"make {folder} a folder that edigw may read, write and search"
    if not folder.is_dir():
        return Ailment("FOLDER_GONE", f"mailbox {name}: {folder} is no folder", hint)
    lacking = [word for word, how in (("read", os.R_OK), ("written to", os.W_OK), ("searched", os.X_OK))
               if not os.access(folder, how)]  # fmt: skip
    if lacking:
        return Ailment("NOT_PERMITTED", f"mailbox {name}: {folder} may not be {', '.join(lacking)}", hint)
    return None


def left_behind(folder: Path, now: datetime) -> Iterator[Ailment]:
    """Temporary files of ours that a killed process left: nobody wrote to them for an hour."""
    for path in _older(folder, now, ABANDONED):
        if path.name.startswith(".") and path.suffix in (".tmp", ".migrating"):
            yield Ailment("TEMPORARY_LEFT", f"{path} was left by a process that was killed", "remove it")


def _claimed(inbox: Path, now: datetime) -> Iterator[Path]:
    """Files in batches beside the folder, whatever node claimed them."""
    for place in (*inbox.parent.glob(f"{WORK}*"), inbox / WORK):
        for batch in entries(place / inbox.name if place.parent == inbox.parent else place):
            if _age(Path(batch.path), now) > ABANDONED:
                yield from (Path(file.path) for file in entries(Path(batch.path)))


def _older(folder: Path, now: datetime, than: timedelta) -> Iterator[Path]:
    for entry in sorted(entries(folder), key=lambda one: one.name):
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False) and _age(path, now) > than:
            yield path


def _age(path: Path, now: datetime) -> timedelta:
    with contextlib.suppress(FileNotFoundError):
        return timedelta(seconds=now.timestamp() - os.lstat(path).st_mtime)
    return timedelta(0)


def space(folders: Iterable[Path]) -> Iterator[Ailment]:
    """Bytes and inodes of each disk that the folders lie on, told once a disk."""
    seen: set[int] = set()
    for folder in folders:
        if not folder.is_dir() or (disk := folder.stat().st_dev) in seen:
            continue
        seen.add(disk)
        free, nodes = shutil.disk_usage(folder).free, os.statvfs(folder)
        hint = "free some space, or move the workspace; what comes in is refused when it is full, nothing is lost"
        if free < FREE_BYTES:
            yield Ailment("DISK_LOW", f"the disk of {folder} has {free >> 20} MB left", hint)
        if nodes.f_files and nodes.f_favail / nodes.f_files < FREE_INODES:
            yield Ailment(
                "INODES_LOW", f"the disk of {folder} has {nodes.f_favail} of {nodes.f_files} inodes left", hint
            )


def port(what: str, address: str, running: bool) -> Iterator[Ailment]:
    """Whether a server of ours can listen at `host:port`, or does; `running`: whether its daemon runs."""
    host, _, number = address.rpartition(":")
    if number == "0":
        return
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            wire.bind((host.strip("[]"), int(number)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and running:
                return
            hint = BIND_HINTS.get(error.errno or 0, "choose another address")
            yield Ailment("PORT_TAKEN", f"{what}: {address} cannot be listened on: {error.strerror}", hint)
        else:
            if running:
                message = f"{what}: nobody listens on {address} although the daemon runs"
                yield Ailment("PORT_DEAF", message, "`edigw run` tells why when it starts: start it again")
