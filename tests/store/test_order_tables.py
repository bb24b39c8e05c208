"""The ledger's columns and the model rows."""

from __future__ import annotations

from decimal import Decimal

from edigw.store import queries, sql
from edigw.store.order_tables import OrderLineRow
from edigw.store.tables import table


def test_every_quantity_of_the_ledger_starts_at_nought() -> None:
    start = sql.defaults(table(OrderLineRow))
    assert {name: start[name] for name in queries.LEDGER} == dict.fromkeys(queries.LEDGER, Decimal(0))
