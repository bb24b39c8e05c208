"""An invoice (X12 810): its lines from what was shipped, and one function that adds it up, by Decimal, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from edigw.errors import Refused, TotalDiffers
from edigw.lifecycle.echoed import INVOICE, echoed, money
from edigw.lifecycle.facts import ZERO, LedgerLine, OrderState
from edigw.lifecycle.ledger import divided, plain, stated
from edigw.lifecycle.requests import InvoiceLineRequest, InvoiceRequest
from edigw.lifecycle.ship import party_of
from edigw.model.base import Carrier, Charge, Moment, Tax
from edigw.model.invoice import Invoice, InvoiceLine
from edigw.model.order import OrderLine
from edigw.model.partner import Partner

CENT = Decimal("0.01")
PRICE_PLACES = 4  # decimals that a price for each or a part of a case may need
ONE = Decimal(1)
SIGNS = {"allowance": -ONE, "charge": ONE, "service": ONE}  # any other sign moves no money
EACH = frozenset(("per_each", "contract_each", "catalog_each", "wholesale_each", "quoted_each", "retail_each"))
PER_BASE = {"per_dozen": Decimal(12), "per_hundred": Decimal(100), "per_thousand": Decimal(1000)}  # base units a price


class Sums(NamedTuple):
    """The parts of an invoice's total, in its currency."""

    lines: Decimal
    allowances: Decimal  # zero or above; they are taken off
    charges: Decimal
    taxes: Decimal

    @property
    def total(self) -> Decimal:
        return cents(self.lines - self.allowances + self.charges + self.taxes)

    def __str__(self) -> str:
        return (
            f"{plain(self.lines)} lines - {plain(self.allowances)} allowances + {plain(self.charges)} charges"
            f" + {plain(self.taxes)} taxes = {self.total}"
        )


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def extended(line: InvoiceLine, factor: Decimal = ONE) -> Decimal:
    """Quantity x price, unrounded. `factor`: base units in one of the line's units, for prices that count those."""
    qty, price = line.qty or ZERO, line.price or ZERO
    basis = line.price_basis or ""
    if basis == "no_charge":
        return ZERO
    if basis in EACH:
        return qty * factor * price
    if basis in PER_BASE and not (basis == "per_dozen" and line.unit == "dozen"):
        return qty * factor * price / PER_BASE[basis]
    return qty * price


def sums(
    lines: Sequence[InvoiceLine],
    charges: Iterable[Charge] = (),
    taxes: Iterable[Tax] = (),
    rounding: str = "line",
    factors: Sequence[Decimal] = (),
) -> Sums:
    """The parts of the total; rounding `line` rounds each line's extension to the cent, `total` only the whole.

    `factors` runs parallel to the lines, see `extended`; none given: every price counts the line's own unit.
    """
    counted = factors or [ONE] * len(lines)
    rows = [extended(line, factor) for line, factor in zip(lines, counted, strict=True)]
    all_charges = [*charges, *(charge for line in lines for charge in line.charges)]
    all_taxes = [*taxes, *(tax for line in lines for tax in line.taxes)]
    signed = [(SIGNS.get(charge.sign or "", ZERO), charge.amount or ZERO) for charge in all_charges]
    return Sums(
        lines=sum((cents(row) if rounding == "line" else row for row in rows), ZERO),
        allowances=sum((amount for sign, amount in signed if sign < 0), ZERO),
        charges=sum((amount for sign, amount in signed if sign > 0), ZERO),
        taxes=sum((tax.amount or ZERO for tax in all_taxes), ZERO),
    )


def total(
    lines: Sequence[InvoiceLine],
    charges: Iterable[Charge] = (),
    taxes: Iterable[Tax] = (),
    rounding: str = "line",
    factors: Sequence[Decimal] = (),
) -> Decimal:
    """What is to be paid: lines - allowances + charges + taxes, to the cent, halves up."""
    return sums(lines, charges, taxes, rounding, factors).total


def parts(found: Sums) -> dict[str, Decimal]:
    """The fields of an invoice that say of what its total is made; charges and tax only where there are some."""
    said = {"lines_total": cents(found.lines)}
    if found.allowances or found.charges:
        said["charges_total"] = cents(found.charges - found.allowances)
    if found.taxes:
        said |= {"taxable": found._replace(taxes=ZERO).total, "tax_total": cents(found.taxes)}
    return said


def agree(invoice: Invoice, rounding: str = "line", factors: Sequence[Decimal] = ()) -> None:
    """The gate: lines, allowances, charges, taxes and total agree to the cent, or Refused shows the sum."""
    found = sums(invoice.lines, invoice.charges, invoice.taxes, rounding, factors)
    if invoice.total is None or invoice.total != found.total:
        said = "no total at all" if invoice.total is None else f"not {plain(invoice.total)}"
        raise TotalDiffers(f"invoice {invoice.number}: {found}, {said}", "correct the lines, the charges or the total")
    if found.total < 0:
        raise Refused(f"invoice {invoice.number}: {found}, below zero", "what is owed to them is a credit memo")


