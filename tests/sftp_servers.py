"""SFTP servers on loopback: OpenSSH's sshd as a process, asyncssh in a thread; and a wire that can be cut or hang."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import asyncssh

from edigw.model.partner import Mailbox, Sftp
from edigw.transports.sftp import SftpMailbox
from edigw.transports.sftp_legacy import end_tasks

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
NO_SSHD = "OpenSSH's sshd is not installed here: apt-get install openssh-server"
US = pwd.getpwuid(os.getuid()).pw_name


@dataclass(frozen=True)
class Server:
    port: int
    home: Path  # where the partner's `in` and `out` lie
    pin: str
    key: Path  # our private one
    old: bool = False  # reached by `legacy: yes` alone


def keys(folder: Path, kind: str = "ssh-ed25519", ours: str = "ssh-ed25519") -> tuple[Path, Path, str]:
    """Our key, the host's, and the host's fingerprint."""
    made = []
    for name, how in (("our_key", ours), ("host", kind)):
        pair = asyncssh.generate_private_key(how)
        pair.write_private_key(str(folder / name))
        pair.write_public_key(str(folder / f"{name}.pub"))
        (folder / name).chmod(0o600)
        made.append(pair)
    return folder / "our_key", folder / "host", made[1].get_fingerprint()


def free_port() -> int:
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        return int(wire.getsockname()[1])


def far_folders(folder: Path) -> Path:
    home = folder / "partner"
    for name in ("in", "out", "archive"):
        (home / name).mkdir(parents=True, exist_ok=True)
    return home


@contextmanager
def openssh(folder: Path, more: str = "") -> Iterator[Server]:
    """sshd as a plain process, ended by its id; `more`: lines of its configuration."""
    assert SSHD
    ours, host, pin = keys(folder)
    home, port = far_folders(folder), free_port()
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nPidFile none\nStrictModes no\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/our_key.pub\nPermitRootLogin yes\nPasswordAuthentication no\n"
        f"Subsystem sftp internal-sftp -d {home}\nLogLevel ERROR\n{more}"
    )
    if os.getuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "sshd_config")], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield Server(port, home, pin, ours)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}")


class _Door(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (US, "correct horse")


OLD = {
    "kex_algs": ["diffie-hellman-group1-sha1"], "encryption_algs": ["3des-cbc"], "mac_algs": ["hmac-sha1"],
    "signature_algs": ["ssh-rsa"],
}  # fmt: skip


@contextmanager
def old(folder: Path, kind: str = "ssh-dss", **algorithms: list[str]) -> Iterator[Server]:
    """A server that knows the algorithms of twenty years ago and no others."""
    with in_a_thread(folder, kind, "ssh-rsa", **{**OLD, **algorithms}) as server:
        yield replace(server, old=True)


class NoRename(asyncssh.SFTPServer):
    """Knows no rename of either kind."""

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPOpUnsupported("no rename")

    posix_rename = rename


class DropBox(asyncssh.SFTPServer):
    """What was put into `out` cannot be seen any more."""

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        if b"out/" in path:
            raise asyncssh.SFTPPermissionDenied("no")
        return super().stat(path)

    lstat = stat


class NoRemove(asyncssh.SFTPServer):
    """Lets nobody remove or move anything."""

    def remove(self, path: bytes) -> None:
        raise asyncssh.SFTPPermissionDenied("no")

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        raise asyncssh.SFTPPermissionDenied("no")


class NoListing(asyncssh.SFTPServer):
    """Shows no folder."""

    def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        raise asyncssh.SFTPPermissionDenied("no")


class Backwards(asyncssh.SFTPServer):
    """Lists from Z to A, and tells the rights of a file without its kind."""

    async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
        for one in sorted([one async for one in super().scandir(path)], key=lambda one: one.filename, reverse=True):
            if one.attrs.permissions is not None and not one.filename.startswith(b"."):
                one.attrs.permissions &= 0o7777
            yield one


class Full(asyncssh.SFTPServer):
    """Has no space for more than three bytes a file."""

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        if offset + len(data) > 3:
            raise asyncssh.SFTPQuotaExceeded("quota exceeded")
        return super().write(file_obj, offset, data)


@contextmanager
def in_a_thread(
    folder: Path, kind: str = "ssh-ed25519", ours: str = "ssh-ed25519", files: type = asyncssh.SFTPServer,
    **algorithms: list[str] | bool,
) -> Iterator[Server]:  # fmt: skip
    """An asyncssh server that takes our key or the password."""
    ours, host, pin = keys(folder, kind, ours)
    home, loop = far_folders(folder), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[str(host)], authorized_client_keys=f"{ours}.pub", server_factory=_Door,
            sftp_factory=lambda channel: files(channel, chroot=str(home)), **algorithms,
        )  # fmt: skip

    async def leave() -> None:
        door.close()
        await door.wait_closed()
        await end_tasks()

    door = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    try:
        yield Server(door.get_port(), home, pin, ours)
    finally:
        asyncio.run_coroutine_threadsafe(leave(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def cutting(port: int, after: int, hang: bool = False) -> Iterator[int]:
    """A way to the server that cuts its first connection once so many bytes went either way; later ones hold.

    With `hang` it is not cut: nothing more comes through.
    """
    door = socket.create_server(("127.0.0.1", 0))
    budget, over = [after], threading.Event()

    def pump(source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(16_384):
                target.sendall(data)
                budget[0] -= len(data)
                if counted and budget[0] < 0:
                    if hang:
                        over.wait(60)
                    break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        first = True
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(("127.0.0.1", port))
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=pump, args=(*pair, first), daemon=True).start()
                first = False

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(door.getsockname()[1])
    finally:
        over.set()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()


def mailbox(
    server: Server, folder: Path, *, done_marker: bool = False, largest: int | None = None, **more: object
) -> SftpMailbox:
    """Ours, as a newly started process has it."""
    said = {"host": "127.0.0.1", "port": server.port, "user": US, "key": str(server.key), "host_keys": (server.pin,),
            "every_s": 0, "legacy": server.old, **more}  # fmt: skip
    far = Sftp.model_validate(said)
    ours = Mailbox(
        name="acme", transport="sftp", inbox=str(folder / "ours" / "in"), outbox=str(folder / "ours" / "out"),
        done_marker=done_marker, sftp=far,
    )  # fmt: skip
    box = SftpMailbox(ours, far, reveal, largest)
    box.prepare()
    return box


def reveal(reference: str) -> str:
    """A path stands for what lies there, anything else for itself."""
    return Path(reference).read_text("ascii") if reference.startswith("/") else reference
