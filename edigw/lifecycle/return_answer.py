"""How we answer a request for return (X12 180): what becomes of each line of it, under our authorisation's number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from edigw.model.order import Order
from edigw.model.partner import Partner
from edigw.model.returns import Return, ReturnLine

TAKEN = {"return": "returned", "keep": "kept_with_allowance", "destroy": "destroyed"}  # by the partner's `goods`
Verdict = tuple[ReturnLine, str | None, Decimal | None]  # what was asked, why not, how much where it is not all


def answer(
    came: Return, verdicts: Sequence[Verdict], goods: str, number: str, today: date, order: Order | None
) -> Return:
    """The answer; its own number is that of the authorisation, whether anything is allowed or not."""
    taken = TAKEN.get(goods, "returned")
    lines = tuple(_line(line, refused, qty, taken) for line, refused, qty in verdicts)
    words = {line.disposition for line in lines}
    allowed = words != {"refused"}
    return Return(
        number=number,
        purpose="response",
        created_on=today,
        request=came.number,
        disposition=words.pop() if len(words) == 1 else "returned_in_part",
        authorization=number if allowed else None,
        order_number=came.order_number or (order.number if order else None),
        ordered_on=came.ordered_on,
        vendor=came.vendor or (order.vendor if order else None),
        ship_from=came.ship_from,
        buyer=came.buyer,
        lines=lines,
        own=came.own,
    )


def _line(asked: ReturnLine, refused: str | None, qty: Decimal | None, taken: str) -> ReturnLine:
    return ReturnLine(
        no=asked.no,
        qty=asked.qty if qty is None or refused else qty,
        unit=asked.unit,
        price=asked.price,
        price_kind=asked.price_kind,
        id_type=asked.id_type,
        id=asked.id,
        ids=asked.ids,
        disposition="refused" if refused else taken,
        response=refused,
        order_number=asked.order_number,
        ordered_on=asked.ordered_on,
        own=asked.own,
    )


def of_ours(partner: Partner, number: str, today: date, order: Order, lines: Sequence[ReturnLine]) -> Return:
    """A return that nobody asked for by 180: what the buyer told us by phone, as the request would have said it."""
    return Return(number=number, purpose="request", created_on=today, order_number=order.number,
                  ordered_on=order.ordered_on, vendor=order.vendor, lines=tuple(lines))  # fmt: skip
