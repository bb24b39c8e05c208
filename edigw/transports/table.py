"""The transports that there are: a mailbox of partner.yaml becomes one that can be polled and sent to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from edigw.errors import UsageError
from edigw.model.partner import Mailbox
from edigw.transports.as2 import As2Mailbox
from edigw.transports.folder import FolderMailbox
from edigw.transports.http_post import HttpMailbox
from edigw.transports.mounts import on_network
from edigw.transports.port import Transport
from edigw.transports.sftp import SftpMailbox
from edigw.transports.sftp_far import Reveal


def _folder(mailbox: Mailbox, largest: int | None, reveal: Reveal) -> Transport:
    far = any(map(on_network, (mailbox.inbox, mailbox.outbox))) if mailbox.apart is None else mailbox.apart
    return FolderMailbox(
        mailbox.name, Path(mailbox.inbox), Path(mailbox.outbox),
        settle_s=mailbox.settle_s, done_marker=mailbox.done_marker, largest=largest, apart=far,
    )  # fmt: skip


def _sftp(mailbox: Mailbox, largest: int | None, reveal: Reveal) -> Transport:
    if mailbox.sftp is None:
        raise UsageError(f"mailbox {mailbox.name} names no server", "write its `host` and `user`")
    return SftpMailbox(mailbox, mailbox.sftp, reveal, largest)


def _as2(mailbox: Mailbox, largest: int | None, reveal: Reveal) -> Transport:
    return As2Mailbox(mailbox.name)


def _http(mailbox: Mailbox, largest: int | None, reveal: Reveal) -> Transport:
    if mailbox.http is None:
        raise UsageError(f"mailbox {mailbox.name} names no address", "write its `http.url`")
    return HttpMailbox(mailbox.name, mailbox.http, reveal)


TRANSPORTS: dict[str, Callable[[Mailbox, int | None, Reveal], Transport]] = {
    "folder": _folder, "sftp": _sftp, "ftps": _sftp, "as2": _as2, "http": _http,
}  # fmt: skip


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
