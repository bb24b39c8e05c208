"""Our SFTP server under the doctor's eye: fingerprints to hand on, keys that others read, logins that lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from sftpd_house import lay_keys, public
from yard import Yard

from edigw.app.doctor_sftp import sftp_server
from edigw.app.workspace import Workspace
from edigw.transports.sftpd.host_keys import fingerprints


def look(yard: Yard) -> tuple[str, list[str]]:
    looked, ills = sftp_server(Workspace(yard.base, yard.clock))
    assert all(one.hint for one in ills)
    return looked, [one.code for one in ills]


@pytest.fixture
def served(yard: Yard) -> Yard:
    toml = yard.base / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("[sftp]", '[sftp]\nlisten = "127.0.0.1:0"', 1), "utf-8")
    yard.tell(f"mailboxes:\n  acme:\n    login: acme\n    authorized_keys: {public('acme')}\n")
    return yard


def test_without_a_server_there_is_nothing_to_see(yard: Yard) -> None:
    assert look(yard) == ("none: [sftp] of edigw.toml has no `listen`", [])
    yard.tell(f"mailboxes:\n  acme:\n    login: acme\n    authorized_keys: {public('acme')}\n")
    assert look(yard)[1] == ["LOGIN_NOWHERE"]


def test_it_tells_the_fingerprints_that_partners_pin(served: Yard) -> None:
    assert look(served) == ("127.0.0.1:0, 1 logins, our keys are made at the first start", [])
    assert not (served.base / "keys").exists()
    lay_keys(served.base)
    told, ills = look(served)
    assert ills == [] and told.endswith(f"our keys {', '.join(fingerprints(served.base))}")
    found = served.app.doctor()
    assert next(one for one in found["checks"] if one["check"] == "sftp server") == {
        "check": "sftp server", "ok": True, "looked_at": told
    }  # fmt: skip


def test_keys_that_others_read_or_nobody_can(served: Yard) -> None:
    lay_keys(served.base)
    key: Path = served.base / "keys/sftp_host_rsa"
    key.chmod(0o644)
    assert look(served)[1] == ["HOST_KEY_OPEN"]
    key.write_text("no key")
    assert look(served)[1] == ["HOST_KEY_SPOILT"]
