"""The decisions of an order's life: facts in, effects out. Each step of the life is one function here.

Business dates are taken from `now` as it is given: hand it over in the identity's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from edigw.errors import Refused
from edigw.lifecycle import answer, invoice, ledger, lines, states
from edigw.lifecycle import ship as shipping
from edigw.lifecycle.answer import Answered
from edigw.lifecycle.cartons import Packed
from edigw.lifecycle.effects import (
    Compose,
    Decision,
    Duplicate,
    Effect,
    ErpOut,
    Event,
    Follow,
    Hold,
    Open,
    Reject,
    Revise,
    Stock,
    Update,
)
from edigw.lifecycle.enrich import enrich
from edigw.lifecycle.facts import ZERO, AnswerFact, InvoiceFact, LedgerLine, Moved, OrderState, ShipmentFact
from edigw.lifecycle.keys import fingerprint, order_key
from edigw.lifecycle.lines import Judged
from edigw.lifecycle.requests import (
    AnswerLineRequest,
    AnswerRequest,
    InvoiceLineRequest,
    InvoiceRequest,
    ShipRequest,
    StockReport,
)
from edigw.lifecycle.revise import merged
from edigw.lifecycle.rules import note
from edigw.model.base import known
from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.tree import Finding

__all__ = ["answer_order", "bill", "order_key", "order_received", "ship", "sscc_needed", "stock_received"]

_STATE, _ASKED, _FACT = known(OrderState), known(AnswerLineRequest), known(AnswerFact)
_AUTOMATIC = AnswerRequest()
HOLD_FOR = timedelta(days=1)  # until a wait is overdue
PURPOSES = frozenset(("original", "duplicate"))  # of an order document; the others await their step or a person


def order_received(
    order: Order,
    existing: OrderState | None,
    partner: Partner,
    *,
    now: datetime,
    document_id: str,
    lifted: Set[str] = frozenset(),
) -> Decision:
    """An order document arrived; `existing` is the order of the same order key.

    Enriches by itself. Effects: Open or Revise, Event, Compose("answer"), ErpOut, Follow; or Hold; or Reject; or
    Duplicate. `lifted` names the hold reasons that a person ended (`docs release`): the document is decided again
    without them; an order whose goods have left is not replaced even so, its document waits on.
    """
    purpose = order.purpose or "original"
    if purpose not in PURPOSES and "NOT_SUPPORTED" not in lifted:
        message = f"order {order.number} came with the purpose `{purpose}`, which only a person can carry out for now"
        return Decision((_hold("NOT_SUPPORTED", message, now),))
    if purpose not in PURPOSES and purpose != "replace":
        noted = Event("order.noted", existing.order_id if existing else "", {"document": document_id, "as": purpose})
        return Decision((noted,))
    if existing is not None and existing.fingerprint == fingerprint(order):
        message = f"the same content as revision {existing.revision} of order {existing.number}"
        return Decision((Duplicate(existing.order_id, message),))
    if not order.lines:
        return Decision((Reject("NO_LINES", f"order {order.number} has no lines"),))
    came = _Came(order, partner, now, document_id, lifted | ({"CONFLICT"} if purpose == "replace" else set()))
    return _again(came, existing) if existing else _opened(came)


@dataclass(frozen=True, slots=True)
class _Came:
    """An order document in hand."""

    order: Order
    partner: Partner
    now: datetime
    document_id: str
    lifted: Set[str]


def _hold(reason: str, message: str, now: datetime, subject: str = "document", against: str | None = None) -> Hold:
    return Hold(reason, "person", now + HOLD_FOR, message, subject, against)


def _again(came: _Came, existing: OrderState) -> Decision:
    """Another content under a known order key: the partner's `duplicates.same_order` says what that means."""
    policy = "replace_if_open" if "CONFLICT" in came.lifted else came.partner.duplicates.same_order
    said = f"order {existing.number} is known with other content (revision {existing.revision}, {existing.state})"
    if policy == "reject":
        return Decision((Reject("ORDER_EXISTS", said),))
    if policy == "ignore":
        return Decision((Duplicate(existing.order_id, said + "; the partner's file says to ignore it"),))
    if policy not in ("replace_if_open", "release_of"):
        return Decision((_hold("CONFLICT", said, came.now, against=existing.revised_by),))
    if existing.shipments or existing.invoices:
        shipped = sum((line.shipped for line in existing.ledger), ZERO)
        invoiced = sum((line.invoiced for line in existing.ledger), ZERO)
        late = f"{said}; {ledger.plain(shipped)} shipped and {ledger.plain(invoiced)} invoiced already"
        return Decision((_hold("CONFLICT", late, came.now, against=existing.revised_by),))
    return _revised(came, existing, "order.released" if policy == "release_of" else "order.revised")


