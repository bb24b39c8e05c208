"""FTPS against a real server: fetched and sent whole, gone on with where it was cut, from nobody else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from certificates import certificate
from cryptography.hazmat.primitives import hashes
from ftps_server import PIN, Ftps, ftps_server

from edigw.errors import Denied, EdigwError, TemporaryError, Unreachable
from edigw.model.partner import Mailbox, Sftp
from edigw.transports import sftp_session, sftp_steps
from edigw.transports.sftp_far import Far, Terms
from edigw.transports.table import open_mailbox

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Ftps]:
    with ftps_server(tmp_path) as made:
        yield made


def remote(server: Ftps, **more: Any) -> Sftp:
    rows = {"host": "localhost", "port": server.port, "user": "u", "password": "p", "ftps": True, "pins": (PIN,),
            "every_s": 0.0, "timeout_s": 3.0}  # fmt: skip
    return Sftp(**rows | more)


def dialled(server: Ftps, **more: Any) -> Far:
    return sftp_session.dial(Terms("acme", remote(server, **more), lambda secret: secret), lambda step, found: None)


def box(server: Ftps, folder: Path, **more: Any) -> Any:
    mailbox = Mailbox(name="acme", transport="ftps", inbox=str(folder / "a/in"), outbox=str(folder / "a/out"),
                      settle_s=0, sftp=remote(server, **more))  # fmt: skip
    made = open_mailbox(mailbox)
    made.prepare()
    return made


def laid(server: Ftps, name: str, data: bytes) -> Path:
    path = server.home / "in" / name
    path.write_bytes(data)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def fetched(mailbox: Any) -> dict[str, bytes]:
    found = [*mailbox.poll(NOW), *mailbox.poll(NOW + timedelta(seconds=5))]
    data = {one.name: Path(one.path).read_bytes() for one in found}
    mailbox.done(found)
    return data


@pytest.mark.parametrize("lacks", [set(), {"MLSD", "MLST"}], ids=["facts", "of before RFC 3659"])
def test_what_lies_there_is_fetched_and_removed(server: Ftps, tmp_path: Path, lacks: set[str]) -> None:
    server.lacks = lacks
    big = os.urandom(300_000)
    laid(server, "a.edi", b"ISA*1")
    laid(server, "b.edi", big)
    (server.home / "in" / "folder").mkdir()
    mailbox = box(server, tmp_path)
    assert fetched(mailbox) == {"a.edi": b"ISA*1", "b.edi": big}
    assert [one.name for one in (server.home / "in").iterdir()] == ["folder"]
    assert fetched(mailbox) == {} and mailbox.troubles == []
    mailbox.close()


@pytest.mark.parametrize("lacks", [{"MLST"}, {"MLSD", "MLST"}], ids=["facts", "of before RFC 3659"])
def test_a_name_of_another_charset_and_an_empty_file_hold_up_nothing(
    server: Ftps, tmp_path: Path, lacks: set[str]
) -> None:
    server.lacks = lacks
    names = ("m\udcfcller.edi", "größe.edi", "empty.edi")
    for name in names:
        laid(server, name, b"ISA" if name != "empty.edi" else b"")
    mailbox = box(server, tmp_path, archive="seen")
    assert sorted(fetched(mailbox)) == sorted(names) and mailbox.troubles == []
    assert sorted(one.name for one in (server.home / "seen").iterdir()) == sorted(names)
    assert mailbox.send_all([("größe.edi", b"ISA")]) == [None]
    assert [one.name for one in (server.home / "out").iterdir()] == ["größe.edi"]
    mailbox.close()


def test_what_was_taken_is_archived_where_that_is_said(server: Ftps, tmp_path: Path) -> None:
    laid(server, "a.edi", b"ISA*1")
    (server.home / "seen/a.edi").write_bytes(b"another of this name")
    mailbox = box(server, tmp_path, archive="seen")
    fetched(mailbox)
    held = sorted(one.read_bytes() for one in (server.home / "seen").iterdir())
    assert held == [b"ISA*1", b"another of this name"]  # FTP's rename would have gone over it
    mailbox.close()


def test_what_the_line_cut_is_fetched_on(server: Ftps, tmp_path: Path) -> None:
    data = os.urandom(2_000_000)
    laid(server, "a.edi", data)
    server.cut_after = 500_000
    mailbox = box(server, tmp_path)
    mailbox.poll(NOW)
    with pytest.raises(Unreachable):
        mailbox.poll(NOW + timedelta(seconds=5))
    mailbox.session._until = 0.0  # its patience is over
    (found,) = mailbox.poll(NOW + timedelta(seconds=10))
    assert Path(found.path).read_bytes() == data
    mailbox.close()


@pytest.mark.parametrize("send", ["rename", "direct", "marker"])
def test_a_file_of_ours_appears_whole_and_once(server: Ftps, tmp_path: Path, send: str) -> None:
    data = os.urandom(200_000)
    mailbox = box(server, tmp_path, send=send)
    assert mailbox.send_all([("x.edi", data)]) == [None]
    assert mailbox.send_all([("x.edi", data)]) == [None]  # the same again is done
    (other,) = mailbox.send_all([("x.edi", b"else")])
    assert isinstance(other, TemporaryError) and "another file called x.edi" in other.message
    there = {one.name: one.read_bytes() for one in (server.home / "out").iterdir()}
    assert there == {"x.edi": data} | ({"x.edi.done": b""} if send == "marker" else {})
    mailbox.close()


def test_what_was_half_written_is_gone_on_with(server: Ftps, tmp_path: Path) -> None:
    data = os.urandom(200_000)
    (server.home / "out/x.edi.tmp").write_bytes(data[:150_000])
    mailbox = box(server, tmp_path)
    assert mailbox.send_all([("x.edi", data)]) == [None]
    assert (server.home / "out/x.edi").read_bytes() == data and "APPE" in server.seen
    mailbox.close()


def test_both_connections_are_protected(server: Ftps) -> None:
    dialled(server).close()
    assert server.seen[:5] == ["AUTH", "USER", "PASS", "PBSZ", "PROT"]


def test_tls_from_the_first_byte_on(tmp_path: Path) -> None:
    with ftps_server(tmp_path, implicit=True) as server:
        laid(server, "a.edi", b"ISA*1")
        mailbox = box(server, tmp_path, implicit=True)
        assert fetched(mailbox) == {"a.edi": b"ISA*1"} and "AUTH" not in server.seen
        mailbox.close()


@pytest.mark.parametrize(
    ("more", "told", "hint"),
    [
        ({"pins": ()}, "its certificate is not believed", "pins: SHA256:"),
        ({"pins": ("SHA256:" + 64 * "a",)}, f"the server shows the certificate {PIN}, which is not pinned", "pins"),
        ({"password": "wrong"}, "the login is refused", "password"),
    ],
)
def test_39_another_server_or_login_is_refused(server: Ftps, more: dict[str, Any], told: str, hint: str) -> None:
    with pytest.raises(Denied, match=told) as caught:
        dialled(server, **more)
    assert hint in caught.value.hint
    if "pins" in more:
        assert "PASS" not in server.seen  # nothing of ours was told


def test_39_another_certificate_of_the_same_name_is_refused(server: Ftps) -> None:
    other = certificate("forger", "localhost", begins=-10_000, ends=20_000)
    with pytest.raises(Denied, match="is not pinned"):
        dialled(server, pins=(f"SHA256:{other.fingerprint(hashes.SHA256()).hex()}",))


def test_a_server_that_is_away_or_speaks_no_tls(server: Ftps, tmp_path: Path) -> None:
    server.lacks = {"AUTH"}
    with pytest.raises((EdigwError, OSError)):
        dialled(server)
    mailbox = box(server, tmp_path, port=1)
    (error,) = mailbox.send_all([("x.edi", b"x")])
    assert isinstance(error, Unreachable) and "FTPS u@localhost:1" in error.message


@pytest.mark.parametrize("lacks", [set(), {"MLSD", "MLST"}], ids=["facts", "of before RFC 3659"])
def test_what_the_server_refuses_is_told_as_an_oserror(server: Ftps, lacks: set[str]) -> None:
    server.lacks = lacks
    far = dialled(server)
    with pytest.raises(FileNotFoundError):
        far.look("in/none")
    with pytest.raises(FileNotFoundError):
        list(far.entries("none"))
    with pytest.raises(FileNotFoundError):
        list(far.read("in/none", 0, 10))
    with pytest.raises(PermissionError):
        far.write("none/x", 0, [b"x"])
    with pytest.raises(PermissionError):
        far.remove("in/none")
    laid(server, "a", b"abc")
    laid(server, "b", b"abcd")
    with pytest.raises(FileExistsError):
        far.rename("in/a", "in/b")
    far.rename_over("in/a", "in/b")
    found = far.look("in/b")
    assert (found.name, found.size, found.mtime, found.mode) == ("b", 3, 1_700_000_000, stat.S_IFREG)
    if not lacks:
        assert far.look("in").mode == stat.S_IFDIR
    reading = far.read("in/b", 1, 3)
    assert next(reading) == b"bc"
    reading.close()
    assert far.alive()
    far.close()
    assert not far.alive()


def test_the_partner_is_tried_step_by_step(server: Ftps) -> None:
    found = list(sftp_steps.steps(Terms("acme", remote(server), lambda secret: secret)))
    assert [(step.name, step.ok) for step in found] == [
        ("secrets", True), ("DNS", True), ("TCP", True), ("TLS", True), ("login", True), ("FTPS", True),
        ("list inbox", True), ("write outbox", True), ("rename outbox", True), ("remove outbox", True),
    ]  # fmt: skip
    assert not list((server.home / "out").iterdir())
    unknown = Terms("acme", remote(server, pins=()), lambda secret: secret)
    steps = {step.name: step.ok for step in sftp_steps.steps(unknown)}
    assert steps["TLS"] is False and steps["login"] is None
