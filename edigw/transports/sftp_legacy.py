"""SFTP by asyncssh, for partners' old servers: SHA-1 key exchange, ssh-rsa and ssh-dss keys, CBC ciphers as well."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import warnings
from collections.abc import Coroutine, Generator, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from edigw.errors import TemporaryError
from edigw.transports.patience import WHOLE
from edigw.transports.sftp_far import KEEPALIVE_S, Entry, Passed, Terms

if TYPE_CHECKING:
    import asyncssh

PIECE = 524_288  # bytes that are asked for together; in blocks that every server takes
BLOCK = 32_768

OLD = {
    "kex_algs": "+diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1",
    "server_host_key_algs": "ssh-ed25519,ecdsa-sha2-nistp521,ecdsa-sha2-nistp384,ecdsa-sha2-nistp256,"
                            "rsa-sha2-512,rsa-sha2-256,ssh-rsa,ssh-dss",
    "signature_algs": "+ssh-rsa,ssh-dss",
    "encryption_algs": "+aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc",
    "mac_algs": "+hmac-sha1,hmac-sha1-96,hmac-md5",
}  # fmt: skip
"""What is offered behind the strong ones, which are chosen where the server knows them."""

Result = TypeVar("Result")


def dial(terms: Terms, wire: socket.socket, passed: Passed) -> Legacy:
    """A session on a connected wire. Raises TemporaryError, ConnectionError or TimeoutError."""
    from cryptography.utils import CryptographyDeprecationWarning

    warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning, module="asyncssh")  # that it is old
    runner = _Runner(WHOLE * terms.remote.timeout_s)
    with ExitStack() as undo:
        undo.callback(runner.close)
        connection, client = runner.wait(_open(terms, wire, passed))
        undo.pop_all()
    return Legacy(runner, connection, client)


async def _open(
    terms: Terms, wire: socket.socket, passed: Passed
) -> tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]:
    import asyncssh

    logging.getLogger("asyncssh").setLevel(logging.CRITICAL)  # what operators are told, we say ourselves
    refused: list[TemporaryError] = []

    class Guard(asyncssh.SSHClient):
        def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
            try:
                passed("host key", terms.check(key.get_algorithm(), key.public_data))
            except TemporaryError as error:
                refused.append(error)
            return not refused

    wire.setblocking(False)
    remote = terms.remote
    try:
        connection = await asyncssh.connect(
            remote.host, remote.port, sock=wire, config=None, known_hosts=([], [], []), client_factory=Guard,
            username=remote.user, client_keys=private_keys(terms), agent_path=None, x509_trusted_certs=None,
            password=terms.reveal(remote.password) if remote.password else None, gss_host=None,
            login_timeout=WHOLE * remote.timeout_s, keepalive_interval=KEEPALIVE_S, **OLD,
        )  # fmt: skip
    except asyncssh.HostKeyNotVerifiable:
        raise refused[0] from None
    except asyncssh.PermissionDenied:
        raise terms.refused() from None
    except asyncssh.Error as error:
        raise refused[0] if refused else ConnectionError(error.reason) from None
    passed("login", remote.user)
    try:
        client = await connection.start_sftp_client(path_errors="surrogateescape")  # names of any charset
    except asyncssh.Error as error:
        connection.abort()
        raise ConnectionError(error.reason) from None
    passed("SFTP", "open")
    return connection, client


def private_keys(terms: Terms) -> list[asyncssh.SSHKey]:
    """Ours, where the mailbox names one. Raises TemporaryError."""
    import asyncssh

    if not terms.remote.key:
        return []
    passphrase = terms.reveal(terms.remote.passphrase) if terms.remote.passphrase else None
    try:
        return [asyncssh.import_private_key(terms.reveal(terms.remote.key), passphrase)]
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError):
        raise terms.no_key() from None


class _Runner:
    """A loop in a thread of its own, and how long a step in it may take."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def wait(self, step: Coroutine[Any, Any, Result]) -> Result:
        """Raises as Far has it."""
        future = asyncio.run_coroutine_threadsafe(_told(step), self._loop)
        try:
            return future.result(self._seconds)
        except TimeoutError:
            future.cancel()
            raise TimeoutError from None

    def close(self) -> None:
        if self._thread.is_alive():
            with contextlib.suppress(OSError):
                self.wait(end_tasks())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(self._seconds)
            self._loop.close()


async def end_tasks() -> None:
    """Whatever still runs in the loop that is about to stop."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _told(step: Coroutine[Any, Any, Result]) -> Result:
    """What asyncssh says of a file becomes an OSError, what it says of the line a ConnectionError."""
    import asyncssh

    try:
        return await step
    except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.ConnectionLost) as error:
        raise ConnectionError(error.reason) from None
    except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath) as error:
        raise FileNotFoundError(error.reason) from None
    except asyncssh.SFTPPermissionDenied as error:
        raise PermissionError(error.reason) from None
    except asyncssh.SFTPError as error:
        raise OSError(error.reason) from None
    except asyncssh.Error as error:
        raise ConnectionError(error.reason) from None


class Legacy:
    """As Far has it."""

    piece = PIECE

    def __init__(
        self, runner: _Runner, connection: asyncssh.SSHClientConnection, client: asyncssh.SFTPClient, *,
        beside: bool = False,
    ) -> None:  # fmt: skip
        self._beside = beside
        self._runner = runner
        self._connection = connection
        self._client = client

    def alive(self) -> bool:
        return not self._connection.is_closed()

    def entries(self, folder: str) -> Iterator[Entry]:
        for one in self._runner.wait(self._client.readdir(folder)):
            yield _entry(str(one.filename), one.attrs)

    def look(self, path: str, *, follow: bool = False) -> Entry:
        step = self._client.stat(path) if follow else self._client.lstat(path)
        return _entry(path.rpartition("/")[2], self._runner.wait(step))

    def read(self, path: str, start: int, size: int) -> Generator[bytes]:
        with self._open(path, "rb") as handle:
            while start < size:
                data = self._runner.wait(handle.read(min(PIECE, size - start), start))
                if not data:
                    return
                yield data
                start += len(data)

    def write(self, path: str, start: int, pieces: Iterable[bytes]) -> None:
        with self._open(path, "r+b" if start else "wb") as handle:
            for piece in pieces:
                self._runner.wait(handle.write(piece, start))
                start += len(piece)

    @contextlib.contextmanager
    def _open(self, path: str, mode: str) -> Iterator[Any]:
        async def opened() -> Any:
            return await self._client.open(path, mode, encoding=None, block_size=BLOCK)

        handle = self._runner.wait(opened())
        try:
            yield handle
        finally:
            if self.alive():
                self._runner.wait(handle.close())

    def rename(self, old: str, new: str) -> None:
        self._runner.wait(self._client.rename(old, new))

    def rename_over(self, old: str, new: str) -> None:
        self._runner.wait(self._client.posix_rename(old, new))

    def remove(self, path: str) -> None:
        self._runner.wait(self._client.remove(path))

    def beside(self) -> Legacy:
        return Legacy(self._runner, self._connection, self._client, beside=True)  # it serves many threads as it is

    def close(self) -> None:
        if self._beside:
            return

        async def leave() -> None:
            self._connection.abort()
            await self._connection.wait_closed()

        with contextlib.suppress(OSError):
            self._runner.wait(leave())
        self._runner.close()


def _entry(name: str, said: asyncssh.SFTPAttrs) -> Entry:
    return Entry(name, said.size, None if said.mtime is None else int(said.mtime), said.permissions)
