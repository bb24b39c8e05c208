"""Mail to a real server on the loopback: in the clear, by STARTTLS, by TLS; refused, silent, dripping."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from servers import certificate, free_port, post_office, silent_server

from edigw.errors import TemporaryError
from edigw.model.alerts import Mail
from edigw.transports import mail

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def to(port: int, **more: object) -> Mail:
    said = {"host": "127.0.0.1", "port": port, "tls": "none", "user": "", "password": "", "sender": "edi@example.com",
            "to": ("a@example.com", "b@example.com"), "timeout_s": 2.0, **more}  # fmt: skip
    return Mail(**said)  # type: ignore[arg-type]


def letter(one: Mail):
    return mail.letter(one, "0abc", NOW, "edigw: 1 alert", "waits: Überfällig\n")


def test_it_arrives_with_its_id(tmp_path: Path) -> None:
    with post_office() as post:
        one, done = to(post.port), []
        mail.send(one, "", letter(one), done)
    (came,) = post.mails
    assert came.get_content().splitlines() == ["waits: Überfällig"]
    assert (came["X-Edigw-Id"], came["Message-ID"]) == ("0abc", "<0abc@example.com>")
    assert (came["From"], came["To"], came["Subject"]) == ("edi@example.com", "a@example.com, b@example.com",
                                                          "edigw: 1 alert")  # fmt: skip
    assert came["Auto-Submitted"] == "auto-generated"
    assert done == [f"connected to 127.0.0.1:{post.port}", "taken for a@example.com, b@example.com"]


def test_the_same_facts_make_the_same_mail() -> None:
    one = to(25)
    assert letter(one).as_bytes() == letter(one).as_bytes()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_it_is_protected_and_logs_in(tls: str, tmp_path: Path) -> None:
    ours, trust = certificate(tmp_path)
    with post_office(tls, ours) as post:
        one, done = to(post.port, tls=tls, user="edi"), []
        mail.send(one, "hunter2", letter(one), done, trust)
        assert post.users == [(b"edi", b"hunter2")] and len(post.mails) == 1
        assert "logged in as edi" in done
        with pytest.raises(TemporaryError, match="mail: cannot log in: 535"):
            mail.send(one, "wrong", letter(one), [], trust)
        with pytest.raises(TemporaryError, match="self-signed certificate"):
            mail.send(one, "hunter2", letter(one), [])  # whom the system does not trust
        assert len(post.mails) == 1


def test_nothing_is_sent_in_the_clear_where_protection_is_asked_for(tmp_path: Path) -> None:
    _, trust = certificate(tmp_path)
    with post_office() as post:
        one = to(post.port, tls="starttls", user="edi")
        with pytest.raises(TemporaryError, match="mail: cannot protect: STARTTLS"):
            mail.send(one, "hunter2", letter(one), [], trust)
        assert post.users == [] and post.mails == []


def test_a_refusal_says_why() -> None:
    with post_office() as post:
        one, done = to(post.port), []
        post.replies = ["451 come\x07 back later"]
        with pytest.raises(TemporaryError, match="mail: cannot send: 451"):
            mail.send(one, "", letter(one), [])
        post.bad = ("b@example.com",)
        mail.send(one, "", letter(one), done)
        assert done[-1] == "taken for a@example.com, refused for b@example.com"
        post.bad = one.to
        with pytest.raises(TemporaryError, match=r"a@example\.com: 550 no such user"):
            mail.send(one, "", letter(one), [])


def test_nobody_is_there() -> None:
    one = to(free_port())
    with pytest.raises(TemporaryError, match="mail: cannot connect: Connection refused"):
        mail.send(one, "", letter(one), [])


@pytest.mark.parametrize("drip", [b"", b"2", b"220-more\r\n"])
def test_a_server_that_never_comes_to_an_end_is_left(drip: bytes) -> None:
    with silent_server(drip) as port:
        one = to(port, timeout_s=0.3)
        started = time.monotonic()
        with pytest.raises(TemporaryError, match="mail: cannot connect"):
            mail.send(one, "", letter(one), [])
        assert time.monotonic() - started < 5
