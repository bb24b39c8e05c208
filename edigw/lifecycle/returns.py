"""Returns (X12 180): what may come back, who allows it, what came, and the credit memo (810) that follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from edigw.lifecycle.change_lines import Held, find
from edigw.lifecycle.effects import Compose, Decision, Duplicate, Effect, ErpOut, Event, Follow, Hold, Reject, Update
from edigw.lifecycle.facts import ZERO, LedgerLine, OrderState, ReturnFact, ReturnItem
from edigw.lifecycle.ledger import plain
from edigw.lifecycle.requests import CreditRequest
from edigw.lifecycle.return_answer import answer
from edigw.lifecycle.rules import note
from edigw.model.partner import Partner
from edigw.model.returns import Return, ReturnLine
from edigw.tree import Finding

HOLD_FOR = timedelta(days=1)  # until a wait is overdue
REQUESTS = frozenset((None, "original", "request", "advance"))  # purposes by which goods are to come back
LIVE = frozenset(("authorised", "received"))  # states of a return whose goods count


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a request against what we sold."""

    line: ReturnLine
    state: OrderState | None
    row: LedgerLine | None
    qty: Decimal = ZERO  # in the row's base unit
    refused: str | None = None  # a word of maps/codes/return_response.yaml
    why: str = ""


def return_received(
    came: Return,
    states: Mapping[str, OrderState],
    partner: Partner,
    *,
    now: datetime,
    document_id: str,
    number: str,
    lifted: Set[str] = frozenset(),
) -> Decision:
    """A request to send goods back. `states` are the partner's orders by the buyer's number; `number` will be our
    authorisation's.

    Effects: an Update and Event for each order, and Compose("return"), or Hold("RETURN") until a person or the ERP
    decides; or Duplicate; or Reject; or Hold. Released, it is decided by the rules: sold on that order, not more
    than left and is not on its way back, within the window.
    """
    known = [(state, fact) for state in states.values() for fact in state.returns if fact.number == came.number]
    if came.purpose == "cancel":
        return _ended(came, known, document_id)
    if came.purpose not in REQUESTS:
        if "NOT_SUPPORTED" in lifted:
            return Decision((Event("return.noted", "", {"document": document_id, "as": came.purpose}),))
        return Decision((_hold("NOT_SUPPORTED", f"a return with the purpose `{came.purpose}`", now),))
    if not came.lines:
        return Decision((Reject("NO_LINES", f"the return {came.number} has no lines"),))
    others = [(state, fact) for state, fact in known if fact.document != document_id]
    if others and "CONFLICT" not in lifted:
        state, fact = others[0]
        if fact.fingerprint == fingerprint(came):
            return Decision((Duplicate(state.order_id, f"the return {came.number} came before"),))
        message = f"the return {came.number} came before with other content"
        return Decision((replace(_hold("CONFLICT", message, now), against=fact.document),))
    asked = [one for one in judge(came, states, partner, now.date()) if not _decided(one.state, document_id)]
    if not asked:
        return Decision((Event("return.noted", "", {"document": document_id, "as": "answered"}),))
    findings = tuple(_note(one) for one in asked if one.refused)
    if partner.returns.decides != "automatic" and "RETURN" not in lifted:
        return Decision(_waits(came, asked, partner, now, document_id), findings)
    return Decision(_allowed(came, asked, partner, now, document_id, number), findings)


def _decided(state: OrderState | None, document_id: str) -> bool:
    """Whether somebody answered for this order's lines of the request already."""
    facts = state.returns if state is not None else ()
    return any(fact.document == document_id and fact.state != "requested" for fact in facts)


def fingerprint(came: Return) -> str:
    """A hash over what the request says."""
    said = came.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _hold(reason: str, message: str, now: datetime, waits_for: str = "person", subject: str = "document") -> Hold:
    return Hold(reason, waits_for, now + HOLD_FOR, message, subject)


def _note(one: Wanted) -> Finding:
    return note("RETURN_REFUSED", one.why, one.refused)


