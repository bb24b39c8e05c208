"""One POST: what is an answer and what is none; never to a server that cannot prove who it is."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from http_keys import certified
from http_yard import serving

from edigw.errors import Denied, EdigwError, Refused, Unreachable
from edigw.transports.http_client import MOST, post


@contextmanager
def saying(*answers: bytes, pause_s: float = 0.0) -> Iterator[str]:
    """A server that reads a little, says its piece, and closes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        wire, _ = listening.accept()
        with wire, contextlib.suppress(BrokenPipeError, ConnectionResetError):
            asked = b""
            while b"\r\n\r\nx" not in asked:
                asked += wire.recv(65_536)
            for answer in answers:
                wire.sendall(answer)
                time.sleep(pause_s)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/as2?a=b"
    listening.close()


def test_the_answer_as_it_came_and_no_redirect(tmp_path: Path) -> None:
    told = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nab"
    with saying(told) as url:
        answer = post(url, [("A", "\u00e9")], [b"xy", b"z"], 3, 5.0)
    assert (answer.status, answer.body) == (302, b"ab")
    assert [held for name, held in answer.headers if name == "X-A"] == ["1", "2"]


@pytest.mark.parametrize(
    "answers", [[], [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"], [b"nonsense\r\n\r\n"], [b"HTTP/1.1 2"]]
)
def test_what_is_no_whole_answer(answers: list[bytes]) -> None:
    with saying(*answers) as url, pytest.raises(Unreachable, match="cannot get an answer from"):
        post(url, [], [b"x"], 1, 5.0)


def test_as2_028_as2_029_silence_and_drops_end_in_time() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
    for answers, pause in (((b"H",), 2.0), ((head, *[b"x"] * 50), 0.05)):
        began = time.monotonic()
        with saying(*answers, pause_s=pause) as url, pytest.raises(Unreachable):
            post(url, [], [b"x"], 1, 0.1)
        assert time.monotonic() - began < 1.5


def test_an_answer_too_large_is_none() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (MOST + 1)
    with saying(head, bytes(MOST + 1)) as url, pytest.raises(Unreachable, match="more than"):
        post(url, [], [b"x"], 1, 5.0)


def test_an_early_answer_counts(tmp_path: Path) -> None:
    with serving(tmp_path, body=1000) as server:
        body = [bytes(1_000_000)] * 20
        answer = post(f"http://127.0.0.1:{server.port}/", [], body, 20_000_000, 5.0)
    assert answer.status == 413


@pytest.mark.parametrize("url", ["ftp://x/", "http://", "http://a@b/", "http://a:b/", "as2", "https://[x"])
def test_no_address(url: str) -> None:
    with pytest.raises(Refused):
        post(url, [], [], 0, 1.0)


def test_no_error_tells_what_stands_in_an_address() -> None:
    """It may be a secret."""
    with socket.create_server(("127.0.0.1", 0)) as door, pytest.raises(EdigwError) as told:
        post(f"http://127.0.0.1:{door.getsockname()[1]}/in?key=s3cret x", [], [], 0, 1.0)
    assert "s3cret" not in f"{told.value.message} {told.value.hint}"


def test_nobody_there() -> None:
    with pytest.raises(Unreachable, match="cannot connect to 127"):
        post("http://127.0.0.1:1/", [], [], 0, 1.0)
    with pytest.raises(Unreachable, match="no such host"):
        post("http://nowhere.invalid/", [], [], 0, 1.0)


def test_39_only_a_server_that_proves_its_name(tmp_path: Path) -> None:
    ours, other = certified(tmp_path, "ours", "localhost"), certified(tmp_path, "other", "elsewhere.example")
    with serving(tmp_path, ours.server()) as server:
        url = f"https://localhost:{server.port}/"
        known = ssl.create_default_context(cafile=ours.certificate)
        assert post(url, [], [b"x"], 1, 5.0, known).status == 200
        for trusted in (None, ssl.create_default_context(cafile=other.certificate)):
            with pytest.raises(Denied, match="not trusted"):
                post(url, [], [b"x"], 1, 5.0, trusted)
    with serving(tmp_path, other.server()) as server:
        trusted = ssl.create_default_context(cafile=other.certificate)
        with pytest.raises(Denied, match="localhost"):
            post(f"https://localhost:{server.port}/", [], [b"x"], 1, 5.0, trusted)
