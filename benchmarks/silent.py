"""Line 14: what one partner's files take while another partner's server hangs, and while it does not."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, python
from benchmarks.orders import RECEIVER, SENDER, single_files
from benchmarks.shop import open_shop
from edigw.app import App

OTHER = "7700000009"
SLOWEST_S = 600  # after which a run has failed


def lines(runs: int, size: float) -> list[Line]:
    files = max(2, round(1000 * size))
    with TemporaryDirectory() as folder:
        count = iter(range(1, 2 * runs + 1))

        def run(hangs: bool) -> float:
            with socket.create_server(("127.0.0.1", 0), backlog=512) as door:  # lets callers in, says no word
                return _run(Path(folder) / str(next(count)), files, door, hangs)

        hanging, sound = interleaved(runs, lambda: run(True), lambda: run(False))
    return [
        Line(14, f"{files} files of one partner, another's server hangs / does not", f"{hanging:.2f} s / {sound:.2f} s",
             hanging / sound, 1.1, "at_most", NOTE),
    ]  # fmt: skip


NOTE = (
    "a gateway that runs: from the first file dropped to the last 997 and 855 in the partner's folder; the other "
    "partner's orders come in meanwhile, a tenth as many, and what answers them waits for its server, which lets every "
    "caller in and never says a word; against it: the same, and that mailbox is paused"
)


def _run(base: Path, files: int, door: socket.socket, hangs: bool) -> float:
    """Seconds until the buyer has everything. Where the other partner's server is not to hang, nobody calls it."""
    inbox = open_shop(base)
    _other(base, int(door.getsockname()[1]))
    if not hangs:
        App(base).pause("mailbox", "other", reason="the other side of the comparison: the same work, and no call")
    hub = base / "data" / "hub" / "in"
    hub.mkdir(parents=True, exist_ok=True)
    caller: socket.socket | None = None
    gateway = subprocess.Popen(python("-m", "edigw", "run", "--workspace", str(base)), stdout=subprocess.DEVNULL)
    try:
        out, (first, *texts) = base / "data" / "buyer" / "out", single_files(files + 1)
        _drop(inbox, 0, first)
        _until(lambda: _whole(out) == 2, gateway)  # it runs, and all that it needs is loaded
        if hangs:
            caller, _ = door.accept()
        started = time.perf_counter()
        for number, text in enumerate(texts, 1):
            if number % 10 == 0:
                _drop(hub, number, text.replace(SENDER, OTHER))
            _drop(inbox, number, text)
        _until(lambda: _whole(out) == 2 * (files + 1), gateway)
        return time.perf_counter() - started
    finally:
        gateway.send_signal(signal.SIGTERM)
        gateway.wait(20)
        if caller is not None:
            caller.close()


def _other(base: Path, port: int) -> None:
    App(base).partners_add(
        "other", standard="x12", release="004010", id=f"08:{OTHER}", our_id=f"01:{RECEIVER}", gs_id=None,
        our_gs_id=None, documents=("850", "855", "997"), usage="P", leniency="business", answers="automatic",
        duplicates="again", identity=None,
    )  # fmt: skip
    path = base / "partners" / "other" / "partner.yaml"
    said = f"mailboxes:\n  other:\n    transport: sftp\n    host: 127.0.0.1\n    port: {port}\n    user: us\n"
    path.write_text(path.read_text("utf-8") + said + "    password: env:HOME\n", "utf-8")
    toml = base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[mailbox.hub]\n", "utf-8")


def _whole(out: Path) -> int:
    return sum(not path.name.startswith(".") for path in out.iterdir())


def _drop(inbox: Path, number: int, text: str) -> None:
    part = inbox / f".{number:05d}.tmp"
    part.write_text(text, "ascii")
    part.rename(inbox / f"{number:05d}.edi")


def _until(happened: Callable[[], bool], gateway: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SLOWEST_S
    while not happened():
        if gateway.poll() is not None or time.monotonic() > until:
            raise SystemExit("the gateway ended, or is not done in time")
        time.sleep(0.01)
