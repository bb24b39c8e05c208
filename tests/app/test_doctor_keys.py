"""doctor on secrets: references that stand for nothing, files that others may read, keys that do not open."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest
from yard import Yard

from edigw.app.doctor_keys import keys
from edigw.app.workspace import Workspace

PIN = "SHA256:" + 43 * "a"


def codes(yard: Yard) -> list[str]:
    _, found = keys(Workspace(yard.base).configuration)
    assert all(one.message and one.hint for one in found)
    return [one.code for one in found]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(path))
    path.chmod(0o600)
    return path


def server(yard: Yard, rows: str) -> None:
    yard.tell(f"mailboxes:\n  acme:\n    transport: sftp\n    host: h\n    user: u\n{rows}")


def test_nothing_is_wrong_where_all_stands(yard: Yard, key: Path) -> None:
    assert codes(yard) == []
    server(yard, f"    key: file:{key}\n    host_keys: {PIN}\n")
    assert codes(yard) == []
    told = {one["check"]: one for one in yard.app.doctor()["checks"]}
    assert told["keys"] == {"check": "keys", "ok": True, "looked_at": "1 references to secrets, 0 keys of ours"}


def test_each_lack_is_told(yard: Yard, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACME", raising=False)
    server(yard, f"    key: file:{key}\n    password: env:ACME\n")
    assert codes(yard) == ["SECRET_GONE", "HOST_KEY_LACKS"]
    monkeypatch.setenv("ACME", "x")
    key.chmod(0o644)
    assert codes(yard) == ["SECRET_OPEN", "HOST_KEY_LACKS"]
    key.chmod(0o600)
    key.write_text("no key")
    assert codes(yard) == ["HOST_KEY_LACKS", "KEY_UNUSABLE"]
    key.write_text("")
    assert "SECRET_GONE" in codes(yard)
    key.unlink()
    assert codes(yard) == ["SECRET_GONE", "HOST_KEY_LACKS"]


def test_secrets_of_a_mailbox_that_is_posted_to_a_web_address(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "TOKEN"):
        monkeypatch.delenv(name, raising=False)
    yard.tell("mailboxes:\n  acme:\n    transport: http\n    http: {url: 'env:URL', token: 'env:TOKEN'}\n")
    assert codes(yard) == ["SECRET_GONE", "SECRET_GONE"]
    monkeypatch.setenv("URL", "https://acme.example/in")
    monkeypatch.setenv("TOKEN", "x")
    assert codes(yard) == []


def test_alerts_and_our_own_keys(yard: Yard, tmp_path: Path) -> None:
    toml = yard.base / "edigw.toml"
    hook = f'[alerts]\nwebhook.url = "env:EDIGW_NOWHERE"\nwebhook.secret = "file:{tmp_path}/none"\n'
    toml.write_text(toml.read_text("utf-8").replace("[alerts]\n", hook), "utf-8")
    (yard.base / "certs").mkdir()
    (yard.base / "certs" / "main-1.key").write_text("sealed")
    (yard.base / "certs" / "main-1.key").chmod(0o640)
    assert codes(yard) == ["SECRET_GONE", "SECRET_GONE", "SECRET_OPEN"]
