"""A change to an order (X12 860): a new revision of what can be carried out, what is refused, and the answer (865)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from edigw.errors import Refused
from edigw.lifecycle import change_answer, ledger, states
from edigw.lifecycle.change_lines import TOUCHES, Changed, decide_lines, refuse_lines
from edigw.lifecycle.effects import (
    Compose,
    Decision,
    Duplicate,
    Effect,
    ErpOut,
    Event,
    Follow,
    Hold,
    Reject,
    Revise,
    Update,
)
from edigw.lifecycle.facts import AnswerFact, ChangeFact, LedgerLine, OrderState
from edigw.lifecycle.requests import AmendRequest, ShipRequest
from edigw.model.answer import Outcome
from edigw.model.base import Party
from edigw.model.change import ChangeLine, OrderChange
from edigw.model.order import OrderLine
from edigw.model.partner import Partner

HOLD_FOR = timedelta(days=1)  # until a wait is overdue
REFUSE = "REFUSE"  # among the holds that a person ended: the change is refused as a whole
PURPOSES = frozenset(("change", "replace", "cancel"))  # that take effect by themselves


def order_changed(
    change: OrderChange,
    existing: OrderState | None,
    partner: Partner,
    *,
    now: datetime,
    document_id: str,
    lifted: Set[str] = frozenset(),
) -> Decision:
    """A change arrived; `existing` is the order of its key, None where there is none.

    Effects: Revise or Update, Event, ErpOut, Compose("change_answer"), Follow; or Hold; or Duplicate; or, once a
    person released what waits for its order, Reject with the answer. `lifted` names the holds that a person ended.
    """
    came = _Came(change, partner, now, document_id, lifted)
    if existing is None:
        return _without_order(came)
    if any(fact.fingerprint == fingerprint(change) for fact in existing.changes):
        message = f"this change of order {existing.number} was decided before"
        return Decision((Duplicate(existing.order_id, message),))
    if REFUSE in lifted:
        return _turned_down(came, existing)
    if (held := _sequence(came, existing) or _for_a_person(came, existing)) is not None:
        return Decision((held,))
    if change.purpose not in PURPOSES:
        noted = {"document": document_id, "as": change.purpose}
        return Decision((Event("order.noted", existing.order_id, noted),))
    made = decide_lines(_asked(change, existing), existing, partner)
    findings = tuple(found for one in made for found in one.findings)
    if reasons := [reason for one in made for reason in one.holds if reason not in lifted]:
        message = f"the change of order {existing.number} waits: " + "; ".join(found.message for found in findings)
        return Decision((came.hold(reasons[0], message),), findings)
    return Decision(_carried(came, existing, tuple(map(_settled, made))), findings)


def amended(state: OrderState, request: AmendRequest, partner: Partner, *, now: datetime, cause: str) -> Decision:
    """What the buyer changed by phone or letter, carried out at once; the 865 announces it. Raises Refused."""
    if request.purpose not in PURPOSES:
        raise Refused(f"`{request.purpose}` is no purpose of a change", f"one of: {', '.join(sorted(PURPOSES))}")
    if request.purpose != "cancel" and not request.lines and not request.dates:
        raise Refused("the request changes nothing", "give `lines` or `dates`; `edigw orders cancel` cancels all")
    names = {row.no for _, row in state.pairs()}
    lines = tuple(
        ChangeLine(
            no=line.no, qty=line.qty, unit=line.unit or (None if line.no in names else "each"), price=line.price,
            dates=line.dates, ids=line.ids, description=line.description,
            change="cancelled" if line.cancel else "line_changed" if line.no in names else "added",
        )
        for line in request.lines
    )  # fmt: skip
    change = OrderChange(number=state.number, purpose=request.purpose, lines=lines, dates=request.dates)
    told = partner.model_copy(update={"changes": partner.changes.model_copy(update={"poc03": "new_total"})})
    came = _Came(change, told, now, cause, frozenset(("MANUAL", "PRICE")), announced=True)
    made = tuple(map(_settled, decide_lines(_asked(change, state), state, told)))
    refused = [one for one in made if one.result != "accepted" and one.findings]
    if refused and (request.purpose != "cancel" or all(one.result == "rejected" for one in made)):
        raise Refused(refused[0].findings[0].message, refused[0].findings[0].hint)
    return Decision(_carried(came, state, made), tuple(found for one in made for found in one.findings))


def fingerprint(change: OrderChange) -> str:
    """A hash over what the change says."""
    said = change.model_dump(mode="json", exclude_defaults=True, exclude={"channel"})
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _turned_down(came: _Came, existing: OrderState) -> Decision:
    """A person refuses the change: the order stays as it is, and the answer rejects."""
    known = came.change.purpose in PURPOSES and came.change.purpose != "change"
    made = refuse_lines(_asked(came.change, existing) if known else came.change.lines, existing)
    bare = not made or came.change.purpose == "cancel" or not came.partner.answers.line_detail
    return Decision(_carried(came, existing, made, "rejected" if bare else "rejected_with_detail"))


@dataclass(frozen=True, slots=True)
class _Came:
    """A change in hand."""

    change: OrderChange
    partner: Partner
    now: datetime
    document_id: str
    lifted: Set[str]
    announced: bool = False  # it is ours: nobody sent an 860

    def hold(self, reason: str, message: str, waits_for: str = "person") -> Hold:
        return Hold(reason, waits_for, self.now + HOLD_FOR, message)


def _without_order(came: _Came) -> Decision:
    """It waits for its order; once a person gives up waiting it is refused, and answered so."""
    number = came.change.number
    if "ORDER_UNKNOWN" not in came.lifted:
        message = f"there is no order {number} that this change could be about"
        return Decision((came.hold("ORDER_UNKNOWN", message, f"order {number}"),))
    body = change_answer.without_order(came.change, came.now.date())
    sent = Compose("change_answer", body, (), came.document_id, (came.document_id,))
    return Decision((Reject("ORDER_UNKNOWN", f"order {number} never came"), sent))


def counted(change: OrderChange, existing: OrderState) -> int:
    """The buyer's count of this change; where it says none, the next."""
    said = change.sequence or ""
    return int(said) if said.isascii() and said.isdigit() else _last(existing) + 1


