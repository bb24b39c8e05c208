"""A partner's server as a mailbox sees it: what a client of SFTP must be able to do, whichever library speaks."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from edigw.errors import Denied, HostKeyRefused
from edigw.model.partner import Sftp

KEEPALIVE_S = 30
HINT = "check `host` and `port` of the mailbox, and that a firewall lets us out; it is tried again"
LOGIN = "check `user`, `key` and `password` of the mailbox, and that the partner has our public key"
KEY = "an OpenSSH or PEM private key of Ed25519, ECDSA or RSA; with a passphrase, say `passphrase:`"

Reveal = Callable[[str], str]  # what a secret's reference stands for; raises TemporaryError
Passed = Callable[[str, str], None]  # told of each step of a dial that worked: its name, what was found


@dataclass(frozen=True, slots=True)
class Entry:
    """What a server says of a file; None where it says nothing."""

    name: str
    size: int | None = None  # bytes
    mtime: int | None = None  # seconds
    mode: int | None = None


class Far(Protocol):
    """An open session. What a server refuses is an OSError, a line that fails a ConnectionError or TimeoutError."""

    piece: int  # bytes that `write` is best given at once

    def alive(self) -> bool: ...

    def entries(self, folder: str) -> Iterator[Entry]: ...

    def look(self, path: str, *, follow: bool = False) -> Entry: ...

    def read(self, path: str, start: int, size: int) -> Generator[bytes]:
        """The bytes from `start` to `size`, or to the file's end where that comes first; asked for ahead."""

    def write(self, path: str, start: int, pieces: Iterable[bytes]) -> None:
        """From `start` on, without waiting for each answer; a new file where it is 0."""

    def rename(self, old: str, new: str) -> None:
        """Refused where something is called so already."""

    def rename_over(self, old: str, new: str) -> None:
        """As POSIX has it; an extension of OpenSSH."""

    def remove(self, path: str) -> None: ...

    def beside(self) -> Far | None:
        """Another one of the same session, for another thread, to be closed before this; None where there is none."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """Whom to dial, and as whom."""

    mailbox: str
    remote: Sftp
    reveal: Reveal

    @property
    def what(self) -> str:
        way = "FTPS" if self.remote.ftps else "SFTP"
        return f"mailbox {self.mailbox}: {way} {self.remote.user}@{self.remote.host}:{self.remote.port}"

    def check(self, kind: str, key: bytes) -> str:
        """The fingerprint of the key that the server shows. Raises HostKeyRefused unless it is pinned."""
        shown = fingerprint(key)
        if shown not in self.remote.host_keys:
            known = ", ".join(self.remote.host_keys) or "none"
            raise HostKeyRefused(
                f"{self.what}: the server shows the host key {kind} {shown}, pinned: {known} (HOSTKEY)",
                "ask the partner by another way whether it is theirs; if it is: "
                f"`edigw mailboxes pin {self.mailbox} {shown}`, which writes `host_keys: {shown}`",
            )
        return f"{kind} {shown}"

    def refused(self) -> Denied:
        """The login was."""
        return Denied(f"{self.what}: the login is refused", LOGIN)

    def no_key(self) -> Denied:
        """Nothing that can be used lies where `key` says."""
        return Denied(f"{self.what}: {self.remote.key} holds no private key that can be used", KEY)


def fingerprint(key: bytes) -> str:
    """As OpenSSH shows it: SHA256 and base64 without padding, of the public key's wire form (RFC 4253, 6.6)."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode("ascii").rstrip("=")


def lost(far: Far, error: OSError) -> bool:
    """Whether the line failed, rather than that the server refused."""
    return isinstance(error, TimeoutError | ConnectionError) or not far.alive()
