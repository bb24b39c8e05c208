"""Line 11: orders with ten lines persisted by the store's own functions and by the ORM: same rows, commits, FULL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from benchmarks.measure import Line, interleaved, timed
from edigw.pipeline.desk import LEDGER
from edigw.store import orders
from edigw.store.engine import Store
from edigw.store.order_tables import OrderDocument, OrderLineRow, OrderRevision, PurchaseOrder
from edigw.store.tables import order_line

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
LINES = 10
BATCH = 100  # orders a commit, as the pipeline takes them
BODY = "x" * 2_000  # of the size that an order with ten lines has as JSON

Rows = list[dict[str, Any]]


def lines(runs: int, size: float) -> list[Line]:
    count = max(BATCH, round(2000 * size))
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/store.sqlite", Path(folder) / "archive")
        numbers = iter(range(10**6))
        ours, orm = interleaved(
            runs,
            lambda: timed(lambda: _by_store(store, count, next(numbers))),
            lambda: timed(lambda: _by_orm(store, count, next(numbers))),
        )
        with store.read() as connection:
            found = connection.execute(select(func.count()).select_from(order_line)).scalar_one()
        store.close()
    if found != 2 * runs * count * LINES:
        raise SystemExit(f"{found} lines are stored, {2 * runs * count * LINES} were due")
    measured = f"{count / ours:,.0f}/s / {count / orm:,.0f}/s"
    note = f"{LINES + 3} rows an order, {BATCH} orders a commit on both sides, SQLite in WAL with synchronous FULL"
    return [Line(11, f"persist {count} orders of {LINES} lines / SQLModel ORM", measured, orm / ours, 8, "at_least",
                 note)]  # fmt: skip


def _by_store(store: Store, count: int, turn: int) -> None:
    for start in range(0, count, BATCH):
        with store.begin() as connection:
            heads, revisions, rows, links = _rows(turn, start)
            orders.insert_many(connection, heads, NOW)
            orders.add_revisions(connection, revisions, NOW)
            orders.add_lines(connection, rows)
            orders.link(connection, [(link["order_id"], link["document_id"]) for link in links])


def _by_orm(store: Store, count: int, turn: int) -> None:
    engine = store.engine.execution_options(writes=True)
    for start in range(0, count, BATCH):
        with Session(engine) as session:
            heads, revisions, rows, links = _rows(turn, start)
            session.add_all([PurchaseOrder(**row, created_at=NOW, updated_at=NOW) for row in heads])
            session.flush()  # what the other rows refer to
            session.add_all([OrderRevision(**row, created_at=NOW) for row in revisions])
            session.add_all([OrderLineRow(**row, seq=at % LINES + 1) for at, row in enumerate(rows)])
            session.add_all([OrderDocument(**row) for row in links])
            session.commit()


def _rows(turn: int, start: int) -> tuple[Rows, Rows, Rows, Rows]:
    ids = [f"{turn:06d}-{start + at:08d}" for at in range(BATCH)]
    heads = [
        {"id": one, "partner": "buyer", "usage": "P", "order_key": f"buyer/P/{one}", "number": one, "revision": 1,
         "state": "answered", "channel": "x12", "currency": "USD", "document_id": one, "body": BODY}
        for one in ids
    ]  # fmt: skip
    revisions = [{"order_id": one, "revision": 1, "document_id": one, "body": BODY} for one in ids]
    rows = [
        {"order_id": one, "no": str(no), "state": "confirmed", "sku": None, "unit": "each", "price": Decimal("1.25"),
         **dict.fromkeys(LEDGER, Decimal(0)), "ordered": Decimal(12 * no), "confirmed": Decimal(12 * no)}
        for one in ids for no in range(1, LINES + 1)
    ]  # fmt: skip
    return heads, revisions, rows, [{"order_id": one, "document_id": one} for one in ids]
