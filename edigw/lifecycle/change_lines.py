"""What becomes of each line of a change: carried out, carried out in part, or refused; its account moves with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from edigw.lifecycle import ledger, lines
from edigw.lifecycle.enrich import enrich
from edigw.lifecycle.facts import LedgerLine, OrderState
from edigw.lifecycle.ledger import plain
from edigw.lifecycle.lines import Judged
from edigw.lifecycle.rules import note
from edigw.model.answer import Outcome
from edigw.model.change import ChangeLine
from edigw.model.order import OrderLine
from edigw.model.partner import Changes, Partner
from edigw.tree import Finding

# What a change touches, by its word. A word that does not stand here is left to a person.
TOUCHES: Mapping[str, frozenset[str]] = {
    "added": frozenset(),
    "cancelled": frozenset(),
    "unchanged": frozenset(),
    "quantity_increased": frozenset(("qty",)),
    "quantity_decreased": frozenset(("qty",)),
    "price_changed": frozenset(("price",)),
    "price_and_quantity_changed": frozenset(("qty", "price")),
    "price_and_date_changed": frozenset(("price", "dates")),
    "date_and_quantity_changed": frozenset(("qty", "dates")),
    "several_changed": frozenset(("qty", "price", "dates", "rest")),
    "line_changed": frozenset(("qty", "price", "dates", "rest")),
    "values_replaced": frozenset(("qty", "price", "dates", "rest")),
    "dates_changed": frozenset(("dates",)),
    "date_terms_changed": frozenset(("dates",)),
    "rescheduled": frozenset(("dates",)),
    "dates_replaced": frozenset(("dates",)),
    "transport_changed": frozenset(("carrier",)),
}
REPLACES = frozenset(("values_replaced",))  # what is not said is cleared
REST = ("description", "description_trait", "text", "descriptions", "packing", "notes", "destinations",
        "destinations_unit", "location_kind", "carrier")  # fmt: skip
SIGNS = {"quantity_increased": 1, "quantity_decreased": -1}


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a change, decided."""

    asked: ChangeLine
    result: str = "accepted"  # accepted, modified, rejected
    outcomes: tuple[Outcome, ...] = ()
    line: OrderLine | None = None  # as it stands now; None: no longer in the order, or never
    row: LedgerLine | None = None  # its account; None: the line is not ours
    holds: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    was: OrderLine | None = None  # as it stood before; None: it is new


Held = dict[str, tuple[OrderLine | None, LedgerLine]]  # by LedgerLine.no


def decide_lines(asked: Sequence[ChangeLine], state: OrderState, partner: Partner) -> tuple[Changed, ...]:
    """Each line in turn, on what the ones before it left. Nothing is refused as a whole here."""
    held: Held = {row.no: (line, row) for line, row in state.pairs()}
    made: list[Changed] = []
    for one in asked:
        changed = _decided(one, held, state, partner)
        made.append(changed)
        if changed.row is not None:
            held[changed.row.no] = (changed.line, changed.row)
    return tuple(made)


def refuse_lines(asked: Sequence[ChangeLine], state: OrderState) -> tuple[Changed, ...]:
    """Nothing of what is asked: a person refuses the whole change. Each line stays as it stands."""
    held: Held = {row.no: (line, row) for line, row in state.pairs()}
    made = []
    for one in asked:
        no = None if one.change == "added" else find(one.no, one.ids, held)
        line, row = held[no] if no is not None else (None, None)
        made.append(replace(_refused(one, "rejected"), line=line, row=row, was=line))
    return tuple(made)


def _decided(asked: ChangeLine, held: Held, state: OrderState, partner: Partner) -> Changed:
    if asked.change == "added":
        return _added(asked, held, state, partner)
    no = find(asked.no, asked.ids, held)
    line, row = held[no] if no is not None else (None, None)
    if line is None or row is None:
        said = f"order {state.number} has no line {asked.no or 'of this item'}"
        return _refused(asked, "rejected", note("LINE_UNKNOWN", said, asked.no))
    return replace(_known(asked, line, row, state, partner), was=line)


def _known(asked: ChangeLine, line: OrderLine, row: LedgerLine, state: OrderState, partner: Partner) -> Changed:
    if (fault := _mismatch(asked, line, row)) is not None:
        return replace(fault, line=line, row=row)
    if asked.change == "cancelled":
        return _cut(asked, line, row, Decimal(0))
    if asked.change == "unchanged":
        return _same(asked, line, row)
    return _touched(asked, line, row, state, partner)


def find(no: str | None, ids: Mapping[str, Sequence[str]], held: Held) -> str | None:
    """The line of a number; without one, the only line that bears one of the item's numbers."""
    if no is not None:
        return no if no in held else None
    wanted = {(word, value) for word, values in ids.items() for value in values}
    bearing = [
        key
        for key, (line, _) in held.items()
        if line and wanted & {(word, value) for word, values in line.ids.items() for value in values}
    ]
    return bearing[0] if len(bearing) == 1 else None


def _refused(asked: ChangeLine, word: str, *findings: Finding) -> Changed:
    return Changed(asked, "rejected", (Outcome(status=word),), findings=findings)


