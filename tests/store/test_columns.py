"""The words in which tables are declared."""

from __future__ import annotations

from edigw.store.columns import index, one_of


def test_a_condition_is_written_out() -> None:
    assert one_of("state", ("A", "B")) == "state IN ('A', 'B')"


def test_a_partial_index_is_partial_on_both_databases() -> None:
    made = index("ix", "a", where="a IS NOT NULL")
    assert {str(made.dialect_options[name]["where"]) for name in ("sqlite", "postgresql")} == {"a IS NOT NULL"}
    assert index("ix", "a").dialect_options["sqlite"]["where"] is None
