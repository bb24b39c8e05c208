"""Outbound documents without an envelope: what was decided, in the partner's form; it waits for boundary C2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.effects import Compose
from edigw.model.acknowledgement import Acknowledgement
from edigw.model.answer import OrderAnswer
from edigw.model.base import Model
from edigw.model.invoice import Invoice
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound import contrl, forms, replies
from edigw.pipeline.outbound.compose import Composed, compose
from edigw.pipeline.outbound.piecewise import Answer
from edigw.pipeline.read.routing import Rules
from edigw.pipeline.rows import Row
from edigw.tree import Finding, Interchange
from edigw.validation.acknowledge_edifact import GroupResult

WIRE = {  # standard -> what is said -> (transaction set, functional group)
    "x12": {
        "answer": ("855", "PR"),
        "change_answer": ("865", "CA"),
        "shipment": ("856", "SH"),
        "invoice": ("810", "IN"),
        "credit": ("810", "IN"),
        "return": ("180", "AN"),
    },
    "edifact": {
        "answer": ("ORDRSP", "ORDRSP"),
        "change_answer": ("ORDRSP", "ORDRSP"),
        "shipment": ("DESADV", "DESADV"),
        "invoice": ("INVOIC", "INVOIC"),
        "credit": ("INVOIC", "INVOIC"),
        "return": ("RETINS", "RETINS"),
    },
}

NUMBERED = ("edifact",)  # standards whose messages begin with a number and a function of their own


def ta1(desk: Desk, original: Interchange, partner: Partner, said: tuple[str, str], interchange_id: str) -> str:
    """A TA1 for an interchange: `said` is TA104 and TA105. The id of its document."""
    facts = {"control": original.control, "date": original.date, "time": original.time, "verdict": said[0],
             "code": said[1]}  # fmt: skip
    row = _row(desk, partner, *reply_addresses(partner, original), type="TA1", answers_interchange=interchange_id)
    desk.made.append({**row, "details": {"ta1": facts}, "model": rows.as_bytes(facts)})
    desk.tell("document.composed", row["id"], type="TA1", verdict=said[0], code=said[1])
    return str(row["id"])


def acknowledgement(
    desk: Desk, original: Interchange, partner: Partner, answer: Answer, verdict: str, document_id: str,
    interchange_id: str,
) -> None:  # fmt: skip
    """The functional acknowledgement of one group, all of whose sets were added to `answer`; `verdict` is over the
    group's own envelope."""
    ack, kind, chart = answer.said(answer.group, verdict), answer.document, answer.chart
    row = _row(desk, partner, *reply_addresses(partner, original), type=kind, answers_interchange=interchange_id)
    details = dict(zip(("our_group", "their_group"), replies.group_ids(answer.group, partner.envelope), strict=True))
    desk.made.append({
        **row, **answered(desk, answer, ack), "id": document_id, "functional_id": "FA", "release": answer.release,
        "details": details, "map": chart.name, "map_hash": chart.hash,
    })  # fmt: skip
    desk.tell("document.composed", document_id, type=kind, verdict=ack.verdict)


def whole_answer(
    desk: Desk, original: Interchange, rules: Rules, results: Sequence[GroupResult], refused: Finding | None,
    interchange_id: str,
) -> str:  # fmt: skip
    """The CONTRL of an interchange; `refused`: why nothing of it was read. The id of its document."""
    partner = rules.partner
    assert partner is not None
    made = contrl.contrl(original, results, rules, refused, partner.envelope)
    row = _row(desk, partner, *reply_addresses(partner, original), type="CONTRL", answers_interchange=interchange_id)
    desk.made.append({
        **row, **_written(desk, made.composed, made.ack), "functional_id": "CONTRL", "release": made.release,
        "map": made.chart.name, "map_hash": made.chart.hash,
    })  # fmt: skip
    desk.tell("document.composed", row["id"], type="CONTRL", verdict=made.ack.verdict)
    return str(row["id"])


def answered(desk: Desk, answer: Answer, ack: Acknowledgement) -> Row:
    """The columns of a functional acknowledgement; of one in pieces the model holds what is said of the group alone."""
    if not answer.in_pieces:
        return _written(desk, answer.at_once(ack), ack)
    told = answer.told(ack)
    columns = _standing(desk, ack.model_copy(update={"sets": ()}), told.findings, told.reason)
    if told.reason is not None:
        return columns
    kept = desk.context.store.archive.keep_pieces(text.encode("utf-8") for text in told.texts())
    return columns | {"body": kept.body, "blob": kept.blob, "segments": told.count}


