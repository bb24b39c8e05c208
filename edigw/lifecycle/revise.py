"""A new revision of an order takes the place of the old: accounts are carried over, nothing ordered is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from edigw.lifecycle import ledger as account
from edigw.lifecycle.facts import LedgerLine, OrderState


def merged(state: OrderState, fresh: Sequence[LedgerLine]) -> tuple[LedgerLine, ...]:
    """The accounts after a revision whose lines are `fresh`: all is open again and to be answered anew.

    `ordered` only grows: what the buyer no longer wants is cancelled, also of lines that were dropped, which stay at
    the end. A line whose unit changed is another line: the old one is dropped. Holds only where nothing has left.
    """
    old = {line.no: line for line in state.ledger}
    kept = [_carried(old.get(line.no), line) for line in fresh]
    taken = {line.no for line in fresh if _same(old.get(line.no), line)}
    dropped = [_dropped(line, state.revision, {new.no for new in fresh}) for no, line in old.items() if no not in taken]
    return (*kept, *dropped)


def _same(before: LedgerLine | None, line: LedgerLine) -> bool:
    return before is not None and (before.unit, before.factor) == (line.unit, line.factor)


def _carried(before: LedgerLine | None, line: LedgerLine) -> LedgerLine:
    if before is None or not _same(before, line):
        return line
    now = account.reopen(before)
    if line.ordered > now.open:
        now = account.grow(now, line.ordered - now.open)
    elif line.ordered < now.open:
        now = account.settle(now, now.open - line.ordered, "cancelled")
    news = {"open": line.ordered, "ordered": Decimal(account.plain(now.ordered))}  # equal, in the digits of the order
    now = now.model_copy(update=news)
    return now.model_copy(update={"price": line.price, "sku": line.sku, "order_unit": line.order_unit})


def _dropped(line: LedgerLine, revision: int, names: set[str]) -> LedgerLine:
    """All of it cancelled; under a name of its own where the new revision took its number."""
    now = account.reopen(line)
    now = account.settle(now, now.open, "cancelled")
    return now.model_copy(update={"no": f"{line.no}@{revision}"}) if line.no in names else now
