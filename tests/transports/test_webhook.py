"""A webhook on the loopback: signed, refused, redirected, silent, dripping."""

from __future__ import annotations

import hashlib
import hmac
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from servers import certificate, free_port, hook_server, silent_server

from edigw.errors import TemporaryError
from edigw.model.alerts import Webhook
from edigw.transports import webhook

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
BODY = b'{"id":"0abc"}'


def post(url: str, secret: str = "", timeout_s: float = 2.0, **more: object) -> list[str]:
    done: list[str] = []
    said = webhook.headers("0abc", NOW, BODY, secret)
    webhook.send(Webhook(url, "", timeout_s), url, BODY, said, done, **more)  # type: ignore[arg-type]
    return done


def test_it_is_signed_over_timestamp_and_body() -> None:
    with hook_server() as hook:
        assert post(hook.url, "hunter2") == [f"connected to 127.0.0.1:{hook.port}", "taken: 204, signed"]
        ((headers, body),) = hook.taken
        signed = headers["X-Edigw-Timestamp"].encode() + b"." + body
        assert headers["X-Edigw-Signature"] == "sha256=" + hmac.new(b"hunter2", signed, hashlib.sha256).hexdigest()
        assert (headers["X-Edigw-Id"], headers["Content-Type"], body) == ("0abc", "application/json", BODY)
        assert post(hook.url)[-1].endswith("not signed: no secret")
        assert "X-Edigw-Signature" not in hook.taken[1][0]


@pytest.mark.parametrize("status", [302, 307, 400, 500])
def test_only_a_yes_is_a_yes(status: int) -> None:
    with hook_server() as hook:
        hook.replies = [status]
        with pytest.raises(TemporaryError, match=f"answers {status}") as caught:
            post(hook.url)
        assert hook.taken == [] and "x=1" not in caught.value.message


def test_by_tls(tmp_path: Path) -> None:
    ours, trust = certificate(tmp_path)
    with hook_server(ours) as hook:
        url = hook.url.replace("http:", "https:")
        assert post(url, trust=trust)[0].endswith("by TLS")
        with pytest.raises(TemporaryError, match="webhook: cannot connect: self-signed"):
            post(url)


def test_no_error_tells_what_stands_in_the_address() -> None:
    with hook_server() as hook, pytest.raises(TemporaryError) as told:
        post(f"{hook.url}?key=s3cret x")
    assert "s3cret" not in f"{told.value.message} {told.value.hint}"


def test_nobody_is_there() -> None:
    with pytest.raises(TemporaryError, match="webhook: cannot connect: Connection refused"):
        post(f"http://127.0.0.1:{free_port()}/secret-path")


@pytest.mark.parametrize("drip", [b"", b"H", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_server_that_never_comes_to_an_end_is_left(drip: bytes) -> None:
    with silent_server(drip) as port:
        started = time.monotonic()
        with pytest.raises(TemporaryError, match="webhook: cannot send"):
            post(f"http://127.0.0.1:{port}/", timeout_s=0.3)
        assert time.monotonic() - started < 5