def _opened(came: _Came) -> Decision:
    judged, fresh = _judged(came.order, came.partner)
    state = _STATE(
        order_id=came.document_id,
        partner=came.partner.name,
        usage=came.partner.usage,
        order_key=order_key(came.order, came.partner),
        number=came.order.number,
        state=states.NEW,
        channel=came.order.channel,
        opened_by=came.document_id,
        revised_by=came.document_id,
        fingerprint=fingerprint(came.order),
        order=fresh,
    )
    state = states.advance(state, (line.ledger for line in judged), "open")
    return _accepted(came, state, judged, "order.opened")


def _revised(came: _Came, existing: OrderState, event: str) -> Decision:
    judged, fresh = _judged(came.order, came.partner)
    news = {
        "revision": existing.revision + 1,
        "revised_by": came.document_id,
        "fingerprint": fingerprint(came.order),
        "order": fresh,
    }
    accounts = merged(existing, [line.ledger for line in judged])
    state = states.advance(existing.model_copy(update=news), accounts, "revise")
    return _accepted(came, state, judged, event)


def _judged(order: Order, partner: Partner) -> tuple[tuple[Judged, ...], Order]:
    enriched = enrich(lines.number(order), partner)
    return lines.judge(enriched, partner), enriched.order


def _accepted(came: _Came, state: OrderState, judged: Sequence[Judged], event: str) -> Decision:
    """The order stands; answer it at once, or say why its answer waits."""
    findings = (*lines.totals(came.order), *(found for line in judged for found in line.findings))
    opened = event == "order.opened"
    told = Event(event, state.order_id, {"document": came.document_id, "revision": state.revision})
    erp = ErpOut("order" if opened else "change", state.order, state.order_id)
    make = Open if opened else Revise
    if holds := _holds(judged, came):
        state = state.model_copy(update={"holds": holds})
        notes = "; ".join(found.message for line in judged if line.holds for found in line.findings)
        message = f"the answer to order {state.number} waits" + (f": {notes}" if notes else "")
        return Decision((make(state), told, erp, _hold(holds[0], message, came.now, "answer")), findings)
    asked = [(line.ledger.no, _default(line)) for line in judged]
    state, effects = _answered(state, dict(asked), _AUTOMATIC, came.partner, came.now, came.document_id)
    out = () if state.state == "rejected" else (erp,)
    return Decision((make(state), told, *out, *effects), findings)


def _holds(judged: Sequence[Judged], came: _Came) -> tuple[str, ...]:
    reasons = dict.fromkeys(reason for line in judged for reason in line.holds)
    if came.partner.answers.mode == "manual" and came.partner.answers.send != "none":
        reasons["MANUAL"] = None
    return tuple(reason for reason in reasons if reason not in came.lifted)


def _default(line: Judged) -> AnswerLineRequest:
    """What becomes of a line for which nobody says anything; nothing ordered is nothing to accept."""
    no = line.ledger.no
    if line.rejected or not line.ledger.ordered:
        return _ASKED(no=no, reason=line.rejected or "rejected")
    return _ASKED(no=no, price=line.price)


