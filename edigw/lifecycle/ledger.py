"""The account of an order line: its invariants, and the moves that are refused, with the arithmetic, where one breaks.

ordered = open + confirmed + backordered + rejected + cancelled; shipped <= confirmed x (1 + tolerance);
invoiced <= shipped, or <= confirmed for partners who are billed on order; returned <= shipped; credited <= invoiced.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from edigw.errors import Refused
from edigw.lifecycle.facts import ZERO, LedgerLine
from edigw.model.base import known

_ACCOUNT = known(LedgerLine)
BUCKETS = ("open", "confirmed", "backordered", "rejected", "cancelled")  # what an ordered quantity can be
COUNTS = ("ordered", *BUCKETS, "shipped", "invoiced", "returned", "credited")


def plain(qty: Decimal) -> str:
    """A number as people write it: 100, 2.5."""
    return format(qty.normalize(), "f") if qty else "0"


def opened(
    no: str, ordered: Decimal, *, unit: str | None, order_unit: str | None, factor: Decimal, sku: str | None = None
) -> LedgerLine:
    """A new line: everything is open. `ordered` is in the base unit; below zero counts as nothing ordered."""
    qty = max(ordered, ZERO)
    return _ACCOUNT(no=no, unit=unit, order_unit=order_unit, factor=factor, sku=sku, ordered=qty, open=qty)


def base(line: LedgerLine, qty: Decimal) -> Decimal:
    """A quantity in the order's unit, in the line's base unit."""
    return qty * line.factor


def divided(qty: Decimal, by: Decimal, places: int = 0) -> Decimal | None:
    """The quotient where it is exact with so many decimals, else None; Decimal's own division would round it."""
    scaled = Fraction(qty) / Fraction(by) * 10**places
    return Decimal(scaled.numerator).scaleb(-places) if scaled.denominator == 1 else None


def stated(line: LedgerLine, qty: Decimal) -> tuple[Decimal, str | None]:
    """A base quantity as documents state it: in the order's unit where it comes out whole, else in the base unit."""
    if line.factor == 1:
        return qty, line.order_unit
    ratio = divided(qty, line.factor)
    return (qty, line.unit) if ratio is None else (ratio, line.order_unit)


def broken(line: LedgerLine, tolerance: Decimal = ZERO, invoice_on: str = "shipment") -> tuple[str, ...]:
    """Every invariant that does not hold, each a sentence with its arithmetic."""
    parts = [getattr(line, name) for name in BUCKETS]
    faults = [
        f"line {line.no}: {name} is {plain(getattr(line, name))}, below zero"
        for name in COUNTS
        if getattr(line, name) < 0
    ]
    if sum(parts) != line.ordered:
        terms = " + ".join(f"{plain(part)} {name}" for part, name in zip(parts, BUCKETS, strict=True))
        faults.append(f"line {line.no}: {terms} = {plain(sum(parts, ZERO))}, not the {plain(line.ordered)} ordered")
    if line.shipped > may_ship(line, tolerance):
        faults.append(_over_shipped(line, ZERO, tolerance))
    if line.invoiced > may_invoice(line, invoice_on):
        faults.append(_over_invoiced(line, ZERO, invoice_on))
    for less, more in (("returned", "shipped"), ("credited", "invoiced")):
        if getattr(line, less) > getattr(line, more):
            low, high = plain(getattr(line, less)), plain(getattr(line, more))
            faults.append(f"line {line.no}: {low} {less} is more than {high} {more}")
    return tuple(faults)


def may_ship(line: LedgerLine, tolerance: Decimal = ZERO) -> Decimal:
    """The most that may have left in all."""
    return line.confirmed * (1 + tolerance)


def may_invoice(line: LedgerLine, invoice_on: str = "shipment") -> Decimal:
    """The most that may have been billed in all."""
    return max(line.confirmed, line.shipped) if invoice_on == "order" else line.shipped


def settle(line: LedgerLine, qty: Decimal, bucket: str, sources: Sequence[str] = ("open", "backordered")) -> LedgerLine:
    """Decide so much of what is undecided: from `open` first, then from the other sources."""
    held = {name: getattr(line, name) for name in sources if name != bucket}
    if qty < 0 or qty > sum(held.values(), ZERO):
        terms = " + ".join(f"{plain(part)} {name}" for name, part in held.items())
        raise Refused(
            f"line {line.no}: {plain(qty)} {line.unit or 'units'} {bucket} is more than what is undecided:"
            f" {terms} = {plain(sum(held.values(), ZERO))}",
            "`edigw orders show` prints what each line still has open",
        )
    moved = {bucket: getattr(line, bucket) + qty}
    for name, part in held.items():
        taken = min(part, qty)
        moved[name], qty = (part - taken) or ZERO, qty - taken
    return line.model_copy(update=moved)


