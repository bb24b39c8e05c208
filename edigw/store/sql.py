"""Small pieces of SQL that both back-ends share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Insert, Select, Table, bindparam, literal_column
from sqlalchemy.dialects import postgresql, sqlite

from edigw.store.types import Exact, Words, all_storable, exact_texts

T = TypeVar("T")
MANY = 500  # ids in one IN (...)


def add(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, new_only: bool = False, **shared: Any
) -> None:
    """Bulk insert; what a row does not say is `shared`, else the table's default. `new_only` skips taken keys.

    Column by column: what no row says is converted once, and nothing is bound by name. Measured on an order with
    ten lines, SQLite: three times the rows a second of Core's own executemany.
    """
    if not rows:
        return
    base = {**defaults(table), **shared}
    first = rows[0].keys()
    alike = all(row.keys() == first for row in rows)
    said = set(first) if alike else {name for row in rows for name in row}
    if unknown := {*said, *shared} - set(table.columns.keys()):
        raise ValueError(f"table {table.name} has no column {', '.join(sorted(unknown))}")
    written = [column for column in table.columns if column.name in said or base.get(column.name, "") is not None]
    columns = [_column(connection, column, rows, base, said, alike) for column in written]
    tail = " ON CONFLICT DO NOTHING" if new_only else ""
    names = ", ".join(f'"{column.name}"' for column in written)
    head = f'INSERT INTO "{table.name}" ({names})'
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(written))
        connection.exec_driver_sql(f"{head} VALUES ({marks}){tail}", list(zip(*columns, strict=False)))
    else:
        _unnest(connection, head, written, [list(column) for column in columns], tail)


def _unnest(
    connection: Connection, head: str, written: Sequence[Column[Any]], columns: Sequence[list[Any]], tail: str
) -> None:
    """PostgreSQL: a column is one array, or one value where all rows share it; a row each would be a message each."""
    shown, arrays, scalars, values = [], [], [], []
    for column, cells in zip(written, columns, strict=True):
        kind = column.type.compile(connection.dialect).split(" COLLATE")[0]
        if all(cell is cells[0] for cell in cells):
            scalars.append(cells[0])
            shown.append(f"%s::{kind}")
        else:
            shown.append(f'new."{column.name}"')
            arrays.append((f'"{column.name}"', f"%s::{kind}[]"))
            values.append(cells)
    if not arrays:
        statement = f"{head} SELECT {', '.join(shown)} FROM generate_series(1, {len(columns[0])}){tail}"
        connection.exec_driver_sql(statement, tuple(scalars))
        return
    new = f"unnest({', '.join(cast for _, cast in arrays)}) AS new({', '.join(name for name, _ in arrays)})"
    connection.exec_driver_sql(f"{head} SELECT {', '.join(shown)} FROM {new}{tail}", (*scalars, *values))


def _column(
    connection: Connection, column: Column[Any], rows: Sequence[Mapping[str, Any]], base: Mapping[str, Any],
    said: set[str], alike: bool,
) -> Iterable[Any]:  # fmt: skip
    name = column.name
    convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if name not in said and name in base:
        return repeat(convert(base[name]) if convert else base[name], len(rows))
    if name in said and (alike or all(name in row for row in rows)):
        values = [row[name] for row in rows]
    elif name in base:
        values = [row.get(name, base[name]) for row in rows]
    else:
        raise ValueError(f"a row of {column.table.name} lacks its {name}")
    if convert is None or (isinstance(column.type, Words) and all_storable(values)):
        return values
    if isinstance(column.type, Exact) and connection.dialect.name == "sqlite":
        return exact_texts(values) or _converted(values, convert)
    return _converted(values, convert)


def _converted(values: list[Any], convert: Callable[[Any], Any]) -> Iterable[Any]:
    """Each value converted; one that many rows share is converted once."""
    different = {id(value): value for value in values}
    if len(different) == 1:
        return repeat(convert(values[0]), len(values))
    if 2 * len(different) > len(values):
        return [convert(value) for value in values]
    made = {key: convert(value) for key, value in different.items()}
    return [made[id(value)] for value in values]


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
