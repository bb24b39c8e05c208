"""A mailbox in a temporary folder, and a clock of the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edigw.transports.folder import FolderMailbox

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def open_box(tmp_path: Path) -> Callable[..., FolderMailbox]:
    """A mailbox as a newly started process has it."""

    def build(**more: object) -> FolderMailbox:
        box = FolderMailbox("acme", tmp_path / "in", tmp_path / "out", **more)  # type: ignore[arg-type]
        box.prepare()
        return box

    return build


@pytest.fixture
def box(open_box: Callable[..., FolderMailbox]) -> FolderMailbox:
    return open_box()


@pytest.fixture
def drop(tmp_path: Path) -> Callable[..., Path]:
    """A file dropped so many seconds ago."""

    def put(name: str | bytes, data: bytes = b"x", age: float = 60) -> Path:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        path = os.path.join(os.fsencode(folder), os.fsencode(name))
        with open(path, "wb") as file:
            file.write(data)
        at = (NOW - timedelta(seconds=age)).timestamp()
        os.utime(path, (at, at))
        return Path(os.fsdecode(path))

    return put
