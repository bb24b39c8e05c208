"""Interchange numbers of a sender that never came, or came late: told, and nothing is held for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.partner import Partner
from edigw.pipeline.desk import Desk
from edigw.store import gaps

MISLED = ("USAGE_MISMATCH", "UNKNOWN_RECEIVER")
RESTART = 500_000_000  # a number so far below the newest begins a new count

Series = tuple[str, ...]  # lane, standard, sender, receiver


def newest(desk: Desk, keys: Sequence[Mapping[str, str]], partner: Partner) -> dict[Series, int | None]:
    """The highest number of each series so far; to be asked before new ones are remembered."""
    if not partner.duplicates.gaps:
        return {}
    return {one: gaps.newest(desk.connection, one) for one in dict.fromkeys(map(_series, keys))}


def note(desk: Desk, row: Stored[Any], key: Mapping[str, str], before: dict[Series, int | None], document: str) -> None:
    """An interchange came for the first time; `before` holds the highest number of its series and is brought on."""
    series, text = _series(key), key["control"]
    if series not in before or not (text.isascii() and text.isdigit()):
        return
    number, last = int(text), before[series]
    if _misled(row):
        gaps.set_aside(desk.connection, [(series[1], series[2], number)], desk.now)
        return
    if last is not None and number < last:
        _late(desk, row, series, number, last, document)
        return
    before[series] = number
    if last is None or number <= last + 1:
        return
    whose = {"partner": row.partner, "usage": row.usage, "document_id": document, "seen_at": desk.now}
    for first, until in gaps.unseen(desk.connection, series, last + 1, number - 1):
        span = {"first": first, "last": until}
        gaps.tell(desk.connection, dict(zip(gaps.SERIES, series, strict=True)) | span | whose)
        desk.tell("interchange.gap", document, None, reason="ICN_GAP", control=text, **span)


def _misled(row: Stored[Any]) -> bool:
    """Whether it was refused as a test or as meant for another: it counts among the sender's other numbers."""
    refused = (row.header or {}).get("refused")
    return bool(refused) and any(one["rule"] in MISLED for one in row.findings or [])


def _late(desk: Desk, row: Stored[Any], series: Series, number: int, last: int, document: str) -> None:
    if last - number >= RESTART:
        return
    filled = gaps.fill(desk.connection, series, number)
    desk.tell("interchange.late", document, None, reason="ICN_ORDER", control=row.control, after=last, filled=filled)


def _series(key: Mapping[str, str]) -> Series:
    return tuple(key[name] for name in gaps.SERIES)


__all__ = ["newest", "note"]
