"""References to secrets: what they stand for, and that nothing says the secret itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.config.secret import Unfit, resolve_secret, reveal, stands
from edigw.errors import TemporaryError


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


def test_who_tries_again_later_gets_what_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDIGW_TEST_SECRET", raising=False)
    with pytest.raises(TemporaryError, match="the environment has no EDIGW_TEST_SECRET"):
        reveal("env:EDIGW_TEST_SECRET")
    monkeypatch.setenv("EDIGW_TEST_SECRET", "s1")
    assert reveal("env:EDIGW_TEST_SECRET") == "s1"
