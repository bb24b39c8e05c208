"""The states of an order and of its lines: three literal tables, from which docs/lifecycle.md draws its diagrams.

A line's state follows from its account, an order's from its lines. A step that is not in its table is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from edigw.errors import Refused
from edigw.lifecycle.facts import LedgerLine, OrderState


class Step(NamedTuple):
    """By `event`, what is `before` may become `after`."""

    before: str
    event: str  # answer, revise, change, ship, invoice
    after: str


class Cascade(NamedTuple):
    """An order is `state` when all its lines are within `every` and at least one is in `some`; first row wins."""

    state: str
    every: frozenset[str]
    some: frozenset[str]


NEW = "new"
LINE = ("open", "confirmed", "backordered", "part_shipped", "shipped", "invoiced", "rejected", "cancelled")
ORDER = LINE
DEAD = frozenset(("rejected", "cancelled"))
ALL = frozenset(LINE)

LINE_STEPS = (
    Step(NEW, "open", "open"),
    Step("open", "answer", "confirmed"),
    Step("open", "answer", "backordered"),
    Step("open", "answer", "rejected"),
    Step("open", "answer", "cancelled"),
    Step("backordered", "answer", "confirmed"),
    Step("backordered", "answer", "rejected"),
    Step("backordered", "answer", "cancelled"),
    Step("backordered", "answer", "open"),
    Step("part_shipped", "answer", "shipped"),
    Step("part_shipped", "answer", "invoiced"),
    Step("confirmed", "revise", "open"),
    Step("backordered", "revise", "open"),
    Step("rejected", "revise", "open"),
    Step("cancelled", "revise", "open"),
    Step("open", "revise", "cancelled"),
    Step("confirmed", "revise", "cancelled"),
    Step("backordered", "revise", "cancelled"),
    Step("open", "revise", "rejected"),
    Step("confirmed", "revise", "rejected"),
    Step("backordered", "revise", "rejected"),
    Step("confirmed", "ship", "part_shipped"),
    Step("confirmed", "ship", "shipped"),
    Step("confirmed", "ship", "invoiced"),
    Step("part_shipped", "ship", "shipped"),
    Step("part_shipped", "ship", "invoiced"),
    Step("invoiced", "ship", "shipped"),
    Step("shipped", "invoice", "invoiced"),
    Step("open", "change", "confirmed"),
    Step("open", "change", "cancelled"),
    Step("open", "change", "rejected"),
    Step("confirmed", "change", "cancelled"),
    Step("confirmed", "change", "rejected"),
    Step("backordered", "change", "confirmed"),
    Step("backordered", "change", "cancelled"),
    Step("backordered", "change", "rejected"),
    Step("rejected", "change", "confirmed"),
    Step("rejected", "change", "open"),
    Step("cancelled", "change", "confirmed"),
    Step("cancelled", "change", "open"),
    Step("part_shipped", "change", "shipped"),
    Step("part_shipped", "change", "invoiced"),
    Step("shipped", "change", "part_shipped"),
    Step("invoiced", "change", "part_shipped"),
)

CASCADE = (
    Cascade("rejected", frozenset(("rejected",)), frozenset(("rejected",))),
    Cascade("cancelled", DEAD, frozenset(("cancelled",))),
    Cascade("invoiced", DEAD | {"invoiced"}, frozenset(("invoiced",))),
    Cascade("shipped", DEAD | {"invoiced", "shipped"}, frozenset(("shipped",))),
    Cascade("part_shipped", ALL, frozenset(("part_shipped", "shipped", "invoiced"))),
    Cascade("confirmed", ALL, frozenset(("confirmed",))),
    Cascade("backordered", DEAD | {"backordered"}, frozenset(("backordered",))),
    Cascade("open", ALL, frozenset(("open",))),
)

ORDER_STEPS = (
    Step(NEW, "open", "open"),
    Step("open", "answer", "confirmed"),
    Step("open", "answer", "backordered"),
    Step("open", "answer", "rejected"),
    Step("open", "answer", "cancelled"),
    Step("backordered", "answer", "confirmed"),
    Step("backordered", "answer", "rejected"),
    Step("backordered", "answer", "cancelled"),
    Step("backordered", "answer", "open"),
    Step("part_shipped", "answer", "shipped"),
    Step("part_shipped", "answer", "invoiced"),
    Step("confirmed", "revise", "open"),
    Step("backordered", "revise", "open"),
    Step("rejected", "revise", "open"),
    Step("cancelled", "revise", "open"),
    Step("open", "revise", "cancelled"),
    Step("confirmed", "revise", "cancelled"),
    Step("backordered", "revise", "cancelled"),
    Step("open", "revise", "rejected"),
    Step("confirmed", "revise", "rejected"),
    Step("backordered", "revise", "rejected"),
    Step("confirmed", "ship", "part_shipped"),
    Step("confirmed", "ship", "shipped"),
    Step("confirmed", "ship", "invoiced"),
    Step("part_shipped", "ship", "shipped"),
    Step("part_shipped", "ship", "invoiced"),
    Step("invoiced", "ship", "shipped"),
    Step("shipped", "invoice", "invoiced"),
    Step("open", "change", "confirmed"),
    Step("open", "change", "cancelled"),
    Step("open", "change", "rejected"),
    Step("open", "change", "backordered"),
    Step("confirmed", "change", "open"),
    Step("confirmed", "change", "backordered"),
    Step("confirmed", "change", "cancelled"),
    Step("confirmed", "change", "rejected"),
    Step("backordered", "change", "confirmed"),
    Step("backordered", "change", "cancelled"),
    Step("backordered", "change", "rejected"),
    Step("rejected", "change", "confirmed"),
    Step("rejected", "change", "open"),
    Step("cancelled", "change", "confirmed"),
    Step("cancelled", "change", "open"),
    Step("part_shipped", "change", "shipped"),
    Step("part_shipped", "change", "invoiced"),
    Step("shipped", "change", "part_shipped"),
    Step("invoiced", "change", "part_shipped"),
)


def line_state(line: LedgerLine) -> str:
    """The word for an account as it stands."""
    undecided = line.open + line.backordered
    if line.shipped:
        if undecided or line.shipped < line.confirmed:
            return "part_shipped"
        return "invoiced" if line.invoiced >= line.shipped else "shipped"
    if line.confirmed:
        return "confirmed"
    if undecided:
        return "open" if line.open else "backordered"
    return "cancelled" if line.cancelled > line.rejected else "rejected"


def order_state(lines: Iterable[LedgerLine]) -> str:
    """The word for an order whose lines are as they are."""
    words = {line_state(line) for line in lines}
    return next(row.state for row in CASCADE if words <= row.every and words & row.some)


def advance(state: OrderState, ledger: Iterable[LedgerLine], event: str) -> OrderState:
    """The order with new accounts, its own and its lines' words derived; a step that no table has is refused."""
    before = {line.no: line.state for line in state.ledger}
    lines = tuple(_worded(line, line_state(line)) for line in ledger)
    for line in lines:
        _check(LINE_STEPS, f"line {line.no} of order {state.number}", before.get(line.no, NEW), event, line.state)
    word = order_state(lines)
    _check(ORDER_STEPS, f"order {state.number}", state.state, event, word)
    return state.model_copy(update={"ledger": lines, "state": word})


def _worded(line: LedgerLine, word: str) -> LedgerLine:
    return line if line.state == word else line.model_copy(update={"state": word})


def _check(table: tuple[Step, ...], what: str, before: str, event: str, after: str) -> None:
    if before not in (after, NEW) and Step(before, event, after) not in table:
        raise Refused(f"{what} is {before}: by `{event}` it cannot become {after}", "docs/lifecycle.md shows the steps")


def mermaid(table: tuple[Step, ...]) -> str:
    """A table of steps as a Mermaid state diagram."""
    name = {NEW: "[*]"}
    rows = (f"    {name.get(step.before, step.before)} --> {step.after}: {step.event}" for step in table)
    return "\n".join(("stateDiagram-v2", *rows))


def cascade_table() -> str:
    """The cascade as a Markdown table."""
    rows = ["| order | every line is | at least one is |", "|---|---|---|"]
    for row in CASCADE:
        every = "anything" if row.every == ALL else " ".join(word for word in LINE if word in row.every)
        rows.append(f"| {row.state} | {every} | {' '.join(word for word in LINE if word in row.some)} |")
    return "\n".join(rows)
