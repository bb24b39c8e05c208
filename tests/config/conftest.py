"""Workspaces to hold the configuration against."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from edigw.config.maps import Maps

TOML = '[identity.main]\nname = "Ours"\ninterchange = ["01:SUPPLIER001"]\n'
ACME = "ids:\n  interchange: 08:6123830000\nagreements:\n  850 in:\n  855 out:\n"
EDIFACT = (
    "standard: edifact\nids:\n  interchange: 14:9012345000004\n  ours: 14:5412345000013\n"
    "agreements:\n  ORDERS in:\n  ORDERSRTV in:\n"
)

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A workspace with these partners: name -> text of partner.yaml, or name/file -> text."""

    def workspace(partners: dict[str, str] | None = None, toml: str = TOML) -> Path:
        (tmp_path / "edigw.toml").write_text(toml, "utf-8")
        for name, text in (partners or {}).items():
            path = tmp_path / "partners" / (name if "/" in name else f"{name}/partner.yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return workspace


@pytest.fixture
def trusted_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Base maps are checked elsewhere; reading all of them for every small workspace would take long."""
    monkeypatch.setattr(Maps, "base_faults", lambda self: ())