def amounted(charge: Charge, basis: Decimal, qty: Decimal) -> Charge:
    """The charge with its amount: given in whole cents, else percent of `basis` (an amount) or rate x quantity."""
    if charge.amount is not None:
        if cents(charge.amount) != charge.amount:
            raise Refused(f"charge of {plain(charge.amount)}: not whole cents", "round it as your books do")
        return charge
    if charge.percent is not None:
        amount = cents(basis * charge.percent / 100)
    elif charge.rate is not None:
        amount = cents(charge.rate * (charge.qty or qty))
    elif SIGNS.get(charge.sign or ""):
        raise Refused(f"{charge.sign} {charge.code or charge.text or ''} has no amount", "give amount, percent or rate")
    else:
        return charge
    return charge.model_copy(update={"amount": amount})


def taxed(tax: Tax, basis: Decimal) -> Tax:
    """The tax with its amount, from its percent of its own base or of `basis`."""
    if tax.amount is not None or tax.percent is None:
        return tax
    return tax.model_copy(update={"amount": cents((basis if tax.base is None else tax.base) * tax.percent / 100)})


def line(
    order_line: OrderLine, ledger: LedgerLine, qty: Decimal, asked: InvoiceLineRequest
) -> tuple[InvoiceLine, Decimal]:
    """One billed line for a base quantity, and the factor by which its unit counts base units."""
    price = next((p for p in (asked.price, ledger.price, order_line.price) if p is not None), None)
    if price is None:
        raise Refused(
            f"line {ledger.no} has no price", "give the line a `price` in the request, or the item in items.csv"
        )
    shown, unit = stated(ledger, qty)
    factor = ledger.factor if unit == ledger.order_unit else ONE
    if factor != ledger.factor and order_line.price_basis not in EACH and order_line.price_basis not in PER_BASE:
        price, shown, unit, factor = _part_unit(ledger, qty, price)
    made = InvoiceLine(
        no=order_line.no,
        qty=shown,
        unit=unit,
        price=price,
        price_basis=order_line.price_basis,
        ids=order_line.ids,
        description=order_line.description,
        packing=order_line.packing[0] if order_line.packing else None,
        own=order_line.own,
    )
    basis = cents(extended(made, factor))
    charges = tuple(amounted(charge, basis, shown) for charge in asked.charges)
    taxes = tuple(taxed(tax, basis) for tax in asked.taxes)
    net = basis + sum((SIGNS.get(charge.sign or "", ZERO) * (charge.amount or ZERO) for charge in charges), ZERO)
    return made.model_copy(update={"amount": net, "charges": charges, "taxes": taxes}), factor


def _part_unit(ledger: LedgerLine, qty: Decimal, price: Decimal) -> tuple[Decimal, Decimal, str | None, Decimal]:
    """A part of a case: a price for each where that is exact, else a part of a case, else nobody can say it."""
    if (single := divided(price, ledger.factor, PRICE_PLACES)) is not None:
        return Decimal(plain(single)), qty, ledger.unit, ONE
    if (part := divided(qty, ledger.factor, PRICE_PLACES)) is not None:
        return price, Decimal(plain(part)), ledger.order_unit, ledger.factor
    raise Refused(
        f"line {ledger.no}: {plain(qty)} {ledger.unit} are {plain(qty)} / {plain(ledger.factor)} of a"
        f" {ledger.order_unit} at {plain(price)}: neither the part nor a price for each is exact",
        "bill whole units, or give the line a price that divides",
    )


def compose(
    state: OrderState,
    billed: Sequence[tuple[InvoiceLine, Decimal]],
    request: InvoiceRequest,
    partner: Partner,
    today: date,
    number: str,
) -> Invoice:
    """The invoice with its total, checked; the order's numbers, parties and own fields echoed.

    `billed` are lines with their factors. Raises Refused where a total that the request states does not agree.
    """
    lines, factors = tuple(row for row, _ in billed), tuple(factor for _, factor in billed)
    rounding, qty = partner.lifecycle.rounding, sum((row.qty or ZERO for row, _ in billed), ZERO)
    net = sums(lines, rounding=rounding, factors=factors)._replace(taxes=ZERO).total
    charges = tuple(amounted(charge, net, qty) for charge in request.charges)
    net = sums(lines, charges, rounding=rounding, factors=factors)._replace(taxes=ZERO).total
    taxes = tuple(taxed(tax, net) for tax in request.taxes)
    due = total(lines, charges, taxes, rounding, factors) if request.total is None else request.total
    made = _header(state, request, partner, today, number).model_copy(
        update={"lines": lines, "charges": charges, "taxes": taxes, "total": due}
        | parts(sums(lines, charges, taxes, rounding, factors))
    )
    agree(made, rounding, factors)
    return made


def _header(state: OrderState, request: InvoiceRequest, partner: Partner, today: date, number: str) -> Invoice:
    order, shipment = state.order, state.shipments[-1] if state.shipments else None
    return Invoice(
        number=request.number or number,
        kind="debit_invoice",
        invoiced_on=request.invoiced_on or today,
        order_number=order.number,
        remit_to=party_of(partner.identity),
        bill_of_lading=shipment.bill_of_lading if shipment else None,
        shipment_number=shipment.number if shipment else None,
        refs=request.refs,
        dates={"shipped": (Moment(on=shipment.on),)} if shipment and shipment.on else {},
        notes=request.notes,
        terms=request.terms or order.terms,
        carrier=next((Carrier(scac=one.scac, mode=one.mode) for one in order.carrier if one.id_type == "scac"), None),
        **echoed(order, INVOICE),
        **money(order),
    )
