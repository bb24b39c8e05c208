"""A gateway that partners reach by AS2, with the rows of its files; the partner is the `openssl` command."""

from __future__ import annotations

import atexit
import http.client
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "protocols" / "as2"))
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from openssl_peer import Peer, them, two_parts
from yard import DOCUMENTS, Yard, orders

from edigw.app.workspace import Workspace
from edigw.config.certs import seal, shelf
from edigw.config.certs.keep import Place, import_file
from edigw.model.serving import Guard, Listening
from edigw.pipeline.context import Context
from edigw.transports.http_server import HttpServer
from edigw.work.as2_serving import As2Endpoint, application

Headers = Sequence[tuple[str, str]]
SIGNED = (
    ("Disposition-Notification-To", "x"),
    ("Disposition-Notification-Options",
     "signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, sha-256"),
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes


@lru_cache
def template(documents: tuple[str, ...]) -> As2Yard:
    """One workspace that all are copied from."""
    made = tempfile.mkdtemp(prefix="edigw-as2-")
    atexit.register(shutil.rmtree, made, True)
    return As2Yard(Path(made) / "shop").furnished(documents)


opened_once = lru_cache(load_pem_private_key)


@contextmanager
def quick() -> Iterator[None]:
    """Each key is opened once in all of the tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelf, "load_pem_private_key", opened_once)
        yield


class As2Yard(Yard):
    """`acme` is THEM, we are US; `wakes` counts what the daemon would be woken for, `told` is what it says."""

    peer: Peer
    wakes = 0
    told: list[str]

    def open(self, *rows: str, documents: Sequence[str] = DOCUMENTS) -> As2Yard:
        """The workspace with its partner; `rows` stand below `as2:` of its mailbox."""
        shutil.copytree(template(tuple(documents)).base, self.base, dirs_exist_ok=True)
        self.peer = Peer(self.base / "peer")
        said = "".join(f"      {row}\n" for row in ("their_name: THEM", "our_name: US", *rows))
        self.tell(f"mailboxes:\n  acme:\n    transport: as2\n    as2:\n{said}")
        return self

    def furnished(self, documents: Sequence[str]) -> As2Yard:
        self.init().partner(documents=documents)
        (self.base / "peer").mkdir()
        peer = Peer(self.base / "peer").folder
        (self.base / "passphrase").write_text("a long passphrase\n", "utf-8")
        held = {end: peer.joinpath(end).read_bytes() for end in ("us.crt", "us.key", "them.crt")}
        ours = Place(True, "main", passphrase=f"file:{self.base}/passphrase")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(seal, "ROUNDS", 1_000)  # for the sake of the tests' time
            import_file(self.base, ours, [("us.crt", held["us.crt"]), ("us.key", held["us.key"])], "", self.now)
        import_file(self.base, Place(False, "acme"), [("them.crt", held["them.crt"])], "", self.now)
        return self

    @property
    def their_certificate(self) -> x509.Certificate:
        return them().pin.certificate

    def woken(self) -> None:
        self.wakes += 1

    @contextmanager
    def context(self) -> Iterator[Context]:
        with quick(), Workspace(self.base, self.clock).opened() as context:
            yield context

    def once(self) -> dict[str, Any]:
        with quick():
            return super().once()

    @contextmanager
    def serving(self, **limits: Any) -> Iterator[int]:
        """The port of a running server."""
        spool = self.base / "data" / "run" / "spool"
        spool.mkdir(parents=True, exist_ok=True)
        self.told = []
        guard = Guard(**limits)
        with self.context() as context:
            endpoint = As2Endpoint(lambda: context, guard, spool, self.woken, self.told.append)
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
