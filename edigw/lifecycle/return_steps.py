"""What a person or an ERP decides of a return: to allow, refuse, receive it; and the credit memo that follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from edigw.errors import Refused
from edigw.lifecycle import invoice, ledger, states
from edigw.lifecycle.effects import Compose, Decision, Effect, ErpOut, Event, Update
from edigw.lifecycle.facts import ZERO, InvoiceFact, LedgerLine, Moved, OrderState, ReturnFact, ReturnItem
from edigw.lifecycle.ledger import plain
from edigw.lifecycle.requests import CreditRequest, InvoiceLineRequest, ReturnLineRequest, ReturnRequest
from edigw.lifecycle.return_answer import TAKEN, Verdict, answer, of_ours
from edigw.lifecycle.returns import LIVE, Wanted, creditable, credits, fingerprint, judge, kept_with, returnable
from edigw.model.base import Ref
from edigw.model.invoice import InvoiceLine
from edigw.model.order import OrderLine
from edigw.model.partner import Partner
from edigw.model.returns import ReturnLine

STEPS = ("authorise", "refuse", "receive")
SHOW = "`edigw orders show` lists the returns"


def decide_return(
    state: OrderState, request: ReturnRequest, partner: Partner, *, now: datetime, cause: str, number: str
) -> Decision:
    """One step of a return of this order; `number` becomes our authorisation's where the request has none.

    Effects: Update, Event, Compose("return") for what was asked, Follow("credit") for partners who are credited at
    once. Raises Refused with the arithmetic.
    """
    if request.step not in STEPS:
        raise Refused(f"`{request.step}` is no step of a return", f"one of: {', '.join(STEPS)}")
    if request.goods not in (None, *TAKEN):
        raise Refused(f"`{request.goods}` is nothing to be done with goods", f"one of: {', '.join(TAKEN)}")
    if request.step == "receive":
        return Decision(_received(state, request, partner, cause))
    return Decision(_answered(state, request, partner, now, cause, request.authorization or number))


def _fact(state: OrderState, request: ReturnRequest, wanted: str) -> ReturnFact | None:
    """The one return of this order in a state, or the one that is named. Raises Refused where there are several."""
    named = [one for one in state.returns if request.number in (None, one.number, one.authorization)]
    found = [one for one in named if one.state == wanted]
    if len(found) > 1:
        names = ", ".join(one.number for one in found)
        raise Refused(f"order {state.number} has {len(found)} returns that are {wanted}: {names}", "give its `number`")
    if not found and request.number is not None:
        there = next((f"is {one.state}" for one in named), "does not exist")
        raise Refused(f"the return {request.number} of order {state.number} {there}, not {wanted}", SHOW)
    return found[0] if found else None


def _answered(
    state: OrderState, request: ReturnRequest, partner: Partner, now: datetime, cause: str, number: str
) -> tuple[Effect, ...]:
    called = [name for one in state.returns for name in (one.number, one.authorization)]
    fresh = bool(request.lines) and request.step == "authorise" and request.number not in (None, *called)
    fact = None if fresh else _fact(state, request, "requested")
    fact = fact or _ours(state, request, partner, now, cause, number)
    goods = request.goods or partner.returns.goods
    wanted = judge(fact.note, {state.number: state}, partner, now.date())
    verdicts = [_verdict(one, state, request) for one in wanted]
    items = tuple(
        ReturnItem(no=one.row.no, asked=one.qty, response=refused,
                   authorised=ZERO if refused else one.qty if qty is None else ledger.base(one.row, qty))
        for one, (_, refused, qty) in zip(wanted, verdicts, strict=True)
        if one.row is not None
    )  # fmt: skip
    good = any(item.authorised for item in items)
    news = {"items": items, "keeps": good and goods != "return", "authorization": number if good else None,
            "state": "authorised" if good else "refused"}  # fmt: skip
    after = kept_with(state, fact.model_copy(update=news))
    told = {"return": fact.number, "authorization": number if good else None, "cause": cause}
    event = Event("order.return_authorised" if good else "order.return_refused", state.order_id, told)
    body = answer(fact.note, verdicts, goods, number, now.date(), state.order)
    replies = () if fact.document == cause else (fact.document,)
    sent = Compose("return", body, (state.order_id,), cause, replies)
    told_erp = (ErpOut("return", body, state.order_id),) if good else ()
    return (Update(after), event, *told_erp, sent, *credits(after, partner))


def _ours(
    state: OrderState, request: ReturnRequest, partner: Partner, now: datetime, cause: str, number: str
) -> ReturnFact:
    """A return that came by phone: the lines that the request lists."""
    if request.step != "authorise" or not request.lines:
        raise Refused(
            f"nobody has asked to return goods of order {state.number}",
            "list the lines that are to come back, or wait for the 180",
        )
    asked = []
    for line in request.lines:
        order_line, row = _row(state, line.no)
        qty = returnable(state, row) / row.factor if line.qty is None else line.qty
        word, values = next(iter(order_line.ids.items()), ("sku", (row.sku or row.no,)))
        asked.append(ReturnLine(no=row.no, qty=qty, unit=row.order_unit, id_type=word, id=values[0]))
    said = of_ours(partner, request.number or number, now.date(), state.order, asked)
    return ReturnFact(number=said.number, on=now.date(), document=cause, fingerprint=fingerprint(said), note=said)


def _row(state: OrderState, no: str) -> tuple[OrderLine, LedgerLine]:
    found = next(((line, row) for line, row in state.pairs() if row.no == no), None)
    if found is None:
        raise Refused(f"order {state.number} has no line {no}", "`edigw orders show` lists the lines")
    return found


def _verdict(one: Wanted, state: OrderState, request: ReturnRequest) -> Verdict:
    """What is said of a line: refused, or so much of it. What a person does not name goes by the rules."""
    if request.step == "refuse":
        return one.line, request.response or one.refused or "more_information", None
    said = _said(one, request.lines)
    if said is None or one.row is None:
        return one.line, one.refused, None
    if said.response is not None:
        return one.line, said.response, None
    qty = one.line.qty if said.qty is None else said.qty
    base, left = ledger.base(one.row, qty or ZERO), returnable(state, one.row)
    if base <= 0 or base > left:
        raise Refused(
            f"line {one.row.no}: {plain(base)} {one.row.unit or 'units'} to come back, and {plain(left)} of"
            f" {plain(one.row.shipped)} shipped are left to return",
            "allow less, or refuse the line with a `response`",
        )
    return one.line, None, qty


def _said(one: Wanted, lines: Sequence[ReturnLineRequest]) -> ReturnLineRequest | None:
    return next((line for line in lines if one.row is not None and line.no == one.row.no), None)


def _received(state: OrderState, request: ReturnRequest, partner: Partner, cause: str) -> tuple[Effect, ...]:
    fact = _fact(state, request, "authorised")
    if fact is None:
        raise Refused(f"order {state.number} has no return that is allowed and has not come", SHOW)
    if fact.keeps:
        raise Refused(
            f"the goods of the return {fact.number} stay where they are", "`edigw orders credit` credits them"
        )
    rows, came = {row.no: row for row in state.ledger}, dict[str, Decimal]()
    for line in request.lines:
        _, row = _row(state, line.no)
        item = next((one for one in fact.items if one.no == line.no), None)
        left = item.authorised - item.received if item else ZERO
        qty = left if line.qty is None else ledger.base(row, line.qty)
        if qty > left:
            raise Refused(
                f"line {line.no}: {plain(qty)} {row.unit or 'units'} came, and {plain(left)} are allowed to",
                "allow more first: `edigw orders return` without --received",
            )
        came[line.no] = qty
    if not request.lines:
        came = {item.no: item.authorised - item.received for item in fact.items if item.authorised > item.received}
    for no, qty in came.items():
        rows[no] = ledger.take_back(rows[no], qty)
    items = tuple(item.model_copy(update={"received": item.received + came.get(item.no, ZERO)}) for item in fact.items)
    whole = all(item.received >= item.authorised for item in items)
    news = {"items": items, "state": "received" if whole else "authorised"}
    after = kept_with(states.advance(state, rows.values(), "return"), fact.model_copy(update=news))
    qty_told = {no: str(qty) for no, qty in came.items()}
    event = Event("order.returned", state.order_id, {"return": fact.number, "lines": qty_told, "cause": cause})
    return (Update(after), event, *credits(after, partner))


def credit(
    state: OrderState, request: CreditRequest, partner: Partner, *, now: datetime, number: str, cause: str
) -> Decision:
    """A credit memo. `number` is used where the request has none.

    Effects: Update, Event, Compose("credit"). Raises Refused with the arithmetic.
    """
    rows = {row.no: row for row in state.ledger}
    held = [row for _, row in state.pairs()]
    asked = request.lines or tuple(InvoiceLineRequest(no=row.no) for row in held if creditable(state, row) > 0)
    billed: list[tuple[InvoiceLine, Decimal]] = []
    items: list[Moved] = []
    for want in asked:
        order_line, _ = _row(state, want.no)
        row = rows[want.no]
        qty = creditable(state, row) if want.qty is None else ledger.base(row, want.qty)
        price = _billed_at(state, want.no) if want.price is None else want.price
        rows[want.no] = ledger.credit(row, qty)
        billed.append(invoice.line(order_line, row, qty, want.model_copy(update={"price": price})))
        items.append(Moved(no=want.no, qty=qty, price=price))
    if not billed:
        raise Refused(f"order {state.number} has nothing to credit: {_sums(state)}", "receive what comes back first")
    body = invoice.compose(state, billed, request, partner, now.date(), number)
    authorization = request.authorization or _authorization(state)
    refs = {"return_authorization": (Ref(value=authorization),)} if authorization else {}
    news = {"kind": "credit_memo", "refs": {**refs, **body.refs}, "terms": request.terms, "dates": {},
            "bill_of_lading": None, "shipment_number": None,
            "related": state.invoices[-1].number if state.invoices else None}  # fmt: skip
    body = body.model_copy(update=news)
    fact = InvoiceFact(number=body.number, on=body.invoiced_on, total=body.total or ZERO, items=tuple(items))
    after = states.advance(state, rows.values(), "credit")
    after = after.model_copy(update={"credits": (*state.credits, fact)})
    told = Event("order.credited", state.order_id, {"credit": body.number, "total": str(body.total), "cause": cause})
    return Decision((Update(after), told, Compose("credit", body, (state.order_id,), cause)))


def _billed_at(state: OrderState, no: str) -> Decimal | None:
    """The price of the latest invoice for the line; an older one keeps no price."""
    prices = [item.price for fact in state.invoices for item in fact.items if item.no == no and item.price is not None]
    return prices[-1] if prices else None


def _authorization(state: OrderState) -> str | None:
    return next((fact.authorization for fact in reversed(state.returns) if fact.state in LIVE), None)


def _sums(state: OrderState) -> str:
    returned = sum((row.returned for row in state.ledger), ZERO)
    credited = sum((row.credited for row in state.ledger), ZERO)
    return f"{plain(returned)} returned - {plain(credited)} credited = {plain(returned - credited)}"
