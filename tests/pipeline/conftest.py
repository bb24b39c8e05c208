"""What tests of the pipeline share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edigw.pipeline import process
from edigw.pipeline.outbound import piecewise
from edigw.store import archive, documents, tables
from edigw.store.engine import Store


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every interchange held too many documents for memory, and every acknowledgement were too long for a row."""
    monkeypatch.setattr(process, "HELD", 0)
    monkeypatch.setattr(documents, "PAGE", 2)
    monkeypatch.setattr(piecewise, "PIECE", 1)
    monkeypatch.setattr(archive, "IN_ROW", 16)


@pytest.fixture
def emptied(tmp_path: Path, postgres_url: str) -> Iterator[str]:
    """A database that other tests of the session use too: left as it is found, empty."""
    store, names = Store.open(postgres_url, tmp_path), ", ".join(f'"{name}"' for name in tables.metadata.tables)
    for turn in range(2):
        with store.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names} CASCADE")
        if not turn:
            yield postgres_url
    store.close()
