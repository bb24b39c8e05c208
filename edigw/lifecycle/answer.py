"""How we answer an order (X12 855): outcomes of each line, what they do to its account, and the verdict on the whole.

The verdict (BAK02) and the outcomes (ACK01) are words of maps/codes/answer.yaml and outcome.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from edigw.errors import Refused
from edigw.lifecycle import ledger as account
from edigw.lifecycle.echoed import ANSWER, echoed, money
from edigw.lifecycle.facts import ZERO, LedgerLine, OrderState
from edigw.lifecycle.ledger import plain
from edigw.lifecycle.requests import AnswerLineRequest, AnswerRequest
from edigw.model.answer import AnswerLine, OrderAnswer, Outcome
from edigw.model.base import known
from edigw.model.order import OrderLine
from edigw.model.partner import Answers

_OUTCOME, _LINE, _ANSWER = known(Outcome), known(AnswerLine), known(OrderAnswer)


class Moves(NamedTuple):
    """What an outcome does: its quantity goes to `bucket`; what it leaves of the line goes to `rest`, "" by policy."""

    bucket: str
    rest: str = ""


MOVES: Mapping[str, Moves] = {
    "accepted": Moves("confirmed"),
    "accepted_and_shipped": Moves("confirmed"),
    "accepted_and_released": Moves("confirmed"),
    "backordered": Moves("backordered"),
    "partial_backordered": Moves("confirmed", "backordered"),
    "quantity_changed": Moves("confirmed", "cancelled"),
    "price_changed": Moves("confirmed"),
    "changed": Moves("confirmed"),
    "date_changed": Moves("confirmed"),
    "date_pending": Moves("confirmed"),
    "price_pending": Moves("confirmed"),
    "on_hold": Moves("open"),
    "on_hold_incomplete": Moves("open"),
    "on_hold_waiver": Moves("open"),
    "substituted": Moves("confirmed"),
    "deleted": Moves("cancelled"),
    "forwarded": Moves("confirmed"),
    "rejected": Moves("rejected"),
    "rejected_not_in_contract": Moves("rejected"),
    "rejected_bad_item": Moves("rejected"),
    "rejected_bad_unit": Moves("rejected"),
    "rejected_contract_item": Moves("rejected"),
}
ACCEPTED = frozenset(("accepted", "accepted_and_shipped", "accepted_and_released"))
REJECTED = frozenset(word for word, moves in MOVES.items() if moves.bucket == "rejected")
HELD = frozenset(word for word, moves in MOVES.items() if moves.bucket == "open")

# The verdict by (what the lines say, whether lines are listed).
STATUS: Mapping[tuple[str, bool], str] = {
    ("accepted", True): "accepted_unchanged",
    ("accepted", False): "acknowledged",
    ("rejected", True): "rejected_with_detail",
    ("rejected", False): "rejected",
    ("mixed", True): "changed",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One line's answer: its outcomes in the order's unit, and its account after them."""

    line: OrderLine
    outcomes: tuple[Outcome, ...]
    after: LedgerLine
    price: Decimal | None = None  # ours, where it changes


def answered(line: OrderLine, before: LedgerLine, asked: AnswerLineRequest, back_orders: bool) -> Answered:
    """Turn what was asked for a line into outcomes that account for all that is undecided, and move its account.

    Raises Refused with the arithmetic when more would be decided than is undecided.
    """
    left = before.open + before.backordered
    after = before.model_copy(update={"open": left, "backordered": ZERO}) if before.backordered else before
    outcomes = _rested(asked.outcomes or _worded(asked, before, left), before, left, back_orders)
    for outcome in outcomes:
        moves = _moves(outcome.status, before.no)
        if moves.bucket != "open":
            after = account.settle(after, account.base(before, outcome.qty or ZERO), moves.bucket, ("open",))
        if moves.rest:
            total = sum((account.base(before, each.qty or ZERO) for each in outcomes), ZERO)
            after = account.settle(after, left - total, moves.rest, ("open",))
    if asked.price is not None:
        after = after.model_copy(update={"price": asked.price})
    return Answered(line, tuple(_shown(outcome, line, len(outcomes)) for outcome in outcomes), after, asked.price)


def _shown(outcome: Outcome, line: OrderLine, parts: int) -> Outcome:
    """The outcome with its unit; a whole line without one says no quantity, since neither stands alone (ACK P0203)."""
    unit = outcome.unit or line.unit
    if unit and unit == outcome.unit:
        return outcome
    return outcome.model_copy(update={"unit": unit, "qty": outcome.qty if unit or parts > 1 else None})


def _moves(status: str, no: str) -> Moves:
    if status not in MOVES:
        raise Refused(
            f"line {no}: `{status}` is no outcome that we know how to book", "one of: " + ", ".join(sorted(MOVES))
        )
    return MOVES[status]


def _worded(asked: AnswerLineRequest, before: LedgerLine, left: Decimal) -> tuple[Outcome, ...]:
    """The short form of a request as outcomes."""
    given = (asked.accept, asked.backorder, asked.reject, asked.cancel)
    whole, unit = left / before.factor, before.order_unit
    accept = asked.accept
    if all(qty is None for qty in given):
        if asked.reason:
            return (_OUTCOME(status=asked.reason, qty=whole, unit=unit),)
        accept = whole
    parts: list[Outcome] = []
    if accept is not None and (accept or not any(given)):
        parts.append(
            _dated(_OUTCOME(status=_accepting(asked), qty=accept, unit=unit, ids=asked.substitute), asked.ship_on)
        )
    if asked.backorder:
        parts.append(_dated(Outcome(status="backordered", qty=asked.backorder, unit=unit), asked.backorder_on))
    if asked.reject:
        parts.append(Outcome(status=asked.reason or "rejected", qty=asked.reject, unit=unit))
    if asked.cancel:
        parts.append(Outcome(status="deleted", qty=asked.cancel, unit=unit))
    return tuple(parts)


