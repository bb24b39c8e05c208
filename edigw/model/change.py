"""A change to an order (860, ORDCHG) and what we answer to it (865): lines as they are to be, and what changed."""

from __future__ import annotations

from datetime import date

from edigw.model.answer import AnswerLine, OrderAnswer
from edigw.model.base import Number
from edigw.model.order import Order, OrderLine


class ChangeLine(OrderLine):
    """One line that changes. What `qty` and `left` mean is the partner's `changes` block to say."""

    change: str | None = None  # added, cancelled, quantity_increased, price_changed …
    left: Number | None = None  # the second quantity (POC04), as left to receive


class OrderChange(Order):
    """What the buyer wants otherwise. Purpose: change the listed lines, replace all of them, cancel, confirm."""

    sequence: str | None = None  # the buyer's count of the changes to this order, 1 and up
    changed_on: date | None = None
    answered_on: date | None = None  # of our answer, where theirs speaks of it
    request_reference: str | None = None
    seller_order: str | None = None
    lines: tuple[ChangeLine, ...] = ()


class ChangeAnswerLine(AnswerLine):
    """What becomes of one change: the line as it stands now, and its outcomes."""

    change: str | None = None  # the word of the change that is answered
    left: Number | None = None


class ChangeAnswer(OrderAnswer):
    """Our answer to a change, or a change that we announce (purpose original or proposed)."""

    sequence: str | None = None
    changed_on: date | None = None
    kind: str | None = None
    lines: tuple[ChangeAnswerLine, ...] = ()
