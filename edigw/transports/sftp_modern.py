"""SFTP by paramiko: strong algorithms alone, reads and writes many at a time with bounded memory."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from edigw.errors import Denied
from edigw.transports.sftp_far import KEEPALIVE_S, Entry, Passed, Terms

if TYPE_CHECKING:
    import paramiko

PIECE = 32_768  # bytes of a read or a write that every server takes
AHEAD = 64  # pieces that are under way at a time: 2 MB, as the window of a channel
OLD = "a server of SHA-1 alone is reached with `legacy: yes`; better ask the partner for a newer one"


def dial(terms: Terms, wire: socket.socket, passed: Passed) -> Modern:
    """A session on a connected wire. Raises TemporaryError, ConnectionError or TimeoutError."""
    import paramiko

    logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # it prints tracebacks of lines that fail; we say them
    seconds = terms.remote.timeout_s
    transport = paramiko.ServiceRequestingTransport(wire)
    transport.banner_timeout = transport.auth_timeout = transport.channel_timeout = seconds
    try:
        with _line():
            _shake_hands(terms, transport, seconds)
            key = transport.get_remote_server_key()
            passed("host key", terms.check(key.get_name(), key.asbytes()))
            _log_in(terms, transport)
            passed("login", terms.remote.user)
            transport.set_keepalive(KEEPALIVE_S)
            client = paramiko.SFTPClient.from_transport(transport)
            if client is None:
                raise paramiko.SSHException("no SFTP")
            client.get_channel().settimeout(seconds)
            passed("SFTP", "open")
    except BaseException:
        transport.close()
        raise
    return Modern(transport, client)


def _shake_hands(terms: Terms, transport: paramiko.Transport, seconds: float) -> None:
    import paramiko

    try:
        transport.start_client(timeout=seconds)
    except paramiko.IncompatiblePeer as error:
        raise Denied(f"{terms.what}: {_told(error)}", OLD) from None


class Modern:
    """As Far has it."""

    piece = PIECE

    def __init__(self, transport: paramiko.Transport, client: paramiko.SFTPClient, *, beside: bool = False) -> None:
        self.transport = transport
        self.client = client
        self.alone = beside
        self._beside = beside

    def alive(self) -> bool:
        return bool(self.transport.is_active())

    def entries(self, folder: str) -> Iterator[Entry]:
        with _line():
            for one in self.client.listdir_iter(folder):
                yield Entry(one.filename, one.st_size, one.st_mtime, one.st_mode)

    def look(self, path: str, *, follow: bool = False) -> Entry:
        with _line():
            found = self.client.stat(path) if follow else self.client.lstat(path)
        return Entry(path.rpartition("/")[2], found.st_size, found.st_mtime, found.st_mode)

    def read(self, path: str, start: int, size: int) -> Generator[bytes]:
        with _line(), self.client.open(path, "rb") as handle:
            yield from _Pipe(self.client, handle).read(start, size)

    def write(self, path: str, start: int, pieces: Iterable[bytes]) -> None:
        with _line(), self.client.open(path, "r+b" if start else "wb") as handle:
            _Pipe(self.client, handle).write(start, pieces)

    def rename(self, old: str, new: str) -> None:
        with _line():
            self.client.rename(old, new)

    def rename_over(self, old: str, new: str) -> None:
        with _line():
            self.client.posix_rename(old, new)

    def remove(self, path: str) -> None:
        with _line():
            self.client.remove(path)

    def beside(self) -> Modern | None:
        import paramiko

        if self.alone:
            return None
        try:
            client = paramiko.SFTPClient.from_transport(self.transport)
        except (EOFError, OSError, paramiko.SSHException):
            client = None
        if client is None:
            self.alone = True  # a server that allows one channel alone
            return None
        client.get_channel().settimeout(self.transport.channel_timeout)
        return Modern(self.transport, client, beside=True)

    def close(self) -> None:
        if self._beside:
            self.client.close()
        else:
            self.transport.close()


class _Pipe:
    """Requests about one open file whose answers are waited for later, in the order in which they were asked.

    paramiko's own `prefetch` asks from a thread that prints a traceback when the line is cut, and its `pipelined`
    writes forget the answers.
    """

    def __init__(self, client: Any, handle: Any) -> None:
        self._client = client
        self._handle = handle.handle
        self._came: dict[int, tuple[int, Any]] = {}

    def _async_response(self, kind: int, message: Any, number: int) -> None:
        """Called by paramiko with an answer that is for us."""
        self._came[number] = (kind, message)

    def _ask(self, kind: int, at: int, what: int | bytes) -> int:
        from paramiko.sftp import int64

        return int(self._client._async_request(self, kind, self._handle, int64(at), what))

    def _answer(self, number: int) -> bytes:
        """The data of a read; nothing after a write and at the end of the file. Raises OSError."""
        from paramiko.sftp import CMD_STATUS

        while number not in self._came:
            self._client._read_response()
        kind, message = self._came.pop(number)
        if kind == CMD_STATUS:
            with contextlib.suppress(EOFError):
                self._client._convert_status(message)
            return b""
        return bytes(message.get_string())

    def read(self, start: int, size: int) -> Iterator[bytes]:
        from paramiko.sftp import CMD_READ

        under_way: deque[tuple[int, int, int]] = deque()  # number, from, to
        at, ended = start, False
        while under_way or (at < size and not ended):
            while at < size and not ended and len(under_way) < AHEAD:
                to = min(at + PIECE, size)
                under_way.append((self._ask(CMD_READ, at, to - at), at, to))
                at = to
            number, here, to = under_way.popleft()
            while here < to and not ended:
                data = self._answer(number)
                ended = not data
                here += len(data)
                if data:
                    yield data
                if here < to and not ended:  # a server may give less than was asked for
                    number = self._ask(CMD_READ, here, to - here)
            if ended:
                for number, *_ in under_way:
                    self._answer(number)
                return

    def write(self, start: int, pieces: Iterable[bytes]) -> None:
        from paramiko.sftp import CMD_WRITE

        under_way: deque[int] = deque()
        for piece in pieces:
            if len(under_way) >= AHEAD:
                self._answer(under_way.popleft())
            under_way.append(self._ask(CMD_WRITE, start, piece))
            start += len(piece)
        while under_way:
            self._answer(under_way.popleft())


def _log_in(terms: Terms, transport: paramiko.Transport) -> None:
    """By key, then by password where there is one; a server may want both."""
    import paramiko

    remote, more = terms.remote, ["password"]
    try:
        if remote.key:
            try:
                ours = private_key(terms)
                _listen(transport)
                more = transport.auth_publickey(remote.user, ours)
            except paramiko.BadAuthenticationType as error:
                more = error.allowed_types
            except paramiko.AuthenticationException:
                if not remote.password:
                    raise
        if more and remote.password:
            secret = terms.reveal(remote.password)
            _listen(transport)
            transport.auth_password(remote.user, secret)
    except paramiko.AuthenticationException:
        pass
    if not transport.is_authenticated():
        raise terms.refused()


class _Either(NamedTuple):
    """Two events that paramiko waits for as one."""

    one: threading.Event
    other: threading.Event

    def wait(self, seconds: float) -> bool:
        return self.one.is_set() or self.other.wait(seconds)

    def is_set(self) -> bool:
        return self.one.is_set() or self.other.is_set()


def _listen(transport: paramiko.Transport) -> None:
    """Before a login is asked for: paramiko makes the event that its answer sets after it has asked, and waits for its
    time-out where the answer was faster."""
    transport.ensure_session()
    handler = transport.auth_handler
    waits = type(handler).wait_for_response

    def wait(event: threading.Event) -> Any:
        try:
            return waits(handler, _Either(early[0], event))
        finally:
            early[0] = handler.auth_event = threading.Event()  # a password may be asked for in another way, too

    early = [threading.Event()]
    handler.auth_event, handler.wait_for_response = early[0], wait


def private_key(terms: Terms) -> paramiko.PKey:
    """Read by cryptography, which knows every form; paramiko gets the one that it reads of each kind.

    Raises TemporaryError.
    """
    import paramiko
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    text = terms.reveal(terms.remote.key).encode() + b"\n"
    passphrase = terms.reveal(terms.remote.passphrase).encode() if terms.remote.passphrase else None
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
    raise terms.no_key()


@contextlib.contextmanager
def _line() -> Iterator[None]:
    """What paramiko raises when the line fails becomes a ConnectionError."""
    import paramiko

    try:
        yield
    except (EOFError, paramiko.SSHException) as error:
        raise ConnectionError(_told(error)) from None


def _told(error: Exception) -> str:
    return str(error) or "the connection was cut"
