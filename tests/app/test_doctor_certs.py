"""doctor on certificates: what lacks, what ends, what somebody altered."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import certificates as made
import pytest
from certificates import DAY, NOW, certificate, ours, pem, theirs

from edigw.app import App
from edigw.app.doctor_certs import certificates
from edigw.app.workspace import Workspace
from edigw.config.certs import seal


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(seal, "ROUNDS", 1000)
    return made.workspace(tmp_path)


def codes(shop: Path, now: datetime = NOW) -> list[str]:
    _, found = certificates(Workspace(shop).configuration, now)
    assert all(one.message and one.hint for one in found)
    return [one.code for one in found]


def test_36_what_lacks_ends_and_has_ended(shop: Path) -> None:
    assert codes(shop) == ["CERTIFICATE_MISSING"] * 3
    ours(shop, "us", certificate("us", "us"))
    theirs(shop, certificate("them", ends=60))
    assert codes(shop) == []
    assert codes(shop, NOW + 30 * DAY) == ["CERTIFICATE_ENDS"]
    assert codes(shop, NOW + 61 * DAY) == ["CERTIFICATE_ENDED"]
    told = App(shop, lambda: NOW).doctor()
    assert {one["check"]: one["looked_at"] for one in told["checks"]}["certificates"].startswith("2 certificates")


def test_what_somebody_altered(shop: Path) -> None:
    ours(shop, "us", certificate("us", "us"))
    theirs(shop, certificate("them"))
    (shop / "certs/acme-1.crt").write_bytes(pem(certificate("forger", "them")))
    (shop / "certs/main-1.key").write_text("x", "utf-8")
    assert codes(shop) == ["CERTIFICATE_SPOILT"] * 2
    (shop / "secret").unlink()
    assert codes(shop) == ["CERTIFICATE_SPOILT"]  # the passphrase is told with all other references
    (shop / "certs/main-1.toml").write_text("x", "utf-8")
    assert codes(shop)[0] == "CERTIFICATE_SPOILT" and codes(shop).count("CERTIFICATE_MISSING") == 2
