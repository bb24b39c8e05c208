"""AS2 messages of any size, sent or received in a process of its own that tells what memory it took."""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

ROOT = Path(__file__).parents[1]
MB = 1_000_000
LINE = b"".join(b"PO1*%d*10*EA*9.95**UP*012345678905~\r\n" % number for number in range(2000))


def written(path: Path, size: int) -> bytes:
    """A payload of about so many bytes, no two stretches alike; its SHA-256."""
    told, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        while count < size:
            block = hashlib.sha512(b"%d" % count).digest() * 20 + LINE
            file.write(block)
            told.update(block)
            count += len(block)
    return told.digest()


def apart(what: str, folder: Path, **more: Any) -> dict[str, Any]:
    """Run `send` or `receive` below as a process: what it returns, and its `peak_mb`."""
    (folder / "given").write_bytes(pickle.dumps(more))
    command = [sys.executable, __file__, what, str(folder)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def spool(stack: ExitStack, folder: Path) -> Callable[[], Any]:
    return lambda: stack.enter_context(TemporaryFile(dir=folder))


def send(folder: Path, agreed: Any, given: dict[str, Any]) -> dict[str, Any]:
    from edigw.protocols.as2.send import send as go

    with ExitStack() as stack, (folder / "payload").open("rb") as payload, (folder / "body").open("wb") as body:
        sent = go(payload, agreed, "<1@us>", given["now"], spool=spool(stack, folder))
        for chunk in sent.held.chunks():
            body.write(chunk)
    (folder / "headers").write_bytes(pickle.dumps(sent.headers))
    return {"mic": sent.mic, "size": sent.held.size}


def receive(folder: Path, agreed: Any, given: dict[str, Any]) -> dict[str, Any]:
    from edigw.protocols.as2.receive import receive as come

    with ExitStack() as stack, (folder / "body").open("rb") as body:
        opens = spool(stack, folder) if given.get("spooled", True) else None
        got = come(pickle.loads((folder / "headers").read_bytes()), body, agreed, given["now"], None, opens)
        told = hashlib.sha256()
        for chunk in got.payloads[0].held.chunks() if got.payloads else ():
            told.update(chunk)
    return {"outcome": got.outcome, "detail": got.detail, "mic": got.mic, "sha256": told.hexdigest()}


def peak_kb() -> int:
    """Of this program alone: what `getrusage` tells begins with what the process was before."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return int(status.partition("VmHWM:")[2].split()[0])


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "protocols" / "as2")]
    folder = Path(sys.argv[2])
    given = pickle.loads((folder / "given").read_bytes())
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from edigw.protocols.as2.agreement import Agreement, Key, Limits, Pin

    ours, theirs = (Pin(x509.load_pem_x509_certificate(given[name])) for name in ("certificate", "their_certificate"))
    key = Key(load_pem_private_key(given["key"], None), ours)
    limits = Limits(size=3_000 * MB)
    agreed = Agreement(*given["names"], our_keys=(key,), their_pins=(theirs,), limits=limits)
    agreed = replace(agreed, **given.get("changes", {}))
    before = peak_kb()
    told = {"send": send, "receive": receive}[sys.argv[1]](folder, agreed, given)
    peak = peak_kb()
    print(json.dumps(told | {"peak_mb": peak / 1024, "more_mb": (peak - before) / 1024}))


if __name__ == "__main__":
    main()
