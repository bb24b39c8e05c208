"""Which document says what was decided: the standard's usual one, or its sister in trades that have their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from edigw.lifecycle.effects import Compose
from edigw.model.invoice import Invoice, InvoiceUnits
from edigw.model.partner import Partner
from edigw.pipeline.desk import Desk
from edigw.store import documents

Form = tuple[str, str]  # transaction set, functional group

SISTERS: Mapping[str, tuple[Form, str]] = {  # set -> its sister, and the order after which that one is wanted
    "810": (("880", "GP"), "875")
}


def chosen(desk: Desk, usual: Form, effect: Compose, partner: Partner) -> tuple[Form, Compose]:
    """The sister, with what it must say besides, where the partner trades it, and either not the usual one or it
    ordered by the sister's order."""
    if usual[0] not in SISTERS:
        return usual, effect
    sister, after = SISTERS[usual[0]]
    if partner.agreement(sister[0], "out") is None:
        return usual, effect
    if partner.agreement(usual[0], "out") is not None and _came_by(desk, effect) != after:
        return usual, effect
    return sister, replace(effect, body=counted(effect.body)) if isinstance(effect.body, Invoice) else effect


def counted(invoice: Invoice) -> Invoice:
    """With the units that it bills, added up for each unit: an 880 must say them (G31)."""
    sums: dict[str, Decimal] = {}
    for line in invoice.lines:
        if line.unit and line.qty is not None:
            sums[line.unit] = sums.get(line.unit, Decimal(0)) + line.qty
    units = tuple(InvoiceUnits(shipped=qty, unit=unit) for unit, qty in sums.items())
    return invoice.model_copy(update={"units": invoice.units or units})


def _came_by(desk: Desk, effect: Compose) -> str | None:
    """What the first order of the effect came by; it has the id of its document."""
    opened = documents.get(desk.connection, effect.order_ids[0]) if effect.order_ids else None
    return opened.type if opened else None
