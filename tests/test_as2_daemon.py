"""`edigw run` whole: HTTPS with certificates of the workspace, an order in, its answers out, and a stop in time."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from as2_partner import trading
from as2_yard import As2Yard

from edigw.config.certs import seal
from edigw.config.certs.keep import Cut, Place, create

LONGEST_STOP_S = 10.0


@contextmanager
def daemon(yard: As2Yard) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The running process and the port that it says it listens at."""
    command = [sys.executable, "-m", "edigw", "run", "--workspace", str(yard.base)]
    made = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert made.stdout is not None
        for line in made.stdout:
            if found := re.search(r"partners post AS2 to https://127\.0\.0\.1:(\d+)/as2", line):
                yield made, int(found[1])
                break
    finally:
        made.kill()
        made.wait()


def until(what: Callable[[], object], seconds: float = 30.0) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "it does not come to pass"
        time.sleep(0.02)


def test_39_40_an_order_over_https_and_a_stop_beside_half_open_requests(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(seal, "ROUNDS", 1_000)
    with trading(tmp_path / "shop") as (yard, them):
        toml = yard.base / "edigw.toml"
        toml.write_text(toml.read_text("utf-8").replace("[http]", '[http]\nlisten = "127.0.0.1:0"', 1), "utf-8")
        place = Place(True, "main", uses=("tls",), passphrase=f"file:{yard.base}/passphrase")
        made = create(yard.base, place, Cut(days=10, bits=2048, hosts=("localhost",)), datetime.now(UTC))
        trust = ssl.create_default_context(cafile=str(yard.base / "certs" / f"{made.name}.crt"))
        with daemon(yard) as (process, port):
            wire = http.client.HTTPSConnection("localhost", port, timeout=20, context=trust)
            headers, body = yard.message(yard.entity())
            wire.request("POST", "/as2", body, dict(headers))
            answer = wire.getresponse()
            assert answer.status == 200 and b"; processed\r\n" in answer.read()
            until(lambda: len(them.taken) == 2)
            until(lambda: all(state == "DELIVERED" for way, _, state, _ in yard.states() if way == "out"))
            halves = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
            began = time.monotonic()
            os.kill(process.pid, signal.SIGTERM)
            process.wait(LONGEST_STOP_S)
            assert time.monotonic() - began < LONGEST_STOP_S and process.returncode == 0
            for half in halves:
                half.close()
    assert {re.search(rb"ST\*(\d+)\*", one.payload)[1] for one in them.taken} == {b"997", b"855"}
