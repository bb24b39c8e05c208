"""Listening, TLS as it should be, and a drain that ends in time."""

from __future__ import annotations

import ssl
import threading
import time
import warnings
from pathlib import Path

import pytest
from http_keys import certified
from http_yard import at_work, dial, everything, serving, until

from edigw.errors import TemporaryError
from edigw.model.serving import Listening
from edigw.transports.http_server import HttpServer


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with serving(tmp_path) as server, pytest.raises(TemporaryError, match="cannot listen at"):
        HttpServer(server._app, Listening(port=server.port)).start()


def test_39_as2_035_only_tls_1_2_and_later_and_only_for_our_name(tmp_path: Path) -> None:
    ours = certified(tmp_path, "ours", "localhost")
    with serving(tmp_path, ours.server()) as server:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            assert _greeted(server, _client(ours.certificate, version)).startswith(b"HTTP/1.1 200 ")
        with pytest.raises(ssl.SSLError):
            _greeted(server, _client(ours.certificate, ssl.TLSVersion.TLSv1_1))
        with pytest.raises(ssl.SSLCertVerificationError):
            _greeted(server, _client(ours.certificate), "elsewhere.example")
        assert everything_plain(server) == b""


def test_39_a_client_shows_its_certificate_where_it_must(tmp_path: Path) -> None:
    ours, theirs, strange = (certified(tmp_path, name, "localhost") for name in ("ours", "theirs", "strange"))
    with serving(tmp_path, ours.server(theirs.certificate, must=True)) as server:
        known = _client(ours.certificate)
        known.load_cert_chain(theirs.certificate, theirs.key)
        told = _greeted(server, known)
        assert told.startswith(b"HTTP/1.1 200 ") and b"\r\n\r\n0 3 " not in told  # the application sees it
        unknown = _client(ours.certificate)
        unknown.load_cert_chain(strange.certificate, strange.key)
        for refused in (unknown, _client(ours.certificate)):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                assert _greeted(server, refused)


@pytest.mark.parametrize("secure", [False, True])
def test_40_a_drain_ends_half_open_requests_at_once_and_answers_what_is_whole(tmp_path: Path, secure: bool) -> None:
    tls = certified(tmp_path, "ours", "localhost").server() if secure else None
    with serving(tmp_path, tls) as server:
        halves = [dial(server) for _ in range(300)]
        if not secure:
            for wire in halves[::2]:
                wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n")
            bodies = [dial(server) for _ in range(20)]
            for wire in bodies:
                wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
            halves += bodies
        began = time.monotonic()
        server.drain(1.0)
        assert time.monotonic() - began < 2.5
        for wire in halves:
            wire.close()
        with pytest.raises(OSError):
            dial(server)


def test_40_a_request_at_work_is_answered_before_the_end(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        (wire,) = at_work(server, 1)
        draining = threading.Thread(target=server.drain, args=(5.0,))
        draining.start()
        until(lambda: not _accepts(server))
        wire.sendall(b"cde")
        assert everything(wire).startswith(b"HTTP/1.1 200 ")
        draining.join(10)
        wire.close()


def _client(trusted: str, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=trusted)
    if version is not None:
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            context.minimum_version = context.maximum_version = version
        if version < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _greeted(server: HttpServer, context: ssl.SSLContext, name: str = "localhost") -> bytes:
    with dial(server) as plain, context.wrap_socket(plain, server_hostname=name) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc")
        told = everything(wire)
        if not told:
            raise ConnectionError("nothing was said")
        return told


def _accepts(server: HttpServer) -> bool:
    try:
        dial(server).close()
    except OSError:
        return False
    return True


def everything_plain(server: HttpServer) -> bytes:
    with dial(server) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n")
        return everything(wire)
