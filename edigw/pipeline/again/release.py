"""A person ends a WAITING: the document gets its turn again without the hold, by the same straight line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import NotFound, UsageError
from edigw.lifecycle.change import REFUSE
from edigw.model.acknowledgement import Acknowledgement
from edigw.pipeline import rows
from edigw.pipeline.context import Context
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound.drafts import rewritten
from edigw.pipeline.turn.answering import anew, in_pieces
from edigw.store import documents, gaps, journal, lanes, refusals
from edigw.store.journal import Fact

CHANGES = ("860", "ORDCHG")
NUMBERS = ("TA105", "AK905")  # an interchange's, a group's
CONTROL = "CONTROL"  # the wait for a control number that was used before: the order's own conflict is another matter


def release(context: Context, document_id: str, reason: str, who: str, refuse: bool = False) -> str | None:
    """Ends the hold; with `refuse` by refusing a change of an order, which is answered so.

    Returns the inbound lane that has work now, None for an outbound document; what waits for its partner's files goes
    on by `remind.reopen`. Raises NotFound, UsageError when it does not wait, ConfigError while those files are faulty.
    """
    now = context.now()
    with context.store.begin() as connection:
        document = documents.get(connection, document_id)
        if document is None:
            raise NotFound(f"there is no document {document_id}", "`edigw docs list` shows the ids")
        if (held := _held(connection, document)) is not None:
            _seen_to(connection, document, {"who": who, "reason": reason, "held": held}, now)
            return str(document.lane_id) if document.direction == "in" else None
        _can_end(document, refuse)
        if document.lane_id is not None:
            fact = Fact(
                "document.released",
                {"who": who, "reason": reason, "held": document.reason, **({"refused": "yes"} if refuse else {})},
                document_id,
                document.order_id,
            )
            journal.append(connection, document.lane_id, [fact], now)
        if document.direction == "out":
            _again(context, connection, document)
            return None
        if document.reason == "CONFIG":
            context.configuration.partner(document.partner)
            return str(document.lane_id)
        details = document.details or {}
        held = CONTROL if document.code_type in NUMBERS else document.reason
        lifted = sorted({*details.get("lifted", ()), held, *((REFUSE,) if refuse else ())})
        documents.set_fields(
            connection, document_id, now, details={**details, "lifted": lifted},
            **rows.settled("RECEIVED", order_key=None, code_type=None, code=None),
        )  # fmt: skip
        lanes.wake(connection, [document.lane_id])
        return str(document.lane_id)


def _held(connection: Connection, document: Stored[Any]) -> str | None:
    """What somebody says to have seen to, where the document itself waits for nothing."""
    if document.answer == "orphan":
        return "orphan"
    if document.state == "WAITING":
        return None
    if refusals.stands(connection, document.id):
        return "refusal"
    return "gap" if gaps.told_by(connection, document.id) else None


def _can_end(document: Stored[Any], refuse: bool) -> None:
    if document.state != "WAITING":
        hint = "only what is WAITING can be released"
        raise UsageError(f"document {document.id} is {document.state}, not WAITING", hint)
    if refuse and document.type not in CHANGES:
        raise UsageError(f"document {document.id} is no change of an order", "`--refuse` is for those alone")


def _seen_to(connection: Connection, document: Stored[Any], told: dict[str, str], now: datetime) -> None:
    """An acknowledgement of nothing that we sent, interchanges before it that never came, a refusal of ours: somebody
    knows why."""
    journal.append(connection, document.lane_id, [Fact("document.released", told, document.id)], now)
    gaps.seen_to(connection, document.id)
    refusals.seen_to(connection, [document.id])
    if document.answer == "orphan":
        documents.set_fields(connection, document.id, now, answer="none")


def _again(context: Context, connection: Connection, document: Stored[Any]) -> None:
    """Our own document is written once more by today's map; it waits on where that fails again."""
    partner = context.configuration.partner(document.partner)
    chart = context.configuration.map_for(partner, document.type, "out")
    desk = Desk(context, connection, document.lane_id, context.now())
    model = chart.model.model_validate_json(document.model)
    if isinstance(model, Acknowledgement) and in_pieces(model):
        columns = anew(desk, document, model, partner)
    else:
        columns = rewritten(desk, partner, document.type, model)
    documents.set_fields(connection, document.id, desk.now, **columns)
    lanes.wake(connection, [document.lane_id])
