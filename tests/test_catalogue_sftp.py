"""Rows of the catalogue of bad inputs about SFTP: of our client through the whole line, of our server by its tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import paramiko
import pytest
from catalogue import THERE, listed
from sftp_servers import NO_SSHD, SSHD, US, Full, NoRename, Server, cutting, in_a_thread, openssh
from yard import Yard, group, isa, order, orders, transaction

from edigw.errors import TemporaryError

ELSEWHERE = {  # rows that other tests hold
    "SFTP-008": "transports/sftpd/test_home.py::test_other_paths_lead_nowhere",
    "SFTP-010": "transports/sftpd/test_gate.py::test_a_crowd_at_the_gate_delays_nobody_else",
    "SFTP-011": "transports/sftpd/test_requests.py::test_what_cannot_be_opened",
    "SFTP-012": "transports/sftpd/test_gate.py::test_ssh_audit_finds_no_fault",
    "SFTP-013": "transports/test_sftp.py::test_a_partial_file_is_gone_on_with_where_it_begins_alike",
}
OTHER_WORDS = {  # row -> (its code, what says it here)
    "SFTP-005": ("SSH_FX_FAILURE/15", "the server's own words stand in the message; the document is RETRY"),
    "SFTP-008": ("TRAVERSAL", "a path that leads out of the login's folders is answered as no such file"),
}

LARGE = isa([group([transaction("850", order("1", [(str(n), "1") for n in range(1, 2001)]))])])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with in_a_thread(tmp_path) as one:
        yield one


def dials(yard: Yard, server: Server, port: int | None = None, pin: str = "") -> Yard:
    """The partner's server; every pass dials at once, however the last one ended."""
    yard.tell(
        "mailboxes:\n  acme:\n    transport: sftp\n    host: 127.0.0.1\n"
        f"    port: {port or server.port}\n    user: {US}\n    key: file:{server.key}\n"
        f"    done_marker: yes\n    host_keys: {pin or server.pin}\n"
    )
    return yard


def comes(server: Server, text: str, name: str = "a.edi") -> Path:
    path = server.home / "in" / name
    path.write_text(text)
    path.with_name(f"{name}.done").write_text("")
    return path


def out(server: Server) -> dict[str, str]:
    return {path.name: path.read_text("latin-1") for path in (server.home / "out").iterdir()}


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
def test_sftp_001_002_cut_on_the_way_in_and_out(yard: Yard, tmp_path: Path) -> None:
    with openssh(tmp_path) as server, cutting(server.port, after=60_000) as port:
        dials(yard, server, port)
        path = comes(server, LARGE)
        with pytest.raises(TemporaryError, match="mailbox acme: SFTP"):
            yard.once()
        assert path.exists() and yard.docs() == []  # theirs is whole until ours is stored
        assert yard.once()["received"] == 1
        assert not path.exists() and [one["state"] for one in yard.docs(type="850")] == ["DONE"]
        whole = out(server)
        assert sorted(name[:4] for name in whole) == ["855_", "997_"]
        (name,) = (name for name in whole if name.startswith("855_"))
        (server.home / "out" / name).rename(server.home / "out" / f"{name}.tmp")  # cut at a half before it was renamed
        with open(server.home / "out" / f"{name}.tmp", "r+b") as file:
            file.truncate(len(whole[name]) // 2)
        yard.app.docs_again("redeliver", reason="it was cut", type="855")
        yard.now += timedelta(minutes=1)
        yard.once()
        assert out(server) == whole


def test_sftp_004_the_other_rename_goes_over_nothing(yard: Yard, server: Server, monkeypatch) -> None:
    def refused(*_: object) -> None:
        raise OSError("Failure")

    monkeypatch.setattr(paramiko.SFTPClient, "rename", refused)
    dials(yard, server)
    comes(server, orders("1"))
    yard.once()
    assert sorted(name[:4] for name in out(server)) == ["855_", "997_"]


def test_sftp_004_a_server_that_renames_nothing(yard: Yard, tmp_path: Path) -> None:
    with in_a_thread(tmp_path, files=NoRename) as server:
        dials(yard, server)
        comes(server, orders("1"))
        with pytest.raises(TemporaryError, match="no rename"):
            yard.once()
        assert all(name.endswith(".tmp") for name in out(server))
        yard.rewrite(f"    host_keys: {server.pin}", f"    host_keys: {server.pin}\n    send: direct")
        yard.now += timedelta(hours=1)
        yard.once()
        assert sorted(name[:4] for name in out(server) if not name.endswith(".tmp")) == ["855_", "997_"]


def test_sftp_005_a_quota_that_is_full(yard: Yard, tmp_path: Path) -> None:
    with in_a_thread(tmp_path, files=Full) as server:
        dials(yard, server)
        comes(server, orders("1"))
        for _ in range(2):
            with pytest.raises(TemporaryError, match="quota exceeded"):
                yard.once()
            yard.now += timedelta(hours=2)
        assert {one["state"] for one in yard.docs() if one["direction"] == "out"} == {"RETRY"}
        assert not [name for name in out(server) if not name.endswith(".tmp")]
    with in_a_thread(tmp_path) as server:
        yard.rewrite(said(yard, "port"), f"    port: {server.port}")
        yard.rewrite(said(yard, "host_keys"), f"    host_keys: {server.pin}")
        yard.once()
        assert {one["state"] for one in yard.docs() if one["direction"] == "out"} == {"SENT"}


def said(yard: Yard, row: str) -> str:
    """A row of the mailbox as it stands in the file."""
    text = (yard.base / "partners" / "acme" / "partner.yaml").read_text("utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith(f"    {row}: "))
    return line


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
def test_sftp_006_another_host_key_than_the_pinned_one(yard: Yard, tmp_path: Path) -> None:
    with openssh(tmp_path) as server:
        dials(yard, server, pin="SHA256:" + 43 * "a")
        yard.app.partners_add("other", id="08:6123839999", our_id="01:SUPPLIER001", documents=("850", "855", "997"))
        path = comes(server, orders("1"))
        with pytest.raises(TemporaryError, match="HOSTKEY") as caught:
            yard.once()
        assert server.pin in caught.value.message and server.pin in caught.value.hint
        assert path.exists() and out(server) == {} and yard.docs() == []
        (step,) = (one for one in yard.app.partners_test("acme")["mailboxes"][0]["steps"] if one["ok"] is False)
        assert step["step"] == "host key" and f"host_keys: {server.pin}" in step["hint"]
        yard.rewrite(said(yard, "host_keys"), f"    host_keys: {server.pin}")
        assert yard.once()["received"] == 1 and len(out(server)) == 2


@pytest.mark.skipif(not THERE, reason="EDIGW_CORPUS has no bad-inputs beside it")
def test_every_row_about_sftp_has_its_place() -> None:
    here = Path(__file__)
    built = {"SFTP-001", "SFTP-002", "SFTP-004", "SFTP-005", "SFTP-006"}
    assert {row["id"] for row in listed("sftp")} == built | set(ELSEWHERE)
    for place in ELSEWHERE.values():
        file, _, test = place.partition("::")
        assert f"def {test}(" in (here.parent / file).read_text("utf-8")
    rows = {row["id"]: row for row in listed("sftp")}
    assert all(code in " ".join(rows[id_].values()) for id_, (code, _) in OTHER_WORDS.items())
