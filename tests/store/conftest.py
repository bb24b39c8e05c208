"""A store on either back-end, empty for each test, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from edigw.store import documents, inbox, interchanges, lanes, sql, tables
from edigw.store.engine import Store

NOW = datetime(2026, 3, 4, 5, 6, 7, 891_234, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A fresh SQLite database's bytes."""
    path = tmp_path_factory.mktemp("template") / "edigw.db"
    Store.open(f"sqlite:///{path}", path.parent / "blobs").close()
    return path.read_bytes()


@pytest.fixture(scope="session")
def server(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(postgres_url, tmp_path_factory.mktemp("archive"))
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        shared: Store = request.getfixturevalue("server")
        names = ", ".join(f'"{name}"' for name in tables.metadata.tables)
        with shared.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names} CASCADE")
        yield shared
        return
    path = tmp_path / "edigw.db"
    path.write_bytes(request.getfixturevalue("template"))
    made = Store.open(f"sqlite:///{path}", tmp_path / "blobs")
    yield made
    made.close()


class World:
    """Short words for the rows that tests need."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def arrive(self, c: Connection, data: bytes = b"x", mailbox: str = "acme", **more: object) -> str:
        fields = {"name": "a.edi", "transport": "folder", "received_at": NOW, **more}
        kept = self.store.archive.keep(data)
        return inbox.receive_many(c, [inbox.Received(mailbox, kept=kept, **fields)])[0]  # type: ignore[arg-type]

    def lane(self, c: Connection, partner: str = "acme") -> str:
        return lanes.inbound(c, partner, "P", NOW)

    def out(self, c: Connection, partner: str = "acme") -> str:
        return lanes.outbound(c, "01:US", f"01:{partner}", "P", partner, NOW)

    def document(self, c: Connection, lane: str, state: str = "RECEIVED", **more: object) -> str:
        made = str(more.pop("id", None) or self.store.new_id(NOW))
        row = {"id": made, "lane_id": lane, "direction": "in", "state": state, "partner": "acme", "usage": "P", **more}
        documents.insert_many(c, [row], NOW)
        return made

    def answers(self, c: Connection, document: str, *answered: str) -> None:
        """The document answers these."""
        sql.add(c, tables.answers, [{"document_id": document, "answers_id": one} for one in answered])

    def pause(self, c: Connection, lane: str) -> None:
        c.execute(tables.lane.update().where(tables.lane.c.id == lane).values(paused=True))

    def interchange(self, c: Connection, lane: str, receipt: str | None = None, **more: object) -> str:
        made = self.store.new_id(NOW)
        row = {"id": made, "lane_id": lane, "receipt_id": receipt, "direction": "in", "created_at": NOW, **more}
        interchanges.insert(c, [row])
        return made


@pytest.fixture
def world(store: Store) -> World:
    return World(store)
