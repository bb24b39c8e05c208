"""Groups under a number that their sender has used before, where the partner file says that it counts once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import dropwhile, takewhile, zip_longest
from typing import Any

from sqlalchemy import Row as Stored

from edigw.formats.mapped import STEP, give_back
from edigw.model.partner import Partner
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.rules import fault
from edigw.pipeline.turn.conflicts import outlines
from edigw.store import group_keys, interchanges, queries
from edigw.store.group_keys import SeenGroup
from edigw.tree import Finding

CODE = "6"  # AK905: the number violates what was agreed
BREAKS = re.compile(rb"[\r\n]+")


def earlier(desk: Desk, row: Stored[Any], group: Row, partner: Partner) -> SeenGroup | None:
    """The group that came before under the same number; None where there is none that counts."""
    if partner.duplicates.groups != "unique":
        return None
    key = {"lane_id": desk.lane_id, "standard": row.standard, "sender": row.sender, "receiver": row.receiver,
           "functional_id": group["functional_id"] or "", "control": group["control"] or ""}  # fmt: skip
    window = timedelta(days=partner.duplicates.window_days)
    seen = group_keys.remember(desk.connection, key, row.id, group["no"], desk.now, window)
    if seen is None:
        return None
    if _refused(desk, seen):
        group_keys.take_over(desk.connection, key, row.id, group["no"], desk.now)
        return None
    return seen


def members(desk: Desk, interchange_id: str, group_no: int) -> Iterator[Stored[Any]]:
    """The outlines of a group's documents, in order."""
    behind = dropwhile(lambda one: one.group_no != group_no, outlines(desk.connection, interchange_id))
    return takewhile(lambda one: one.group_no == group_no, behind)


def _refused(desk: Desk, seen: SeenGroup) -> bool:
    """What was refused leaves its number free for better bytes."""
    row = interchanges.get(desk.connection, seen.interchange_id)
    if row is None or (row.header or {}).get("refused"):
        return True
    return any(one["own"] == "rejected" for one in row.groups or [] if one["no"] == seen.group_no)


def same(desk: Desk, interchange_id: str, group_no: int, before: SeenGroup) -> bool:
    """Whether the sets of both groups are the same, number by number and byte by byte, line breaks aside."""
    theirs = _contents(desk, before.interchange_id, before.group_no)
    return all(one == other for one, other in zip_longest(_contents(desk, interchange_id, group_no), theirs))


def _contents(desk: Desk, interchange_id: str, group_no: int) -> Iterator[bytes]:
    row = interchanges.get(desk.connection, interchange_id)
    found = queries.raw(desk.connection, row.receipt_id) if row is not None else None
    data = desk.context.store.archive.load(found.body, found.blob) if found is not None else None
    forgotten = 0
    for one in members(desk, interchange_id, group_no):
        if data is None:
            yield str(one.id).encode()
            continue
        yield BREAKS.sub(b"", bytes(data[one.start : one.end]))
        if one.end - forgotten >= STEP:
            give_back(data, forgotten, one.end)
            forgotten = one.end


def used(group: Row) -> Finding:
    """What is wrong with the group, as its acknowledgement says it."""
    return fault("GROUP_USED", "", "AK905", CODE, segment="GS", element=6, value=group["control"])


__all__ = ["CODE", "earlier", "members", "same", "used"]
