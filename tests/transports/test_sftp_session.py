"""The session: an unknown key is refused with its fingerprint, how we log in, what a silent server costs."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import asyncssh
import paramiko
import pytest
from sftp_servers import NO_SSHD, SSHD, US, free_port, in_a_thread, mailbox, openssh

from edigw.errors import Denied, TemporaryError


@pytest.mark.parametrize(
    "run", [pytest.param(openssh, marks=pytest.mark.skipif(not SSHD, reason=NO_SSHD)), in_a_thread]
)
@pytest.mark.parametrize("pinned", [(), ("SHA256:" + 43 * "a",)])
def test_a_host_key_that_is_not_pinned_is_refused_with_the_row_that_would_pin_it(
    tmp_path: Path, now, run, pinned: tuple[str, ...]
) -> None:
    with run(tmp_path) as server:
        (server.home / "in" / "a.edi").write_bytes(b"ISA")
        box = mailbox(server, tmp_path, host_keys=pinned)
        with pytest.raises(TemporaryError, match="the server shows the host key ssh-ed25519 SHA256:") as caught:
            box.poll(now)
        assert server.pin in caught.value.message and f"host_keys: {server.pin}" in caught.value.hint
        (error,) = box.send_all([("a", b"1")])
        assert error is not None and error.message == caught.value.message
        assert not list((server.home / "out").iterdir())
        box.close()


def test_a_password_where_there_is_no_key_or_the_key_is_refused(tmp_path: Path, now) -> None:
    stranger = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    stranger.write_private_key(str(tmp_path / "stranger"))
    with in_a_thread(tmp_path) as server:
        for key in ("", str(tmp_path / "stranger")):
            box = mailbox(server, tmp_path, key=key, password="correct horse")
            assert box.poll(now) == []
            box.close()
            box = mailbox(server, tmp_path, key=key, password="wrong")
            with pytest.raises(TemporaryError, match="the login is refused"):
                box.poll(now)
            box.close()


def test_a_server_that_asks_for_the_password_in_its_own_words(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path, password_auth=False, kbdint_auth=True) as server:
        for password, fine in (("correct horse", True), ("wrong", False)):
            box = mailbox(server, tmp_path, key="", password=password)
            if fine:
                assert box.poll(now) == []
            else:
                with pytest.raises(Denied, match="the login is refused"):
                    box.poll(now)
            box.close()


def test_an_answer_that_is_faster_than_paramiko_is_heard(tmp_path: Path, now, monkeypatch) -> None:
    sends = paramiko.Transport._send_message

    def slowly(self: paramiko.Transport, message: paramiko.Message) -> None:
        sends(self, message)
        if message.asbytes()[:1] == b"\x32":  # SSH_MSG_USERAUTH_REQUEST (RFC 4252, 6): the answer comes meanwhile
            time.sleep(0.3)

    monkeypatch.setattr(paramiko.Transport, "_send_message", slowly)
    with in_a_thread(tmp_path) as server:
        box = mailbox(server, tmp_path, timeout_s=5)
        before = time.monotonic()
        assert box.poll(now) == [] and time.monotonic() - before < 4
        box.close()


def test_a_key_with_a_passphrase_and_one_that_is_none(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path) as server:
        locked = asyncssh.read_private_key(str(server.key))
        locked.write_private_key(str(tmp_path / "locked"), passphrase="open sesame", rounds=4)
        box = mailbox(server, tmp_path, key=str(tmp_path / "locked"), passphrase="open sesame")
        assert box.poll(now) == []
        box.close()
        for more in ({"key": str(tmp_path / "locked"), "passphrase": "no"}, {"key": "nothing"}):
            box = mailbox(server, tmp_path, **more)
            with pytest.raises(TemporaryError, match="holds no private key that can be used"):
                box.poll(now)
            box.close()


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
@pytest.mark.parametrize("kind", ["ecdsa-sha2-nistp256", "ssh-rsa", "ssh-ed25519"])
@pytest.mark.parametrize("form", ["openssh", "pkcs8-pem"])
def test_every_kind_and_form_of_key_logs_in(tmp_path: Path, now, kind: str, form: str) -> None:
    with openssh(tmp_path) as server:
        key = asyncssh.generate_private_key(kind)
        key.write_private_key(str(tmp_path / "other"), form)
        key.write_public_key(str(tmp_path / "our_key.pub"))
        box = mailbox(server, tmp_path, key=str(tmp_path / "other"))
        assert box.poll(now) == []
        box.close()


def test_one_session_is_used_again_and_dialled_again_once_it_is_lost(tmp_path: Path, now, monkeypatch) -> None:
    with in_a_thread(tmp_path) as server:
        box = mailbox(server, tmp_path)
        box.poll(now)
        first = box.session._far
        box.send_all([("a", b"1"), ("b", b"2")])
        box.poll(now)
        assert first is not None and box.session._far is first
        first.close()
        assert box.send_all([("c", b"3")]) == [None]
        assert box.session._far is not first
        box.close()


def test_a_silent_server_costs_its_time_out_once_and_then_nothing_for_a_while(tmp_path: Path, now, caplog) -> None:
    with in_a_thread(tmp_path) as server, socket.create_server(("127.0.0.1", 0)) as silent:
        box = mailbox(server, tmp_path, port=silent.getsockname()[1], timeout_s=0.5)
        before = time.monotonic()
        with pytest.raises(TemporaryError, match=f"SFTP {US}@127.0.0.1:"):
            box.poll(now)
        assert 0.4 < time.monotonic() - before < 5
        before = time.monotonic()
        for _ in range(20):
            with pytest.raises(TemporaryError):
                box.poll(now)
        assert None not in box.send_all([("a", b"1")] * 20)
        assert time.monotonic() - before < 0.4
        box.session._until = 0.0
        with pytest.raises(TemporaryError):
            box.poll(now)
        assert box.session._failures == 2
        box.close()
    assert [record.getMessage() for record in caplog.records if "paramiko" in record.name] == []  # no traceback of its


def test_nobody_at_the_port_is_told(tmp_path: Path, now) -> None:
    with in_a_thread(tmp_path) as server:
        box = mailbox(server, tmp_path, port=free_port())
        with pytest.raises(TemporaryError, match="refused"):
            box.poll(now)
        box.close()
