"""The keys by which a functional group is known again, across the interchanges of a sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from edigw.store import sql
from edigw.store.tables import group_key

KEY = ("lane_id", "standard", "sender", "receiver", "functional_id", "control")


@dataclass(frozen=True, slots=True)
class SeenGroup:
    """The earlier group under the same number."""

    interchange_id: str
    group_no: int  # ordinal in it


def remember(
    connection: Connection, key: Mapping[str, str], interchange_id: str, group_no: int, now: datetime,
    window: timedelta,
) -> SeenGroup | None:  # fmt: skip
    """The earlier group under the key, None when this is the first within the window, now remembered."""
    new = {"interchange_id": interchange_id, "group_no": group_no, "seen_at": now}
    if sql.add_if_new(connection, group_key, {**key, **new}):
        return None
    same = _same(key)
    found = connection.execute(sql.locked(select(group_key).where(*same))).one()
    if found.interchange_id == interchange_id:
        return None
    if found.seen_at + window < now:
        connection.execute(update(group_key).where(*same).values(**new))
        return None
    return SeenGroup(found.interchange_id, found.group_no)


def take_over(
    connection: Connection, key: Mapping[str, str], interchange_id: str, group_no: int, now: datetime
) -> None:
    """From now on the key means this group: what came under it before was refused."""
    new = {"interchange_id": interchange_id, "group_no": group_no, "seen_at": now}
    connection.execute(update(group_key).where(*_same(key)).values(**new))


def _same(key: Mapping[str, str]) -> list[Any]:
    return [group_key.c[name] == key[name] for name in KEY]
