"""The body of a request into a file: never larger, slower or longer than may be; its digest is taken on the way."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

from edigw import disk
from edigw.errors import TemporaryError
from edigw.model.serving import Guard

TOGETHER = 1_048_576  # bytes that are written at once


class Unwelcome(Exception):
    """A request that is answered by a status alone."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Spooled:
    """A whole body on our disk; not synced, and gone once its request is answered."""

    path: Path
    size: int  # bytes
    sha256: bytes


@asynccontextmanager
async def spooled(request: Request, guard: Guard, folder: Path) -> AsyncIterator[Spooled]:
    """Raises Unwelcome with 400, 408, 413 or 503 where the body may not or does not come."""
    announced = request.headers.get("content-length")
    if announced is not None and (not announced.isdigit() or int(announced) > guard.body):
        raise Unwelcome(413, f"a body may have {guard.body} bytes")
    try:
        with disk.trouble("cannot spool a request"), disk.temporary(folder, 0o600) as (path, handle):
            digest, size = hashlib.sha256(), 0
            async for pieces in _gathered(request, guard):
                size += sum(map(len, pieces))
                if size > guard.body:
                    raise Unwelcome(413, f"a body may have {guard.body} bytes")
                await asyncio.to_thread(_keep, handle, digest, pieces)
            yield Spooled(path, size, digest.digest())
    except TemporaryError as error:
        raise Unwelcome(503, "no room for it now; come again") from error


def _keep(handle: int, digest: hashlib._Hash, pieces: list[bytes]) -> None:
    for piece in pieces:
        digest.update(piece)
        disk.write_all(handle, piece)


async def _gathered(request: Request, guard: Guard) -> AsyncIterator[list[bytes]]:
    held: list[bytes] = []
    async for piece in _paced(request, guard):
        held.append(piece)
        if sum(map(len, held)) >= TOGETHER:
            yield held
            held = []
    if held:
        yield held


async def _paced(request: Request, guard: Guard) -> AsyncIterator[bytes]:
    """The pieces as they come; Unwelcome once they come too slowly."""
    now = asyncio.get_running_loop().time
    ends, window, taken, more = now() + guard.deadline_s, now(), 0, True
    while more:
        piece, more = await _next(request, min(window + guard.window_s, ends) - now())
        taken += len(piece)
        if piece:
            yield piece
        if more and now() >= min(window + guard.window_s, ends):
            if taken < guard.rate * guard.window_s or now() >= ends:
                raise Unwelcome(408, "the body comes too slowly")
            window, taken = now(), 0


async def _next(request: Request, seconds: float) -> tuple[bytes, bool]:
    """What came within so many seconds, and whether more is to come."""
    try:
        message = await asyncio.wait_for(request.receive(), max(seconds, 0.001))
    except TimeoutError:
        return b"", True
    if message["type"] == "http.disconnect":
        raise Unwelcome(400, "the body did not come to its end")
    return message.get("body", b""), message.get("more_body", False)


__all__ = ["Spooled", "Unwelcome", "spooled"]