def _last(existing: OrderState) -> int:
    return max((fact.number for fact in existing.changes), default=0)


def _sequence(came: _Came, existing: OrderState) -> Hold | None:
    """A number that was used for another change is a conflict; one beyond the next waits for those between."""
    number, last = counted(came.change, existing), _last(existing)
    before = next((fact.document for fact in existing.changes if fact.number == number), None)
    if before is not None and "CONFLICT" not in came.lifted:
        message = f"change {number} of order {existing.number} came before with other content"
        return replace(came.hold("CONFLICT", message), against=before)
    if number > last + 1 and came.partner.changes.sequence and "EARLIER_CHANGE" not in came.lifted:
        message = f"change {number} of order {existing.number} came, and change {last + 1} did not yet"
        return came.hold("EARLIER_CHANGE", message, f"change {last + 1}")
    return None


def _for_a_person(came: _Came, existing: OrderState) -> Hold | None:
    change = came.change
    strange = [line.change for line in change.lines if change.purpose == "change" and line.change not in TOUCHES]
    moved = _moved(change.ship_to, existing.order.ship_to)
    if change.purpose not in (*PURPOSES, "confirm") and "NOT_SUPPORTED" not in came.lifted:
        return came.hold("NOT_SUPPORTED", f"a change with the purpose `{change.purpose}` is left to a person")
    if change.purpose in PURPOSES and (strange or moved) and "NOT_SUPPORTED" not in came.lifted:
        what = f"lines with `{strange[0]}`" if strange else "another place to ship to"
        return came.hold("NOT_SUPPORTED", f"the change of order {existing.number} has {what}: left to a person")
    if change.purpose in PURPOSES and came.partner.changes.mode == "manual" and "MANUAL" not in came.lifted:
        return came.hold("MANUAL", f"the change of order {existing.number} waits for a person")
    return None


def _moved(asked: Party | None, known: Party | None) -> bool:
    """Whether the goods are to go elsewhere; a place without a number is not compared."""
    return bool(asked and asked.id and known and known.id and asked.id != known.id)


