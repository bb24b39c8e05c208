"""The way out of the ERP door: accepted orders and changes, and a result for each file that came in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.effects import ErpOut
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.store import outbox

MAILBOX = "erp"
VERSION = 1


def tell(desk: Desk, effect: ErpOut, partner: Partner, caused_by: str) -> None:
    """An order, or a change of one, as a file of canonical JSON."""
    body = rows.canonical(effect.body)
    entry_id = desk.new_id()
    entry = {"kind": effect.kind, "version": VERSION, "id": entry_id, "partner": partner.name,
             "usage": partner.usage, "body": body}  # fmt: skip
    name = f"{effect.kind}_{partner.name}_{rows.safe(str(body.get('number', '')))}_{entry_id}.json"
    kept = desk.context.store.archive.keep(rows.as_bytes(entry))
    desk.leaving.append({"id": entry_id, "lane_id": desk.lane_id, "partner": partner.name, "mailbox": MAILBOX,
                         "name": name, **outbox.bytes_of(kept)})  # fmt: skip
    desk.tell("erp.told", caused_by, effect.order_id, kind=effect.kind, file=name)


def result(desk: Desk, receipt: Stored[Any], entries: Iterable[Row]) -> None:
    """What became of each entry of a file, under the file's own name; once, since its outbox id is the receipt's."""
    data = rows.as_bytes({"file": receipt.name, "receipt_id": receipt.id, "results": list(entries)})
    kept = desk.context.store.archive.keep(data)
    desk.leaving.append({
        "id": receipt.id, "lane_id": desk.lane_id, "mailbox": MAILBOX, "name": _free(desk, receipt.name),
        **outbox.bytes_of(kept),
    })  # fmt: skip


def _free(desk: Desk, name: str) -> str:
    """The name itself: an earlier result under it keeps its bytes under a name of its own once it was picked up."""
    earlier = outbox.by_name(desk.connection, MAILBOX, name)
    if earlier is None:
        return name
    if earlier.state == "SENT":
        outbox.rename(desk.connection, earlier.id, f"{name}.{earlier.id}")
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem or ending}.{desk.new_id()}{dot}{ending if stem else ''}"
