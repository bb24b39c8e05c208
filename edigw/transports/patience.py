"""How long a server is waited for: each silence by the socket's time-out, the whole by one that cuts the connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

WHOLE = 3  # times the time-out of one silence: one who sends a byte now and then must not hold us for ever


@contextlib.contextmanager
def cut_after(seconds: float, wire: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shuts the connection down once the time is over; whoever reads from it then gets an OSError or nothing."""

    def cut() -> None:
        if (open_one := wire()) is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(open_one, socket.SHUT_RDWR)

    clock = threading.Timer(seconds, cut)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
