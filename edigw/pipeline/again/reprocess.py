"""Inbound documents again through today's maps: a new generation takes the place of the old, nothing counts twice.

A plan is the same work in a savepoint that is undone: what it tells is what would happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row as Stored

from edigw.errors import EdigwError
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.again.redo import SAYING, Asked, barred, planned, result, same, unreadable
from edigw.pipeline.again.reread import Files, Fresh
from edigw.pipeline.context import Context
from edigw.pipeline.desk import Desk
from edigw.pipeline.inspect import compare
from edigw.pipeline.process import attempt, turn
from edigw.pipeline.read.standards import MEANING
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import home
from edigw.pipeline.turn.reconcile import SAID
from edigw.pipeline.turn.turns import EARLIER
from edigw.store import documents, expectations, inbox, interchanges, journal, lanes

TOGETHER = 100  # documents a transaction
KEPT = ("receipt_id", "interchange_id", "lane_id", "direction", "partner", "usage", "standard", "interchange_control",
        "group_control", "set_control", "group_no", "set_no", "start", "end")  # fmt: skip
"""What a new generation has by its arrival, as the old one had it."""
ASIDE = ("WAITING", "QUARANTINED")  # it had no effect, or none that it was answered for


def reprocess(context: Context, found: Sequence[Stored[Any]], asked: Asked) -> list[Row]:
    """Each document's result, in the order of arrival; a lane at a time, so that no transaction holds two."""
    results: dict[str, Row] = {}
    files = Files(context, context.now())
    for lane_id in dict.fromkeys(one.lane_id for one in found):
        ids = [one.id for one in found if one.lane_id == lane_id]
        for start in range(0, len(ids), TOGETHER):
            made = _together(context, files, lane_id, ids[start : start + TOGETHER], asked)
            results |= {one["id"]: one for one in made}
    return [results[one.id] for one in found if one.id in results]


def _together(context: Context, files: Files, lane_id: str, ids: Iterable[str], asked: Asked) -> list[Row]:
    now = context.now()
    with context.store.begin() as connection:
        whole = connection.begin_nested()
        lanes.lock(connection, lane_id)
        desk = Desk(context, connection, lane_id, now)
        results = [_one(desk, files, one, asked) for one in documents.find(connection, ids)]
        desk.wake()
        lanes.wake(connection, [lane_id])  # what waited behind one may go on
        if asked.plan:
            whole.rollback()
        else:
            whole.commit()
    return [planned(one) if asked.plan else one for one in results]


def _one(desk: Desk, files: Files, document: Stored[Any], asked: Asked) -> Row:
    if (why := unreadable(document)) is not None:
        return result(document, "blocked", why)
    fresh = files.fresh(desk.connection, document)
    if not _admitted(desk, document):
        return _reopen(desk, document, fresh, asked)
    partner = desk.context.configuration.partners.get(document.partner)
    if partner is None:
        return result(document, "blocked", f"partner {document.partner} is not there, or its files are faulty")
    if same(document, fresh):
        return result(document, "unchanged", "today's maps read the same")
    why = barred(desk, document, fresh, partner)
    if why is not None or fresh is None:
        return result(document, "blocked", why)
    return _again(desk, document, fresh, partner, asked)


def _admitted(desk: Desk, document: Stored[Any]) -> bool:
    """Whether its interchange was judged: then it was acknowledged, and that stands."""
    row = interchanges.get(desk.connection, document.interchange_id) if document.interchange_id else None
    return row is not None and bool((row.header or {}).get("admitted"))


def _reopen(desk: Desk, document: Stored[Any], fresh: Fresh | None, asked: Asked) -> Row:
    """Nothing of its interchange took effect, nobody was answered: it is parsed again as if it had just come."""
    connection = desk.connection
    if documents.get(connection, document.id) is None:
        return result(document, "reopened", "with the others of its interchange")
    if fresh is None or fresh.held:
        return result(document, "blocked", f"nothing has changed: {(fresh and fresh.refused) or document.reason}")
    ids = [document.id]
    if document.interchange_id:
        ids = [one.id for one in documents.of_interchange(connection, document.interchange_id)]
        interchanges.remove(connection, document.interchange_id)
    documents.remove(connection, ids)
    inbox.mark(connection, document.receipt_id, "RECEIVED")
    desk.tell("document.reopened", document.id, who=asked.who, reason=asked.reason)
    desk.clear()
    told = f"it is read by today's files: {fresh.columns['type']}, {fresh.columns['verdict'] or 'whole'}"
    return result(document, "reopened", told, new_id=document.id)


def _again(desk: Desk, document: Stored[Any], fresh: Fresh, partner: Partner, asked: Asked) -> Row:
    """The new generation takes its turn at once; what does not come to an end is undone."""
    connection, new_id = desk.connection, desk.new_id()
    before = desk.order_of(document.order_id) if document.order_id else None
    answered = _answers(desk, [document.id])
    point = connection.begin_nested()
    error = attempt(desk, partial(_generation, desk, document, fresh, partner, asked, new_id))
    new = None if error else documents.get(connection, new_id)
    outcome, why = _failed(error) if new is None else _outcome(document, new)
    made = result(document, outcome, why, changes=compare.bodies(document.body, fresh.columns["body"]))
    if new is None or outcome != "changed":
        point.rollback()
        desk.forget()
        return made
    point.commit()
    after = desk.order_of(new.order_id) if new.order_id else None
    if after is not None:
        made["order"] = {"id": after.order_id, "number": after.number, "state": after.state,
                         "revision": [before.revision if before else None, after.revision],
                         "accounts": compare.accounts(before, after)}  # fmt: skip
    made |= {"new_id": new_id, "sends": _sends(desk, new_id), "warnings": _warnings(document, new)}
    return made | {"answers": _turned(answered, _answers(desk, [document.id, new_id]), desk)}


