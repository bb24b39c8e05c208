"""Our own SFTP server on loopback with partners in it, and clients of three makes that call it."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import asyncssh
import paramiko

from edigw.model.partner import Mailbox
from edigw.model.served import Served
from edigw.transports.sftp_server import SftpServer


@cache
def our_keys() -> dict[str, bytes]:
    """Made once: an RSA key takes its time."""
    return {"sftp_host_ed25519": asyncssh.generate_private_key("ssh-ed25519").export_private_key(),
            "sftp_host_rsa": asyncssh.generate_private_key("ssh-rsa", key_size=2048).export_private_key()}  # fmt: skip


def lay_keys(workspace: Path) -> None:
    (workspace / "keys").mkdir(mode=0o700)
    for name, key in our_keys().items():
        path = workspace / "keys" / name
        path.touch(0o600)
        path.write_bytes(key)


@cache
def partner_key(name: str) -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519", name)


def key_file(folder: Path, name: str) -> Path:
    path = folder / f"{name}_key"
    if not path.exists():
        path.touch(0o600)
        path.write_bytes(partner_key(name).export_private_key())
    return path


def public(name: str) -> str:
    return partner_key(name).export_public_key().decode().strip()


@dataclass
class House:
    base: Path
    rules: Served
    names: list[str]
    said: list[str] = field(default_factory=list)
    woken: threading.Event = field(default_factory=threading.Event)
    wakes: int = 0
    server: SftpServer | None = None
    boxes: list[Mailbox] = field(default_factory=list)
    reports: list[Exception] = field(default_factory=list)

    def box(self, name: str, *keys: str) -> Mailbox:
        return Mailbox(name=name, inbox=str(self.base / "data" / name / "in"),
                       outbox=str(self.base / "data" / name / "out"), login=name,
                       authorized_keys=keys or (public(name),))  # fmt: skip

    @property
    def port(self) -> int:
        assert self.server is not None
        return self.server.port

    def wake(self) -> None:
        self.wakes += 1
        self.woken.set()

    def inbox(self, name: str = "acme") -> Path:
        return self.base / "data" / name / "in"

    def outbox(self, name: str = "acme") -> Path:
        return self.base / "data" / name / "out"

    def beside(self, kind: str, name: str = "acme") -> list[str]:
        return sorted(os.listdir(self.base / "data" / name / ".upload" / "in" / kind))

    def is_empty(self) -> bool:
        return self.server is not None and not self.server._house.inside

    def heard(self, words: str) -> bool:
        return any(words in line for line in self.said)

    def sftp(self, *commands: str, name: str = "acme", more: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """OpenSSH's own client, in batch mode."""
        known = self.base / "known_hosts"
        line = asyncssh.import_private_key(our_keys()["sftp_host_ed25519"]).export_public_key().decode()
        known.write_text(f"[127.0.0.1]:{self.port} {line}")
        options = ["-o", f"UserKnownHostsFile={known}", "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes",
                   "-o", "PreferredAuthentications=publickey", "-F", "none", "-i", str(key_file(self.base, name)),
                   "-P", str(self.port), "-b", "-", *more, f"{name}@127.0.0.1"]  # fmt: skip
        return subprocess.run(["sftp", *options], input="\n".join(commands) + "\n", text=True, capture_output=True,
                              check=False, timeout=60)  # fmt: skip

    @contextmanager
    def paramiko(self, name: str = "acme", key: str = "") -> Iterator[paramiko.SFTPClient]:
        wire = paramiko.Transport(("127.0.0.1", self.port))
        try:
            wire.connect(username=name, pkey=paramiko.PKey.from_path(key_file(self.base, key or name)))
            client = wire.open_sftp_client()
            assert client is not None
            yield client
        finally:
            wire.close()

    def connect(self, name: str = "acme", key: str = "", **more: object) -> asyncssh.connection._ACMWrapper:
        """asyncssh's client: to be used as `async with`."""
        return asyncssh.connect("127.0.0.1", self.port, username=name, client_keys=[partner_key(key or name)],
                                known_hosts=None, config=None, agent_path=None, **more)  # fmt: skip


def clock() -> datetime:
    return datetime.now(UTC)


@contextmanager
def house(base: Path, *names: str, clock: Callable[[], datetime] = clock, **rules: object) -> Iterator[House]:
    """The server runs, with a login for each name."""
    built = House(base, Served.model_validate({"listen": "127.0.0.1:0", **rules}), list(names or ("acme",)))
    if not (base / "keys").exists():
        lay_keys(base)
    built.boxes = [built.box(name) for name in built.names]
    built.server = SftpServer(base, lambda: (built.rules, built.boxes), clock, built.said.append, built.reports.append)
    built.server.start(built.wake)
    try:
        yield built
    finally:
        built.server.drain(1.0)


def until(happened: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
