"""Documents of ours once more: composed anew with new control numbers, or the same bytes again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.restate import restated
from edigw.model.base import Model
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.again.redo import TOLD, Asked, planned, result, undeliverable, unsendable
from edigw.pipeline.context import Context
from edigw.pipeline.desk import Desk
from edigw.pipeline.inspect import compare
from edigw.pipeline.outbound import drafts
from edigw.pipeline.read.standards import MEANING
from edigw.pipeline.rows import Row
from edigw.store import documents, expectations, invoices, lanes, orders, outbox, refusals, shipments

TOGETHER = 100  # documents a transaction
TAKEN = ("accepted", "accepted_with_errors")
OWED = ("expected", "overdue")

Work = Callable[[Desk, Sequence[Stored[Any]], Asked], list[Row]]


def reissue(context: Context, found: Sequence[Stored[Any]], asked: Asked) -> list[Row]:
    """Each composed anew from what it said and from its order as it stands, by today's map; it leaves in an envelope
    of its own number, and the old one is owed nothing any more."""
    return _by_lane(context, found, asked, lambda desk, some, said: [_anew(desk, one, said) for one in some])


def redeliver(context: Context, found: Sequence[Stored[Any]], asked: Asked) -> list[Row]:
    """The same bytes under the same name again; what else is in the file goes with it."""
    return _by_lane(context, found, asked, _once_more)


def _by_lane(context: Context, found: Sequence[Stored[Any]], asked: Asked, work: Work) -> list[Row]:
    """A lane at a time, so that no transaction holds two."""
    results: dict[str, Row] = {}
    for lane_id in dict.fromkeys(one.lane_id for one in found):
        ids = [one.id for one in found if one.lane_id == lane_id]
        for start in range(0, len(ids), TOGETHER):
            made = _together(context, lane_id, ids[start : start + TOGETHER], asked, work)
            results |= {one["id"]: one for one in made}
    return [results[one.id] for one in found if one.id in results]


def _together(context: Context, lane_id: str, ids: Iterable[str], asked: Asked, work: Work) -> list[Row]:
    with context.store.begin() as connection:
        whole = connection.begin_nested()
        lanes.lock(connection, lane_id)
        desk = Desk(context, connection, lane_id, context.now())
        results = work(desk, documents.find(connection, ids), asked)
        desk.clear()
        desk.wake()
        if asked.plan:
            whole.rollback()
        else:
            whole.commit()
    return [planned(one) if asked.plan else one for one in results]


def _anew(desk: Desk, document: Stored[Any], asked: Asked) -> Row:
    if (why := unsendable(document)) is not None:
        return result(document, "blocked", why)
    partner = desk.context.configuration.partners.get(document.partner)
    if partner is None or not desk.context.configuration.has_map(partner, document.type, "out"):
        return result(document, "blocked", f"partner {document.partner} has no map for {document.type}")
    body, told = _restated(desk, document, partner)
    row = drafts.again(desk, document, partner, body)
    if row["state"] == "WAITING":
        findings = rows.findings_of(row["findings"])
        return result(document, "blocked", f"{row['reason']}: {findings[0].message if findings else ''}")
    warnings = [TOLD[document.answer]] if document.answer in TOLD and not told else []
    if row["body"] == document.body:
        warnings.append("it would say what it said: is the map mended?")
    _take_place(desk, document, row, asked)
    sends = [{"partner": row["partner"], "type": row["type"], "po_number": row["po_number"], "state": row["state"],
              "id": row["id"]}]  # fmt: skip
    return result(
        document, "reissued", new_id=row["id"], changes=compare.bodies(document.model, row["model"]),
        segments=compare.sets(document.body, row["body"]), sends=sends, warnings=warnings,
    )  # fmt: skip


def _restated(desk: Desk, document: Stored[Any], partner: Partner) -> tuple[Model, bool]:
    """What it said, with its order as it stands now. A ship notice that was accepted is told as the replacement."""
    chart = desk.context.configuration.map_for(partner, document.type, "out")
    touched = [one for one in orders.touched(desk.connection, document.id) if one != document.order_id]
    ids = [*([document.order_id] if document.order_id else []), *touched]
    states = [state for state in map(desk.order_of, ids) if state is not None]
    body = restated(chart.model.model_validate_json(document.model), states)
    replaces = MEANING.get(document.type) == "shipment" and document.answer in TAKEN
    return (body.model_copy(update={"purpose": "replace"}) if replaces else body), replaces


def _take_place(desk: Desk, document: Stored[Any], row: Row, asked: Asked) -> None:
    """The new document stands in every place of the old one; whoever speaks of the old one is still understood."""
    connection, now, new_id = desk.connection, desk.now, row["id"]
    desk.made.append(row)
    desk.answer(new_id, documents.answers_of(connection, [document.id]).get(document.id, []))
    for order_id in orders.touched(connection, document.id):
        desk.touch(order_id, new_id)
    shipments.told_by(connection, document.id, new_id)
    invoices.told_by(connection, document.id, new_id)
    expectations.cancel(connection, document.id, now)
    columns: Row = {"answer": "none"} if document.answer in OWED else {}
    documents.set_fields(connection, document.id, now, replaced_by=new_id, **columns)
    told = {"who": asked.who, "reason": asked.reason}
    desk.tell("document.reissued", document.id, document.order_id, into=new_id, **told)
    desk.tell("document.composed", new_id, document.order_id, type=document.type, of=document.id, **told)


def _once_more(desk: Desk, some: Sequence[Stored[Any]], asked: Asked) -> list[Row]:
    results, files = [], dict[str, Row]()
    for one in some:
        if (why := undeliverable(one)) is not None:
            results.append(result(one, "blocked", why))
            continue
        if one.outbox_id not in files:
            files[one.outbox_id] = _file(desk, one, asked)
        results.append(result(one, **files[one.outbox_id]))
    return results


def _file(desk: Desk, document: Stored[Any], asked: Asked) -> Row:
    """One file goes again: how its documents fared."""
    connection, now = desk.connection, desk.now
    file = outbox.get(connection, document.outbox_id)
    if file is None or not outbox.redeliver(connection, document.outbox_id, now):
        return {"outcome": "blocked", "why": "its file is on its way"}
    inside = documents.of_outbox(connection, document.outbox_id)
    partner = desk.context.configuration.partners.get(document.partner)
    due_at = now + timedelta(seconds=partner.acknowledge.within_s if partner else 0)
    refusals.seen_to(connection, [one.id for one in inside])
    for one in inside:
        columns: Row = {"state": "ENVELOPED", "reason": None} if one.state == "FAILED" else {}
        if partner and one.answer in OWED and expectations.renew(connection, one.id, due_at, now):
            columns["answer"] = "expected"
        if columns:
            documents.set_fields(connection, one.id, now, **columns)
        desk.tell("document.redelivered", one.id, one.order_id, who=asked.who, reason=asked.reason, file=file.name)
    sends = [{"partner": one.partner, "type": one.type, "po_number": one.po_number, "state": "READY", "id": one.id}
             for one in inside]  # fmt: skip
    return {"outcome": "redelivered", "file": file.name, "sends": sends}


__all__ = ["redeliver", "reissue"]
