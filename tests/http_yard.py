"""A guarded server with an application that tells the size and digest of what it was sent; and raw sockets."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from edigw.model.serving import Guard, Listening
from edigw.transports.http_server import HttpServer
from edigw.transports.http_spool import Unwelcome, spooled


def application(guard: Guard, folder: Path) -> Starlette:
    async def post(request: Request) -> PlainTextResponse:
        try:
            async with spooled(request, guard, folder) as body:
                shown = request.state.shown
                return PlainTextResponse(f"{len(shown or b'')} {body.size} {body.sha256.hex()}")
        except Unwelcome as refused:
            return PlainTextResponse(refused.why, refused.status, {"connection": "close"})

    return Starlette(routes=[Route("/", post, methods=["POST"])])


@contextmanager
def serving(folder: Path, tls: ssl.SSLContext | None = None, **limits: Any) -> Iterator[HttpServer]:
    guard = Guard(**limits)
    server = HttpServer(application(guard, folder), Listening(guard=guard), tls)
    server.start()
    try:
        yield server
    finally:
        server.drain(1.0)


def dial(server: HttpServer, source: str = "") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", server.port), 10, (source, 0) if source else None)
    made.settimeout(10)
    return made


def everything(wire: socket.socket) -> bytes:
    """What comes until the other side closes; b"" where it just cuts off."""
    told = b""
    try:
        while piece := wire.recv(65_536):
            told += piece
    except ConnectionResetError:
        pass
    return told


def asked(server: HttpServer, body: bytes = b"abc", *headers: str, source: str = "") -> bytes:
    """The whole answer to one good POST."""
    with dial(server, source) as wire:
        lines = ["POST / HTTP/1.1", "Host: x", "Connection: close", f"Content-Length: {len(body)}", *headers, "", ""]
        wire.sendall("\r\n".join(lines).encode("latin-1") + body)
        return everything(wire)


def until(what: Any, seconds: float = 10.0) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "it does not come to pass"
        time.sleep(0.005)


def _working(server: HttpServer, many: int) -> bool:
    return sum(not one.in_head for one in list(server._protocol.census.all)) == many


def at_work(server: HttpServer, many: int, source: str = "") -> list[socket.socket]:
    """Connections whose request has begun to come, and wants three bytes more."""
    wires = []
    for number in range(1, many + 1):
        wires.append(dial(server, source))
        wires[-1].sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        until(partial(_working, server, number))
    return wires