def order_numbers(came: Return) -> tuple[str, ...]:
    """The buyer's numbers of the orders that a return speaks of."""
    named = [line.order_number or came.order_number for line in came.lines] or [came.order_number]
    return tuple(dict.fromkeys(number for number in named if number))


def judge(came: Return, states: Mapping[str, OrderState], partner: Partner, today: date) -> tuple[Wanted, ...]:
    """Each line by the rules; what an earlier line takes is no longer there for a later one."""
    taken: dict[tuple[str, str], Decimal] = {}
    made: list[Wanted] = []
    for line in came.lines:
        number = line.order_number or came.order_number
        one = _judged(line, states.get(number or ""), number, partner, today, taken)
        if one.state is not None and one.row is not None and not one.refused:
            key = (one.state.order_id, one.row.no)
            taken[key] = taken.get(key, ZERO) + one.qty
        made.append(one)
    return tuple(made)


def _judged(
    line: ReturnLine, state: OrderState | None, number: str | None, partner: Partner, today: date,
    taken: Mapping[tuple[str, str], Decimal],
) -> Wanted:  # fmt: skip
    item = f"{line.id_type} {line.id}"
    if state is None:
        return Wanted(line, None, None, refused="no_sale_record", why=f"{item}: there is no order {number or '?'}")
    held: Held = {row.no: (each, row) for each, row in state.pairs()}
    no = find(line.no, line.numbers, held) or find(None, line.numbers, held)
    if no is None:
        said = f"{item}: order {state.number} has no such line"
        return Wanted(line, state, None, refused="no_sale_record", why=said)
    row = held[no][1]
    if line.unit not in (None, row.order_unit, row.unit) or line.qty is None or line.qty <= 0:
        said = f"line {no}: {plain(line.qty or ZERO)} {line.unit or 'units'} cannot come back"
        return Wanted(line, state, row, refused="quantity", why=said)
    qty = line.qty * (row.factor if line.unit in (None, row.order_unit) else 1)
    left = returnable(state, row) - taken.get((state.order_id, no), ZERO)
    if qty > left:
        said = f"line {no}: {plain(qty)} asked, {plain(row.shipped)} shipped and {plain(left)} of them left to return"
        return Wanted(line, state, row, qty, "quantity", said)
    sent = max((fact.on for fact in state.shipments if fact.on and _holds(fact.items, no)), default=None)
    days = partner.returns.window_days
    if days is not None and sent is not None and sent + timedelta(days=days) < today:
        said = f"line {no}: shipped on {sent}, and returns are taken within {days} days"
        return Wanted(line, state, row, qty, "time_limit", said)
    return Wanted(line, state, row, qty)


def _holds(items: Sequence[object], no: str) -> bool:
    return any(getattr(item, "no", None) == no for item in items)


def returnable(state: OrderState, row: LedgerLine) -> Decimal:
    """What left and neither came back nor was allowed to, or to be kept."""
    allowed = sum(
        (item.authorised for fact in state.returns if fact.state in LIVE for item in fact.items if item.no == row.no),
        ZERO,
    )
    return row.shipped - max(allowed, row.returned)


def _facts(
    came: Return, asked: Sequence[Wanted], document_id: str, today: date
) -> dict[str, tuple[OrderState, ReturnFact]]:
    """The request as each of its orders keeps it, by order id."""
    made: dict[str, tuple[OrderState, ReturnFact]] = {}
    for one in asked:
        if one.state is None:
            continue
        mine = [each for each in asked if each.state is one.state]
        items = tuple(
            ReturnItem(no=each.row.no, asked=each.qty, response=each.refused) for each in mine if each.row is not None
        )
        said = came.model_copy(update={"lines": tuple(each.line for each in mine)})
        fact = ReturnFact(
            number=came.number, on=came.created_on or today, document=document_id, fingerprint=fingerprint(came),
            items=items, note=said,
        )  # fmt: skip
        made[one.state.order_id] = (one.state, fact)
    return made


