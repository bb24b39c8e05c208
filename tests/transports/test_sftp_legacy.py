"""Partners' old servers: what paramiko cannot reach, asyncssh does, and only where the partner file allows it."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest
from sftp_servers import NO_SSHD, SSHD, in_a_thread, mailbox, old, openssh

from edigw.errors import Denied, TemporaryError

WAYS = [
    ("ssh-rsa", {"kex_algs": ["diffie-hellman-group14-sha1"], "encryption_algs": ["aes128-cbc"]}),
    ("ssh-dss", {"kex_algs": ["diffie-hellman-group-exchange-sha1"], "mac_algs": ["hmac-md5"]}),
]


@pytest.mark.parametrize(("kind", "algorithms"), WAYS)
def test_an_old_server_is_reached_by_legacy_alone(tmp_path: Path, now, kind: str, algorithms: dict) -> None:
    with old(tmp_path, kind, **algorithms) as server:
        (server.home / "in" / "a.edi").write_bytes(b"ISA")
        box = mailbox(server, tmp_path, legacy=False)
        with pytest.raises(Denied, match="mailbox acme") as caught:
            box.poll(now)
        assert "legacy: yes" in caught.value.hint
        box.close()
        box = mailbox(server, tmp_path)
        assert box.send_all([("a", b"1")]) == [None] and (server.home / "out" / "a").read_bytes() == b"1"
        box.close()


def test_its_key_is_pinned_and_its_login_told_likewise(tmp_path: Path, now) -> None:
    with old(tmp_path) as server:
        box = mailbox(server, tmp_path, host_keys=())
        with pytest.raises(Denied, match="the server shows the host key ssh-dss SHA256:") as caught:
            box.poll(now)
        assert caught.value.code == "HOSTKEY" and server.pin in caught.value.message
        box.close()
        asyncssh.generate_private_key("ssh-rsa").write_private_key(str(tmp_path / "stranger"))
        for key, password, told in ((tmp_path / "stranger", "", "the login is refused"),
                                    (tmp_path / "stranger", "wrong", "the login is refused"),
                                    ("nothing", "", "no private key that can be used")):  # fmt: skip
            box = mailbox(server, tmp_path, key=str(key), password=password)
            with pytest.raises(Denied, match=told):
                box.poll(now)
            box.close()
        box = mailbox(server, tmp_path, key="", password="correct horse")
        assert box.poll(now) == []
        box.close()


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
def test_a_new_server_is_still_met_by_strong_algorithms(tmp_path: Path, now) -> None:
    with openssh(tmp_path) as server:
        box = mailbox(server, tmp_path, legacy=True)
        assert box.poll(now) == []
        connection = box.session._far._connection
        told = {what: connection.get_extra_info(what) for what in ("send_cipher", "recv_mac", "kex_alg")}
        assert "cbc" not in str(told) and "sha1" not in str(told)
        box.close()


def test_nobody_speaks_ssh_at_the_port(tmp_path: Path, now) -> None:
    import socket

    with in_a_thread(tmp_path) as server, socket.create_server(("127.0.0.1", 0)) as silent:
        box = mailbox(server, tmp_path, port=silent.getsockname()[1], legacy=True, timeout_s=0.3)
        with pytest.raises(TemporaryError):
            box.poll(now)
        box.close()
