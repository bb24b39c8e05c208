"""The address that partners post AS2 to: behind the guard, judged in threads, answered after the commit."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from edigw import disk
from edigw.errors import ConfigError, EdigwError
from edigw.model.serving import Guard, Listening
from edigw.pipeline import crash
from edigw.pipeline.as2.receiving import Reply, at_the_door, take_in
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context
from edigw.transports.http_refusals import Refusals
from edigw.transports.http_server import HttpServer
from edigw.transports.http_spool import Unwelcome, spooled
from edigw.work.threads import Threads

PATH = "/as2"
DOORS = 16  # requests whose headers are looked at at a time
JUDGES = 4  # that are judged at a time
LARGE = 2  # large ones, beside those: they never hold up the small ones
LARGE_FROM = 16_777_216  # bytes
FOREIGN = 1_048_576  # bytes of a body that are heard out though its headers are refused
HEARD_S = 2.0
TOLD = 400  # characters of what an operator is told of a refusal
AGAIN = {"retry-after": "60", "connection": "close"}


class As2Endpoint:
    """`POST /as2`. `context` gives the pipeline's, as it is now; `say` takes who is refused, and why."""

    def __init__(
        self, context: Callable[[], Context], guard: Guard, spool: Path, wake: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.context = context
        self.guard = guard
        self.spool = spool
        self.wake = wake
        self._say = say
        self._refusals = Refusals(guard.refusals)
        self._told = Refusals(1)
        self._doors, self._judges, self._large = Threads(DOORS), Threads(JUDGES), Threads(LARGE)

    async def post(self, request: Request) -> Response:
        """Never 500 for what a partner sent: at worst 503, which asks for the same again."""
        address = request.client.host if request.client else ""
        if self._refusals.too_many(address, time.monotonic()):
            return PlainTextResponse("refused too often; come later\n", 429, AGAIN)
        try:
            reply = await self._replied(request)
        except Unwelcome as refused:
            return PlainTextResponse(f"{refused.why}\n", refused.status, {"connection": "close"})
        except EdigwError:
            return PlainTextResponse("it cannot be kept now; come again\n", 503, {"retry-after": "30"})
        if reply.refused:
            self._refusals.note(address, time.monotonic())
            self._tell(f"AS2: {address}: {reply.why}"[:TOLD])
        if reply.taken:
            self.wake()
        answer = Response(reply.body, reply.status, background=BackgroundTask(reach, "G.answered"))
        answer.raw_headers[:0] = [
            (name.lower().encode("ascii"), held.encode("latin-1")) for name, held in reply.headers
        ]
        return answer

    def _tell(self, words: str) -> None:
        """The same once a minute: knocking costs us no log."""
        now = time.monotonic()
        if not self._told.too_many(words, now):
            self._told.note(words, now)
            self._say(words)

    async def _replied(self, request: Request) -> Reply:
        headers = tuple((name.decode("latin-1"), held.decode("latin-1")) for name, held in request.scope["headers"])
        context = self.context()
        early = await self._doors.run(at_the_door, context, headers, request.state.shown)
        if early is not None:
            await _heard_out(request)
            return early
        async with spooled(request, self.guard, self.spool) as body:
            judges = self._judges if body.size < LARGE_FROM else self._large
            return await judges.run(take_in, context, headers, body.path, body.sha256)


async def _heard_out(request: Request) -> None:
    """A client that is still sending would not see its answer; one that sends too much, or too slowly, does not."""
    size = 0
    with suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(HEARD_S):
            async for piece in request.stream():
                size += len(piece)
                if size > FOREIGN:
                    return


class As2Server:
    """Listens for partners beside the loop of the daemon. `context` is asked for at the start and after a reload."""

    def __init__(self, context: Callable[[], Context], listening: Listening, say: Callable[[str], None]) -> None:
        self._ask = context
        self._context: Context | None = None
        self.listening = listening
        self._say = say
        self._server: HttpServer | None = None
        self._tls: ssl.SSLContext | None = None

    @property
    def port(self) -> int:
        return self._server.port if self._server is not None else 0

    def start(self, wake: Callable[[], None]) -> None:
        """Raises UsageError or ConfigError without a certificate for TLS, TemporaryError for a port in use."""
        context = self._context = self._ask()
        spool = context.run_folder / "spool"
        with disk.trouble(f"cannot make {spool}"):
            spool.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in spool.iterdir():  # of a process that was killed
                left.unlink(missing_ok=True)
        self._tls = self._shown()
        endpoint = As2Endpoint(self._now, self.listening.guard, spool, wake, self._say)
        self._server = HttpServer(application(endpoint, PATH), self.listening, self._tls)
        self._server.start()
        where = f"{self.listening.address}:{self.port}{PATH}"
        self._say(f"partners post AS2 to {'https' if self._tls else 'http'}://{where}")

    def renew(self) -> None:
        """Partners and certificates as they are now, those that the server itself shows on TLS among them."""
        self._context = self._ask()
        try:
            self._tls = self._shown()
        except EdigwError as error:
            why = error.plainly()[0] if isinstance(error, ConfigError) else error.message
            self._say(f"partners post AS2: the server goes on with the certificate that it had: {why}")

    def _shown(self) -> ssl.SSLContext | None:
        context = self._now()
        if not self.listening.tls or context.stations is None:
            return None
        return context.stations.listens(self.listening.identity, context.now(), self._tls)

    def drain(self, seconds: float) -> None:
        if self._server is not None:
            self._server.drain(seconds)

    def _now(self) -> Context:
        assert self._context is not None
        return self._context


def application(endpoint: As2Endpoint, path: str) -> Starlette:
    """What a server runs."""

    async def broken(request: Request, error: Exception) -> Response:
        context = endpoint.context()
        crash.report(context.crash_folder, f"as2-{context.now():%Y%m%dT%H%M%S%f}", error)
        return PlainTextResponse("it cannot be kept now; come again\n", 503, {"retry-after": "30"})

    return Starlette(routes=[Route(path, endpoint.post, methods=["POST"])], exception_handlers={Exception: broken})
