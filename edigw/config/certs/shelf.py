"""The certificates of a workspace as they are used: held against their fingerprints, our keys opened when asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from edigw.config.certs.entries import FOLDER, Entry, held, read_entries
from edigw.config.certs.look import certificate_of
from edigw.config.secret import Unfit, resolve_secret
from edigw.errors import ConfigError, Fault, UsageError


class Shelf:
    """Read once; a reload makes a new one."""

    def __init__(self, workspace: Path, reveal: Callable[[str], str] = resolve_secret) -> None:
        """`reveal` tells what the reference of a passphrase stands for; it raises secret.Unfit."""
        self.workspace = workspace
        self.entries, self.faults = read_entries(workspace)
        self._reveal = reveal
        self._certificates: dict[str, x509.Certificate] = {}
        self._keys: dict[str, PrivateKeyTypes] = {}
        self._held: dict[tuple[str, bool, tuple[str, ...], str], tuple[Entry, ...]] = {}

    def held(self, whose: str, ours: bool, words: tuple[str, ...], use: str) -> tuple[Entry, ...]:
        """As entries.held, found once: it is asked for each message."""
        asked = (whose, ours, words, use)
        if asked not in self._held:
            self._held[asked] = held(self.entries, *asked)
        return self._held[asked]

    def certificate(self, entry: Entry) -> x509.Certificate:
        """Raises ConfigError where the file is not the one that was imported."""
        if entry.name not in self._certificates:
            try:
                self._certificates[entry.name] = certificate_of(self.workspace, entry)
            except UsageError as error:
                raise ConfigError([Fault(f"{FOLDER}/{entry.name}.crt", 1, 1, error.message, error.hint)]) from None
        return self._certificates[entry.name]

    def key(self, entry: Entry) -> PrivateKeyTypes:
        """Raises ConfigError where it cannot be opened, or belongs to another certificate."""
        if entry.name not in self._keys:
            key = self._opened(entry)
            if key.public_key() != self.certificate(entry).public_key():
                raise _faulty(entry, "it is not the key of its certificate", "put the old file back, or import both")
            self._keys[entry.name] = key
        return self._keys[entry.name]

    def key_file(self, entry: Entry) -> tuple[Path, str]:
        """Where the sealed key is, and its passphrase: what `ssl` loads. Raises ConfigError."""
        return self.workspace / FOLDER / f"{entry.name}.key", self._passphrase(entry)

    def certificate_file(self, entry: Entry) -> Path:
        return self.workspace / FOLDER / f"{entry.name}.crt"

    def _opened(self, entry: Entry) -> PrivateKeyTypes:
        path, passphrase = self.key_file(entry)
        try:
            return load_pem_private_key(path.read_bytes(), passphrase.encode())
        except OSError as error:
            raise _faulty(entry, f"it cannot be read: {error.strerror}", "mend its permissions, or import it") from None
        except (ValueError, TypeError):
            hint = f"{entry.passphrase} must stand for what it stood for when the key came"
            raise _faulty(entry, "its passphrase does not open it", hint) from None

    def _passphrase(self, entry: Entry) -> str:
        try:
            return self._reveal(entry.passphrase)
        except Unfit as unfit:
            raise _faulty(entry, f"its passphrase: {unfit.message}", unfit.fix) from None


def _faulty(entry: Entry, message: str, fix: str) -> ConfigError:
    return ConfigError([Fault(f"{FOLDER}/{entry.name}.key", 1, 1, message, fix)])
