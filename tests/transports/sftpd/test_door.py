"""Who comes in: only the keys of the partner file, only so many, and nobody who knocks costs the others a place."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack
from pathlib import Path

import asyncssh
import paramiko
import pytest
from sftpd_house import House, house, partner_key, public, until

from edigw.transports.sftpd.door import TRIES


def refused(built: House, name: str, **more: object) -> None:
    async def go() -> None:
        with pytest.raises(asyncssh.PermissionDenied):
            async with asyncssh.connect("127.0.0.1", built.port, username=name, known_hosts=None, config=None,
                                        agent_path=None, **more):  # fmt: skip
                pass

    asyncio.run(go())


def test_only_a_key_of_the_partner_file_opens(tmp_path: Path) -> None:
    with house(tmp_path, "acme", "other") as built:
        refused(built, "acme", client_keys=[partner_key("stranger")])
        refused(built, "acme", client_keys=[partner_key("other")])  # another partner's
        refused(built, "root", client_keys=[partner_key("acme")])
        refused(built, "acme", client_keys=[], password="acme")
        with pytest.raises(paramiko.SSHException), built.paramiko("\x1b[31mbob\r\nsftp: other is in", key="acme"):
            pass
        with built.paramiko() as client:
            assert client.listdir("/") == ["archive", "in", "out"]
        assert built.heard("refused: acme with the key SHA256:") and built.heard("refused: an unknown login")
        assert not any("\x1b" in line or "\n" in line or "bob" in line for line in built.said)


def test_there_is_no_login_without_a_key_at_all(tmp_path: Path) -> None:
    with house(tmp_path) as built:
        wire = paramiko.Transport(("127.0.0.1", built.port))
        wire.start_client(timeout=5)
        with pytest.raises(paramiko.BadAuthenticationType) as told:
            wire.auth_none("acme")
        assert told.value.allowed_types == ["publickey"]
        wire.close()


def test_a_key_without_its_private_half_opens_nothing(tmp_path: Path) -> None:
    """Whoever shows a partner's public key must sign with it."""
    with house(tmp_path) as built:
        wire = paramiko.Transport(("127.0.0.1", built.port))
        wire.start_client(timeout=5)

        class Half(paramiko.Ed25519Key):
            def asbytes(self) -> bytes:
                return bytes(partner_key("acme").public_data)

        path = tmp_path / "half"
        path.write_bytes(partner_key("stranger").export_private_key())
        with pytest.raises(paramiko.AuthenticationException):
            wire.auth_publickey("acme", Half.from_private_key_file(str(path)))
        assert not wire.is_authenticated()
        wire.close()


def test_whoever_shows_key_after_key_is_sent_away(tmp_path: Path) -> None:
    """Even where the right one would come in the end."""
    keys = [*(asyncssh.generate_private_key("ssh-ed25519") for _ in range(TRIES)), partner_key("acme")]

    async def go(shown: list[asyncssh.SSHKey]) -> None:
        async with asyncssh.connect("127.0.0.1", built.port, username="acme", client_keys=shown, known_hosts=None,
                                    config=None, agent_path=None):  # fmt: skip
            pass

    with house(tmp_path) as built:
        asyncio.run(go(keys[1:]))
        with pytest.raises((asyncssh.Error, OSError)):
            asyncio.run(go(keys))


def test_a_login_has_so_many_sessions_and_others_have_theirs(tmp_path: Path) -> None:
    with house(tmp_path, "acme", "other", sessions=2) as built, ExitStack() as held:
        for _ in range(2):
            held.enter_context(built.paramiko())
        with pytest.raises((paramiko.SSHException, EOFError, OSError)), built.paramiko():
            pass
        assert built.heard("turned away: 2 connections of acme are open")
        with built.paramiko("other") as client:
            assert client.listdir("in") == []


def test_a_connection_has_so_many_channels(tmp_path: Path) -> None:
    async def go() -> None:
        async with built.connect() as wires:
            for _ in range(4):
                await wires.start_sftp_client()
            with pytest.raises(asyncssh.ChannelOpenError):
                await wires.start_sftp_client()

    with house(tmp_path) as built:
        asyncio.run(go())


FORWARDED = ["direct-tcpip", "session tun", "remote forward", "x11"]


@pytest.mark.parametrize("what", FORWARDED)
def test_nothing_is_forwarded(tmp_path: Path, what: str) -> None:
    with house(tmp_path) as built, built.paramiko() as client:
        channel = client.get_channel()
        assert channel is not None
        wire = channel.get_transport()
        with pytest.raises((paramiko.SSHException, EOFError)):
            if what == "direct-tcpip":
                wire.open_channel("direct-tcpip", ("127.0.0.1", 22), ("127.0.0.1", 1), timeout=5)
            elif what == "session tun":
                wire.open_channel("tun@openssh.com", timeout=5)
            elif what == "remote forward":
                wire.request_port_forward("127.0.0.1", 0)
            else:
                wire.open_session(timeout=5).request_x11()


def test_who_stands_there_longest_makes_room(tmp_path: Path) -> None:
    """A crowd that never logs in: a partner comes in all the same."""
    with house(tmp_path, newcomers=6) as built, ExitStack() as crowd:
        for n in range(12):
            one = socket.create_connection(("127.0.0.1", built.port), 5, source_address=(f"127.0.0.{n % 4 + 2}", 0))
            crowd.callback(one.close)
        server = built.server
        assert server is not None
        until(lambda: len(server._house.newcomers) == 6)
        with built.paramiko() as client:
            assert client.listdir("/") == ["archive", "in", "out"]
        assert len(server._house.newcomers) <= 6


def test_one_address_has_half_the_places_of_newcomers(tmp_path: Path) -> None:
    with house(tmp_path, newcomers=6) as built, ExitStack() as crowd:
        for _ in range(8):
            one = socket.create_connection(("127.0.0.1", built.port), 5, source_address=("127.0.0.9", 0))
            crowd.callback(one.close)
        until(lambda: built.heard("127.0.0.9: turned away: too many connections"))
        server = built.server
        assert server is not None and len(server._house.newcomers) == 3


def test_whoever_does_not_log_in_in_time_goes(tmp_path: Path) -> None:
    with house(tmp_path, login_within_s=0.2) as built:
        with socket.create_connection(("127.0.0.1", built.port), 5) as wire:
            wire.settimeout(5)
            seen = b""
            while part := wire.recv(4096):
                seen += part
        assert seen.startswith(b"SSH-2.0-edigw\r\n")
        server = built.server
        assert server is not None
        until(lambda: not server._house.newcomers)


def test_an_ecdsa_and_an_rsa_key_open_too(tmp_path: Path) -> None:
    keys = [
        asyncssh.generate_private_key("ecdsa-sha2-nistp256"),
        asyncssh.generate_private_key("ssh-rsa", key_size=2048),
    ]

    async def go() -> None:
        for key in keys:
            async with asyncssh.connect("127.0.0.1", built.port, username="acme", client_keys=[key], known_hosts=None,
                                        config=None, agent_path=None) as wires:  # fmt: skip
                assert wires.get_extra_info("username") == "acme"

    with house(tmp_path) as built:
        written = [key.export_public_key().decode().strip() for key in keys]
        built.boxes = [built.box("acme", public("acme"), *written)]
        assert built.server is not None
        built.server.renew()
        asyncio.run(go())
