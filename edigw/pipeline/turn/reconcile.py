"""Boundary E: an acknowledgement that came in is held against what we sent; nothing ever answers it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.acknowledgement import Acknowledgement, SetVerdict
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.boundaries import reach
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound.drafts import addresses
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import home
from edigw.store import documents, expectations, interchanges, lanes, outbox, refusals

SAID = ("accepted", "accepted_with_errors", "partly", "rejected")  # answers that somebody has given
BAD = ("partly", "rejected")
WORDS = {"partly_accepted": "partly"}  # verdict of a group -> answer of its documents
FUNCTIONAL = ("997", "999", "CONTRL")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one document of ours."""

    by: Stored[Any]  # the acknowledgement
    word: str  # of SAID
    code_type: str = ""
    code: str = ""
    faults: tuple[str, ...] = ()  # of the set or its group as a whole
    places: tuple[home.Place, ...] = ()
    reference: str | None = None  # by which they name it

    @property
    def kept(self) -> bool:
        """Whether there is more to remember than the word."""
        return self.word != "accepted" or bool(self.faults or self.places)


def functional(desk: Desk, document: Stored[Any], partner: Partner) -> Row:
    """A 997 or 999: every set that we sent in the group gets its answer."""
    ack = Acknowledgement.model_validate_json(document.body)
    sent: Sequence[Stored[Any]] = ()
    for lane_id in lanes_of(desk, document, partner):
        sent = sent or documents.sent(desk.connection, lane_id, plain(ack.group_control), ack.functional_id)
    if not sent:
        return orphan(desk, document, ack.group_control)
    newest = [one for one in sent if one.outbox_id == sent[-1].outbox_id]
    of_sets = {plain(one.control): one for one in ack.sets}
    columns = rows.settled("DONE")
    for one in newest:
        said = _said_of(document, ack, of_sets.pop(plain(one.set_control), None))
        if not settle(desk, one, said, partner):
            columns = rows.settled("ACCEPTED_WITH_ERRORS", "ACK_CONFLICT")
    if of_sets:
        desk.tell("acknowledgement.strange_sets", document.id, controls=sorted(of_sets))
        columns = rows.settled("ACCEPTED_WITH_ERRORS", "ACK_STRANGE_SET")
    met(desk, document, newest)
    return columns


def _said_of(document: Stored[Any], ack: Acknowledgement, of_set: SetVerdict | None) -> Said:
    """The group's refusal counts for all that is in it; a set that nobody names is as the group, or was accepted."""
    code_type = "IK501" if document.type == "999" else "AK501"
    verdict = of_set.verdict if of_set else ack.verdict
    if of_set is None and ack.sets and ack.verdict == "partly_accepted":
        verdict = "accepted"
    if word_of(ack.verdict) == "rejected":
        verdict = ack.verdict
    faults = (*ack.faults, *(of_set.faults if of_set else ()))
    places = tuple(home.places_of(of_set)) if of_set else ()
    return Said(document, word_of(verdict), code_type, {"partly_accepted": "P"}.get(verdict, "R"), faults, places)


def ta1(desk: Desk, document: Stored[Any], partner: Partner) -> Row:
    """A TA1: one that refuses answers for everything in the interchange; any other says that it arrived."""
    said = json.loads(document.body)
    found = None
    for lane_id in lanes_of(desk, document, partner):
        found = found or outbox.by_control(desk.connection, lane_id, said["control"].rjust(9, "0"))
    if found is None:
        return orphan(desk, document, said["control"])
    sent = documents.of_outbox(desk.connection, found.id)
    desk.answer(document.id, [one.id for one in sent])
    columns = rows.settled("DONE", code_type="TA105", code=said["code"])
    if said["verdict"] != "R":
        return columns
    refused = Said(document, "rejected", "TA105", said["code"], (f"TA105 {said['code']}",))
    for one in sent:
        if not settle(desk, one, refused, partner):
            columns |= rows.settled("ACCEPTED_WITH_ERRORS", "ACK_CONFLICT")
    met(desk, document, sent)
    return columns


def lanes_of(desk: Desk, document: Stored[Any], partner: Partner) -> Iterable[str]:
    """The outbound lanes that it may speak of: the one of its own envelope, then the partner's first."""
    envelope = interchanges.get(desk.connection, document.interchange_id) if document.interchange_id else None
    pairs = [(envelope.receiver, envelope.sender)] if envelope is not None else []
    for ours, theirs in dict.fromkeys([*pairs, addresses(partner)]):
        named = (ours, theirs, partner.usage, partner.name)
        yield lanes.outbound(desk.connection, *named, desk.now, partner.standard)


def settle(desk: Desk, sent: Stored[Any], said: Said, partner: Partner, conflicts: bool = True) -> bool:
    """What was said is noted, walked home, and counts where it is worse. False where it contradicts what was said
    before and `conflicts`: then the worse word stands, and both are kept."""
    before = desk.pending(sent.id)
    stands = before.get("answer", sent.answer)
    contradicts = stands in SAID and stands != said.word
    if not contradicts or SAID.index(said.word) > SAID.index(stands):
        code = {"code_type": said.code_type, "code": said.code} if said.word in BAD else {}
        desk.change(sent.id, answer=said.word, **code)
        desk.attention += said.word in BAD
    if said.word in BAD:
        refusals.tell(desk.connection, [sent.id], desk.now)
    if said.kept:
        details = before.get("details", sent.details) or {}
        told = [*home.said_of(details), _told(desk, sent, said, partner)]
        desk.change(sent.id, details={**details, "said": told})
    desk.tell("document.answered", sent.id, sent.order_id, word=said.word, by=said.by.id)
    return not (contradicts and conflicts)


def _told(desk: Desk, sent: Stored[Any], said: Said, partner: Partner) -> Row:
    return {
        "by": said.by.id, "type": said.by.type, "word": said.word, "faults": list(said.faults),
        "reference": said.reference, "places": home.walk(sent, partner, desk.context.configuration, said.places),
    }  # fmt: skip


def met(desk: Desk, document: Stored[Any], sent: Sequence[Stored[Any]]) -> None:
    """What was owed for these documents has come, late or not."""
    ids = [one.id for one in sent]
    desk.answer(document.id, ids)
    expectations.meet(desk.connection, ids, FUNCTIONAL, document.id, desk.now)
    reach("E.matched")


def orphan(desk: Desk, document: Stored[Any], control: str) -> Row:
    """It speaks of something that we never sent: shown, and nothing follows."""
    desk.tell("acknowledgement.orphan", document.id, control=control)
    desk.attention += 1
    return rows.settled("ACCEPTED_WITH_ERRORS", "ORPHAN_ACK", answer="orphan")


def word_of(verdict: str) -> str:
    """The answer that a verdict gives; one that we do not know refuses."""
    word = WORDS.get(verdict, verdict)
    return word if word in SAID else "rejected"


def plain(control: str | None) -> str:
    """A control number as a number: they may pad it."""
    text = (control or "").strip()
    return str(int(text)) if text.isascii() and text.isdigit() else text
