"""Our own keys, by which partners know that it is us: made once, kept in the workspace, for nobody else to read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from edigw import disk
from edigw.errors import TemporaryError, UsageError

if TYPE_CHECKING:
    import asyncssh

FOLDER = "keys"  # in the workspace
NAMES = {"sftp_host_ed25519": ("ssh-ed25519", 0), "sftp_host_rsa": ("ssh-rsa", 3072)}
"""File -> algorithm and bits. The second is for partners whose software is older than the first."""


def host_keys(workspace: Path) -> list[asyncssh.SSHKey]:
    """Made where they are not there. Raises TemporaryError, UsageError."""
    folder = workspace / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for name, (algorithm, bits) in NAMES.items():
            if not (folder / name).exists():
                _make(folder / name, algorithm, bits)
        for path in open_to_others(workspace):
            raise UsageError(f"{path} may be read by others", f"`chmod 600 {path}`")
        return [_read(folder / name) for name in NAMES]
    except OSError as error:
        told = f"our SFTP keys cannot be read or made in {folder}: {error.strerror}"
        raise TemporaryError(told, "mend its permissions") from None


def shown(keys: Iterable[asyncssh.SSHKey]) -> list[str]:
    """As partners pin them: `ssh-ed25519 SHA256:…`."""
    return [f"{key.get_algorithm()} {key.get_fingerprint()}" for key in keys]


def fingerprints(workspace: Path) -> list[str]:
    """Of the keys that are there, as `shown`. Raises TemporaryError, UsageError."""
    there = [path for path in (workspace / FOLDER / name for name in NAMES) if path.is_file()]
    try:
        return shown(_read(path) for path in there)
    except OSError as error:
        raise TemporaryError(f"our SFTP keys cannot be read: {error.strerror}", "mend their permissions") from None


def open_to_others(workspace: Path) -> list[Path]:
    """Those of the files that others than our user may read or write."""
    there = [path for path in (workspace / FOLDER / name for name in NAMES) if path.is_file()]
    return [path for path in there if os.stat(path).st_mode & 0o077]


def _read(path: Path) -> asyncssh.SSHKey:
    """Not examined whether it is a sound RSA key, which takes as long as a hundred logins: we made it."""
    import asyncssh

    try:
        return asyncssh.read_private_key(str(path), unsafe_skip_rsa_key_validation=True)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        hint = "put the right file there; partners pin its fingerprint, so a new one would lock them out"
        raise UsageError(f"{path} cannot be read as a private key", hint) from None


def _make(path: Path, algorithm: str, bits: int) -> None:
    import asyncssh

    more = {"key_size": bits} if bits else {}
    key = asyncssh.generate_private_key(algorithm, "edigw", **more)
    with disk.temporary(path.parent, 0o600) as (written, handle):
        disk.write_all(handle, key.export_private_key())
        disk.settle(written, handle, path)