def grow(line: LedgerLine, qty: Decimal) -> LedgerLine:
    """The buyer wants so much more."""
    return line.model_copy(update={"ordered": line.ordered + qty, "open": line.open + qty})


def live(line: LedgerLine) -> Decimal:
    """What the buyer still wants of it, delivered or not."""
    return line.open + line.confirmed + line.backordered


def kept(line: LedgerLine) -> Decimal:
    """What can no longer be taken back by a change: it has left, or was billed before."""
    return min(max(line.shipped, line.invoiced), live(line))


def withdraw(line: LedgerLine, qty: Decimal) -> LedgerLine:
    """The buyer wants so much less: what is undecided first, then what is promised and has not left."""
    loose = min(qty, line.open + line.backordered)
    free = live(line) - kept(line)
    if qty < 0 or qty > free:
        raise Refused(
            f"line {line.no}: {plain(qty)} {line.unit or 'units'} less is more than can be taken back:"
            f" {plain(live(line))} wanted - {plain(kept(line))} shipped or invoiced = {plain(free)}",
            "what has left comes back as a return",
        )
    return settle(settle(line, loose, "cancelled"), qty - loose, "cancelled", ("confirmed",))


def take_back(line: LedgerLine, qty: Decimal) -> LedgerLine:
    """So much came back. Raises Refused when more would come back than left."""
    if qty <= 0:
        raise Refused(f"line {line.no}: cannot take back {plain(qty)}", "quantities are above zero")
    if line.returned + qty > line.shipped:
        said = _sum(line, line.returned, "returned", qty)
        raise Refused(f"line {line.no}: {said}, more than {plain(line.shipped)} shipped", "take back less")
    return line.model_copy(update={"returned": line.returned + qty})


def credit(line: LedgerLine, qty: Decimal) -> LedgerLine:
    """So much is credited. Raises Refused when more would be credited than was invoiced."""
    if qty <= 0:
        raise Refused(f"line {line.no}: cannot credit {plain(qty)}", "quantities are above zero")
    if line.credited + qty > line.invoiced:
        said = _sum(line, line.credited, "credited", qty)
        raise Refused(f"line {line.no}: {said}, more than {plain(line.invoiced)} invoiced", "credit less")
    return line.model_copy(update={"credited": line.credited + qty})


def reopen(line: LedgerLine) -> LedgerLine:
    """What was promised or put on back order, and has not left, is to be answered anew."""
    promised = max(line.confirmed - line.shipped, ZERO)
    return line.model_copy(
        update={
            "open": line.open + promised + line.backordered,
            "confirmed": (line.confirmed - promised) or ZERO,  # 1.25 - 1.25 is 0.00, and 0.00 + 24 would be 24.00
            "backordered": ZERO,
        }
    )


def ship(line: LedgerLine, qty: Decimal, tolerance: Decimal = ZERO) -> LedgerLine:
    """So much leaves. Raises Refused when more would have left than was confirmed."""
    if qty <= 0:
        raise Refused(f"line {line.no}: cannot ship {plain(qty)}", "quantities are above zero")
    if line.shipped + qty > may_ship(line, tolerance):
        raise Refused(_over_shipped(line, qty, tolerance), "answer the order first, or ship less")
    return line.model_copy(update={"shipped": line.shipped + qty})


def invoice(line: LedgerLine, qty: Decimal, invoice_on: str = "shipment") -> LedgerLine:
    """So much is billed. Raises Refused when more would be billed than was shipped (or confirmed, by policy)."""
    if qty <= 0:
        raise Refused(f"line {line.no}: cannot invoice {plain(qty)}", "quantities are above zero")
    if line.invoiced + qty > may_invoice(line, invoice_on):
        raise Refused(_over_invoiced(line, qty, invoice_on), "ship first, or invoice less")
    return line.model_copy(update={"invoiced": line.invoiced + qty})


def _over_shipped(line: LedgerLine, qty: Decimal, tolerance: Decimal) -> str:
    limit = plain(may_ship(line, tolerance))
    allowed = f"{plain(line.confirmed)} confirmed"
    if tolerance:
        allowed += f" x (1 + {plain(tolerance)}) = {limit}"
    return f"line {line.no}: {_sum(line, line.shipped, 'shipped', qty)}, more than {allowed}"


def _over_invoiced(line: LedgerLine, qty: Decimal, invoice_on: str) -> str:
    limit = may_invoice(line, invoice_on)
    word = "shipped" if limit == line.shipped else "confirmed"
    return f"line {line.no}: {_sum(line, line.invoiced, 'invoiced', qty)}, more than {plain(limit)} {word}"


def _sum(line: LedgerLine, before: Decimal, word: str, qty: Decimal) -> str:
    unit = line.unit or "units"
    if not qty:
        return f"{plain(before)} {unit} {word}"
    return f"{plain(before)} {word} + {plain(qty)} now = {plain(before + qty)} {unit}"