def kept_with(state: OrderState, fact: ReturnFact) -> OrderState:
    """The order with this return in the place of an earlier word on it."""
    others = tuple(one for one in state.returns if (one.number, one.document) != (fact.number, fact.document))
    return state.model_copy(update={"returns": (*others, fact)})


def _waits(
    came: Return, asked: Sequence[Wanted], partner: Partner, now: datetime, document_id: str
) -> tuple[Effect, ...]:
    facts = _facts(came, asked, document_id, now.date())
    if not facts:
        named = ", ".join(order_numbers(came)) or "none"
        return (_hold("RETURN", f"the return {came.number} names an order that we do not know: {named}", now),)
    effects: list[Effect] = []
    for state, fact in facts.values():
        effects.append(Update(kept_with(state, fact)))
        told = {"return": came.number, "document": document_id}
        effects.append(Event("order.return_requested", state.order_id, told))
        effects.append(ErpOut("return", fact.note, state.order_id))
    message = f"the return {came.number} waits for who allows it: `edigw orders return` does"
    return (*effects, _hold("RETURN", message, now, partner.returns.decides, "answer"))


def _allowed(
    came: Return, asked: Sequence[Wanted], partner: Partner, now: datetime, document_id: str, number: str
) -> tuple[Effect, ...]:
    """By the rules: what stands up to them is allowed in full, the rest refused with its reason; one answer."""
    effects: list[Effect] = []
    facts = _facts(came, asked, document_id, now.date())
    keeps = partner.returns.goods != "return"
    after: list[OrderState] = []
    for state, fact in facts.values():
        items = tuple(
            item if item.response else item.model_copy(update={"authorised": item.asked}) for item in fact.items
        )
        good = any(item.authorised for item in items)
        news = {"items": items, "state": "authorised" if good else "refused", "keeps": keeps and good,
                "authorization": number if good else None}  # fmt: skip
        after.append(kept_with(state, fact.model_copy(update=news)))
        effects.append(Update(after[-1]))
        told = {"return": came.number, "authorization": number if good else None, "cause": document_id}
        effects.append(Event("order.return_authorised" if good else "order.return_refused", state.order_id, told))
    orders = tuple(facts)
    verdicts = [(one.line, one.refused, None) for one in asked]
    first = next((state for state, _ in facts.values()), None)
    body = answer(came, verdicts, partner.returns.goods, number, now.date(), first.order if first else None)
    if body.authorization is not None:
        effects.append(ErpOut("return", body, orders[0]))
    effects.append(Compose("return", body, orders, document_id, (document_id,)))
    return (*effects, *(step for each in after for step in credits(each, partner)))


def _ended(came: Return, known: Sequence[tuple[OrderState, ReturnFact]], document_id: str) -> Decision:
    """The buyer no longer wants to send them back; what has come stays with us."""
    if not known:
        return Decision((Reject("RETURN_UNKNOWN", f"there is no return {came.number} to cancel"),))
    effects: list[Effect] = []
    for state, fact in known:
        if any(item.received for item in fact.items) or (fact.keeps and state.credits):
            return Decision((Reject("RETURN_RECEIVED", f"goods of the return {came.number} have come already"),))
        effects.append(Update(kept_with(state, fact.model_copy(update={"state": "cancelled"}))))
        told = {"return": came.number, "document": document_id}
        effects.append(Event("order.return_cancelled", state.order_id, told))
    return Decision(tuple(effects))


def credits(state: OrderState, partner: Partner) -> tuple[Follow, ...]:
    """The credit memo, for partners who are credited at once."""
    due = partner.returns.credits == "at_once" and any(creditable(state, row) > 0 for row in state.ledger)
    return (Follow("credit", state.order_id, CreditRequest()),) if due else ()


def creditable(state: OrderState, row: LedgerLine) -> Decimal:
    """What came back, or may be kept, and was invoiced and not credited yet; in the base unit."""
    back = ZERO
    for fact in state.returns:
        if fact.state in LIVE:
            moved = [item.authorised if fact.keeps else item.received for item in fact.items if item.no == row.no]
            back += sum(moved, ZERO)
    return min(back, row.invoiced) - row.credited
