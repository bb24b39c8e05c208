"""Files posted to a real server: whole, named, known again by their key; each status means one thing."""

from __future__ import annotations

import base64
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from certificates import key_pem, pem
from ftps_server import SHOWN
from yard import Yard, orders

from edigw.errors import Denied, Refused, TemporaryError, Undeliverable, Unreachable
from edigw.model.partner import Http, Mailbox
from edigw.transports import http_post
from edigw.transports.table import open_mailbox

SECRETS = {"env:P": "hunter2", "env:T": "t0ken", "env:BAD": "two\nlines", "env:PLAIN": "HTTP://edi.acme.example/in"}


@dataclass
class Server:
    port: int = 0
    statuses: list[int] = field(default_factory=list)
    seen: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def serving(secure: Path | None = None) -> Iterator[Server]:
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            headers = {name.lower(): held for name, held in self.headers.items()}
            made.seen.append((headers, self.rfile.read(int(headers["content-length"]))))
            self.send_response(made.statuses.pop(0) if made.statuses else 202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *given: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if secure is not None:
        (secure / "both.pem").write_bytes(pem(SHOWN) + key_pem("ftps"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(secure / "both.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.port = server.server_port
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def box(url: str, **more: Any) -> Any:
    made = Mailbox(name="acme", transport="http", http=Http(url=url, timeout_s=3.0, **more))
    return open_mailbox(made, None, lambda reference: SECRETS.get(reference, reference))


@pytest.mark.parametrize("more", [{"token": "env:T"}, {"user": "u", "password": "env:P"}])
def test_no_secret_travels_where_anybody_can_read_it(monkeypatch: pytest.MonkeyPatch, more: dict[str, str]) -> None:
    posted: list[object] = []
    monkeypatch.setattr(http_post, "post", lambda *given: posted.append(given))
    (error,) = box("env:PLAIN", **more).send_all([("a.edi", b"ISA")])  # what it stands for no one has looked at before
    assert isinstance(error, Denied) and "https" in error.hint and posted == []


def test_a_file_arrives_whole_with_its_name_and_a_key_that_stays() -> None:
    data = b"ISA*" + os.urandom(2_500_000)
    with serving() as server:
        mailbox = box(f"http://127.0.0.1:{server.port}/in?a=1", user="u", password="env:P")
        assert mailbox.send_all([("ä 1.edi", data), ("2.edi", b"UNB+x")]) == [None, None]
        assert mailbox.send_all([("ä 1.edi", data)]) == [None]
    (one, body), (two, _), (again, _) = server.seen
    assert (
        body == data and one["content-type"] == "application/edi-x12" and two["content-type"] == "application/edifact"
    )
    assert one["content-disposition"] == "attachment; filename*=utf-8''%C3%A4%201.edi"
    assert one["authorization"] == "Basic " + base64.b64encode(b"u:hunter2").decode()
    assert one["idempotency-key"] == again["idempotency-key"] != two["idempotency-key"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, type(None)), (204, type(None)), (401, Denied), (403, Denied), (408, TemporaryError),
        (429, TemporaryError),
        (500, TemporaryError), (503, TemporaryError), (301, Undeliverable), (400, Undeliverable), (413, Undeliverable),
    ],
)  # fmt: skip
def test_each_status_means_one_thing(status: int, kind: type[object]) -> None:
    with serving() as server:
        server.statuses = [status]
        (outcome,) = box(f"http://127.0.0.1:{server.port}").send_all([("x", b"x")])
    assert type(outcome) is kind and len(server.seen) == 1


def test_a_token_is_told_and_one_that_would_break_the_header_is_not() -> None:
    with serving() as server:
        url = f"http://127.0.0.1:{server.port}"
        assert box(url, token="env:T").send_all([("x", b"x")]) == [None]
        (refused,) = box(url, token="env:BAD").send_all([("x", b"x")])
        (nameless,) = box(url).send_all([("../x", b"x")])
    assert server.seen[0][0]["authorization"] == "Bearer t0ken" and len(server.seen) == 1
    assert isinstance(refused, Denied) and "two" not in refused.message and isinstance(nameless, Refused)


def test_once_nobody_answers_no_further_file_is_tried() -> None:
    one, two = box("http://127.0.0.1:1").send_all([("x", b"x"), ("y", b"y")])
    assert isinstance(one, Unreachable) and two is one


def test_39_only_a_server_that_the_system_trusts_for_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(tmp_path) as server:
        url = f"https://localhost:{server.port}/in"
        (strange,) = box(url).send_all([("x", b"x")])
        assert isinstance(strange, Denied) and not server.seen
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
        assert box(url).send_all([("x", b"x")]) == [None]
        (other,) = box(url.replace("localhost", "127.0.0.1")).send_all([("x", b"x")])
        assert isinstance(other, Denied) and len(server.seen) == 1


def test_nothing_comes_in_this_way_and_the_way_is_looked_at() -> None:
    mailbox = box("https://localhost", token="env:T")
    mailbox.prepare()
    assert mailbox.poll(datetime(2026, 6, 1, tzinfo=UTC)) == [] and mailbox.troubles == []
    for take in (mailbox.done, mailbox.put_back, mailbox.again):
        take([])
    mailbox.close()
    remote, reveal = Http(url="https://localhost", token="env:T"), SECRETS.__getitem__
    found = list(http_post.steps(remote, lambda one: SECRETS.get(one, one)))
    assert [(step.name, step.ok) for step in found] == [("secrets", True), ("DNS", True)]
    bad = list(http_post.steps(Http(url="https://localhost", token="env:BAD"), reveal))
    assert [step.ok for step in bad] == [False, None]


def test_an_answer_to_an_order_is_posted_and_the_next_one_after_the_server_was_away(tmp_path: Path) -> None:
    with serving() as server:
        yard = Yard(tmp_path / "shop").init().partner()
        yard.tell(f"mailboxes:\n  post:\n    transport: http\n    http: {{url: http://127.0.0.1:{server.port}/in}}\n")
        yard.rewrite("  855 out:", "  855 out: {mailbox: post}")
        server.statuses = [503]
        with pytest.raises(TemporaryError, match="answers 503"):
            yard.take(orders("1"))
        yard.now += timedelta(hours=2)
        yard.once()
        assert {doc["type"]: doc["state"] for doc in yard.docs() if doc["direction"] == "out"} == {
            "855": "SENT", "997": "SENT",
        }  # fmt: skip
        (_, first), (head, second) = server.seen
        assert first == second and b"ST*855" in second and head["content-type"] == "application/edi-x12"
        assert not [one for one in yard.app.doctor()["troubles"] if one["check"] == "mailboxes"]
