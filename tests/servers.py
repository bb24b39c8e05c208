"""Servers on the loopback that take alerts: mail by aiosmtpd, HTTP, and one that accepts and never answers."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@dataclass
class Post:
    """What a mail server took, and what it answers first."""

    port: int = 0
    mails: list[Any] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)  # said instead of taking a mail, one each
    bad: tuple[str, ...] = ()  # recipients that are refused
    users: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.bad:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.replies:
            return self.replies.pop(0)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.users.append((data.login, data.password))
        return AuthResult(success=data.password == b"hunter2", handled=data.password == b"hunter2")

    def texts(self) -> list[str]:
        return ["\n".join(mail.get_content().splitlines()) for mail in self.mails]

    def ids(self) -> list[str]:
        return [str(mail["X-Edigw-Id"]) for mail in self.mails]


@contextlib.contextmanager
def post_office(tls: str = "none", certificate: ssl.SSLContext | None = None) -> Iterator[Post]:
    post = Post(port=free_port())
    more: dict[str, Any] = {"auth_require_tls": False, "authenticator": post.login}
    if tls == "starttls":
        more |= {"tls_context": certificate, "require_starttls": True}
    if tls == "tls":
        more["ssl_context"] = certificate
    controller = Controller(post, hostname=HOST, port=post.port, server_hostname="localhost", **more)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(the server's, one that trusts it and nothing else) for 127.0.0.1, good for a day."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(hours=1),
                                   now + timedelta(days=1))  # fmt: skip
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(private + pem)
    (folder / "cert.pem").write_bytes(pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


@dataclass
class Hook:
    port: int = 0
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)  # (headers, body)
    replies: list[int] = field(default_factory=list)  # statuses, one each; then 204

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/edi?x=1"

    def ids(self) -> list[str]:
        return [headers["X-Edigw-Id"] for headers, _ in self.taken]


@contextlib.contextmanager
def hook_server(certificate: ssl.SSLContext | None = None) -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = hook.replies.pop(0) if hook.replies else 204
            if status == 204:
                hook.taken.append((dict(self.headers), body))
            self.send_response(status)
            self.send_header("Location", f"http://{HOST}:{hook.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    if certificate is not None:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    hook.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def silent_server(drip: bytes = b"") -> Iterator[int]:
    """Accepts and never answers, or drips a byte now and then; its port."""
    kept: list[socket.socket] = []
    over = threading.Event()
    server = socket.create_server((HOST, 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = server.accept()
                kept.append(one)
                if drip:
                    threading.Thread(target=feed, args=(one,), daemon=True).start()

    def feed(one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while not over.wait(0.05):
                one.sendall(drip)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(server.getsockname()[1])
    finally:
        over.set()
        server.close()
        for one in kept:
            one.close()


__all__ = ["Hook", "Post", "certificate", "free_port", "hook_server", "post_office", "silent_server"]
