"""A gigabyte over AS2, a bomb, and three hundred who say nothing: through the real server, its memory measured."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from as2_partner import trading
from as2_yard import Answer, As2Yard, posted
from openssl_peer import NOW, agreement, them, us
from yard import orders

from edigw.protocols.as2.send import Sent, send
from edigw.store import outbox
from edigw.transports.http_client import post

MB = 1_000_000


@contextmanager
def server(yard: As2Yard) -> Iterator[tuple[int, int]]:
    """The process and port of a server that does nothing else."""
    code = (
        "import sys, time; sys.path[:0] = sys.argv[1:3]\n"
        "from pathlib import Path; from as2_yard import As2Yard\n"
        "with As2Yard(Path(sys.argv[3])).serving() as port:\n"
        "    print(port, flush=True); time.sleep(900)\n"
    )
    here = Path(__file__).parent
    command = [sys.executable, "-c", code, str(here), str(here.parent), str(yard.base)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as made:
        assert made.stdout is not None
        try:
            yield made.pid, int(made.stdout.readline())
        finally:
            made.send_signal(signal.SIGKILL)


def peak(pid: int) -> float:
    """The most memory that the process ever had, MB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / MB


def from_them(payload: object, **changes: object) -> Sent:
    """What they would send, as agreed."""
    theirs = replace(agreement(), our_name="THEM", their_name="US", our_keys=(them(),), their_pins=(us().pin,))
    return send(payload, replace(theirs, **changes), "<big@them>", NOW, spool=TemporaryFile)


@pytest.mark.torture
@pytest.mark.parametrize("cipher", ["aes256-cbc", "aes256-gcm"])
def test_38_a_gigabyte_signed_and_sealed_with_flat_memory(tmp_path: Path, cipher: str) -> None:
    with trading(tmp_path / "shop") as (yard, _), TemporaryFile(dir=tmp_path) as payload:
        block = orders("4711").encode() * 3_000
        for _ in range(1_000_000_000 // len(block) + 1):
            payload.write(block)
        size = payload.tell()
        payload.seek(0)
        sent = from_them(payload, cipher=cipher)
        with server(yard) as (pid, port):
            before, began = peak(pid), time.monotonic()
            answer = post(f"http://127.0.0.1:{port}/as2", sent.headers, sent.held.chunks(), sent.held.size, 300.0)
            took, most = time.monotonic() - began, peak(pid)
        print(f"{cipher}: {size / MB:.0f} MB in {took:.1f} s; at most {most:.0f} MB, {before:.0f} before")
        assert answer.status == 200 and b"; processed\r\n" in answer.body
        assert most <= 200
        assert (yard.base / "data" / "blobs").is_dir()
        yard.verified(Answer(answer.status, [(n.lower(), v) for n, v in answer.headers], answer.body))


@pytest.mark.torture
def test_as2_008_a_bomb_is_held_within_64_mb(tmp_path: Path) -> None:
    with trading(tmp_path / "shop") as (yard, _), TemporaryFile(dir=tmp_path) as payload:
        block = bytes(10 * MB)
        for _ in range(1_000):
            payload.write(block)
        payload.seek(0)
        sent = from_them(payload, compress="compress then sign")
        with server(yard) as (pid, port):
            posted(port, *yard.message(yard.entity()))
            before = peak(pid)
            answer = post(f"http://127.0.0.1:{port}/as2", sent.headers, sent.held.chunks(), sent.held.size, 300.0)
            most = peak(pid)
        print(f"{sent.held.size / MB:.1f} MB of 10 GB: {before:.0f} MB before, {most:.0f} at most")
        assert answer.status == 200 and b"processed/error: " in answer.body
        assert most - before <= 64


@pytest.mark.torture
def test_three_hundred_half_open_connections_and_a_good_message(tmp_path: Path) -> None:
    with trading(tmp_path / "shop") as (yard, _), server(yard) as (_, port):
        wires = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
        for wire in wires[::2]:
            wire.sendall(b"POST /as2 HTTP/1.1\r\nHost: x\r\nX-")
        began = time.monotonic()
        answer = posted(port, *yard.message(yard.entity()))
        print(f"answered in {time.monotonic() - began:.2f} s beside 300 half-open connections")
        assert answer.status == 200 and time.monotonic() - began < 2.0
        for wire in wires:
            wire.close()


@pytest.mark.torture
def test_38_a_gigabyte_leaves_with_flat_memory(tmp_path: Path) -> None:
    """Signed, sealed and posted by a process of its own, to a partner that hears it out and answers nothing more."""
    with trading(tmp_path / "shop", "mdn: none") as (yard, them):
        them.heard_out = True
        with yard.context() as context, context.store.begin() as c:
            block = orders("4711").encode() * 3_000
            kept = context.store.archive.keep_pieces(block for _ in range(1_000_000_000 // len(block) + 1))
            row = {"id": "file", "partner": "acme", "mailbox": "acme", "name": "big.edi"}
            outbox.insert(c, [row | outbox.bytes_of(kept)], yard.now)
        code = (
            "import sys; sys.path[:0] = sys.argv[1:3]\n"
            "from pathlib import Path; from as2_yard import As2Yard\n"
            "from edigw.pipeline.context import Done; from edigw.pipeline.deliver import deliver\n"
            "done = Done()\n"
            "with As2Yard(Path(sys.argv[3])).context() as context: deliver(context, done)\n"
            "print(done.sent, Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
        )
        here = Path(__file__).parent
        began = time.monotonic()
        command = [sys.executable, "-c", code, str(here), str(here.parent), str(yard.base)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        most = int(told[1]) * 1024 / MB
        print(f"{kept.size / MB:.0f} MB left in {time.monotonic() - began:.1f} s; at most {most:.0f} MB")
        assert told[0] == "1" and them.heard > 1_000 * MB
        assert most <= 200
