"""`partners test`: every mailbox that serves the partner, by its transport; played here where that is asked for."""

from __future__ import annotations

import shutil

import pytest
from ftps_server import PIN, ftps_server
from sftp_servers import NO_SSHD, SSHD, US, openssh
from yard import Yard

from edigw.app.probing import PROBES
from edigw.config.rows import ROWS_BY_PATH
from edigw.errors import ConfigError, NotFound


def test_every_transport_can_be_tested() -> None:
    assert set(PROBES) == set(ROWS_BY_PATH["mailboxes.*.transport"].words)


def test_folders_of_the_partner_and_of_those_that_bring_it(yard: Yard) -> None:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[mailbox.van]\ncarries = ["acme"]\n[mailbox.other]\n', "utf-8")
    told = yard.app.partners_test("acme")
    assert told["partner"] == "acme" and [box["mailbox"] for box in told["mailboxes"]] == ["acme", "van"]
    assert told["mailboxes"][0]["ok"] and not told["mailboxes"][1]["ok"] and not told["ok"]  # nobody made its folders
    shutil.rmtree(yard.base / "data" / "acme" / "out")
    steps = yard.app.partners_test("acme")["mailboxes"][0]["steps"]
    assert [(one["step"], one["ok"]) for one in steps] == [("inbox", True), ("outbox", False), ("write outbox", None)]
    assert "out" in steps[1]["hint"]


def test_nobody_and_one_whose_files_are_faulty(yard: Yard) -> None:
    with pytest.raises(NotFound):
        yard.app.partners_test("nobody")
    yard.tell("nonsense: 1\n")
    with pytest.raises(ConfigError):
        yard.app.partners_test("acme")


@pytest.mark.skipif(not SSHD, reason=NO_SSHD)
def test_a_server_of_theirs_and_the_same_played_here(yard: Yard, tmp_path, monkeypatch) -> None:
    with openssh(tmp_path) as server:
        yard.tell(
            f"mailboxes:\n  acme:\n    transport: sftp\n    host: 127.0.0.1\n    port: {server.port}\n    user: {US}\n"
            f"    key: file:{server.key}\n    password: env:ACME\n    host_keys: {server.pin}\n    outbox: to-acme\n"
        )
        monkeypatch.delenv("ACME", raising=False)
        (box,) = yard.app.partners_test("acme")["mailboxes"]
        assert [one["step"] for one in box["steps"] if one["ok"] is False] == ["secrets"]
        monkeypatch.setenv("ACME", "correct horse")
        (box,) = yard.app.partners_test("acme")["mailboxes"]
        assert [one["step"] for one in box["steps"] if one["ok"] is False] == [
            "write outbox"
        ]  # sshd has no such folder
        assert yard.app.partners_test("acme", only_look=True)["ok"]
        assert yard.app.partners_test("acme", loopback=True)["ok"]


def test_a_server_of_ftps_is_dialled_and_not_played(yard: Yard, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ACME", "p")
    with ftps_server(tmp_path / "there") as server:
        rows = f"host: localhost\n    port: {server.port}\n    user: u\n    password: env:ACME\n    pins: {PIN}\n"
        yard.tell(f"mailboxes:\n  acme:\n    transport: ftps\n    {rows}")
        told = yard.app.partners_test("acme")
        assert told["ok"] and told["mailboxes"][0]["transport"] == "ftps", told
        (box,) = yard.app.partners_test("acme", loopback=True)["mailboxes"]
        assert not box["ok"] and "--loopback" in box["steps"][-1]["hint"]
