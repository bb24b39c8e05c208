"""Column types that mean the same on SQLite and PostgreSQL: instants, exact decimals, safe text, ids, JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, overload

from sqlalchemy import JSON, DateTime, Dialect, Numeric, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, in microseconds.

    SQLite holds `2025-01-02T03:04:05.000006Z`, of one width, so that text order is time order;
    PostgreSQL holds TIMESTAMP WITH TIME ZONE.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return self.bind_processor(dialect)(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _instant if dialect.name == "postgresql" else _instant_text

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromisoformat(value)


class Exact(TypeDecorator[Decimal]):
    """A Decimal, digit for digit: text on SQLite (whose NUMERIC binds floats), NUMERIC on PostgreSQL.

    Sums and comparisons of such columns belong in Python: SQLite would compare text.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return self.bind_processor(dialect)(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], Any]:
        return _exact if dialect.name == "postgresql" else _exact_text

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return value if value is None or isinstance(value, Decimal) else Decimal(value)


def exact_texts(values: Sequence[Any]) -> list[str] | None:
    """Decimals as the texts that SQLite holds, all at once; None where one of them needs care."""
    if set(map(type, values)) != {Decimal}:
        return None
    texts = list(map(str, values))
    return None if "E" in "".join(texts) else texts


def _instant(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"an instant needs its zone: {value!r}")
    return value.astimezone(UTC)


def _instant_text(value: datetime | None) -> str | None:
    utc = _instant(value)
    return None if utc is None else utc.isoformat(timespec="microseconds")[:26] + "Z"


def _exact(value: Decimal | None) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    raise TypeError(f"an exact column takes a Decimal, not {value!r}")


def _exact_text(value: Decimal | None) -> str | None:
    if value is None:
        return None
    text = str(_exact(value))
    return format(value, "f") if "E" in text else text


@overload
def storable(text: str) -> str: ...


@overload
def storable(text: None) -> None: ...


def storable(text: str | None) -> str | None:
    """The text as both back-ends can hold it: NUL becomes its picture, a lone surrogate its escape `\\udcff`."""
    if text is None or (text.isascii() and "\0" not in text):
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\u2400")


def all_storable(texts: Sequence[str | None]) -> bool:
    """Whether both back-ends hold these as they are, looked at together: True is sure, False may be too careful."""
    together = "".join(filter(None, texts))
    return together.isascii() and "\0" not in together


class Words(TypeDecorator[str]):
    """Text that may come off the wire or a file system: PostgreSQL refuses NUL, both refuse lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return storable(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], Any]:
        return storable


def plain_json() -> JSON:
    """JSON as plain text on both: a JSONB variant autogenerates broken migrations and reorders keys."""
    return JSON(none_as_null=True)


def id_type() -> String:
    """An id: compared byte by byte on PostgreSQL as well, whatever the database's collation."""
    return String().with_variant(String(collation="C"), "postgresql")
