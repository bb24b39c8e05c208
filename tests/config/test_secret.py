"""References to secrets: what they stand for, and that nothing says the secret itself."""

from __future__ import annotations

import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from edigw.config.secret import Unfit, resolve_secret, reveal, stands
from edigw.errors import Denied


def test_a_reference_is_resolved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDIGW_TEST_SECRET", "s1")
    (tmp_path / "secret").write_text("s3\n")
    assert resolve_secret("env:EDIGW_TEST_SECRET") == "s1"
    assert resolve_secret(f"file:{tmp_path / 'secret'}") == "s3"
    assert resolve_secret("any other text") == "any other text"
    assert stands(f"file:{tmp_path / 'secret'}")


def test_what_stands_for_nothing_is_unfit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("EDIGW_TEST_SECRET", raising=False)
    (tmp_path / "odd").write_bytes(b"\xff")
    with pytest.raises(Unfit, match="the environment has no EDIGW_TEST_SECRET"):
        resolve_secret("env:EDIGW_TEST_SECRET")
    with pytest.raises(Unfit, match="cannot be read: No such file"):
        resolve_secret(f"file:{tmp_path / 'none'}")
    with pytest.raises(Unfit, match="cannot be read: no text"):
        resolve_secret(f"file:{tmp_path / 'odd'}")
    assert not stands("env:EDIGW_TEST_SECRET")


class Ring(KeyringBackend):
    """One that holds nothing but what a test put in."""

    priority = 1.0

    def __init__(self, **held: str) -> None:
        self.held = held

    def get_password(self, service: str, username: str) -> str | None:
        if username == "locked":
            raise KeyringLocked("it is locked")
        return self.held.get(username) if service == "edigw" else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[username] = password


def test_the_systems_keyring_is_asked() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Ring(acme="s4"))
    try:
        assert resolve_secret("keyring:edigw/acme") == "s4"
        with pytest.raises(Unfit, match="the keyring has no edigw/other") as caught:
            resolve_secret("keyring:edigw/other")
        assert "keyring set edigw other" in caught.value.fix
        with pytest.raises(Unfit, match="cannot be read: it is locked"):
            resolve_secret("keyring:edigw/locked")
    finally:
        keyring.set_keyring(before)


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(Unfit, match="not installed") as caught:
        resolve_secret("keyring:edigw/acme")
    assert "edigw[keyring]" in caught.value.fix


def test_who_tries_again_later_gets_what_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDIGW_TEST_SECRET", raising=False)
    with pytest.raises(Denied, match="the environment has no EDIGW_TEST_SECRET"):
        reveal("env:EDIGW_TEST_SECRET")
    monkeypatch.setenv("EDIGW_TEST_SECRET", "s1")
    assert reveal("env:EDIGW_TEST_SECRET") == "s1"
