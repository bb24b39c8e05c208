"""One live SSH session to a partner's SFTP server: pinned host key, reused, kept alive, dialled again with patience."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator

from edigw.errors import TemporaryError, Unreachable
from edigw.model.partner import Mailbox, Sftp
from edigw.transports import ftps, sftp_legacy, sftp_modern
from edigw.transports.patience import WHOLE, cut_after
from edigw.transports.sftp_far import HINT, Far, Passed, Reveal, Terms, lost

FIRST_WAIT_S = 5.0  # after a failure; doubled with each one
LONGEST_WAIT_S = 300.0


class Session:
    """`use` gives the live session. After a failure nobody is dialled until the wait is over: others go on.

    Threads may share it: one at a time has it.
    """

    def __init__(self, mailbox: Mailbox, remote: Sftp, reveal: Reveal) -> None:
        self.terms = Terms(mailbox.name, remote, reveal)
        self._far: Far | None = None
        self._turn = threading.RLock()
        self._failures = 0
        self._until = 0.0  # monotonic
        self._last: TemporaryError | None = None

    @contextlib.contextmanager
    def use(self) -> Iterator[Far]:
        """Every answer is waited for `timeout_s` at most. Raises TemporaryError when the line fails.

        What the server refuses is an OSError that passes through: the session lives on.
        """
        with self._turn:
            if self._last is not None and time.monotonic() < self._until:
                raise self._last
            try:
                yield self._live()
            except TemporaryError as error:
                if self._far is None:
                    self._failed(error)
                raise
            except OSError as error:
                if self._far is not None and not lost(self._far, error):
                    raise
                told = self._failed(Unreachable(f"{self.terms.what}: {why(error)}", HINT))
                raise told from None
            else:
                self._failures, self._last = 0, None

    def close(self) -> None:
        """Hangs up."""
        far, self._far = self._far, None
        if far is not None:
            far.close()

    def _failed(self, error: TemporaryError) -> TemporaryError:
        self.close()
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(self._failures, 16))
        self._failures += 1
        self._until = time.monotonic() + wait * (0.5 + random.random() / 2)
        self._last = error
        return error

    def _live(self) -> Far:
        if self._far is None or not self._far.alive():
            self.close()
            self._far = dial(self.terms, lambda step, found: None)
        return self._far


def dial(terms: Terms, passed: Passed) -> Far:
    """A new session. Raises TemporaryError, or an OSError of the line."""
    wire = socket.create_connection((terms.remote.host, terms.remote.port), terms.remote.timeout_s)
    far: Far | None = None
    passed("TCP", "connected")
    try:
        with cut_after(WHOLE * terms.remote.timeout_s, lambda: wire):
            way = ftps.dial if terms.remote.ftps else sftp_legacy.dial if terms.remote.legacy else sftp_modern.dial
            far = way(terms, wire, passed)
    finally:
        if far is None:
            wire.close()
    return far


def why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    told = getattr(error, "strerror", None) or str(error) or "the connection was cut"
    return " ".join(told.split())[:200]
