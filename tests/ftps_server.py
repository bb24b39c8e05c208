"""A partner's FTPS server that runs in a thread: pyftpdlib, with the moods that real servers have."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from certificates import certificate, pem, private
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from OpenSSL import SSL
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.ioloop import IOLoop
from pyftpdlib.servers import FTPServer

logging.getLogger("pyftpdlib").setLevel(logging.CRITICAL)
SHOWN = certificate(
    "ftps", "localhost", begins=-10_000, ends=20_000, more=(x509.SubjectAlternativeName([x509.DNSName("localhost")]),)
)
PIN = f"SHA256:{SHOWN.fingerprint(hashes.SHA256()).hex()}"


@dataclass
class Ftps:
    """`lacks`: commands that it has not; `cut_after`: bytes of a download after which the line is cut, once."""

    home: Path
    port: int = 0
    lacks: set[str] = field(default_factory=set)
    cut_after: int = 0
    seen: list[str] = field(default_factory=list)


@contextmanager
def ftps_server(folder: Path, *, implicit: bool = False) -> Iterator[Ftps]:
    """Listening on 127.0.0.1; user u, password p; `in`, `out` and `seen` are its folders."""
    made = Ftps(folder / "home")
    for name in ("in", "out", "seen"):
        (made.home / name).mkdir(parents=True)
    key = private("ftps").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "ftps.pem").write_bytes(pem(SHOWN) + key)
    loop = IOLoop()
    server = FTPServer(("127.0.0.1", 0), _handler(made, folder / "ftps.pem", implicit), ioloop=loop)
    made.port = server.address[1]
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            loop.loop(timeout=0.02, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        stop.set()
        thread.join(5)


def _handler(made: Ftps, file: Path, implicit: bool) -> Any:
    users = DummyAuthorizer()
    users.add_user("u", "p", str(made.home), perm="elradfmwMT")

    class Data(TLS_DTPHandler):
        def send(self, data: bytes) -> int:
            if made.cut_after and self.tot_bytes_sent >= made.cut_after:
                made.cut_after = 0
                self.cmd_channel.close()
                self.close()
                return 0
            return super().send(data)

    class Handler(TLS_FTPHandler):
        certfile = str(file)
        tls_control_required = tls_data_required = True
        authorizer = users
        dtp_handler = Data
        ssl_protocol = SSL.TLS_SERVER_METHOD
        use_sendfile = False
        auth_failed_timeout = 0.05
        unicode_errors = "surrogateescape"  # names of any charset, as most servers have it

        def handle(self) -> None:
            if implicit:
                self.secure_connection(self.get_ssl_context())
            super().handle()

        def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
            made.seen.append(cmd)
            if cmd in made.lacks:
                self.respond(f"502 Command {cmd!r} not implemented.")
                return
            super().pre_process_command(line, cmd, arg)

    return Handler
