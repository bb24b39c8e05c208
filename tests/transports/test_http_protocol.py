"""Half-open, slow, large and many: what a connection may cost, and that a good one always gets in."""

from __future__ import annotations

import ssl
import time
from pathlib import Path

import pytest
from http_keys import certified
from http_yard import asked, at_work, dial, everything, serving, until

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


def test_16_folded_headers_come_as_one_line_wherever_they_are_cut(tmp_path: Path) -> None:
    told = b"POST / HTTP/1.1\r\nHost: x\r\nX-A: a;\r\n\tb;\r\n   c\r\nConnection: close\r\nContent-Length: 1\r\n\r\na"
    with serving(tmp_path) as server:
        for cut in (len(told), told.index(b"\r\n\t") + 1, told.index(b"\r\n\t") + 2, len(told) - 3):
            with dial(server) as wire:
                wire.sendall(told[:cut])
                time.sleep(0.01)
                wire.sendall(told[cut:])
                assert everything(wire).startswith(GOOD)


@pytest.mark.parametrize(
    "head", [b"POST / HTTP/1.1\nHost: x\n\n", b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\n X: y\r\n\r\n"]
)
def test_what_is_no_http_is_refused_at_once(tmp_path: Path, head: bytes) -> None:
    with serving(tmp_path) as server, dial(server) as wire:
        wire.sendall(head)
        assert everything(wire)[:13] in (b"HTTP/1.1 400 ", b"")


def test_two_requests_at_once_wherever_they_are_cut(tmp_path: Path) -> None:
    first = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na"
    both = first + first.replace(b"Host", b"Connection: close\r\nHost")
    with serving(tmp_path) as server:
        for cut in range(len(first) - 2, len(both), 9):
            with dial(server) as wire:
                wire.sendall(both[:cut])
                time.sleep(0.005)
                wire.sendall(both[cut:])
                assert everything(wire).count(GOOD) == 2


def test_the_head_of_a_second_request_has_no_more_room(tmp_path: Path) -> None:
    first = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na"
    with serving(tmp_path, header_bytes=1000) as server, dial(server) as wire:
        wire.sendall(first + b"POST / HTTP/1.1\r\nX-A: ")
        time.sleep(0.02)
        wire.sendall(b"a" * 2000)
        assert b" 431 " in everything(wire)


def test_what_is_answered_before_it_is_whole_is_heard_out_for_a_while(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("edigw.transports.http_protocol.LINGER_S", 0.3)
    head = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"
    with serving(tmp_path) as server:
        with dial(server) as wire:
            wire.sendall(head + b"\r\n\r\n" * 10)
            assert wire.recv(1000).startswith(b"HTTP/1.1 404 ")
            wire.sendall(b"a" * 199_960)
            wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\na")
            assert GOOD in everything(wire)
        with dial(server) as wire:
            wire.sendall(head)
            assert b" 404 " in everything(wire)  # and is cut off, since no more comes


def test_handshakes_that_never_end_are_counted_and_closed_at_the_deadline(tmp_path: Path) -> None:
    ours = certified(tmp_path, "ours", "localhost")
    trust = ssl.create_default_context(cafile=ours.certificate)
    with serving(tmp_path, ours.server(), head_s=0.5, connections=20) as server:
        halves = [dial(server) for _ in range(60)]
        halves[-1].sendall(b"\x16\x03\x01")
        until(lambda: len(server._protocol.census.all) == 20)
        with dial(server) as plain, trust.wrap_socket(plain, server_hostname="localhost") as wire:
            wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\na")
            assert everything(wire).startswith(GOOD)
        assert [everything(wire) for wire in (halves[0], halves[-2], halves[-1])] == [b"", b"", b""]
        until(lambda: not server._protocol.census.all)
