"""SFTP by paramiko: strong algorithms alone, reads and writes many at a time with bounded memory."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

from edigw.errors import Denied
from edigw.transports.sftp_far import KEEPALIVE_S, Entry, Passed, Terms

if TYPE_CHECKING:
    import paramiko

PIECE = 32_768  # bytes of a read or a write that every server takes
AHEAD = 64  # pieces that are under way at a time: 2 MB, as the window of a channel
LISTED_AHEAD = 16  # parts of a listing
OLD = "a server of SHA-1 alone is reached with `legacy: yes`; better ask the partner for a newer one"


def dial(terms: Terms, wire: socket.socket, passed: Passed) -> Modern:
    """A session on a connected wire. Raises TemporaryError, ConnectionError or TimeoutError."""
    import paramiko

    logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # it prints tracebacks of lines that fail; we say them
    seconds = terms.remote.timeout_s
    transport = paramiko.ServiceRequestingTransport(wire)
    transport.banner_timeout = transport.auth_timeout = transport.channel_timeout = seconds
    with ExitStack() as undo:
        undo.callback(transport.close)
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
        undo.pop_all()
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
        _hear_out(client)
        self.alone = beside
        self._beside = beside

    def alive(self) -> bool:
        return bool(self.transport.is_active())

    def entries(self, folder: str) -> Iterator[Entry]:
        with _line():
            for octets, one in _listed(self.client, _octets(folder)):
                name = octets.decode("utf-8", "surrogateescape")  # SFTP does not say what charset names are in
                yield Entry(name, one.st_size, one.st_mtime, one.st_mode)

    def look(self, path: str, *, follow: bool = False) -> Entry:
        with _line():
            found = self.client.stat(_octets(path)) if follow else self.client.lstat(_octets(path))
        return Entry(path.rpartition("/")[2], found.st_size, found.st_mtime, found.st_mode)

    def read(self, path: str, start: int, size: int) -> Generator[bytes]:
        with _line(), self.client.open(_octets(path), "rb") as file:
            yield from _Pipe(self.client, file.handle).read(start, size)

    def write(self, path: str, start: int, pieces: Iterable[bytes]) -> None:
        with _line(), self.client.open(_octets(path), "r+b" if start else "wb") as file:
            _Pipe(self.client, file.handle).write(start, pieces)

    def rename(self, old: str, new: str) -> None:
        with _line():
            self.client.rename(_octets(old), _octets(new))

    def rename_over(self, old: str, new: str) -> None:
        with _line():
            self.client.posix_rename(_octets(old), _octets(new))

    def remove(self, path: str) -> None:
        with _line():
            self.client.remove(_octets(path))

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


def _octets(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _hear_out(client: Any) -> None:
    """What a server says of a refusal may be in any charset; paramiko would break off at what is not UTF-8."""
    import paramiko

    raise_it = paramiko.SFTPClient._convert_status

    def convert(message: Any) -> None:
        told = paramiko.Message()
        told.add_int(message.get_int())
        told.add_string(message.get_string().decode("utf-8", "replace"))
        told.rewind()
        raise_it(client, told)

    client._convert_status = convert


def _listed(client: Any, folder: bytes) -> Iterator[tuple[bytes, Any]]:
    """Names as they came, and what is said of each; paramiko's own listing gives up at a name that is not UTF-8."""
    from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR

    _, opened = client._request(CMD_OPENDIR, folder)
    handle = opened.get_string()
    try:
        yield from _Pipe(client, handle).list()
    finally:
        client._request(CMD_CLOSE, handle)


class _Pipe:
    """Requests about one open file or folder whose answers are waited for later, in the order in which they were asked.

    paramiko's own `prefetch` asks from a thread that prints a traceback when the line is cut, and its `pipelined`
    writes forget the answers.
    """

    def __init__(self, client: Any, handle: bytes) -> None:
        self._client = client
        self._handle = handle
        self._came: dict[int, tuple[int, Any]] = {}

    def _async_response(self, kind: int, message: Any, number: int) -> None:
        """Called by paramiko with an answer that is for us."""
        self._came[number] = (kind, message)

    def _ask(self, kind: int, at: int, what: int | bytes) -> int:
        from paramiko.sftp import int64

        return int(self._client._async_request(self, kind, self._handle, int64(at), what))

    def _answer(self, number: int) -> bytes:
        """The data of a read; nothing after a write and at the end of the file. Raises OSError."""
        message = self._message(number)
        return b"" if message is None else bytes(message.get_string())

    def _message(self, number: int) -> Any:
        """None for a status that is no refusal. Raises OSError."""
        from paramiko.sftp import CMD_STATUS

        while number not in self._came:
            self._client._read_response()
        kind, message = self._came.pop(number)
        if kind == CMD_STATUS:
            with contextlib.suppress(EOFError):
                self._client._convert_status(message)
            return None
        return message

    def list(self) -> Iterator[tuple[bytes, Any]]:
        """To the end of a folder; what was asked for beyond it is answered before the folder is closed."""
        from paramiko import SFTPAttributes
        from paramiko.sftp import CMD_READDIR

        under_way: deque[int] = deque()
        while True:
            while len(under_way) < LISTED_AHEAD:
                under_way.append(int(self._client._async_request(self, CMD_READDIR, self._handle)))
            if (message := self._message(under_way.popleft())) is None:
                return
            for _ in range(message.get_int()):
                name, _line_of_ls = message.get_string(), message.get_string()
                shown = SFTPAttributes._from_msg(message)
                if name not in (b".", b".."):
                    yield name, shown

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
