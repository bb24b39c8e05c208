"""Certificates as plain data: what `edigw certs` prints."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edigw.app import App
from edigw.config.certs import seal
from edigw.errors import NotFound, TemporaryError, UsageError

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(seal, "ROUNDS", 1000)
    (tmp_path / "edigw.toml").write_text('[identity.main]\nas2 = "US"\n', "utf-8")
    (tmp_path / "secret").write_text("a long passphrase", "utf-8")
    return tmp_path


def test_dates_follow_the_clock_of_the_application(folder: Path) -> None:
    app, secret = App(folder, lambda: NOW), f"file:{folder}/secret"
    made = app.certs_create(passphrase=secret, bits=2048, days=100)
    assert (made["ends"], made["state"], made["days_left"]) == ("2026-09-09T12:00:00Z", "counts", 100)
    assert json.loads(json.dumps(made)) == made
    later = App(folder, lambda: NOW + timedelta(days=75))
    assert later.certs_list()[0]["state"] == "ends soon"
    assert App(folder, lambda: NOW + timedelta(days=101)).certs_list()[0]["state"] == "ended"
    assert later.certs_list("acme") == []
    new = later.certs_rotate("main-1", bits=2048)
    assert (new["name"], new["since"]) == ("main-2", "2026-08-29T12:00:00Z")
    assert later.certs_retire("main-1", until="2026-08-30")["until"] == "2026-08-30T00:00:00Z"


def test_what_cannot_be_read_or_written_is_told(folder: Path) -> None:
    app = App(folder, lambda: NOW)
    app.certs_create(passphrase=f"file:{folder}/secret", bits=2048)
    with pytest.raises(NotFound, match="cannot be read"):
        app.certs_import([folder / "none.pem"])
    with pytest.raises(TemporaryError, match="cannot be written"):
        app.certs_export("main-1", out=folder / "none" / "x.pem")
    with pytest.raises(UsageError, match="no instant"):
        app.certs_retire("main-1", until="soon")
