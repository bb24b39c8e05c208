"""The tables obey the rules of the store."""

from __future__ import annotations

import pytest
from sqlalchemy import JSON, Float, Numeric

from edigw.store import tables

ALL = list(tables.metadata.tables.values())


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_no_autoincrement_no_binary_float_no_native_decimal(table) -> None:
    for column in table.columns:
        assert not isinstance(column.type, Float | Numeric), column
        assert column.autoincrement in ("auto", False)
    assert not [c for c in table.primary_key.columns if c.type.python_type is int and len(table.primary_key) == 1]


def test_json_is_plain_on_both_databases() -> None:
    found = [c for table in ALL for c in table.columns if isinstance(c.type, JSON)]
    assert found
    assert not [c for c in found if c.type._variant_mapping]


def test_no_foreign_key_points_at_a_lane_or_the_inbox() -> None:
    targets = {key.column.table.name for table in ALL for key in table.foreign_keys}
    assert targets == {"purchase_order", "shipment"}


def test_every_index_and_constraint_has_a_name_that_migrations_can_use() -> None:
    names = [index.name for table in ALL for index in table.indexes]
    names += [constraint.name for table in ALL for constraint in table.constraints]
    assert all(names)
    assert len(names) == len(set(names))
    assert max(len(str(name)) for name in names) <= 63
