"""A yard with one partner for each test; shipped maps are compiled once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from yard import Yard

from edigw.config.maps import Maps
from edigw.mapping.rows import DocumentMap
from edigw.model.partner import Partner


@pytest.fixture(scope="session", autouse=True)
def shipped_maps_once() -> Iterator[None]:
    """A shipped map is the same in every workspace; a partner's own maps are loaded as ever."""
    load, kept = Maps.load, {}

    def loaded(self: Maps, name: str, partner: Partner | None) -> DocumentMap:
        key: Any = (name, partner.unknown_codes if partner else None)
        if name.startswith("partners/") or (partner and partner.fields):
            return load(self, name, partner)
        if key not in kept:
            kept[key] = load(self, name, partner)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Maps, "load", loaded)
        yield


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Yard]:
    """A workspace without partners."""
    made = Yard(tmp_path / "gateway").init()
    yield made
    assert made.crashes() == []


@pytest.fixture
def yard(bare: Yard) -> Yard:
    return bare.partner()
