"""Small pieces of SQL that both back-ends share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Insert, Select, Table, bindparam, insert, literal_column
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
MANY = 500  # ids in one IN (...)


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, new_only: bool = False) -> None:
    """Bulk insert; every row takes the table's defaults for what it does not say. `new_only` skips taken keys."""
    if not rows:
        return
    base = defaults(table)
    statement = _ignoring(connection, table) if new_only else insert(table)
    connection.execute(statement, [{**base, **row} for row in rows])


def _ignoring(connection: Connection, table: Table) -> Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


_DEFAULTS: dict[str, dict[str, Any]] = {}


def defaults(table: Table) -> dict[str, Any]:
    """Each column's default, None where a column may be null; a column that must be said is absent."""
    if table.name not in _DEFAULTS:
        found: dict[str, Any] = {}
        for column in table.columns:
            if column.default is not None:
                found[column.name] = getattr(column.default, "arg")  # noqa: B009
            elif column.nullable:
                found[column.name] = None
        _DEFAULTS[table.name] = found
    return _DEFAULTS[table.name]


def add_if_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Inserts unless a unique key is taken; True when it was inserted. On PostgreSQL it waits for a rival's commit."""
    values = {**defaults(table), **row}
    first = next(iter(table.primary_key.columns))
    return connection.execute(_ignoring(connection, table).values(values).returning(first)).first() is not None


def locked(query: Select[Any], *, skip: bool = False) -> Select[Any]:
    """With row locks on PostgreSQL (NO KEY UPDATE); on SQLite the transaction itself is the lock."""
    return query.with_for_update(skip_locked=skip, key_share=True)


def among(column: ColumnElement[Any], values: Sequence[str]) -> ColumnElement[bool]:
    """`column IN (...)` with the values written out: only so do both planners see that a partial index fits."""
    return column.in_(bindparam(None, list(values), expanding=True, literal_execute=True))


def by_arrival(id_column: ColumnElement[str]) -> ColumnElement[str]:
    """To order by id after a partial index has found few rows: SQLite would else walk all ids to save a sort."""
    return id_column.concat(literal_column("''"))


def chunks(items: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