def _asked(change: OrderChange, existing: OrderState) -> tuple[ChangeLine, ...]:
    """What is asked of each line. Cancelling all and replacing all are said line by line."""
    names = [row.no for _, row in existing.pairs()]
    if change.purpose == "cancel":
        return tuple(ChangeLine(no=no, change="cancelled") for no in names)
    if change.purpose == "change":
        return tuple(line for line in change.lines if line.change in TOUCHES)
    said = tuple(
        line.model_copy(update={"change": "values_replaced" if line.no in names else "added"})
        for line in change.lines
        if line.change != "cancelled"
    )
    sent = {line.no for line in said}
    return (*said, *(ChangeLine(no=no, change="cancelled") for no in names if no not in sent))


def _settled(one: Changed) -> Changed:
    """What nobody could decide, and a person let go all the same, is refused."""
    if one.outcomes:
        return one
    return replace(one, result="rejected", outcomes=(Outcome(status="rejected"),))


def _carried(came: _Came, existing: OrderState, made: Sequence[Changed], refused: str = "") -> tuple[Effect, ...]:
    """The revision where anything was carried out, the journal, our systems, and the answer; `refused`: what a person
    who refuses all of it says there."""
    status = refused or change_answer.verdict(made, came.change.purpose or "change", came.partner.answers)
    dated = bool(came.change.dates and not made)
    moves = not refused and (dated or any(one.result != "rejected" for one in made))
    state = _revised(came, existing, made) if moves else existing
    number = counted(came.change, existing)
    fact = ChangeFact(
        number=number, on=came.change.changed_on or came.now.date(), fingerprint=fingerprint(came.change),
        document=came.document_id, status=status,
    )  # fmt: skip
    answered = AnswerFact(on=came.now.date(), status=status, cause=came.document_id)
    answers = (*state.answers, answered) if state.answered else state.answers
    changes = existing.changes if came.announced else (*existing.changes, fact)
    state = state.model_copy(update={"changes": changes, "answers": answers})
    told = {"document": came.document_id, "status": status, "revision": state.revision, "change": number}
    event = Event("order.changed" if moves else "order.change_refused", state.order_id, told)
    body = change_answer.compose(state, came.change, made, status, came.partner, came.now.date(), came.announced)
    replies = () if came.announced else (came.document_id,)
    sent = Compose("change_answer", body, (state.order_id,), came.document_id, replies)
    if not moves:
        return (Update(state), event, sent)
    erp = ErpOut("change", state.order, state.order_id)
    return (Revise(state), event, erp, sent, *_ships(state, came.partner))


def _ships(state: OrderState, partner: Partner) -> tuple[Follow, ...]:
    """What was added leaves at once, for partners whose `lifecycle` ships so."""
    due = partner.lifecycle.ships == "at_once" and any(line.confirmed > line.shipped for line in state.ledger)
    return (Follow("ship", state.order_id, ShipRequest()),) if due else ()


def _revised(came: _Came, existing: OrderState, made: Sequence[Changed]) -> OrderState:
    """Lines in their places, new ones at the end; the accounts of lines that went stay behind them."""
    held: dict[str, tuple[OrderLine, LedgerLine]] = {row.no: (line, row) for line, row in existing.pairs()}
    dropped = list(existing.ledger[len(held) :])
    for one in made:
        if one.row is None:
            continue
        if one.line is None:
            held.pop(one.row.no, None)
            dropped.append(one.row)
        else:
            held[one.row.no] = (one.line, one.row)
    named = [_renamed(row, held.keys(), existing.revision) for row in dropped]
    order = existing.order.model_copy(
        update={
            "purpose": came.change.purpose,
            "lines": tuple(line for line, _ in held.values()),
            "dates": {**existing.order.dates, **came.change.dates},
            "line_count": None,
            "hash_total": None,
        }
    )
    news = {"revision": existing.revision + 1, "revised_by": came.document_id, "order": order}
    accounts = [*(row for _, row in held.values()), *named]
    faults = [fault for row in accounts for fault in ledger.broken(row, came.partner.lifecycle.tolerance,
                                                                   came.partner.lifecycle.invoice_on)]  # fmt: skip
    if faults:
        raise Refused(faults[0], "`edigw orders show` prints each line's account")
    return states.advance(existing.model_copy(update=news), accounts, "change")


def _renamed(row: LedgerLine, names: Set[str], revision: int) -> LedgerLine:
    """A line that went, under a name of its own where a new line took its number."""
    return row.model_copy(update={"no": f"{row.no}@{revision}"}) if row.no in names else row