def _mismatch(asked: ChangeLine, line: OrderLine, row: LedgerLine) -> Changed | None:
    """A line that is called by its number and is another item, or counts in a unit that the line never had."""
    common = [word for word in asked.ids if word in line.ids]
    if common and not any(set(asked.ids[word]) & set(line.ids[word]) for word in common):
        said = f"line {row.no}: {common[0]} {asked.ids[common[0]][0]}, the order has {line.ids[common[0]][0]}"
        return _refused(asked, "rejected_bad_item", note("ITEM_DIFFERS", said, asked.ids[common[0]][0]))
    if asked.unit not in (None, row.order_unit, row.unit):
        said = f"line {row.no}: the change counts {asked.unit}, the order {row.order_unit}"
        return _refused(asked, "rejected_bad_unit", note("UNIT_DIFFERS", said, asked.unit))
    return None


def wanted(asked: ChangeLine, row: LedgerLine, rules: Changes) -> Decimal | None:
    """The new total in the base unit, by what the partner's quantities mean; None where the change says none."""
    factor = row.factor if asked.unit in (None, row.order_unit) else Decimal(1)
    first = None if asked.qty is None else asked.qty * factor
    second = None if asked.left is None else asked.left * factor
    sign = SIGNS.get(asked.change or "", 1)
    if first is not None and rules.poc03 == "new_total":
        return first
    if first is not None and rules.poc03 == "delta":
        return ledger.live(row) + sign * first
    if second is None:
        return None
    if rules.poc04 == "left_to_receive":
        return row.shipped + second
    return second if rules.poc04 == "new_total" else ledger.live(row) + sign * second


def _touched(asked: ChangeLine, line: OrderLine, row: LedgerLine, state: OrderState, partner: Partner) -> Changed:
    """Quantity, price, dates and the rest together: all or nothing, for each line."""
    touches = TOUCHES[asked.change or ""]
    target = wanted(asked, row, partner.changes) if "qty" in touches else None
    if target is not None and (fault := _bad_target(asked, row, target)) is not None:
        return replace(fault, line=line, row=row)
    said = _said(asked, line, touches)
    judged: Judged | None = None
    holds: tuple[str, ...] = ()
    if "price" in touches and asked.price is not None and asked.price != _agreed(line, row):
        judged = _judged(said, state, partner)
        holds = tuple(reason for reason in judged.holds if reason == "PRICE")
        if row.shipped > row.invoiced:
            return Changed(asked, line=line, row=row, holds=("PRICE",), findings=(_unbilled(row),))
        row = row.model_copy(update={"price": asked.price if judged.price is None else judged.price})
    sized = _sized(asked, said, row, ledger.live(row) if target is None else target, state)
    if judged is not None and judged.price is not None and sized.result != "rejected":
        sized = replace(sized, result="modified", outcomes=_priced(sized.outcomes))
    found = judged.findings if judged is not None else ()
    return replace(sized, holds=(*sized.holds, *holds), findings=(*sized.findings, *found))


def _agreed(line: OrderLine, row: LedgerLine) -> Decimal | None:
    return line.price if row.price is None else row.price


def _unbilled(row: LedgerLine) -> Finding:
    left = plain(row.shipped - row.invoiced)
    said = f"line {row.no}: {left} {row.unit or 'units'} left at the old price and are not invoiced yet"
    return note("CHANGE_PRICE", said, left)


