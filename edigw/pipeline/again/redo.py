"""What may be done again, and what bars it: the rules before a document is read, composed or sent once more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle.facts import ZERO, OrderState
from edigw.lifecycle.keys import order_key
from edigw.lifecycle.ledger import plain
from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.pipeline.again.reread import Fresh
from edigw.pipeline.desk import Desk
from edigw.pipeline.read.standards import MEANING
from edigw.pipeline.rows import Row

SAYING = ("acknowledgement", "advice")  # what they say of ours: its effect can be taken back
SETTLED = ("DONE", "ACCEPTED_WITH_ERRORS", "REJECTED", "QUARANTINED", "WAITING")
WENT = ("SENT", "DELIVERED", "FAILED")


@dataclass(frozen=True, slots=True)
class Asked:
    """By whom and why; a plan changes nothing."""

    reason: str
    who: str
    plan: bool = False


def result(document: Stored[Any], outcome: str, why: str | None = None, **more: Any) -> Row:
    """What became of one document: the row that the commands print."""
    return {"id": document.id, "type": document.type, "partner": document.partner, "usage": document.usage,
            "po_number": document.po_number, "outcome": outcome, "why": why, "new_id": None, "changes": [],
            "order": None, "answers": [], "sends": [], "warnings": [], **more}  # fmt: skip


def planned(told: Row) -> Row:
    """A result of what was undone: what it made has no id."""
    if told["new_id"] is None:
        return told
    return {**told, "new_id": None, "sends": [{**one, "id": None} for one in told["sends"]]}


def unreadable(document: Stored[Any]) -> str | None:
    """Why a document cannot be read again, as far as its row tells."""
    if document.direction == "out":
        return "it is ours: `edigw docs reissue` composes it anew"
    if document.standard == "canonical":
        return "it came by the door of our own systems: no map reads it"
    if document.state == "WAITING" and document.reason == "CONFIG":
        return "it goes on by itself once its partner's files are in order"
    if document.code_type in ("TA105", "AK905") and document.reason in ("CONFLICT", "CONTROL_USED"):
        return "its control number came before with other bytes: `edigw docs release` where it waits"
    if document.state == "DUPLICATE" and document.replaced_by is None:
        return "it repeats another document and had no effect: name that one"
    if (gone := _replaced(document)) is not None:
        return gone
    return None if document.state in SETTLED else f"it is {document.state}: it has not had its turn"


def barred(desk: Desk, document: Stored[Any], fresh: Fresh | None, partner: Partner) -> str | None:
    """Why a document that can be read again must not take effect again."""
    if fresh is None or fresh.columns["type"] != document.type:
        return "its file holds no such document for today's reader"
    if fresh.refused is not None:
        return f"today it would be refused: {fresh.refused}"
    if MEANING.get(document.type) in SAYING:
        return None
    state = desk.order_of(document.order_id) if document.order_id else None
    if MEANING.get(document.type) == "order" and state is not None:
        return _order_barred(document, fresh, partner, state)
    if document.order_id or document.state in ("DONE", "ACCEPTED_WITH_ERRORS"):
        return "what it did stands in the order, and cannot be taken back: `edigw orders` mends the order"
    return None


def _order_barred(document: Stored[Any], fresh: Fresh, partner: Partner, state: OrderState) -> str | None:
    if state.revised_by != document.id:
        return f"order {state.number} was changed since, by document {state.revised_by} (revision {state.revision})"
    if fresh.columns["body"] is None:
        return "today's map cannot read it whole"
    key = order_key(Order.model_validate_json(fresh.columns["body"]), partner)
    if key != state.order_key:
        return f"its order would be {key}, no longer {state.order_key}: one must not become two"
    if state.shipments or state.invoices:
        shipped = sum((line.shipped for line in state.ledger), ZERO)
        invoiced = sum((line.invoiced for line in state.ledger), ZERO)
        return f"{plain(shipped)} shipped and {plain(invoiced)} invoiced already: settle the difference with the buyer"
    return None


def same(document: Stored[Any], fresh: Fresh | None) -> bool:
    """Whether reading it again would change nothing: it took effect, and says what it said."""
    new = fresh.columns["body"] if fresh else None
    took = document.state in ("DONE", "ACCEPTED_WITH_ERRORS") or bool(document.order_id)
    if not took or document.answer == "orphan" or document.body is None or new is None:
        return False
    return bool(json.loads(document.body) == json.loads(new))


def unsendable(document: Stored[Any]) -> str | None:
    """Why a document of ours cannot be composed anew."""
    if document.direction == "in":
        return "it came in: `edigw docs reprocess` reads it again"
    if MEANING.get(document.type) == "acknowledgement":
        return "a group is answered once: `edigw docs redeliver` sends the same bytes again"
    if (gone := _replaced(document)) is not None:
        return gone
    if document.state == "WAITING":
        return f"it never left: `edigw docs release {document.id}` writes it by today's map"
    if document.state not in WENT:
        return f"it is {document.state}: it is on its way"
    return None if document.model else "what it said is not kept"


def undeliverable(document: Stored[Any]) -> str | None:
    """Why the bytes of a document cannot go once more."""
    if document.direction == "in":
        return "it came in: `edigw docs reprocess` reads it again"
    if (gone := _replaced(document)) is not None:
        return gone
    return None if document.outbox_id else f"it is {document.state}: it is in no file yet"


def _replaced(document: Stored[Any]) -> str | None:
    return f"it was done anew: name {document.replaced_by}" if document.replaced_by else None


TOLD: Mapping[str, str] = {
    "accepted": "the partner has accepted it: it may count it twice",
    "accepted_with_errors": "the partner has accepted it, with errors: it may count it twice",
    "partly": "the partner has accepted a part of it",
}
"""What must be said before something is sent again."""
