"""An order that a partner uploads to `edigw run` becomes an order, and its answers lie there for him to fetch."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncssh
import paramiko
import pytest
from sftpd_house import key_file, lay_keys, our_keys, partner_key, public, until
from yard import Yard, orders

from edigw.app import App

ROOT = Path(__file__).parents[1]
SFTP = shutil.which("sftp")


class Running:
    """`edigw run` as a process, and what it says."""

    def __init__(self, yard: Yard) -> None:
        command = [sys.executable, "-m", "edigw", "run", "--workspace", str(yard.base)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said: list[str] = []
        self._ears = threading.Thread(target=self._listen, daemon=True)
        self._ears.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(iter(self.process.stdout.readline, ""))

    def heard(self, words: str) -> bool:
        return any(words in line for line in self.said)

    @property
    def port(self) -> int:
        until(lambda: self.heard("sftp: listens on"), 30)
        found = re.search(r"listens on 127\.0\.0\.1:(\d+),", "".join(self.said))
        assert found
        return int(found[1])

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(15)
        self._ears.join(5)
        return code


@contextmanager
def running(yard: Yard) -> Iterator[Running]:
    one = Running(yard)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait(10)


@pytest.fixture
def served(yard: Yard) -> Yard:
    """A workspace whose partner may log in."""
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[sftp]", '[sftp]\nlisten = "127.0.0.1:0"', 1), "utf-8")
    yard.tell(f"mailboxes:\n  acme:\n    login: ACME\n    authorized_keys: {public('acme')}\n")
    lay_keys(yard.base)
    return yard


def sftp(base: Path, port: int, *commands: str) -> subprocess.CompletedProcess[str]:
    known = base / "known_hosts"
    key = asyncssh.import_private_key(our_keys()["sftp_host_ed25519"]).export_public_key().decode()
    known.write_text(f"[127.0.0.1]:{port} {key}")
    options = ["-o", f"UserKnownHostsFile={known}", "-o", "StrictHostKeyChecking=yes", "-F", "none", "-b", "-",
               "-i", str(key_file(base, "acme")), "-P", str(port), "ACME@127.0.0.1"]  # fmt: skip
    return subprocess.run(["sftp", *options], input="\n".join(commands) + "\n", text=True, capture_output=True,
                          check=False, timeout=60)  # fmt: skip


@pytest.mark.skipif(SFTP is None, reason="OpenSSH's sftp is not installed here: openssh-client")
def test_an_order_comes_by_sftp_and_its_answers_are_fetched(served: Yard, tmp_path: Path) -> None:
    (tmp_path / "order.edi").write_text(orders("4711"))
    (tmp_path / "got").mkdir()
    with running(served) as daemon:
        port = daemon.port
        done = sftp(tmp_path, port, f"put {tmp_path}/order.edi in/order.edi")
        assert done.returncode == 0, done.stderr
        until(lambda: len(served.files()) == 2, 20)
        assert [row["number"] for row in served.app.orders_list()] == ["4711"]
        done = sftp(tmp_path, port, "cd out", "ls -l", f"lcd {tmp_path}/got", "get *", "rm *")
        assert done.returncode == 0, done.stderr
        fetched = sorted(path.name[:4] for path in (tmp_path / "got").iterdir() if path.is_file())
        assert fetched == ["855_", "997_"] and served.files() == {}
        assert "ST*997*" in next((tmp_path / "got").glob("997_*")).read_text("latin-1")
        half_of_an_upload(served, port)
        renewed(served, daemon, port)
        started = time.monotonic()
        assert daemon.end() == 0
        assert time.monotonic() - started < 10
    assert not daemon.heard("Traceback") and daemon.heard("ACME is in")
    assert [state for way, _, state, _ in served.states() if way == "in"] == ["DONE"]


def half_of_an_upload(served: Yard, port: int) -> None:
    """What is cut in the middle is not what the pipeline sees."""
    wire = paramiko.Transport(("127.0.0.1", port))
    key = paramiko.Ed25519Key.from_private_key_file(str(key_file(served.base, "acme")))
    wire.connect(username="ACME", pkey=key)
    far = paramiko.SFTPClient.from_transport(wire)
    assert far is not None
    file = far.open("in/half.edi", "wb")
    file.write(orders("4712", control=2)[:200])
    wire.sock.shutdown(socket.SHUT_RDWR)
    cut = served.base / "data/acme/.upload/in/cut"
    until(lambda: os.listdir(cut) == ["half.edi"])
    assert [row["number"] for row in served.app.orders_list()] == ["4711"]


def renewed(served: Yard, daemon: Running, port: int) -> None:
    """Another key in the partner file counts from SIGHUP on."""
    served.rewrite(f"    authorized_keys: {public('acme')}", f"    authorized_keys: {public('newer')}")
    daemon.process.send_signal(signal.SIGHUP)
    until(lambda: daemon.heard("reload: changed files are taken"), 20)
    wire = paramiko.Transport(("127.0.0.1", port))
    newer = served.base / "newer"
    newer.write_bytes(partner_key("newer").export_private_key())
    wire.connect(username="ACME", pkey=paramiko.Ed25519Key.from_private_key_file(str(newer)))
    wire.close()
    old = paramiko.Transport(("127.0.0.1", port))
    with pytest.raises(paramiko.AuthenticationException):
        key = paramiko.Ed25519Key.from_private_key_file(str(key_file(served.base, "acme")))
        old.connect(username="ACME", pkey=key)
    old.close()


@pytest.mark.torture
def test_killed_at_random_while_partners_upload(served: Yard, tmp_path: Path) -> None:
    """What is in is whole, each time; what a client was told is in is an order in the end, and nothing else is."""
    chance, told, tried = random.Random(7), list[str](), 0
    key = paramiko.Ed25519Key.from_private_key_file(str(key_file(tmp_path, "acme")))
    for _ in range(8):
        with running(served) as daemon:
            port = daemon.port
            threading.Timer(chance.uniform(0.2, 2.0), daemon.process.kill).start()
            with suppress(OSError, EOFError, paramiko.SSHException):
                wire = paramiko.Transport(("127.0.0.1", port))
                wire.connect(username="ACME", pkey=key)
                far = paramiko.SFTPClient.from_transport(wire)
                assert far is not None
                while True:
                    tried += 1
                    number = str(5000 + tried)
                    with far.open(f"in/{number}.edi", "wb") as file:
                        file.write(orders(number, control=tried))
                    told.append(number)
            daemon.process.wait(20)
        for path in (served.base / "data/acme/in").iterdir():
            assert path.read_text("latin-1").rstrip().endswith("~") and "IEA" in path.read_text("latin-1")[-40:]
    App(served.base).once()  # by the clock that the daemon had
    known = {row["number"] for row in served.app.orders_list(limit=0)}
    print(f"\n{len(told)} uploads were told to be in, {tried} begun, {len(known)} orders")
    assert set(told) <= known and len(known) <= tried
    assert {state for way, _, state, _ in served.states() if way == "in"} <= {"DONE", "DUPLICATE"}
