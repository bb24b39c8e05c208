"""A connection is cut once the time is over, and left alone when it was in time."""

from __future__ import annotations

import socket
import time

from edigw.transports.patience import cut_after


def test_a_reader_is_set_free() -> None:
    here, there = socket.socketpair()
    started = time.monotonic()
    with cut_after(0.1, lambda: here):
        assert here.recv(1) == b""
    assert 0.05 < time.monotonic() - started < 3
    there.close()
    here.close()


def test_nothing_is_cut_in_time_or_where_nothing_is_open() -> None:
    here, there = socket.socketpair()
    with cut_after(0.05, lambda: None):
        time.sleep(0.1)
    with cut_after(0.05, lambda: here):
        pass
    time.sleep(0.1)
    there.send(b"x")
    assert here.recv(1) == b"x"
    there.close()
    here.close()
