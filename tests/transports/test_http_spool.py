"""A body comes whole into a file, or is refused with the word for it; nothing stays behind."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from http_yard import asked, dial, everything, serving, until

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


def test_a_body_of_many_pieces_is_told_by_size_and_digest(tmp_path: Path) -> None:
    body = bytes(range(256)) * 20_000
    with serving(tmp_path) as server:
        told = asked(server, body)
    assert told.endswith(f"\r\n0 {len(body)} {hashlib.sha256(body).hexdigest()}".encode())
    assert not list(tmp_path.iterdir())


def test_chunks_and_expect_100_continue(tmp_path: Path) -> None:
    with serving(tmp_path) as server, dial(server) as wire:
        wire.sendall(HEAD + b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 100 ")
        wire.sendall(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        assert everything(wire).endswith(f"5 {hashlib.sha256(b'abcde').hexdigest()}".encode())


def test_a_body_too_large_is_refused_as_announced_or_as_it_comes(tmp_path: Path) -> None:
    with serving(tmp_path, body=100) as server:
        assert asked(server, b"x" * 101).startswith(b"HTTP/1.1 413 ")
        assert asked(server, b"x" * 100).startswith(b"HTTP/1.1 200 ")
        with dial(server) as wire:
            wire.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n65\r\n" + b"x" * 101 + b"\r\n0\r\n\r\n")
            assert everything(wire).startswith(b"HTTP/1.1 413 ")


def test_as2_029_a_body_that_drips_is_dropped(tmp_path: Path) -> None:
    with serving(tmp_path, rate=100, window_s=0.3) as server, dial(server) as wire:
        wire.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
        began = time.monotonic()
        try:
            for _ in range(60):
                wire.sendall(b"x")
                time.sleep(0.02)
        except OSError:
            pass
        assert time.monotonic() - began < 1.2 or everything(wire)[:13] in (b"HTTP/1.1 408 ", b"")
        until(lambda: not list(tmp_path.iterdir()))


def test_a_sender_that_goes_away_leaves_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        with dial(server) as wire:
            wire.sendall(HEAD + b"Content-Length: 1000\r\n\r\nabc")
            until(lambda: list(tmp_path.iterdir()))
        until(lambda: not list(tmp_path.iterdir()))


def test_no_room_on_the_disk_is_told_as_come_again(tmp_path: Path, monkeypatch) -> None:
    from edigw import disk

    def full(handle: int, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_all", full)
    with serving(tmp_path) as server:
        assert asked(server).startswith(b"HTTP/1.1 503 ")