def _generation(desk: Desk, document: Stored[Any], fresh: Fresh, partner: Partner, asked: Asked, new_id: str) -> None:
    """The new row, the old one settled, and the turn."""
    connection, now = desk.connection, desk.now
    details = {**(fresh.columns["details"] or {}), "lifted": _lifted(desk, document)}
    row = {name: getattr(document, name) for name in KEPT} | fresh.columns
    documents.insert_many(
        connection, [{**row, "id": new_id, "state": "RECEIVED", "details": details, "replaces": document.id}], now
    )
    columns: Row = {"replaced_by": new_id}
    if document.state in ASIDE:
        columns |= rows.settled("DUPLICATE", "REPROCESSED", order_key=None)
    if document.answer == "orphan":
        columns["answer"] = "none"
    documents.set_fields(connection, document.id, now, **columns)
    if MEANING.get(document.type) in SAYING:
        _take_back(desk, document)
    told = {"who": asked.who, "reason": asked.reason}
    desk.tell("document.reprocessed", document.id, document.order_id, into=new_id, **told)
    desk.tell("document.generation", new_id, document.order_id, of=document.id, **told)
    new = documents.get(connection, new_id)
    assert new is not None
    turn(desk, new, partner)


def _lifted(desk: Desk, document: Stored[Any]) -> list[str]:
    """What does not hold the new generation: content that the order has by the old one, and what arrived after that."""
    state = desk.order_of(document.order_id) if document.order_id else None
    key = document.order_key
    waits = key is not None and documents.earlier_held(desk.connection, key, document.id) is not None
    mends = state is not None and state.revised_by == document.id
    return sorted([*(["CONFLICT"] if mends else []), *([] if waits else [EARLIER])])


def _take_back(desk: Desk, document: Stored[Any]) -> None:
    """What an acknowledgement said is unsaid: its documents have the answer that the others gave, or await one."""
    connection = desk.connection
    ids = documents.answers_of(connection, [document.id]).get(document.id, [])
    documents.take_back(connection, document.id)
    expectations.owe_again(connection, document.id, desk.now)
    for sent in documents.find(connection, ids):
        said = [one for one in home.said_of(sent.details) if one["by"] != document.id]
        words = [one["word"] for one in said]
        others = [one for one in documents.answered_by(connection, sent.id) if one.id != document.id]
        owed = bool(expectations.of_document(connection, sent.id))
        word = max(words, key=SAID.index) if words else "accepted" if others else "expected" if owed else "none"
        columns = {"answer": word, "details": {**(sent.details or {}), "said": said}}
        documents.set_fields(connection, sent.id, desk.now, **columns, code_type=None, code=None)


def _outcome(document: Stored[Any], new: Stored[Any]) -> tuple[str, str | None]:
    if new.answer == "orphan":
        return "blocked", "it still speaks of nothing that we sent"
    if new.state in ("DONE", "ACCEPTED_WITH_ERRORS"):
        return "changed", None
    if new.state == "DUPLICATE":
        return "unchanged", "the order says it already"
    if new.state == "WAITING":
        further = document.state in ASIDE and document.reason != new.reason
        return ("changed", None) if new.order_id or further else ("blocked", f"it would wait: {new.reason}")
    told = [one.message for one in rows.findings_of(new.findings)]
    return "blocked", f"it would be {new.state}: {told[-1] if told else new.reason}"


def _failed(error: Exception | None) -> tuple[str, str]:
    if isinstance(error, EdigwError):
        return "blocked", error.message
    return "blocked", f"an internal error: {type(error).__name__}: {error}"


def _warnings(document: Stored[Any], new: Stored[Any]) -> list[str]:
    found = []
    if document.state == "REJECTED" and document.code_type:
        found.append("the partner was told that it was rejected, and may send it again")
    if new.state == "WAITING":
        found.append(f"{'its answer' if new.order_id else 'it'} waits: {new.reason}")
    return found


def _sends(desk: Desk, new_id: str) -> list[Row]:
    """What follows from it and leaves: documents for partners, files for our own systems."""
    made = [{"partner": one.partner, "type": one.type, "po_number": one.po_number, "state": one.state,
             "id": one.id} for one in documents.caused_by(desk.connection, new_id)]  # fmt: skip
    told = [one for one in journal.of_document(desk.connection, new_id) if one.kind == "erp.told"]
    return [*made, *({"partner": "erp", "type": rows.payload_of(one)["kind"], "po_number": None, "state": "READY",
                      "id": None} for one in told)]  # fmt: skip


def _answers(desk: Desk, ids: Sequence[str]) -> Mapping[str, str]:
    """The answers of the documents of ours that these speak of."""
    found = documents.answers_of(desk.connection, ids)
    sent = documents.find(desk.connection, [one for answered in found.values() for one in answered])
    return {one.id: one.answer for one in sent if one.direction == "out"}


def _turned(before: Mapping[str, str], after: Mapping[str, str], desk: Desk) -> list[Row]:
    now = {one.id: one.answer for one in documents.find(desk.connection, [*before, *after])}
    return [{"id": one, "before": before.get(one), "after": now[one]} for one in sorted({*before, *after})
            if before.get(one) != now[one]]  # fmt: skip
