"""The journal: append-only events, chained by hash per lane, so that a change or a gap shows.

An event is a word, a version and a payload; readers upcast older versions. Payloads hold ids, never names or
addresses: those live in rows that can be erased.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, select, update

from edigw.store import ids, sql
from edigw.store.tables import event, lane


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)  # JSON; decimals as text
    document_id: str | None = None
    order_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain does not hold."""

    lane_id: str
    seq: int
    why: str


def append(connection: Connection, lane_id: str, facts: Sequence[Fact], now: datetime) -> int:
    """Adds events to a lane's chain (locks the lane); returns the last sequence number."""
    held = connection.execute(sql.locked(select(lane).where(lane.c.id == lane_id))).one()
    seq, last = held.event_seq, held.chain_hash
    rows: list[dict[str, Any]] = []
    at, written = now.astimezone(UTC), _written(now)
    for fact in facts:
        seq += 1
        row = {
            "id": ids.new_id(now), "lane_id": lane_id, "seq": seq, "at": at, "kind": fact.kind,
            "version": fact.version, "payload": _canonical(fact.payload), "document_id": fact.document_id,
            "order_id": fact.order_id, "prev_hash": last,
        }  # fmt: skip
        last = row["hash"] = _hash(row, written)
        rows.append(row)
    if rows:
        sql.add(connection, event, rows)
        connection.execute(update(lane).where(lane.c.id == lane_id).values(event_seq=seq, chain_hash=last))
    return int(seq)


def of_document(connection: Connection, document_id: str) -> list[Row[Any]]:
    """A document's timeline."""
    return list(connection.execute(select(event).where(event.c.document_id == document_id).order_by(event.c.id)))


def of_order(connection: Connection, order_id: str) -> list[Row[Any]]:
    """An order's timeline."""
    return list(connection.execute(select(event).where(event.c.order_id == order_id).order_by(event.c.id)))


def verify(connection: Connection, lane_id: str) -> Broken | None:
    """The first place at which the lane's chain does not hold, None when it does."""
    seq, last = 0, ""
    query = select(event).where(event.c.lane_id == lane_id).order_by(event.c.seq)
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        seq += 1
        if row["seq"] != seq:
            return Broken(lane_id, seq, f"event {seq} is missing")
        if row["prev_hash"] != last:
            return Broken(lane_id, seq, f"event {seq} does not follow on event {seq - 1}")
        if row["hash"] != _hash(row, _written(row["at"])):
            return Broken(lane_id, seq, f"event {seq} was changed")
        last = row["hash"]
    held = connection.execute(select(lane).where(lane.c.id == lane_id)).one()
    if (held.event_seq, held.chain_hash) != (seq, last):
        return Broken(lane_id, seq + 1, f"the chain ends at {seq}, the lane says {held.event_seq}")
    return None


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)


def _canonical(payload: Mapping[str, Any]) -> str:
    """As the encoder writes it; mostly it holds words and numbers, which need none."""
    parts = []
    for key in sorted(payload):
        value = payload[key]
        if type(value) is str:
            parts.append(f"{encode_basestring_ascii(key)}:{encode_basestring_ascii(value)}")
        elif type(value) is int:
            parts.append(f"{encode_basestring_ascii(key)}:{value}")
        else:
            return _ENCODER.encode(payload)
    return "{" + ",".join(parts) + "}"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _hash(row: Mapping[str, Any] | RowMapping, at: str) -> str:
    said = (
        f"{row['prev_hash']}\x1f{row['lane_id']}\x1f{row['seq']}\x1f{at}\x1f{row['kind']}\x1f{row['version']}"
        f"\x1f{row['document_id'] or ''}\x1f{row['order_id'] or ''}\x1f{row['payload']}"
    )
    return hashlib.sha256(said.encode()).hexdigest()
