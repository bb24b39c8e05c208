"""Gaps among the interchange numbers of a sender: ranges that never came, each until it is filled or seen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from edigw.store import sql
from edigw.store.tables import interchange_gap, interchange_key, interchange_seen

SERIES = ("lane_id", "standard", "sender", "receiver")


def newest(connection: Connection, series: tuple[str, ...]) -> int | None:
    """The highest nine-digit interchange number of a series (lane, standard, sender, receiver) that came so far."""
    c = interchange_key.c
    same = [c[name] == value for name, value in zip(SERIES, series, strict=True)]
    digits = (func.length(c.control) == 9, c.control >= "000000000", c.control <= "999999999")
    found = connection.execute(select(c.control).where(*same, *digits).order_by(c.control.desc()).limit(1)).scalar()
    return int(found) if found is not None and found.isascii() and found.isdigit() else None


def tell(connection: Connection, row: Mapping[str, Any]) -> None:
    """A gap (columns of `interchange_gap`); saying it twice is no fault."""
    sql.add(connection, interchange_gap, [row], new_only=True)


def fill(connection: Connection, series: tuple[str, ...], number: int) -> bool:
    """One that was missing came: its gap closes, or becomes smaller, or two. False where none held it."""
    c = interchange_gap.c
    same = [c[name] == value for name, value in zip(SERIES, series, strict=True)]
    held = connection.execute(select(interchange_gap).where(*same, c.first <= number, c.last >= number)).first()
    if held is None:
        return False
    connection.execute(delete(interchange_gap).where(*same, c.first == held.first))
    rest = [(held.first, number - 1), (number + 1, held.last)]
    rows = [{**held._mapping, "first": first, "last": last} for first, last in rest if first <= last]
    sql.add(connection, interchange_gap, rows)
    return True


def set_aside(connection: Connection, sent: Sequence[tuple[str, str, int]], now: datetime) -> None:
    """Interchanges (standard, sender, number) that came and were set aside before they had a series: no gap of any
    series of that sender, whether it shows later or was told before."""
    rows = [{**dict(zip(("standard", "sender", "number"), one, strict=True)), "seen_at": now} for one in sent]
    sql.add(connection, interchange_seen, rows, new_only=True)
    c = interchange_gap.c
    for standard, sender, number in sent:
        same = (c.standard == standard, c.sender == sender, c.first <= number, c.last >= number)
        for held in connection.execute(select(*(c[name] for name in SERIES)).where(*same)).all():
            fill(connection, tuple(held), number)


def unseen(connection: Connection, series: tuple[str, ...], first: int, last: int) -> list[tuple[int, int]]:
    """What of a range of numbers was not set aside either: the ranges (first, last) that are left."""
    c, (_, standard, sender, _) = interchange_seen.c, series
    query = select(c.number).where(c.standard == standard, c.sender == sender, c.number.between(first, last))
    left = []
    for number in connection.execute(query.order_by(c.number)).scalars():
        left.append((first, number - 1))
        first = number + 1
    return [(one, other) for one, other in [*left, (first, last)] if one <= other]


def told_by(connection: Connection, document_id: str) -> list[Row[Any]]:
    """The gaps that showed when this document came."""
    query = select(interchange_gap).where(interchange_gap.c.document_id == document_id)
    return list(connection.execute(query.order_by(interchange_gap.c.first)))


def seen_to(connection: Connection, document_id: str) -> None:
    """Somebody found out about the gaps before this document: they are listed no more."""
    connection.execute(delete(interchange_gap).where(interchange_gap.c.document_id == document_id))
