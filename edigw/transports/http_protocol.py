"""One HTTP connection under guard: how long a head may take, how large it may be, how many connections there may be."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import Counter
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from edigw.model.serving import Guard

END = re.compile(rb"\r?\n\r?\n")  # of a head
FOLD = re.compile(rb"\r\n[ \t]+")  # RFC 9112 5.2: to be made a blank, or refused
LINGER_S = 5.0  # for a client to take its answer once we have closed


class Census:
    """The connections that there are, in the order in which they came."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.all: dict[GuardedProtocol, None] = {}
        self.by_address: Counter[str] = Counter()

    def let_in(self, new: GuardedProtocol) -> bool:
        """Counts it. Where there are too many, the oldest that never said what it wants makes room for it."""
        for many, of in ((self.by_address[new.address] >= self.guard.per_address, new.address),
                         (len(self.all) >= self.guard.connections, None)):  # fmt: skip
            if many and not self._make_room(of):
                return False
        self.all[new] = None
        self.by_address[new.address] += 1
        return True

    def _make_room(self, address: str | None) -> bool:
        silent = (one for one in self.all if one.in_head and address in (None, one.address))
        oldest = next(silent, None)
        if oldest is None:
            return False
        self.gone(oldest)
        oldest.transport.abort()
        return True

    def gone(self, one: GuardedProtocol) -> None:
        if one in self.all:
            del self.all[one]
            self.by_address[one.address] -= 1
            if not self.by_address[one.address]:
                del self.by_address[one.address]


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits. A class of its own for each server: `guarded` makes it."""

    guard: ClassVar[Guard]
    census: ClassVar[Census]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.address = ""
        self.in_head = True  # waits for the headers of a request
        self.in_body = False
        self.begun = False  # the parser is in the midst of them: they came with the request before
        self.head = b""  # as much of them as is held
        self.taken = 0  # bytes
        self.refused = False
        self.timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        if self.census.let_in(self):
            self._within(self.guard.head_s)
        else:
            self.refuse(503, "too many connections")

    def connection_lost(self, exc: Exception | None) -> None:
        self._at_ease()
        self.census.gone(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A head is held until it is whole: its folded lines, which AS2 has to this day, are joined for the parser."""
        if self.refused:
            return
        if self.in_head:
            if self.timer is None:
                self._within(self.guard.head_s)
            self.taken += len(data)
            if not self.begun and not (data := self._whole(data)):
                return
        super().data_received(data)
        if self.in_head and self.taken > self.guard.header_bytes:
            self.refuse(431, "the headers are too large")

    def _whole(self, data: bytes) -> bytes:
        """The head with what came behind it, unfolded; b"" while more of it must come."""
        searched = max(0, len(self.head) - 3)
        self.head = (self.head + data).lstrip(b"\r\n")
        end = END.search(self.head, searched)
        if end is None:
            if self.taken > self.guard.header_bytes:
                self.refuse(431, "the headers are too large")
            return b""
        data, self.head = FOLD.sub(b" ", self.head[: end.start()]) + self.head[end.start() :], b""
        return data

    def on_message_begin(self) -> None:
        self.in_head = self.begun = True
        super().on_message_begin()
        wire = self.transport.get_extra_info("ssl_object")
        self.scope["state"]["shown"] = wire.getpeercert(binary_form=True) if wire is not None else None

    def on_headers_complete(self) -> None:
        self.in_head, self.begun, self.taken, self.in_body = False, False, 0, True
        size = sum(len(name) + len(held) + 4 for name, held in self.headers) + len(self.url)
        if size > self.guard.header_bytes or len(self.headers) > self.guard.headers:
            self.refuse(431, "the headers are too large or too many")
            return
        self._within(self.guard.deadline_s)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self.refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self.in_body = False
        if self.refused:
            return
        super().on_message_complete()
        if self.cycle.response_complete:  # it was answered before it was whole
            self.in_head = True
            self._within(self.guard.idle_s)

    def on_response_complete(self) -> None:
        self._at_ease()
        self.in_head = not self.in_body
        if self.in_body or self.transport.is_closing():
            self._within(LINGER_S)
        super().on_response_complete()

    def shutdown(self) -> None:
        """A request that is being answered is answered; everything else ends now."""
        if self.in_head and (self.cycle is None or self.cycle.response_complete):
            self.transport.abort()
        else:
            super().shutdown()

    def refuse(self, status: int, why: str) -> None:
        """Answered without a look at what is wanted, and closed."""
        if self.refused or self.transport.is_closing():
            return
        self.refused = True
        body = f"{why}\n".encode("ascii")
        head = b"content-type: text/plain\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.close()
        self._within(LINGER_S)

    def _within(self, seconds: float) -> None:
        self._at_ease()
        self.timer = self.loop.call_later(seconds, self._late)

    def _at_ease(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _late(self) -> None:
        self.timer = None
        if self.in_head and (self.head or self.begun) and not self.refused:
            self.refuse(408, "the headers did not come in time")
        else:
            self.transport.abort()


class SecureProtocol(GuardedProtocol):
    """Over TLS: counted from the first octet on, so that a handshake is bounded like whatever comes after it."""

    tls: ClassVar[ssl.SSLContext]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.secured = False
        self.early = b""  # what came with the end of the handshake
        self.handshake: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.address = transport, str((transport.get_extra_info("peername") or ("",))[0])
        if self.census.let_in(self):
            self.handshake = self.loop.create_task(self._secure(transport))
        else:
            transport.abort()

    async def _secure(self, plain: asyncio.Transport) -> None:
        """Whoever does not come to terms with us on TLS, in time, is sent away without a word."""
        try:
            made = await self.loop.start_tls(
                plain, self, self.tls, server_side=True, ssl_handshake_timeout=self.guard.head_s
            )
        except OSError:
            made = None
        if made is None:
            self.census.gone(self)
            plain.abort()
            return
        self.secured = True
        self.census.gone(self)  # counted anew, under its address
        super().connection_made(made)
        if self.early:
            early, self.early = self.early, b""
            self.data_received(early)

    def data_received(self, data: bytes) -> None:
        if self.secured:
            super().data_received(data)
        else:
            self.early += data


def guarded(guard: Guard, tls: ssl.SSLContext | None = None) -> type[GuardedProtocol]:
    """The protocol of one server."""
    held = {"guard": guard, "census": Census(guard)}
    if tls is None:
        return type("Guarded", (GuardedProtocol,), held)
    return type("Secure", (SecureProtocol,), {**held, "tls": tls})
