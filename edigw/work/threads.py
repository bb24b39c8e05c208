"""Work in threads of its own for an event loop; nothing waits for them at an exit: whatever they do survives a kill."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """So many at a time; whoever comes later waits."""

    def __init__(self, most: int) -> None:
        self._room = asyncio.Semaphore(most)

    async def run(self, work: Callable[..., T], *given: object) -> T:
        """What `work` returns or raises."""
        async with self._room:
            heard: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            threading.Thread(target=_do, args=(heard, work, given), daemon=True).start()
            return await heard


def _do(heard: asyncio.Future[T], work: Callable[..., T], given: tuple[object, ...]) -> None:
    with _ToldTo(heard):
        found = work(*given)
        _tell(heard, heard.set_result, found)


class _ToldTo:
    """What is raised inside is raised to whoever waits."""

    def __init__(self, heard: asyncio.Future[Any]) -> None:
        self._heard = heard

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is not None:
            _tell(self._heard, self._heard.set_exception, error)
        return True


def _tell(heard: asyncio.Future[T], tell: Callable[[Any], None], what: object) -> None:
    """Nobody may be there: the loop has ended, or waits no longer."""
    loop = heard.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(lambda: None if heard.done() else tell(what))
