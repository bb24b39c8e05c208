"""Half-open, slow, large and many: what a connection may cost, and that a good one always gets in."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from http_yard import asked, at_work, dial, everything, serving

GOOD = b"HTTP/1.1 200 OK"


def test_three_hundred_half_open_connections_do_not_stop_a_good_one(tmp_path: Path) -> None:
    with serving(tmp_path, head_s=30.0, connections=200, per_address=150) as server:
        idle = [dial(server) for _ in range(150)]
        begun = [dial(server) for _ in range(150)]
        for wire in begun:
            wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-")
        began = time.monotonic()
        assert asked(server).startswith(GOOD)
        assert time.monotonic() - began < 2.0
        assert len(server._protocol.census.all) <= 150
        assert everything(idle[0]) == b""  # the oldest made room
        for wire in idle + begun:
            wire.close()


def test_as2_036_headers_that_never_end_are_closed_at_the_deadline(tmp_path: Path) -> None:
    with serving(tmp_path, head_s=0.3) as server, dial(server) as begun, dial(server) as silent:
        begun.sendall(b"POST / HTTP/1.1\r\nX-Slow: ")
        assert everything(begun).startswith(b"HTTP/1.1 408 ")
        assert everything(silent) == b""


def test_a_second_request_has_no_more_time_for_its_headers_than_the_first(tmp_path: Path) -> None:
    with serving(tmp_path, head_s=0.3) as server, dial(server) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
        told = b""
        while b"\r\n\r\n0 1 " not in told:
            told += wire.recv(1000)
        wire.sendall(b"\r\nPOST / HT")
        assert b" 408 " in everything(wire)


@pytest.mark.parametrize(
    "head",
    [b"X-A: " + b"a" * 70_000, b"\r\n".join(b"X-%d: a" % n for n in range(200)), b"".join([b"X-A: b", b"c" * 300_000])],
)
def test_headers_too_large_or_too_many_are_refused(tmp_path: Path, head: bytes) -> None:
    with serving(tmp_path) as server, dial(server) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\nContent-Length: 3\r\n\r\nabc")
        assert everything(wire)[:13] in (b"HTTP/1.1 431 ", b"")
        assert asked(server).startswith(GOOD)


def test_headers_without_an_end_stop_at_the_limit(tmp_path: Path) -> None:
    with serving(tmp_path, header_bytes=1000) as server, dial(server) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nX-A: " + b"a" * 1000)
        assert everything(wire).startswith(b"HTTP/1.1 431 ")


def test_where_all_are_at_work_a_new_one_is_told_so(tmp_path: Path) -> None:
    with serving(tmp_path, connections=2) as server:
        busy = at_work(server, 2)
        assert asked(server).startswith(b"HTTP/1.1 503 ")
        busy[0].sendall(b"cde")
        assert busy[0].recv(1000).startswith(GOOD)
        for wire in busy:
            wire.close()


def test_one_address_does_not_take_the_room_of_another(tmp_path: Path) -> None:
    with serving(tmp_path, per_address=3) as server:
        busy = at_work(server, 3, "127.0.0.2")
        assert asked(server, source="127.0.0.2").startswith(b"HTTP/1.1 503 ")
        assert asked(server, source="127.0.0.3").startswith(GOOD)
        for wire in busy:
            wire.close()


def test_a_request_that_lasts_too_long_is_cut_off(tmp_path: Path) -> None:
    with serving(tmp_path, deadline_s=0.3, window_s=30.0) as server, dial(server) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nab")
        assert everything(wire)[:13] in (b"HTTP/1.1 408 ", b"")
