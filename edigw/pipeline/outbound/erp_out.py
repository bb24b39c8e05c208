"""The way out of the ERP door: accepted orders and changes, and a result for each file that came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.lifecycle.effects import ErpOut
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.store import documents, inbox, outbox
from edigw.store.archive import Archive

MAILBOX = "erp"
VERSION = 1


def tell(desk: Desk, effect: ErpOut, partner: Partner, caused_by: str) -> None:
    """An order, a change of one, or news from the partner, as a file of canonical JSON."""
    entry_id = desk.new_id()
    entry = {"kind": effect.kind, "version": VERSION, "id": entry_id, "partner": partner.name, "usage": partner.usage}
    told = b'{"body":' + rows.text_of(effect.body) + b"," + rows.as_bytes(entry)[1:]  # sorted: `body` comes first
    name = f"{effect.kind}_{partner.name}_{rows.safe(str(getattr(effect.body, 'number', None) or ''))}_{entry_id}.json"
    kept = desk.context.store.archive.keep(told)
    desk.leaving.append({"id": entry_id, "lane_id": desk.lane_id, "partner": partner.name, "mailbox": MAILBOX,
                         "name": name, **outbox.bytes_of(kept)})  # fmt: skip
    desk.tell("erp.told", caused_by, effect.order_id or None, kind=effect.kind, file=name)


def result(connection: Connection, archive: Archive, receipt_id: str, now: datetime) -> None:
    """Once every entry of an ERP file had its turn: what became of each, under the file's own name.

    It is told once, since the outbox row bears the receipt's id.
    """
    receipt = inbox.get(connection, receipt_id)
    if receipt is None or receipt.mailbox != MAILBOX or outbox.get(connection, receipt_id) is not None:
        return
    entries = documents.of_receipt(connection, receipt_id)
    if any(one.state in ("RECEIVED", "RETRY") for one in entries):
        return
    told = {"file": receipt.name, "receipt_id": receipt_id, "results": [_entry(one) for one in entries]}
    row = {"id": receipt_id, "mailbox": MAILBOX, "name": _free(connection, receipt.name, receipt_id)}
    outbox.insert(connection, [{**row, **outbox.bytes_of(archive.keep(rows.as_bytes(told)))}], now)


def _entry(one: Stored[Any]) -> Row:
    messages = [finding.message for finding in rows.findings_of(one.findings)]
    return {"id": (one.details or {}).get("entry_id"), "kind": one.type, "partner": one.partner,
            "document_id": one.id, "state": one.state, "reason": one.reason, "messages": messages}  # fmt: skip


def _free(connection: Connection, name: str, receipt_id: str) -> str:
    """The name itself: an earlier result under it takes another name once it was sent."""
    earlier = outbox.by_name(connection, MAILBOX, name)
    if earlier is None:
        return name
    if earlier.state == "SENT":
        outbox.rename(connection, earlier.id, f"{name}.{earlier.id}")
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{receipt_id}{dot}{ending}" if stem else f"{name}.{receipt_id}"
