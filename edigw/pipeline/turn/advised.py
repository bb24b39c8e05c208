"""Boundary E for an application advice (824, APERAK): what a partner's system says of our documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.advice import AdviceItem, ApplicationAdvice
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.read.standards import MEANING
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import aperak, home, reconcile
from edigw.pipeline.turn.reconcile import Said
from edigw.store import documents, invoices, outbox, shipments

VERDICTS = {"accepted": "accepted", "changed": "accepted_with_errors", "accepted_with_errors": "accepted_with_errors",
            "partly": "partly", "rejected": "rejected"}  # fmt: skip
SAID_BY = {"x12": ("OTI01", "R"), "edifact": ("BGM", "313")}  # where a refusal stands, and as what
ANSWERING = ("answer", "shipment", "invoice", "return")  # what they may speak of by an order's number


def advised(desk: Desk, document: Stored[Any], partner: Partner) -> Row:
    """Each document that it names gets its answer, whatever its syntax was found to be; the rest is an orphan."""
    advice = ApplicationAdvice.model_validate_json(document.body)
    items = aperak.items_of(advice)
    columns, lost = rows.settled("DONE"), []
    for item in items:
        found = _found(desk, document, partner, item)
        if not found:
            lost.append(item.reference)
        for one in found:
            if not reconcile.settle(desk, one, _said(document, item), partner, conflicts=_better(desk, one, item)):
                columns = rows.settled("ACCEPTED_WITH_ERRORS", "ACK_CONFLICT")
        desk.answer(document.id, [one.id for one in found])
    if lost or not items:
        return reconcile.orphan(desk, document, ", ".join(dict.fromkeys(lost)) or advice.number)
    return columns


def _said(document: Stored[Any], item: AdviceItem) -> Said:
    reasons = [one.reason or one.text or "" for one in item.faults if one.segment is None]
    codes = [code.code or "" for reason in item.reasons for code in reason.codes]
    faults = tuple(dict.fromkeys(word for word in (*reasons, item.cause or "", *codes) if word))
    code = SAID_BY.get(document.standard, SAID_BY["x12"])
    return Said(document, _word(item), *code, faults, tuple(home.places_in(item)), item.reference)


def _word(item: AdviceItem) -> str:
    """One item of a document that is refused leaves the rest standing."""
    word = VERDICTS.get(item.verdict, "rejected")
    return "partly" if item.scope == "item" and word == "rejected" else word


def _better(desk: Desk, sent: Stored[Any], item: AdviceItem) -> bool:
    """Sound syntax and faulty content is no contradiction; what was refused and is now taken is one."""
    stands = desk.pending(sent.id).get("answer", sent.answer)
    return stands in reconcile.BAD and reconcile.SAID.index(_word(item)) < reconcile.SAID.index(stands)


def _found(desk: Desk, document: Stored[Any], partner: Partner, item: AdviceItem) -> list[Stored[Any]]:
    """Our documents that an item means: by the numbers of their envelope, else by invoice, shipment or order."""
    if item.group_control:
        for lane_id in reconcile.lanes_of(desk, document, partner):
            sent = documents.sent(desk.connection, lane_id, reconcile.plain(item.group_control))
            if sent and (found := _in_group(sent, item)):
                return found
    wanted = {item.document} if item.document else {kind for kind, word in MEANING.items() if word in ANSWERING}
    numbers = dict.fromkeys([item.reference, *(ref.value for refs in item.refs.values() for ref in refs if ref.value)])
    for number in numbers:
        if found := _by_number(desk, partner, number, wanted):
            return found
    return _by_interchange(desk, document, partner, aperak.interchanges_of(item))


def _by_interchange(
    desk: Desk, document: Stored[Any], partner: Partner, controls: Iterable[str]
) -> list[Stored[Any]]:  # fmt: skip
    """All that we sent in an interchange, but for what only acknowledges."""
    for control in controls:
        for lane_id in reconcile.lanes_of(desk, document, partner):
            held = outbox.by_control(desk.connection, lane_id, control)
            sent = documents.of_outbox(desk.connection, held.id) if held is not None else []
            if found := [one for one in sent if MEANING.get(one.type) in ANSWERING]:
                return found
    return []


def _in_group(sent: list[Stored[Any]], item: AdviceItem) -> list[Stored[Any]]:
    newest = [one for one in sent if one.outbox_id == sent[-1].outbox_id]
    if item.scope in ("group", "batch") and not item.set_control:
        return newest
    if item.set_control:
        return [one for one in newest if reconcile.plain(one.set_control) == reconcile.plain(item.set_control)]
    return newest if len(newest) == 1 else []


def _by_number(desk: Desk, partner: Partner, number: str, wanted: set[str]) -> list[Stored[Any]]:
    """The newest document of the number."""
    connection, ids = desk.connection, []
    meant = {MEANING.get(kind) for kind in wanted}
    bill = invoices.by_number(connection, partner.identity.key, partner.usage, number)
    if bill is not None and bill.partner == partner.name and "invoice" in meant:
        ids.append(bill.document_id)
    notice = shipments.by_number(connection, partner.name, partner.usage, number)
    if notice is not None and "shipment" in meant:
        ids.append(notice.document_id)
    found = documents.find(connection, [one for one in ids if one])
    ours = documents.get(connection, number.lower())  # the number that an answer has where nobody gave it one
    if ours is not None and (ours.partner, ours.usage, ours.direction) == (partner.name, partner.usage, "out"):
        found += [ours] if ours.type in wanted else []
    if not found:
        sent = documents.sent_for(connection, partner.name, partner.usage, number)
        found = [one for one in sent if one.type in wanted]
    return found[-1:]


__all__ = ["advised"]
