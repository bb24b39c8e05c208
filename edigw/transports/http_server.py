"""A server of ours: uvicorn in a thread of its own, behind the guard, over TLS where it has a certificate."""

from __future__ import annotations

import socket
import ssl
import threading

import uvicorn
from starlette.types import ASGIApp

from edigw.errors import TemporaryError
from edigw.model.serving import Listening
from edigw.transports.http_protocol import Census, guarded

BACKLOG = 512
START_S = 10.0
OFF = "critical"  # what goes wrong is told by the application, in our words


class HttpServer:
    """Listens from `start` until `drain`."""

    def __init__(self, app: ASGIApp, listening: Listening, tls: ssl.SSLContext | None = None) -> None:
        """Without `tls` it speaks plain HTTP."""
        self.listening = listening
        self._protocol = guarded(listening.guard, tls)
        self._app = app
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.port = listening.port

    def start(self) -> None:
        """Binds and serves. Raises TemporaryError for a port in use."""
        bound = _bound(self.listening)
        self.port = bound.getsockname()[1]
        guard = self.listening.guard
        config = uvicorn.Config(
            self._app, http=self._protocol, ws="none", lifespan="off", log_config=None, log_level=OFF,
            access_log=False, server_header=False, proxy_headers=False, backlog=BACKLOG,
            timeout_keep_alive=max(1, round(guard.idle_s)), timeout_graceful_shutdown=1,
        )  # fmt: skip
        config.load()
        self._server = _Server(config, self._protocol.census)
        self._thread = threading.Thread(target=self._server.run, args=([bound],), name="http", daemon=True)
        self._thread.start()
        if not self._server.listens.wait(START_S):
            raise TemporaryError("the HTTP server does not start", "try again")

    def drain(self, seconds: float) -> None:
        """Takes no new connection, ends those that ask for nothing, gives the others so long to be answered."""
        if self._server is None or self._thread is None:
            return
        self._server.patience_s = seconds
        self._server.should_exit = True
        self._thread.join(seconds + 1.0)
        self._server = self._thread = None


class _Server(uvicorn.Server):
    """uvicorn's server that says when it listens, and leaves no connection behind."""

    def __init__(self, config: uvicorn.Config, census: Census) -> None:
        super().__init__(config)
        self.census = census
        self.listens = threading.Event()
        self.patience_s = 1.0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.timeout_graceful_shutdown = int(self.patience_s)
        await super().shutdown(sockets)
        for connection in list(self.census.all):
            connection.transport.abort()


def _bound(listening: Listening) -> socket.socket:
    where = f"{listening.address}:{listening.port}"
    family = socket.AF_INET6 if ":" in listening.address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((listening.address, listening.port))
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        hint = "end what listens there, or change `http.listen` in edigw.toml"
        raise TemporaryError(f"cannot listen at {where}: {error.strerror or error}", hint) from None
    return made
