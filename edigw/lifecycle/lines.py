"""What is wrong with an order's lines in business terms: each fault is a finding, and rejects or holds its own line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from edigw.lifecycle.enrich import Enriched, account, list_price
from edigw.lifecycle.facts import ZERO, LedgerLine
from edigw.lifecycle.ledger import plain
from edigw.lifecycle.rules import note
from edigw.model.order import Order, OrderLine
from edigw.model.partner import Item, Lifecycle, Partner
from edigw.tree import Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """One line as the policies see it: at most one rejection, the reasons to wait, the price that will hold."""

    ledger: LedgerLine
    rejected: str | None = None  # an outcome's word
    holds: tuple[str, ...] = ()
    price: Decimal | None = None  # ours, where it differs from theirs and ours holds
    findings: tuple[Finding, ...] = ()


def number(order: Order) -> Order:
    """The order with a number on each line: absent ones get 1 and up, never one that stands already."""
    if all(line.no for line in order.lines):
        return order
    taken = {int(line.no) for line in order.lines if line.no and line.no.isascii() and line.no.isdigit()}
    free = (str(no) for no in range(1, 2 * len(order.lines) + 1) if no not in taken)
    lines = tuple(line if line.no else line.model_copy(update={"no": next(free)}) for line in order.lines)
    return order.model_copy(update={"lines": lines})


def keys(order: Order) -> tuple[str, ...]:
    """A unique key for each line of a numbered order: a repeated "2" is "2", then "2#2"."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for line in order.lines:
        no = line.no or ""
        seen[no] = seen.get(no, 0) + 1
        made.append(no if seen[no] == 1 else f"{no}#{seen[no]}")
    return tuple(made)


def judge(enriched: Enriched, partner: Partner) -> tuple[Judged, ...]:
    """Every line of a numbered, enriched order, with its new account, everything open."""
    rows = zip(keys(enriched.order), enriched.order.lines, enriched.items, strict=True)
    return tuple(_line(no, line, item, partner) for no, line, item in rows)


def _line(no: str, line: OrderLine, item: Item | None, partner: Partner) -> Judged:
    rules = partner.lifecycle
    ledger = account(no, line, item)
    faults = list(_faults(no, line, item, rules))
    listed = list_price(ledger, line.price_basis, item)
    ours: Decimal | None = None
    if listed is not None and line.price is None:
        ledger = ledger.model_copy(update={"price": listed})
    elif listed is not None and line.price is not None and listed != line.price:
        policy = {"list": "", "hold": "hold"}.get(rules.price, "")
        ours = listed if rules.price == "list" else None
        message = f"line {no}: their price {plain(line.price)}, ours {plain(listed)}"
        faults.append(("PRICE", policy, note("PRICE_DIFFERS", message, plain(line.price))))
    rejected = next((word for word, policy, _ in faults if policy == "reject"), None)
    holds = tuple(dict.fromkeys(word for word, policy, _ in faults if policy == "hold"))
    found = (*(found for _, _, found in faults), *_stores(no, line, ledger, partner))
    return Judged(ledger, REJECTIONS[rejected] if rejected else None, () if rejected else holds, ours, found)


REJECTIONS = {"QUANTITY": "rejected", "LINE_REPEATED": "rejected", "ITEM": "rejected_bad_item"}


def _faults(no: str, line: OrderLine, item: Item | None, rules: Lifecycle) -> Iterator[tuple[str, str, Finding]]:
    """(hold reason, policy word, finding) for each."""
    if line.qty is None or line.qty <= 0:
        said = "no quantity" if line.qty is None else f"quantity {plain(line.qty)}"
        yield "QUANTITY", rules.bad_quantity, note("LINE_QUANTITY", f"line {no}: {said}; it must be above zero", said)
    if "#" in no and no != line.no:
        message = f"line number {line.no} stands more than once; the lines are not merged"
        yield "LINE_REPEATED", rules.bad_quantity, note("LINE_REPEATED", message, line.no)
    if item is None and rules.unknown_item != "accept":
        said = ", ".join(f"{word} {value}" for word, values in line.ids.items() for value in values) or "no item number"
        yield "ITEM", rules.unknown_item, note("ITEM_UNKNOWN", f"line {no}: not in the item list: {said}", said)


def _stores(no: str, line: OrderLine, ledger: LedgerLine, partner: Partner) -> Iterator[Finding]:
    """Store quantities must add up to the line's."""
    if not line.destinations or line.qty is None:
        return
    total = sum((share for _, share in destinations(line, ledger, partner)), ZERO)
    if total != ledger.ordered:
        terms = " + ".join(plain(stop.qty or ZERO) for stop in line.destinations)
        message = (
            f"line {no}: the stores' {terms} = {plain(total)} {ledger.unit or 'units'},"
            f" the line's {plain(ledger.ordered)}"
        )
        yield note("STORES_SUM", message, plain(total))


def destinations(line: OrderLine, ledger: LedgerLine, partner: Partner) -> tuple[tuple[str, Decimal], ...]:
    """(location, base quantity) of each store, once; by the partner's rule in the line's unit or the stores' own."""
    unit = line.unit
    if partner.stores.unit == "sdq" and line.destinations_unit:
        unit = line.destinations_unit
    factor = Decimal(1) if unit == ledger.unit else ledger.factor
    shares: dict[str, Decimal] = {}
    for stop in line.destinations:
        shares[stop.location or ""] = shares.get(stop.location or "", ZERO) + (stop.qty or ZERO) * factor
    return tuple(shares.items())


def totals(order: Order) -> tuple[Finding, ...]:
    """Notes on control totals that the order states and its lines do not bear out."""
    found: list[Finding] = []
    count, hashed = Decimal(len(order.lines)), sum((line.qty or ZERO for line in order.lines), ZERO)
    stated: Sequence[tuple[str, Decimal | None, Decimal]] = (
        ("line count", order.line_count, count),
        ("hash total", order.hash_total, hashed),
    )
    for name, claimed, actual in stated:
        if claimed is not None and claimed != actual:
            message = f"the {name} says {plain(claimed)}, the lines make {plain(actual)}"
            found.append(note("COUNT_DIFFERS", message, plain(claimed)))
    return tuple(found)