def document(desk: Desk, effect: Compose, partner: Partner, number: str | None, caused_by: str | None) -> str | None:
    """What was decided, in the partner's own form; the id of its document. None: the partner does not trade it."""
    (kind, functional_id), effect = forms.chosen(desk, WIRE[partner.standard][effect.document], effect, partner)
    agreement = partner.agreement(kind, "out")
    configuration = desk.context.configuration
    if agreement is None or not configuration.has_map(partner, kind, "out"):
        desk.tell("document.not_traded", caused_by, effect.order_ids[0] if effect.order_ids else None, type=kind)
        return None
    chart = configuration.map_for(partner, kind, "out")
    ours, theirs = addresses(partner)
    row = _row(desk, partner, ours, theirs, type=kind)
    body = _said(effect.body, partner, row["id"])
    composed = compose(chart, body, configuration.dictionary(agreement.release), partner.envelope)
    order_id = effect.order_ids[0] if effect.order_ids else None
    desk.made.append({
        **row, **_written(desk, composed, body), "functional_id": functional_id,
        "release": agreement.release, "map": chart.name, "map_hash": chart.hash, "po_number": number,
        "order_id": order_id, "caused_by": caused_by,
    })  # fmt: skip
    for one in effect.order_ids:
        desk.touch(one, row["id"])
    desk.tell("document.composed", row["id"], order_id, type=kind, cause=effect.cause)
    return str(row["id"])


def _said(body: Model, partner: Partner, document_id: str) -> Model:
    """With what BGM says of every message: its own number, by which whoever names it can be understood, which for an
    answer that nobody has numbered is its document's id; and of an invoice that it is the original (1225). X12's
    BIG08, which few partners ask for, stays what lifecycle or the ERP makes it."""
    if partner.standard not in NUMBERED:
        return body
    if isinstance(body, OrderAnswer) and body.seller_order is None:
        return body.model_copy(update={"seller_order": document_id.upper()})
    if isinstance(body, Invoice) and body.purpose is None:
        return body.model_copy(update={"purpose": "original"})
    return body


def addresses(partner: Partner) -> tuple[str, str]:
    """Our interchange id and theirs, as we write them first."""
    ours = partner.ids.our_interchange or partner.identity.interchange[0]
    return ours, partner.ids.interchange[0]


def reply_addresses(partner: Partner, original: Interchange) -> tuple[str, str]:
    """Those of what is answered, turned round; where one is not ours or theirs, the one that we write first."""
    ours, theirs = addresses(partner)
    our_ids = (partner.ids.our_interchange, *partner.identity.interchange)
    their_ids = (*partner.ids.interchange, *partner.ids.aliases)
    return (
        original.receiver if original.receiver in our_ids else ours,
        original.sender if original.sender in their_ids else theirs,
    )


def group_ids(partner: Partner) -> tuple[str, str]:
    """GS02 and GS03: group ids, else the interchange ids without their qualifiers."""
    ours, theirs = addresses(partner)
    our_groups = (partner.ids.our_group, *partner.identity.group)
    ours = next((one for one in our_groups if one), ours.partition(":")[2])
    return ours, next(iter(partner.ids.group), theirs.partition(":")[2])


def rewritten(desk: Desk, partner: Partner, kind: str, model: Model) -> Row:
    """The columns of a document that is composed once more, by today's map."""
    configuration = desk.context.configuration
    chart = configuration.map_for(partner, kind, "out")
    release = (partner.agreement(kind, "out") or chart).release
    composed = compose(chart, model, configuration.dictionary(release), partner.envelope)
    return {**_written(desk, composed, model), "map": chart.name, "map_hash": chart.hash}


def again(desk: Desk, document: Stored[Any], partner: Partner, model: Model) -> Row:
    """The row of a document that takes the place of another, composed by today's map, to today's addresses."""
    kept = ("functional_id", "po_number", "order_id", "caused_by", "answers_interchange")
    agreed = partner.agreement(document.type, "out")
    row = _row(desk, partner, *addresses(partner), type=document.type, replaces=document.id)
    release = agreed.release if agreed else document.release
    said = {name: getattr(document, name) for name in kept}
    return {**row, **said, "release": release, **rewritten(desk, partner, document.type, model)}


def _row(desk: Desk, partner: Partner, ours: str, theirs: str, **columns: Any) -> Row:
    lane_id = desk.outbound_lane(ours, theirs, partner)
    return {
        "id": desk.new_id(), "lane_id": lane_id, "direction": "out", "partner": partner.name, "usage": partner.usage,
        "standard": partner.standard, "state": "READY", **columns,
    }  # fmt: skip


def _written(desk: Desk, composed: Composed, model: Model) -> Row:
    """READY with its packed set; WAITING where it is our own fault that it cannot be sent."""
    columns = _standing(desk, model, composed.findings, composed.reason)
    return columns if composed.reason else columns | {"body": composed.packed, "segments": composed.count}


def _standing(desk: Desk, model: Model, findings: Sequence[Finding], reason: str | None) -> Row:
    columns: Row = {"model": rows.text_of(model), "findings": rows.stored(findings)}
    if reason is not None:
        desk.attention += 1
        return columns | rows.waiting(reason, "configuration", desk.now + rows.WAITS)
    return columns | rows.settled("READY")
