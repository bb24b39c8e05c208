"""Many small files: the way there and back is what is waited for, so channels of a session work side by side."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from edigw.transports.sftp_far import Far

FEW = 8  # files that are done one after the other
MOST = 4  # channels; OpenSSH allows ten a session

Item = TypeVar("Item")


@contextlib.contextmanager
def lanes(far: Far, count: int) -> Iterator[list[Far]]:
    """`far` and, for that many files, further ones beside it; a server that allows none has one lane."""
    fars = [far]
    try:
        while count >= FEW and len(fars) < MOST and (another := far.beside()) is not None:
            fars.append(another)
        yield fars
    finally:
        for another in fars[1:]:
            another.close()


def each(
    fars: Sequence[Far], items: Iterable[Item], do: Callable[[Far, Item], None],
    going: Callable[[], bool] = lambda: True,
) -> bool:  # fmt: skip
    """`do` for each item, begun in their order, while `going` says so. False where some were left.

    What one raises ends all of them, and is raised once they have ended.
    """
    left = deque(items)
    ended = threading.Event()

    def work(far: Far) -> None:
        fine = False
        try:
            while not ended.is_set() and going():
                try:
                    item = left.popleft()
                except IndexError:
                    break
                do(far, item)
            fine = True
        finally:
            if not fine:
                ended.set()

    if len(fars) == 1:
        work(fars[0])
        return not left
    with ThreadPoolExecutor(len(fars)) as threads:
        futures = [threads.submit(work, far) for far in fars]
    for future in futures:
        future.result()
    return not left