def answer_order(
    state: OrderState, request: AnswerRequest | None, partner: Partner, *, now: datetime, cause: str
) -> Decision:
    """A person's or an ERP's answer; None: what the automatic answer would be, its holds lifted.

    Effects: Update, Event, Compose("answer") unless the partner wants none, Follow. Raises Refused with the
    arithmetic where the lines' ledger would not hold it.
    """
    request = request or _AUTOMATIC
    asked = {line.no: line for line in request.lines}
    rows = {row.no: row for _, row in state.pairs()}
    if strange := [no for no in asked if no not in rows]:
        raise Refused(f"order {state.number} has no line {strange[0]}", "`edigw orders show` lists the lines")
    if not state.answered or not request.lines:
        for line in _judged(state.order, partner)[0]:
            row = rows[line.ledger.no]
            if not state.answered or row.open + row.backordered:
                refused = AnswerLineRequest(no=row.no, reason=request.reason or "rejected")
                asked.setdefault(row.no, _default(line) if request.accept else refused)
    if not asked:
        raise Refused(f"order {state.number} has nothing left to answer: {_undecided(state)}", "it was answered before")
    state, effects = _answered(state, asked, request, partner, now, cause)
    return Decision((Update(state), *effects))


def _undecided(state: OrderState) -> str:
    held = sum((line.open for line in state.ledger), ZERO), sum((line.backordered for line in state.ledger), ZERO)
    return f"{ledger.plain(held[0])} open + {ledger.plain(held[1])} backordered = {ledger.plain(sum(held, ZERO))}"


def _answered(
    state: OrderState,
    asked: Mapping[str, AnswerLineRequest],
    request: AnswerRequest,
    partner: Partner,
    now: datetime,
    cause: str,
) -> tuple[OrderState, tuple[Effect, ...]]:
    """Move the accounts of the lines that are asked for; the answer, and what follows from it."""
    done: dict[str, Answered] = {}
    for line, row in state.pairs():
        if row.no in asked:
            if state.answered and not row.open + row.backordered:
                raise Refused(f"line {row.no} has nothing left to answer: {_undecided(state)}", "name other lines")
            done[row.no] = answer.answered(line, row, asked[row.no], partner.lifecycle.back_orders)
    shown, status = answer.listed(tuple(done.values()), partner.answers)
    body = answer.compose(state, shown, status, request, now.date(), not state.answered)
    fact = _FACT(on=body.answered_on, status=status, cause=cause)
    accounts = [done[row.no].after if row.no in done else row for row in state.ledger]
    after = state.model_copy(update={"holds": (), "answers": (*state.answers, fact)})
    after = states.advance(after, accounts, "answer")
    told = Event("order.answered", state.order_id, {"status": status, "cause": cause, "first": not state.answered})
    sent = () if partner.answers.send == "none" else (Compose("answer", body, (state.order_id,), cause),)
    return after, (told, *sent, *_ships(after, partner), *_bills(after, partner))


def _ships(state: OrderState, partner: Partner) -> tuple[Follow, ...]:
    """The shipment, for partners whose `lifecycle` ships at once."""
    due = partner.lifecycle.ships == "at_once" and any(line.confirmed > line.shipped for line in state.ledger)
    return (Follow("ship", state.order_id, ShipRequest()),) if due else ()


def _bills(state: OrderState, partner: Partner) -> tuple[Follow, ...]:
    """The invoice, for partners whose `lifecycle` invoices at once."""
    due = partner.lifecycle.invoices == "at_once" and any(_billable(line, partner) > 0 for line in state.ledger)
    return (Follow("invoice", state.order_id, InvoiceRequest()),) if due else ()


def sscc_needed(states: Sequence[OrderState], request: ShipRequest, partner: Partner) -> int:
    """How many serials decide.ship will ask for: take so many from the counter of the identity's first GS1 prefix."""
    return shipping.unlabelled(shipping.plan(states, request, partner), partner)


def ship(
    orders: Sequence[OrderState],
    request: ShipRequest,
    partner: Partner,
    *,
    now: datetime,
    number: str,
    serials: Sequence[int],
    cause: str,
) -> Decision:
    """Goods leave: one Shipment over one or more orders of a partner.

    `number` is used where the request has none. Effects: an Update and Event for each order, Compose("shipment"),
    Follow("invoice") for partners who are billed at once. Raises Refused with the arithmetic.
    """
    packed = shipping.plan(orders, request, partner)
    moved = {state.order_id: shipping.moved(packed, state) for state in orders}
    after = [_shipped(state, moved[state.order_id], partner) for state in orders if moved[state.order_id]]
    body = shipping.compose(packed, request, partner, now, number, serials)
    fact = ShipmentFact(number=body.number, on=body.dates["shipped"][0].on, bill_of_lading=body.bill_of_lading)
    effects: list[Effect] = []
    for state in after:
        noted = fact.model_copy(update={"items": moved[state.order_id]})
        effects.append(Update(state.model_copy(update={"shipments": (*state.shipments, noted)})))
        effects.append(Event("order.shipped", state.order_id, {"shipment": body.number, "cause": cause}))
    effects.append(Compose("shipment", body, tuple(state.order_id for state in after), cause))
    for state in after:
        effects.extend(_bills(state, partner))
    return Decision(tuple(effects), _unlabelled_note(packed, partner))


