"""Shipments and cartons: a number once, an SSCC once."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from edigw.store import shipments
from edigw.store.engine import Store

ROW = {"id": "s1", "partner": "acme", "usage": "P", "number": "SH1", "order_id": "o", "body": "{}"}
CARTON = {"key": "c1", "usage": "P", "kind": "carton", "sscc": "003456789012345675"}


def test_a_shipment_is_kept_with_its_cartons(store: Store, now: datetime) -> None:
    with store.begin() as c:
        assert shipments.insert(c, ROW, [CARTON, {**CARTON, "key": "p1", "kind": "pallet", "sscc": None}], now)
        assert not shipments.insert(c, {**ROW, "id": "s2"}, [], now)
        shipments.set_fields(c, "s1", state="cancelled")
        assert shipments.get(c, "s1").state == "cancelled"
        assert shipments.by_number(c, "acme", "P", "SH1").id == "s1"
        assert [row.id for row in shipments.of_order(c, "o")] == ["s1"]
        assert [(row.key, row.kind) for row in shipments.cartons(c, "s1")] == [("c1", "carton"), ("p1", "pallet")]


def test_an_sscc_is_never_used_twice(store: Store, now: datetime) -> None:
    with store.begin() as c:
        shipments.insert(c, ROW, [CARTON], now)
        with pytest.raises(IntegrityError), c.begin_nested():
            shipments.insert(c, {**ROW, "id": "s2", "number": "SH2"}, [CARTON], now)
        assert shipments.insert(c, {**ROW, "id": "s3", "usage": "T"}, [{**CARTON, "usage": "T"}], now)
