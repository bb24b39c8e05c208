"""Boundary E: an acknowledgement that came in is held against what we sent; nothing ever answers it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.acknowledgement import Acknowledgement
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.boundaries import reach
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound import addresses
from edigw.pipeline.rows import Row
from edigw.store import documents, expectations, interchanges, lanes, outbox

SAID = ("accepted", "accepted_with_errors", "partly", "rejected")  # answers that somebody has given
WORDS = {"partly_accepted": "partly"}  # verdict of a group -> answer of its documents


def functional(desk: Desk, document: Stored[Any], partner: Partner) -> Row:
    """A 997: every set that we sent in the group gets its answer."""
    ack = Acknowledgement.model_validate_json(document.body)
    sent: Sequence[Stored[Any]] = ()
    for lane_id in _lanes(desk, document, partner):
        sent = sent or documents.sent(desk.connection, lane_id, _plain(ack.group_control), ack.functional_id)
    if not sent:
        return _orphan(desk, document, ack.group_control)
    newest = [one for one in sent if one.outbox_id == sent[-1].outbox_id]
    verdicts = {_plain(one.control): one.verdict for one in ack.sets}
    columns = rows.settled("DONE")
    for one in newest:
        verdict = verdicts.get(_plain(one.set_control), ack.verdict)
        if not _set_answer(desk, one, _word(verdict), document.id, _code(verdict, "AK501")):
            columns = rows.settled("ACCEPTED_WITH_ERRORS", "ACK_CONFLICT")
    _met(desk, document, newest)
    return columns


def ta1(desk: Desk, document: Stored[Any], partner: Partner) -> Row:
    """A TA1: one that refuses answers for everything in the interchange; any other says that it arrived."""
    said = json.loads(document.body)
    found = None
    for lane_id in _lanes(desk, document, partner):
        found = found or outbox.by_control(desk.connection, lane_id, said["control"].rjust(9, "0"))
    if found is None:
        return _orphan(desk, document, said["control"])
    sent = documents.of_outbox(desk.connection, found.id)
    desk.answer(document.id, [one.id for one in sent])
    columns = rows.settled("DONE", code_type="TA105", code=said["code"])
    if said["verdict"] != "R":
        return columns
    for one in sent:
        if not _set_answer(desk, one, "rejected", document.id, {"code_type": "TA105", "code": said["code"]}):
            columns |= rows.settled("ACCEPTED_WITH_ERRORS", "ACK_CONFLICT")
    _met(desk, document, sent)
    return columns


def _lanes(desk: Desk, document: Stored[Any], partner: Partner) -> Iterable[str]:
    """The outbound lanes that it may speak of: the one of its own envelope, then the partner's first."""
    envelope = interchanges.get(desk.connection, document.interchange_id) if document.interchange_id else None
    pairs = [(envelope.receiver, envelope.sender)] if envelope is not None else []
    for ours, theirs in dict.fromkeys([*pairs, addresses(partner)]):
        yield lanes.outbound(desk.connection, ours, theirs, partner.usage, partner.name, desk.now)


def _set_answer(desk: Desk, sent: Stored[Any], word: str, by: str, code: Row) -> bool:
    """False where it contradicts what was said before: then the worse word stands, and both are kept."""
    contradicts = sent.answer in SAID and sent.answer != word
    if not contradicts or SAID.index(word) > SAID.index(sent.answer):
        desk.change(sent.id, answer=word, **(code if word in ("partly", "rejected") else {}))
        desk.attention += word in ("partly", "rejected")
    desk.tell("document.answered", sent.id, sent.order_id, word=word, by=by)
    return not contradicts


def _met(desk: Desk, document: Stored[Any], sent: Sequence[Stored[Any]]) -> None:
    ids = [one.id for one in sent]
    desk.answer(document.id, ids)
    expectations.meet(desk.connection, ids, "997", document.id, desk.now)
    reach("E.matched")


def _orphan(desk: Desk, document: Stored[Any], control: str) -> Row:
    """It speaks of something that we never sent: shown, and nothing follows."""
    desk.tell("acknowledgement.orphan", document.id, control=control)
    desk.attention += 1
    return rows.settled("ACCEPTED_WITH_ERRORS", "ORPHAN_ACK")


def _word(verdict: str) -> str:
    word = WORDS.get(verdict, verdict)
    return word if word in SAID else "rejected"


def _code(verdict: str, code_type: str) -> Row:
    return {"code_type": code_type, "code": {"partly_accepted": "P"}.get(verdict, "R")}


def _plain(control: str | None) -> str:
    """A control number as a number: they may pad it."""
    text = (control or "").strip()
    return str(int(text)) if text.isascii() and text.isdigit() else text
