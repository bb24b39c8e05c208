"""Invoices: a number once per identity and usage."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from edigw.store import invoices
from edigw.store.engine import Store

ROW = {"id": "i1", "identity": "main", "partner": "acme", "usage": "P", "number": "INV1", "order_id": "o", "body": "{}"}


def test_an_invoice_number_is_issued_once(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert invoices.insert(c, {**ROW, "total": Decimal("123456789012345678.91")}, now)
        assert not invoices.insert(c, {**ROW, "id": "i2"}, now)
        assert invoices.insert(c, {**ROW, "id": "i3", "usage": "T"}, now)
        invoices.set_fields(c, "i1", state="paid")
        row = invoices.by_number(c, "main", "P", "INV1")
        assert (row.id, row.state, row.total) == ("i1", "paid", Decimal("123456789012345678.91"))
        assert invoices.get(c, "i1").number == "INV1"
        assert [row.id for row in invoices.of_order(c, "o")] == ["i1", "i3"]
