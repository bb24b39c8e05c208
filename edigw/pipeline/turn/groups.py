"""Groups under a number that their sender has used before, where the partner file says that it counts once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.partner import Partner
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.rules import fault
from edigw.store import documents, group_keys, interchanges, queries
from edigw.store.group_keys import SeenGroup
from edigw.tree import Finding

CODE = "6"  # AK905: the number violates what was agreed
BREAKS = re.compile(rb"[\r\n]+")


def earlier(desk: Desk, row: Stored[Any], group: Row, partner: Partner) -> list[Stored[Any]] | None:
    """The documents of the group that came before under the same number; None where there is none that counts."""
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
    within = documents.of_interchange(desk.connection, seen.interchange_id)
    return [one for one in within if one.group_no == seen.group_no]


def _refused(desk: Desk, seen: SeenGroup) -> bool:
    """What was refused leaves its number free for better bytes."""
    row = interchanges.get(desk.connection, seen.interchange_id)
    if row is None or (row.header or {}).get("refused"):
        return True
    return any(one["own"] == "rejected" for one in row.groups or [] if one["no"] == seen.group_no)


def same(desk: Desk, members: Sequence[Stored[Any]], before: Sequence[Stored[Any]]) -> bool:
    """Whether the sets of both groups are the same, number by number and byte by byte, line breaks aside."""
    return [_content(desk, one) for one in members] == [_content(desk, one) for one in before]


def _content(desk: Desk, document: Stored[Any]) -> bytes:
    found = queries.raw(desk.connection, document.id)
    if found is None:
        return str(document.id).encode()
    data = desk.context.store.archive.load(found.body, found.blob)
    text = bytes(data[found.start : found.end])
    return BREAKS.sub(b"", text)


def used(group: Row) -> Finding:
    """What is wrong with the group, as its acknowledgement says it."""
    return fault("GROUP_USED", "", "AK905", CODE, segment="GS", element=6, value=group["control"])


__all__ = ["CODE", "earlier", "same", "used"]