def _priced(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Our price holds: what would be accepted as asked is accepted at ours."""
    return tuple(
        one.model_copy(update={"status": "price_changed" if one.status == "accepted" else "changed"})
        for one in outcomes
    )


def _bad_target(asked: ChangeLine, row: LedgerLine, target: Decimal) -> Changed | None:
    """Below zero is refused; the other way than the word says waits: the quantities may mean something else."""
    if target < 0:
        said = f"line {row.no}: {plain(target)} wanted in all; it must not be below zero"
        return _refused(asked, "rejected", note("LINE_QUANTITY", said, plain(target)))
    way = SIGNS.get(asked.change or "", 0) * (target - ledger.live(row))
    if way < 0:
        said = (
            f"line {row.no}: {str(asked.change).replace('_', ' ')} from {plain(ledger.live(row))} to {plain(target)}"
            f" {row.unit or 'units'}"
        )
        return Changed(asked, holds=("QUANTITY",), findings=(note("CHANGE_QUANTITY", said, plain(target)),))
    return None


def _said(asked: ChangeLine, line: OrderLine, touches: frozenset[str]) -> OrderLine:
    """The line with what the change says of it, but for the quantity."""
    clears = asked.change in REPLACES
    changes: dict[str, object] = {}
    if "price" in touches and (clears or asked.price is not None):
        changes |= {"price": asked.price, "price_basis": asked.price_basis or line.price_basis}
    if "dates" in touches and (clears or asked.dates or asked.schedules):
        kept = {} if clears or asked.change == "dates_replaced" else line.dates
        changes |= {"dates": {**kept, **asked.dates}, "schedules": asked.schedules or line.schedules}
    if "carrier" in touches and asked.carrier:
        changes["carrier"] = asked.carrier
    if "rest" in touches:
        changes |= {name: getattr(asked, name) for name in REST if clears or getattr(asked, name)}
    return line.model_copy(update=changes)


def _sized(asked: ChangeLine, line: OrderLine, row: LedgerLine, target: Decimal, state: OrderState) -> Changed:
    before = ledger.live(row)
    if target < before or not target:
        return _cut(asked, line, row, target)
    if target == before:
        return Changed(asked, outcomes=(_outcome("accepted", row, target),), line=line, row=row)
    grown = ledger.grow(row, target - before)
    waits = bool(row.backordered) and not row.confirmed
    if state.answered:
        grown = ledger.settle(grown, target - before, "backordered" if waits else "confirmed", ("open",))
    outcome = _outcome("backordered" if waits else "accepted", row, target)
    return Changed(asked, "modified" if waits else "accepted", (outcome,), _counted(line, grown), grown)


def _cut(asked: ChangeLine, line: OrderLine, row: LedgerLine, target: Decimal) -> Changed:
    """Less, or nothing: never below what has left."""
    before, kept = ledger.live(row), ledger.kept(row)
    stands = max(target, kept)
    if stands >= before:
        found = note("CHANGE_SHIPPED", f"line {row.no}: {_left(row)}; {plain(target)} wanted", plain(target))
        return Changed(asked, "rejected", (Outcome(status="rejected"),), line, row, findings=(found,))
    after = ledger.withdraw(row, before - stands)
    if not stands:
        deleted = _outcome("deleted", row, before) if asked.change == "cancelled" else _outcome("accepted", row, target)
        return Changed(asked, outcomes=(deleted,), line=None, row=after)
    if stands == target:
        return Changed(asked, outcomes=(_outcome("accepted", row, target),), line=_counted(line, after), row=after)
    found = note("CHANGE_SHIPPED", f"line {row.no}: {_left(row)}; {plain(stands)} stand", plain(target))
    outcome = _outcome("quantity_changed", row, stands)
    return Changed(asked, "modified", (outcome,), _counted(line, after), after, findings=(found,))


def _left(row: LedgerLine) -> str:
    unit = row.unit or "units"
    return f"{plain(row.shipped)} {unit} shipped and {plain(row.invoiced)} invoiced of {plain(ledger.live(row))}"


def _counted(line: OrderLine, row: LedgerLine) -> OrderLine:
    return line.model_copy(update={"qty": ledger.live(row) / row.factor})


def _outcome(word: str, row: LedgerLine, qty: Decimal) -> Outcome:
    """In the order's unit; without a unit no quantity stands (ACK P0203)."""
    shown, unit = ledger.stated(row, qty)
    return Outcome(status=word, qty=shown if unit else None, unit=unit)


def _same(asked: ChangeLine, line: OrderLine, row: LedgerLine) -> Changed:
    """Sent for completeness: it must match."""
    found = []
    qty = None if asked.qty is None else asked.qty * row.factor
    if qty is not None and qty != ledger.live(row):
        said = f"line {row.no}: said to be unchanged with {plain(qty)}, we have {plain(ledger.live(row))}"
        found.append(note("CHANGE_DIFFERS", said, plain(qty)))
    agreed = _agreed(line, row)
    if asked.price is not None and agreed is not None and asked.price != agreed:
        said = f"line {row.no}: said to be unchanged at {plain(asked.price)}, we have {plain(agreed)}"
        found.append(note("CHANGE_DIFFERS", said, plain(asked.price)))
    return Changed(asked, outcomes=(Outcome(status="accepted"),), line=line, row=row, findings=tuple(found))


def _added(asked: ChangeLine, held: Held, state: OrderState, partner: Partner) -> Changed:
    """A new line, judged as an order's lines are."""
    if asked.no is not None and asked.no in held and held[asked.no][0] is not None:
        said = f"order {state.number} has a line {asked.no} already"
        return _refused(asked, "rejected", note("LINE_REPEATED", said, asked.no))
    names = {row.no for row in state.ledger} | set(held)
    no = asked.no or next(str(n) for n in range(1, len(names) + 2) if str(n) not in names)
    plain_line = {name: getattr(asked, name) for name in OrderLine.model_fields}
    qty = asked.left if asked.qty is None else asked.qty
    line = OrderLine.model_construct(**{**plain_line, "no": no, "qty": qty})
    judged = _judged(line, state, partner)
    if judged.rejected or not judged.ledger.ordered:
        return replace(_refused(asked, judged.rejected or "rejected"), findings=judged.findings)
    row = judged.ledger.model_copy(update={"no": no})
    if state.answered:
        row = ledger.settle(row, row.ordered, "confirmed")
    ours = judged.price is not None
    if ours:
        row = row.model_copy(update={"price": judged.price})
    outcome = _outcome("price_changed" if ours else "accepted", row, row.ordered)
    return Changed(asked, "modified" if ours else "accepted", (outcome,), line, row, judged.holds, judged.findings)


def _judged(line: OrderLine, state: OrderState, partner: Partner) -> Judged:
    alone = state.order.model_copy(update={"lines": (line,)})
    return lines.judge(enrich(alone, partner), partner)[0]
