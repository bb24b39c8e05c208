"""A workspace with one AS2 partner; keys that are sealed quickly."""

from __future__ import annotations

from pathlib import Path

import certificates
import pytest

from edigw.config.certs import seal


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(seal, "ROUNDS", 1000)
    return certificates.workspace(tmp_path)
