"""One live SSH session to a partner's SFTP server: pinned host key, reused, kept alive, dialled again with patience."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import random
import socket
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from edigw.errors import TemporaryError
from edigw.model.partner import Mailbox, Sftp
from edigw.transports.patience import WHOLE, cut_after

if TYPE_CHECKING:
    import paramiko

KEEPALIVE_S = 30
FIRST_WAIT_S = 5.0  # after a failure; doubled with each one
LONGEST_WAIT_S = 300.0

Reveal = Callable[[str], str]  # what a secret's reference stands for; raises TemporaryError


class Session:
    """`use` gives the live client. After a failure nobody is dialled until the wait is over: others go on."""

    def __init__(self, mailbox: Mailbox, remote: Sftp, reveal: Reveal) -> None:
        self.name = mailbox.name
        self.remote = remote
        self._reveal = reveal
        self._transport: paramiko.Transport | None = None
        self._client: paramiko.SFTPClient | None = None
        self._failures = 0
        self._until = 0.0  # monotonic
        self._last: TemporaryError | None = None

    @contextlib.contextmanager
    def use(self) -> Iterator[paramiko.SFTPClient]:
        """The client, every answer of it waited for `timeout_s` at most. Raises TemporaryError when the line fails.

        What the server refuses is an OSError that passes through: the session lives on.
        """
        import paramiko

        if self._last is not None and time.monotonic() < self._until:
            raise self._last
        try:
            yield self._live()
        except TemporaryError as error:
            if self._client is None:
                self._failed(error)
            raise
        except (EOFError, TimeoutError, ConnectionError, paramiko.SSHException) as error:
            told = self._failed(TemporaryError(f"{self._what()}: {_why(error)}", HINT))
            raise told from None
        except OSError as error:
            if self._transport is None or not self._transport.is_active():
                told = self._failed(TemporaryError(f"{self._what()}: {_why(error)}", HINT))
                raise told from None
            raise
        else:
            self._failures, self._last = 0, None

    def close(self) -> None:
        """Hangs up."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._client = None

    def _what(self) -> str:
        return f"mailbox {self.name}: SFTP {self.remote.user}@{self.remote.host}:{self.remote.port}"

    def _failed(self, error: TemporaryError) -> TemporaryError:
        self.close()
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(self._failures, 16))
        self._failures += 1
        self._until = time.monotonic() + wait * (0.5 + random.random() / 2)
        self._last = error
        return error

    def _live(self) -> paramiko.SFTPClient:
        if self._client is not None and self._transport is not None and self._transport.is_active():
            return self._client
        self.close()
        wire = socket.create_connection((self.remote.host, self.remote.port), self.remote.timeout_s)
        try:
            with cut_after(WHOLE * self.remote.timeout_s, lambda: wire):
                self._client = self._dial(wire)
        finally:
            if self._client is None:
                self.close()
                wire.close()
        return self._client

    def _dial(self, wire: socket.socket) -> paramiko.SFTPClient:
        import paramiko

        seconds = self.remote.timeout_s
        self._transport = transport = paramiko.ServiceRequestingTransport(wire)
        transport.banner_timeout = transport.auth_timeout = transport.channel_timeout = seconds
        transport.start_client(timeout=seconds)
        key = transport.get_remote_server_key()
        shown = fingerprint(key.asbytes())
        if shown not in self.remote.host_keys:
            known = ", ".join(self.remote.host_keys) or "none"
            raise TemporaryError(
                f"{self._what()}: the server shows the host key {key.get_name()} {shown}, pinned: {known}",
                f"ask the partner by another way whether it is theirs; if it is, write `host_keys: {shown}`",
            )
        self._log_in(transport)
        transport.set_keepalive(KEEPALIVE_S)
        client = paramiko.SFTPClient.from_transport(transport)
        if client is None:
            raise paramiko.SSHException("no SFTP")
        client.get_channel().settimeout(seconds)
        return client

    def _log_in(self, transport: paramiko.Transport) -> None:
        """By key, then by password where there is one; a server may want both."""
        import paramiko

        remote, more = self.remote, ["password"]
        try:
            if remote.key:
                try:
                    more = transport.auth_publickey(remote.user, self._key())
                except paramiko.BadAuthenticationType as error:
                    more = error.allowed_types
                except paramiko.AuthenticationException:
                    if not remote.password:
                        raise
            if more and remote.password:
                transport.auth_password(remote.user, self._reveal(remote.password))
        except paramiko.AuthenticationException:
            pass
        if not transport.is_authenticated():
            fix = "check `user`, `key` and `password` of the mailbox, and that the partner has our public key"
            raise TemporaryError(f"{self._what()}: the login is refused", fix)

    def _key(self) -> paramiko.PKey:
        """Read by cryptography, which knows every form; paramiko gets the one that it reads of each kind."""
        import paramiko
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

        text = self._reveal(self.remote.key).encode() + b"\n"
        passphrase = self._reveal(self.remote.passphrase).encode() if self.remote.passphrase else None
        plain, openssh, pem = form.NoEncryption(), form.PrivateFormat.OpenSSH, form.PrivateFormat.TraditionalOpenSSL
        for load in (form.load_ssh_private_key, form.load_pem_private_key):
            with contextlib.suppress(ValueError, TypeError, UnsupportedAlgorithm):
                found = load(text, passphrase)
                if isinstance(found, ed25519.Ed25519PrivateKey):
                    told = found.private_bytes(form.Encoding.PEM, openssh, plain).decode("ascii")
                    return paramiko.Ed25519Key.from_private_key(io.StringIO(told))
                if isinstance(found, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
                    told = found.private_bytes(form.Encoding.PEM, pem, plain).decode("ascii")
                    kind = paramiko.RSAKey if isinstance(found, rsa.RSAPrivateKey) else paramiko.ECDSAKey
                    return kind.from_private_key(io.StringIO(told))
        fix = "an OpenSSH or PEM private key of Ed25519, ECDSA or RSA; with a passphrase, say `passphrase:`"
        raise TemporaryError(f"{self._what()}: {self.remote.key} holds no private key that can be used", fix)


HINT = "check `host` and `port` of the mailbox, and that a firewall lets us out; it is tried again"


def fingerprint(key: bytes) -> str:
    """As OpenSSH shows it: SHA256 and base64 without padding, of the public key's wire form (RFC 4253, 6.6)."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode("ascii").rstrip("=")


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    told = getattr(error, "strerror", None) or str(error) or "the connection was cut"
    return " ".join(told.split())[:200]
