"""How we answer a change of an order (X12 865): the verdict on the whole, and each line as it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from edigw.lifecycle import ledger
from edigw.lifecycle.change_lines import Changed
from edigw.lifecycle.echoed import ANSWER, echoed, money
from edigw.lifecycle.facts import ZERO, OrderState
from edigw.model.change import ChangeAnswer, ChangeAnswerLine, OrderChange
from edigw.model.partner import Answers, Partner

ACTIONS = {"accepted": "accepted", "modified": "changed", "rejected": "rejected"}  # what was done -> of the line


def verdict(made: Sequence[Changed], purpose: str, rules: Answers) -> str:
    """The word of BCA02: all as asked, none of it, or something else."""
    results = {one.result for one in made}
    bare = purpose == "cancel" or not rules.line_detail
    if results <= {"accepted"}:
        return "accepted" if bare or rules.send == "exceptions" else "accepted_unchanged"
    if results == {"rejected"}:
        return "rejected" if bare else "rejected_with_detail"
    return "exceptions" if bare or rules.send == "exceptions" else "changed"


def compose(
    state: OrderState,
    change: OrderChange,
    made: Sequence[Changed],
    status: str,
    partner: Partner,
    today: date,
    announced: bool,
) -> ChangeAnswer:
    """The answer to a change, or with `announced` a change that nobody sent us an 860 for."""
    order = state.order
    return ChangeAnswer(
        order_number=order.number,
        purpose="original" if announced else change.purpose,
        status=status,
        sequence=change.sequence,
        kind=order.kind,
        ordered_on=order.ordered_on or change.ordered_on or today,
        changed_on=change.changed_on,
        answered_on=today,
        request_reference=change.request_reference,
        lines=tuple(_line(one) for one in listed(made, status)),
        **echoed(order, ANSWER) | money(order) | {"release": change.release or order.release},
    )


def listed(made: Sequence[Changed], status: str) -> tuple[Changed, ...]:
    """The lines that the answer shows. What differs from what was asked is never hidden."""
    if status in ("accepted", "rejected"):
        return ()
    if status == "exceptions":
        return tuple(one for one in made if one.result != "accepted")
    return tuple(made)


def without_order(change: OrderChange, today: date) -> ChangeAnswer:
    """A refusal of a change whose order never came."""
    return ChangeAnswer(
        order_number=change.number,
        purpose=change.purpose,
        status="rejected",
        sequence=change.sequence,
        kind=change.kind,
        release=change.release,
        ordered_on=change.ordered_on or today,
        changed_on=change.changed_on,
        answered_on=today,
        request_reference=change.request_reference,
        ship_to=change.ship_to,
        buyer=change.buyer,
        seller=change.seller,
        department=change.department,
        division=change.division,
        vendor=change.vendor,
    )


def _line(one: Changed) -> ChangeAnswerLine:
    """The line as it stands now, the second quantity being what is left to deliver; a refused one as it was asked."""
    asked, row, line = one.asked, one.row, one.line or one.was
    outcomes = one.outcomes
    if row is None or not row.order_unit:
        both = asked.qty is not None and asked.unit
        return ChangeAnswerLine(
            no=asked.no, change=asked.change, ids=asked.ids, price=asked.price, price_basis=asked.price_basis,
            qty=asked.qty if both else None, left=(asked.left or asked.qty) if both else None,
            unit=asked.unit if both else None, action=ACTIONS[one.result], outcomes=outcomes,
        )  # fmt: skip
    live = ledger.live(row)
    shown, unit = ledger.stated(row, live)
    left = max(live - row.shipped, ZERO)
    rest = left / row.factor if unit == row.order_unit else left
    price = row.price if row.price is not None else line.price if line else asked.price
    return ChangeAnswerLine(
        no=row.no.partition("#")[0], change=asked.change, qty=shown, left=rest, unit=unit, price=price,
        price_basis=line.price_basis if line else asked.price_basis, ids=line.ids if line else asked.ids,
        description=line.description if line else None, action=ACTIONS[one.result], outcomes=outcomes,
        own=line.own if line else {},
    )  # fmt: skip