def _dated(outcome: Outcome, on: date | None) -> Outcome:
    return outcome.model_copy(update={"date_kind": "ship_scheduled", "on": on}) if on else outcome


def _accepting(asked: AnswerLineRequest) -> str:
    if asked.substitute:
        return "substituted"
    if asked.price is not None:
        return "changed" if asked.ship_on else "price_changed"
    return "date_changed" if asked.ship_on else "accepted"


def _rested(outcomes: tuple[Outcome, ...], before: LedgerLine, left: Decimal, back_orders: bool) -> tuple[Outcome, ...]:
    """The outcomes with quantities given, and with what nobody named on back order, or cut where that is not done."""
    if len(outcomes) == 1 and outcomes[0].qty is None:
        return (outcomes[0].model_copy(update={"qty": left / before.factor}),)
    if nameless := [outcome.status for outcome in outcomes if outcome.qty is None]:
        raise Refused(f"line {before.no}: `{nameless[0]}` has no quantity", "give each part of a split its quantity")
    total = sum((account.base(before, outcome.qty or ZERO) for outcome in outcomes), ZERO)
    if total > left:
        terms = " + ".join(f"{plain(outcome.qty or ZERO)} {outcome.status}" for outcome in outcomes)
        unit = before.order_unit or "units"
        times = f" x {plain(before.factor)} = {plain(total)} {before.unit}" if before.factor != 1 else ""
        spoken = f"{terms} = {plain(total / before.factor)} {unit}{times}"
        raise Refused(
            f"line {before.no}: {spoken}, more than {plain(before.open)} open + {plain(before.backordered)}"
            f" backordered = {plain(left)}",
            "`edigw orders show` prints what each line still has open",
        )
    rest = left - total
    if not rest or any(_moves(outcome.status, before.no).rest for outcome in outcomes):
        return outcomes
    kept = tuple(outcome for outcome in outcomes if outcome.qty)
    if back_orders:
        return (*kept, Outcome(status="backordered", qty=rest / before.factor))
    if len(outcomes) == 1 and outcomes[0].status == "accepted" and outcomes[0].qty:
        return (outcomes[0].model_copy(update={"status": "quantity_changed"}),)
    return (*kept, Outcome(status="deleted", qty=rest / before.factor))


def verdict(lines: Sequence[Answered]) -> str:
    """What the lines say together: accepted, rejected or mixed."""
    words = {outcome.status for line in lines for outcome in line.outcomes}
    if words <= ACCEPTED:
        return "accepted"
    return "rejected" if words <= REJECTED else "mixed"


def listed(lines: Sequence[Answered], rules: Answers) -> tuple[tuple[Answered, ...], str]:
    """Which lines the partner wants to see, and the verdict's word.

    A change is never hidden: a partner who wants no lines still gets those that differ.
    """
    said = verdict(lines)
    if rules.send == "full" and rules.line_detail:
        return tuple(lines), STATUS[said, True]
    if said == "mixed":
        return tuple(line for line in lines if not _unchanged(line)), "exceptions"
    detail = said == "rejected" and rules.line_detail
    return (tuple(lines) if detail else ()), STATUS[said, detail]


def _unchanged(line: Answered) -> bool:
    return all(outcome.status in ACCEPTED for outcome in line.outcomes)


def action(outcomes: Sequence[Outcome]) -> str:
    """What becomes of a line as a whole: accepted, rejected (or wholly deleted by us), unchanged (held), changed."""
    words = {outcome.status for outcome in outcomes}
    if words <= ACCEPTED:
        return "accepted"
    if words <= HELD:
        return "unchanged"
    return "rejected" if words <= REJECTED | {"deleted"} else "changed"


def compose(
    state: OrderState, lines: Sequence[Answered], status: str, request: AnswerRequest, today: date, first: bool
) -> OrderAnswer:
    """The answer: the order's numbers, parties and own fields echoed, the lines that are listed with their outcomes."""
    order = state.order
    return _ANSWER(
        order_number=order.number,
        purpose="original" if first else "change",
        status=status,
        ordered_on=order.ordered_on or today,  # of an order from elsewhere that bears no date: when it came to us
        answered_on=request.answered_on or today,
        seller_order=request.seller_order,
        refs=request.refs,
        notes=request.notes,
        lines=tuple(_line(item) for item in lines),
        **echoed(order, ANSWER),
        **money(order),
    )


def _line(item: Answered) -> AnswerLine:
    line = item.line
    return _LINE(
        no=line.no,
        action=action(item.outcomes),
        qty=line.qty,
        unit=line.unit if line.qty is not None else None,  # neither standard lets a unit stand without a quantity
        price=line.price if item.price is None else item.price,
        price_basis=line.price_basis,
        ids=line.ids,
        description=line.description,
        outcomes=item.outcomes,
        own=line.own,
    )
