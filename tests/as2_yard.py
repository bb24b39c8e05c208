"""A gateway that partners reach by AS2, its agreements made by hand; the partner is the `openssl` command."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "protocols" / "as2"))
from openssl_peer import Peer, agreement, two_parts
from yard import Yard, orders

from edigw.app.workspace import Workspace
from edigw.model.partner import As2, Mailbox
from edigw.model.serving import Guard, Listening
from edigw.pipeline.as2.stations import Station
from edigw.pipeline.context import Context
from edigw.transports.http_server import HttpServer
from edigw.work.as2_serving import As2Endpoint, application

Headers = Sequence[tuple[str, str]]
SIGNED = (
    ("Disposition-Notification-To", "x"),
    ("Disposition-Notification-Options",
     "signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, sha-256"),
)  # fmt: skip


def station(**changes: Any) -> Station:
    """The agreement with `acme`: US and THEM; what the partner file would say of it in `said`."""
    said = changes.pop("said", {})
    settled: dict[str, Any] = {"receipt_hosts": ("127.0.0.1",), **changes}
    box = Mailbox(name="acme", transport="as2", as2=As2(owner="acme", their_name="THEM", our_name="US", **said))
    return Station(box, agreement(**settled))


@dataclass
class Book:
    """Stations by hand."""

    station: Station = field(default_factory=station)

    def named(self, theirs: str, ours: str, now: datetime) -> Station | None:
        return self.station if (theirs, ours) == ("THEM", "US") else None

    def at(self, mailbox: Mailbox, now: datetime) -> Station | None:
        return self.station if mailbox.name == "acme" else None


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes


class As2Yard(Yard):
    """`workspace` lives as long as the server; `wakes` counts what the daemon would be woken for."""

    book: Book
    peer: Peer

    def open(self, **changes: Any) -> As2Yard:
        self.book = Book(station(**changes))
        (self.base / "peer").mkdir(exist_ok=True)
        self.peer = Peer(self.base / "peer")
        self.wakes = 0
        return self

    def woken(self) -> None:
        self.wakes += 1

    @contextmanager
    def context(self) -> Iterator[Context]:
        with Workspace(self.base, self.clock).opened(boxes=False) as context:
            yield context

    @contextmanager
    def serving(self, **limits: Any) -> Iterator[int]:
        """The port of a running server."""
        spool = self.base / "data" / "run" / "spool"
        spool.mkdir(parents=True, exist_ok=True)
        guard = Guard(**limits)
        with self.context() as context:
            endpoint = As2Endpoint(lambda: (context, self.book), guard, spool, self.woken)
            server = HttpServer(application(endpoint, "/as2"), Listening(guard=guard))
            server.start()
            try:
                yield server.port
            finally:
                server.drain(1.0)

    # --- what the partner does

    def entity(self, text: str | None = None, name: str = "") -> bytes:
        """The MIME entity of an 850."""
        told = f'Content-Disposition: attachment; filename="{name}"\r\n' if name else ""
        body = (text or orders("4711")).encode("latin-1")
        return b"Content-Type: application/edi-x12\r\n" + told.encode("latin-1") + b"\r\n" + body

    def message(self, entity: bytes, ident: str = "<1@them>", *more: tuple[str, str]) -> tuple[Headers, bytes]:
        """Signed, then sealed, by openssl."""
        kind, body = two_parts(entity, self.peer.signature(entity))
        signed = f"Content-Type: {kind}\r\n\r\n".encode("latin-1") + body
        return self.headed(ident, "application/pkcs7-mime; smime-type=enveloped-data", *more), self.peer.sealed(signed)

    def headed(self, ident: str, kind: str, *more: tuple[str, str]) -> Headers:
        rows = (("AS2-Version", "1.2"), ("AS2-From", "THEM"), ("AS2-To", "US"), ("Message-ID", ident))
        return (*rows, ("Content-Type", kind), *(more or SIGNED))

    def verified(self, answer: Answer) -> bytes:
        """The report in a signed receipt, once openssl has verified it."""
        kind = dict(answer.headers)["content-type"]
        boundary = kind.partition('boundary="')[2].partition('"')[0].encode("latin-1")
        _, report, signature, _ = answer.body.split(b"--" + boundary)
        entity = report[2:-2]
        der = signature.partition(b"\r\n\r\n")[2][:-2]
        assert self.peer.verified(entity, der) == entity
        return entity


def posted(port: int, headers: Headers, body: bytes, source: str = "127.0.0.1", path: str = "/as2") -> Answer:
    """A plain POST of bytes."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
    try:
        wire.putrequest("POST", path, skip_accept_encoding=True)
        for name, held in (*headers, ("Content-Length", str(len(body)))):
            wire.putheader(name, held)
        wire.endheaders(body)
        answer = wire.getresponse()
        return Answer(answer.status, [(name.lower(), held) for name, held in answer.getheaders()], answer.read())
    finally:
        wire.close()
