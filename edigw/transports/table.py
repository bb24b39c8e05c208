"""The transports that there are: a mailbox of partner.yaml becomes one that can be polled and sent to."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from edigw.errors import EdigwError, UsageError
from edigw.model.partner import Mailbox
from edigw.transports.folder import Arrival, FolderMailbox, Trouble
from edigw.transports.sftp import SftpMailbox
from edigw.transports.sftp_far import Reveal


class Transport(Protocol):
    """What the pipeline knows of a mailbox."""

    name: str
    troubles: list[Trouble]
    settling: float | None

    def prepare(self) -> None: ...

    def poll(self, now: datetime, limit: int = 1000) -> list[Arrival]: ...

    def changed(self, arrival: Arrival) -> bool: ...

    def done(self, arrivals: Iterable[Arrival]) -> None: ...

    def put_back(self, arrivals: Iterable[Arrival]) -> None: ...

    def again(self, arrivals: Iterable[Arrival]) -> None: ...

    def close(self) -> None: ...

    def send_all(self, files: Sequence[tuple[str, bytes | mmap.mmap]]) -> Sequence[EdigwError | None]: ...


def _folder(mailbox: Mailbox, largest: int | None, reveal: Reveal) -> Transport:
    return FolderMailbox(
        mailbox.name, Path(mailbox.inbox), Path(mailbox.outbox),
        settle_s=mailbox.settle_s, done_marker=mailbox.done_marker, largest=largest,
    )  # fmt: skip


def _sftp(mailbox: Mailbox, largest: int | None, reveal: Reveal) -> Transport:
    if mailbox.sftp is None:
        raise UsageError(f"mailbox {mailbox.name} names no server", "write its `host` and `user`")
    return SftpMailbox(mailbox, mailbox.sftp, reveal, largest)


TRANSPORTS: dict[str, Callable[[Mailbox, int | None, Reveal], Transport]] = {"folder": _folder, "sftp": _sftp}


def as_it_stands(reference: str) -> str:
    """For mailboxes without secrets."""
    return reference


def open_mailbox(mailbox: Mailbox, largest: int | None = None, reveal: Reveal = as_it_stands) -> Transport:
    """A mailbox ready to be used; files larger than `largest` bytes stay where they are. Raises UsageError.

    `reveal` is asked, when the partner is dialled, what the reference of a secret stands for.
    """
    if mailbox.transport not in TRANSPORTS:
        known = ", ".join(TRANSPORTS)
        raise UsageError(f"mailbox {mailbox.name}: no transport is called {mailbox.transport}", f"known: {known}")
    return TRANSPORTS[mailbox.transport](mailbox, largest, reveal)
