"""A partner's AS2 server that is a plain HTTP server and the `openssl` command: opens, verifies, gives receipts."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from as2_yard import As2Yard
from openssl_peer import Peer, two_parts
from sqlalchemy import select

from edigw.pipeline.as2.receiving import take_in
from edigw.pipeline.as2.settle import settle
from edigw.pipeline.context import Context, Done
from edigw.pipeline.deliver import deliver
from edigw.store import as2, outbox, tables


@dataclass
class Taken:
    """One request as it came, and what openssl found in it."""

    headers: dict[str, str]
    body: bytes
    entity: bytes = b""
    payload: bytes = b""


@dataclass
class Partner:
    """`behaves` is what it does with each next request, then "good": 503, 400, cut, hang, empty, later, unsigned …"""

    peer: Peer | None = None
    behaves: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    receipts: list[Taken] = field(default_factory=list)  # of ours, that it wished for later
    owed: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)  # receipts to be posted: (url, …)
    let_go: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    heard_out: bool = False  # a body is counted, and neither kept nor looked at
    heard: int = 0

    def answer(self, taken: Taken) -> tuple[int, dict[str, str], bytes] | None:
        self.taken.append(taken)
        behaviour = self.behaves.pop(0) if self.behaves else "good"
        if behaviour.isdigit():
            return int(behaviour), {}, b""
        if behaviour == "hang":
            self.let_go.wait(20)
        if behaviour in ("cut", "hang"):
            return None
        self.open(taken)
        if behaviour == "empty":
            return 200, {}, b""
        headers, body = self.receipt(taken, behaviour)
        if "disposition-notification-to" not in taken.headers:
            return 200, {}, b""
        if "disposition-notification-options" not in taken.headers:
            headers, body = self.receipt(taken, "unsigned")
        wished = taken.headers.get("receipt-delivery-option")
        if wished:
            self.owed.append((wished, headers, body))
            return 200, {}, b""
        return (500 if behaviour == "taken, then 500" else 200), headers, body

    def open(self, taken: Taken) -> None:
        """What was sealed is opened, what was signed verified: by openssl alone. `entity` is what the MIC covers."""
        head = f"Content-Type: {taken.headers['content-type']}\r\n\r\n".encode("latin-1")
        raw, taken.entity = head + taken.body, taken.body
        if b"enveloped" in raw.partition(b"\r\n\r\n")[0].lower():
            raw = taken.entity = self.peer.opened(taken.body)
        if raw.lower().startswith(b"content-type: multipart/signed"):
            boundary = message_from_bytes(raw).get_boundary().encode("latin-1")
            _, part, signature, _ = raw.split(b"--" + boundary)
            raw = taken.entity = part[2:-2]
            der = signature.partition(b"\r\n\r\n")[2][:-2]
            assert self.peer.verified(raw, der) == raw
        taken.payload = raw.partition(b"\r\n\r\n")[2]

    def receipt(self, taken: Taken, behaviour: str = "good") -> tuple[dict[str, str], bytes]:
        mic = base64.b64encode(hashlib.sha256(taken.entity).digest()).decode()
        if behaviour == "wrong mic":
            mic = base64.b64encode(hashlib.sha256(taken.entity.rstrip()).digest()).decode()
        disposition = "processed"
        if behaviour == "refused":
            disposition = "processed/error: authentication-failed"
        about = "<unknown@us>" if behaviour == "of another" else taken.headers["message-id"]
        fields = f"Reporting-UA: x\r\nOriginal-Message-ID: {about}\r\nReceived-Content-MIC: {mic}, sha-256\r\n"
        fields += f"Disposition: automatic-action/MDN-sent-automatically; {disposition}\r\n"
        report = (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=r\r\n\r\n"
            "--r\r\nContent-Type: text/plain\r\n\r\nWell.\r\n"
            f"--r\r\nContent-Type: message/disposition-notification\r\n\r\n{fields}\r\n--r--\r\n"
        ).encode("latin-1")
        head = {"AS2-From": "THEM", "AS2-To": "US", "AS2-Version": "1.2", "Message-ID": "<r@them>"}
        if behaviour == "unsigned":
            kind, _, body = report.partition(b"\r\n\r\n")
            return {**head, "Content-Type": kind.partition(b": ")[2].decode()}, body
        by = "strange" if behaviour == "forged" else "them"
        kind, body = two_parts(report, self.peer.signature(report, by=by))
        return {**head, "Content-Type": kind}, body


@contextmanager
def partner() -> Iterator[Partner]:
    """Listening; `url` is where we post."""
    made = Partner()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = {name.lower(): held for name, held in self.headers.items()}
            size = int(headers["content-length"])
            if made.heard_out:
                while made.heard < size and (piece := self.rfile.read(min(1_000_000, size - made.heard))):
                    made.heard += len(piece)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            taken = Taken(headers, self.rfile.read(size))
            if self.path == "/mdn":
                made.receipts.append(taken)
                status = int(made.behaves.pop(0)) if made.behaves else 200
                answer: tuple[int, dict[str, str], bytes] | None = (status, {}, b"")
            else:
                with lock:
                    answer = made.answer(taken)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            for name, held in {**answer[1], "Content-Length": str(len(answer[2]))}.items():
                self.send_header(name, held)
            self.end_headers()
            self.wfile.write(answer[2])

        def log_message(self, *given: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/as2"
    try:
        yield made
    finally:
        made.let_go.set()
        server.shutdown()
        server.server_close()


@contextmanager
def trading(folder: Path, *rows: str) -> Iterator[tuple[As2Yard, Partner]]:
    """A gateway and its partner, each with the other's address."""
    yard = As2Yard(folder)
    with partner() as them:
        yard.open(f"url: {them.url}", "timeout: 5 s", "mdn_hosts: 127.0.0.1", "resends: 2", *rows)
        them.peer = yard.peer
        yield yard, them


BYTES = b"ISA*00*an answer~\r\n"


def lay(context: Context, yard: As2Yard, name: str) -> None:
    """A file for the partner."""
    with context.store.begin() as c:
        row = {"id": name, "partner": "acme", "mailbox": "acme", "name": f"{name}.edi"}
        outbox.insert(c, [row | outbox.bytes_of(context.store.archive.keep(BYTES))], yard.now)


def tried(
    there: tuple[As2Yard, Partner, Context], later: timedelta = timedelta(0)
) -> tuple[Any, str, list[str]]:  # fmt: skip
    """Once more what is due: the message's row, the file's state, and what somebody is told."""
    yard, _, context = there
    yard.now += later
    deliver(context, Done())
    settle(context, Done())
    with context.store.read() as c:
        message = next(iter(as2.of_outbox(c, ["file"])), None)
        told = [row.kind for row in c.execute(select(tables.alert).order_by(tables.alert.c.id))]
        return message, outbox.get(c, "file").state, told


def paid(there: tuple[As2Yard, Partner, Context]) -> None:
    """The receipts that the partner owes come in."""
    yard, them, context = there
    for _, said, body in them.owed:
        path = yard.base / "data" / "body"
        path.write_bytes(body)
        assert take_in(context, tuple(said.items()), path, b"").status == 200
    them.owed.clear()