def _shipped(state: OrderState, items: Sequence[Moved], partner: Partner) -> OrderState:
    tolerance, rows = partner.lifecycle.tolerance, {line.no: line for line in state.ledger}
    for item in items:
        rows[item.no] = ledger.ship(rows[item.no], item.qty, tolerance)
    if not partner.lifecycle.partial_shipment:
        for row in rows.values():
            if row.shipped < row.confirmed:
                raise Refused(
                    f"line {row.no} of order {state.number}: {ledger.plain(row.shipped)} shipped of"
                    f" {ledger.plain(row.confirmed)} confirmed, and {partner.name} takes no partial shipment",
                    "ship all that is confirmed at once",
                )
    return states.advance(state, rows.values(), "ship")


def _unlabelled_note(packed: Packed, partner: Partner) -> tuple[Finding, ...]:
    bare = [unit.key for unit in (*packed.pallets, *packed.cartons) if unit.sscc is None]
    if not bare or partner.identity.gs1_prefixes:
        return ()
    message = f"{len(bare)} cartons and pallets have no SSCC: [identity.{partner.identity.key}] has no gs1_prefixes"
    return (note("SSCC_MISSING", message, bare[0]),)


def bill(
    state: OrderState, request: InvoiceRequest, partner: Partner, *, now: datetime, number: str, cause: str
) -> Decision:
    """An invoice for what is shipped and not invoiced. `number` is used where the request has none.

    Effects: Update, Event, Compose("invoice"). Raises Refused with the arithmetic.
    """
    rows, pairs = {row.no: row for row in state.ledger}, {row.no: line for line, row in state.pairs()}
    asked = request.lines or tuple(InvoiceLineRequest(no=no) for no in pairs if _billable(rows[no], partner) > 0)
    billed, items = [], []
    for want in asked:
        if want.no not in pairs:
            raise Refused(f"order {state.number} has no line {want.no}", "`edigw orders show` lists the lines")
        row = rows[want.no]
        qty = _billable(row, partner) if want.qty is None else ledger.base(row, want.qty)
        rows[want.no] = ledger.invoice(row, qty, partner.lifecycle.invoice_on)
        billed.append(invoice.line(pairs[want.no], row, qty, want))
        agreed = next((p for p in (want.price, row.price, pairs[want.no].price) if p is not None), None)
        items.append(Moved(no=want.no, qty=qty, price=agreed))
    if not billed:
        raise Refused(f"order {state.number} has nothing to invoice: {_unbilled(state)}", "ship first")
    body = invoice.compose(state, billed, request, partner, now.date(), number)
    fact = InvoiceFact(number=body.number, on=body.invoiced_on, total=body.total or ZERO, items=tuple(items))
    after = states.advance(state, rows.values(), "invoice")
    after = after.model_copy(update={"invoices": (*state.invoices, fact)})
    told = Event("order.invoiced", state.order_id, {"invoice": body.number, "total": str(body.total), "cause": cause})
    return Decision((Update(after), told, Compose("invoice", body, (state.order_id,), cause)))


def _billable(row: LedgerLine, partner: Partner) -> Decimal:
    return ledger.may_invoice(row, partner.lifecycle.invoice_on) - row.invoiced


def _unbilled(state: OrderState) -> str:
    shipped = sum((row.shipped for row in state.ledger), ZERO)
    invoiced = sum((row.invoiced for row in state.ledger), ZERO)
    left = ledger.plain(shipped - invoiced)
    return f"{ledger.plain(shipped)} shipped - {ledger.plain(invoiced)} invoiced = {left}"


def stock_received(report: StockReport, document_id: str) -> Decision:
    """A stock report is kept; nothing is allocated from it."""
    return Decision((Stock(report, document_id),))
