"""The gate: how fast one address is let in, and what ssh-audit says of what is offered behind it."""

from __future__ import annotations

import asyncio
import random
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import asyncssh
import pytest
from sftpd_house import house, our_keys

from edigw.model.served import Served
from edigw.transports.sftpd import gate

AUDIT = shutil.which("ssh-audit") or shutil.which("ssh-audit", path=str(Path(asyncssh.__file__).parents[4] / "bin"))


def test_an_address_is_let_in_so_fast_and_another_one_besides() -> None:
    async def go() -> None:
        wire = gate.bind("127.0.0.1:0")
        one = gate.Gate(wire, lambda: None, {}, lambda *_: None)
        turns = [one._turn("a") for _ in range(30)]
        assert turns[: gate.AT_ONCE] == [0.0] * gate.AT_ONCE
        assert turns[-1] == pytest.approx((30 - gate.AT_ONCE - 1) / gate.A_SECOND, abs=0.1)
        assert one._turn("b") == 0.0
        one.close()

    asyncio.run(go())


def test_those_who_wait_are_not_read_and_too_many_are_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "AT_ONCE", -100)
    monkeypatch.setattr(gate, "WAITING", 3)
    with house(tmp_path) as built, ExitStack() as crowd:
        wires = [socket.create_connection(("127.0.0.1", built.port), 5) for _ in range(4)]
        for wire in wires:
            crowd.callback(wire.close)
            wire.settimeout(5)
        assert wires[3].recv(1) == b""  # sent away; nothing was said
        wires[0].settimeout(0.05)
        with pytest.raises(TimeoutError):
            wires[0].recv(1)


def test_weak_algorithms_are_not_offered(tmp_path: Path) -> None:
    keys = [asyncssh.import_private_key(our_keys()[name]) for name in ("sftp_host_ed25519", "sftp_host_rsa")]
    given = gate.options(keys, Served())
    shown = {word for pair in given["server_host_keys"] for word in pair.host_key_algorithms}
    assert shown == set(gate.SHOWN)
    words = " ".join([*given["kex_algs"], *given["encryption_algs"], *given["mac_algs"], *given["signature_algs"]])
    assert not any(weak in words.split() for weak in ("ssh-rsa", "ssh-dss", "diffie-hellman-group1-sha1"))
    assert "sha1" not in words and "cbc" not in words and "md5" not in words and "nistp256-sha" not in words


def test_without_the_newest_exchange_there_are_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "QUANTUM_SAFE", "an-exchange-that-nobody-knows")
    keys = [asyncssh.import_private_key(our_keys()["sftp_host_ed25519"])]
    assert gate.options(keys, Served())["kex_algs"] == list(gate.EXCHANGES)


def test_bytes_by_chance_instead_of_ssh_are_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "A_SECOND", 1000.0)
    chance = random.Random(20261125)
    starts = (
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"SSH-1.5-x\r\n",
        b"\x16\x03\x01",
        b"SSH-2.0-" + b"x" * 9000,
    )
    with house(tmp_path) as built:
        for start in (*starts, *starts):
            with socket.create_connection(("127.0.0.1", built.port), 5) as wire, suppress(OSError):
                wire.sendall(start + chance.randbytes(chance.randrange(2000)))
                wire.shutdown(socket.SHUT_WR)
                wire.settimeout(5)
                while wire.recv(65_536):
                    pass
        with built.paramiko() as client:
            assert client.listdir("in") == []
        assert not built.reports and not built.heard("internal error")
    assert "Traceback" not in capfd.readouterr().err


with_audit = pytest.mark.skipif(AUDIT is None, reason="ssh-audit is not installed here: pip install ssh-audit")


def audit(base: Path, *more: str) -> str:
    with house(base) as built:
        command = [str(AUDIT), "-n", "--level=info", *more, "-p", str(built.port), "127.0.0.1"]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout


@with_audit
def test_ssh_audit_finds_no_fault(tmp_path: Path) -> None:
    told = audit(tmp_path, "--skip-rate-test")
    assert "(kex) curve25519-sha256" in told and "(key) ssh-ed25519" in told
    assert "[fail]" not in told


@with_audit
@pytest.mark.torture
def test_ssh_audit_finds_that_newcomers_are_held_back(tmp_path: Path) -> None:
    told = audit(tmp_path)
    assert "(kex) curve25519-sha256" in told
    assert "[fail]" not in told and "throttling" not in told


@pytest.mark.torture
def test_a_crowd_at_the_gate_delays_nobody_else(tmp_path: Path) -> None:
    """An address comes as fast as it can for 3 s; a partner from another one logs in meanwhile, again and again."""
    with house(tmp_path) as built:
        until, longest, tries = time.monotonic() + 3, 0.0, 0
        while time.monotonic() < until:
            crowd = [socket.create_connection(("127.0.0.1", built.port), 5, source_address=("127.0.0.9", 0))
                     for _ in range(50)]  # fmt: skip
            started = time.monotonic()
            with built.paramiko() as client:
                client.listdir("in")
            longest, tries = max(longest, time.monotonic() - started), tries + 1
            for one in crowd:
                one.close()
        print(f"\n{tries} logins beside the crowd, the longest took {longest:.2f} s")
        assert longest < 2
