"""The words in which tables are declared: keys, references, partial indexes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Index, MetaData, text
from sqlmodel import Field, SQLModel

from edigw.store.types import Exact, Words, id_type, plain_json

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """The base of every table: one naming convention, so that migrations can name what they drop."""

    metadata = MetaData(naming_convention=NAMES)


def key(**more: Any) -> Any:
    """An id that is the primary key, or a part of it."""
    return Field(primary_key=True, sa_type=id_type(), **more)


def named() -> Any:
    """A part of the primary key that is text off the wire or of ours."""
    return Field(primary_key=True, sa_type=Words)


def part_of(target: str) -> Any:
    """A part of the primary key that points at the row to which this one belongs."""
    return Field(primary_key=True, sa_type=id_type(), foreign_key=target)


def ref(**more: Any) -> Any:
    """An id of another row, without a foreign key."""
    return Field(sa_type=id_type(), **more)


def some(sa_type: Any, **more: Any) -> Any:
    return Field(sa_type=sa_type, **more)


def json() -> Any:
    """A value of lists, objects and text; None is NULL."""
    return Field(sa_type=plain_json(), default=None, nullable=True)


def words(**more: Any) -> Any:
    return Field(sa_type=Words, **more)


def index(name: str, *columns: str, where: str = "", unique: bool = False) -> Index:
    """An index; a partial one where `where` is said."""
    only: Any = {"sqlite_where": text(where), "postgresql_where": text(where)} if where else {}
    return Index(name, *columns, unique=unique, **only)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL text for the partial indexes."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def zero() -> Any:
    """A quantity that starts at 0."""
    return Field(sa_type=Exact, default=Decimal(0))
