"""Boundary E for a CONTRL: what it says of an interchange of ours, of its groups and messages (ISO 9735-4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.acknowledgement import InterchangeAcknowledgement, LevelVerdict, MessageVerdict
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import home
from edigw.pipeline.turn.reconcile import Said, lanes_of, met, orphan, settle
from edigw.store import documents, outbox

WORDS = {"accepted": "accepted", "all_accepted": "accepted", "envelope_accepted": "accepted",
         "partly_accepted": "accepted", "accepted_with_errors": "accepted_with_errors"}  # fmt: skip
"""Action of a level -> answer of what is below and not told of; any other refuses."""
RECEIVED = "received"  # UCI 8: no more than that it came; the verdict is to follow
REFUSES = "4"  # 0083


def contrl(desk: Desk, document: Stored[Any], partner: Partner) -> Row:
    """Every message that we sent in the interchange gets its answer."""
    ack = InterchangeAcknowledgement.model_validate_json(document.body)
    sent = _sent(desk, document, partner, ack)
    if not sent:
        return orphan(desk, document, ack.control)
    if ack.verdict == RECEIVED:
        desk.answer(document.id, [one.id for one in sent])
        for one in sent:
            desk.tell("document.received", one.id, one.order_id, by=document.id)
        return rows.settled("DONE")
    columns = rows.settled("DONE")
    told = {(group, message.reference): message for group, message in _messages(ack)}
    for one in sent:
        said = _said(document, ack, one, told.pop((one.group_control or "", one.set_control), None))
        if not settle(desk, one, said, partner):
            columns = rows.settled("ACCEPTED_WITH_ERRORS", "ACK_CONFLICT")
    if told:
        desk.tell("acknowledgement.strange_sets", document.id, controls=sorted(control for _, control in told))
        columns = rows.settled("ACCEPTED_WITH_ERRORS", "ACK_STRANGE_SET")
    met(desk, document, sent)
    return columns


def _sent(
    desk: Desk, document: Stored[Any], partner: Partner, ack: InterchangeAcknowledgement
) -> Sequence[Stored[Any]]:  # fmt: skip
    for lane_id in lanes_of(desk, document, partner):
        found = outbox.by_control(desk.connection, lane_id, ack.control)
        if found is not None:
            return documents.of_outbox(desk.connection, found.id)
    return ()


def _messages(ack: InterchangeAcknowledgement) -> Iterator[tuple[str, MessageVerdict]]:
    """With the reference of their group; without one where the interchange has none."""
    yield from (("", one) for one in ack.messages)
    for group in ack.groups:
        yield from ((group.reference, one) for one in group.messages)


def _said(
    document: Stored[Any], ack: InterchangeAcknowledgement, sent: Stored[Any], message: MessageVerdict | None
) -> Said:
    """The refusal of a level counts for all below it; what nobody names is as the level above says."""
    group = next((one for one in ack.groups if one.reference == (sent.group_control or "")), None)
    levels: list[tuple[str, LevelVerdict]] = [("UCI", ack)]
    levels += [("UCF", group)] if group is not None else []
    levels += [("UCM", message)] if message is not None else []
    segment, level = next(((name, one) for name, one in levels if _word(one) == "rejected"), levels[-1])
    faults = tuple(one.fault for _, one in levels if one.fault)
    places = tuple(_places(message)) if message is not None else ()
    return Said(document, _word(level), segment, REFUSES, faults, places)


def _word(level: LevelVerdict) -> str:
    return WORDS.get(level.verdict, "rejected")


def _places(message: MessageVerdict) -> Iterator[home.Place]:
    """The UCSs and UCDs of one message. They count segments and name none; the tag is the first of its elements."""
    for one in message.segments:
        at = home.Place("", int(one.position), fault=one.fault)
        if not one.elements:
            yield at
        for inner in one.elements:
            component = None if inner.component is None else int(inner.component)
            yield home.Place("", int(one.position), int(inner.position) - 1 or None, component, inner.fault)


__all__ = ["contrl"]
