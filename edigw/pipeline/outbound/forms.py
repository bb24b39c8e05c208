"""Which document says what was decided: the standard's usual one, or its sister in trades that have their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from edigw.lifecycle.by_line import by_line
from edigw.lifecycle.effects import Compose
from edigw.model.answer import OrderAnswer
from edigw.model.base import Model
from edigw.model.invoice import Invoice, InvoiceUnits
from edigw.model.partner import Partner
from edigw.pipeline.desk import Desk
from edigw.store import documents

Form = tuple[str, str]  # transaction set, functional group

SISTERS: Mapping[str, tuple[Form, str]] = {  # set -> its sister, and the order after which that one is wanted
    "810": (("880", "GP"), "875")
}


def chosen(desk: Desk, usual: Form, effect: Compose, partner: Partner) -> tuple[Form, Compose]:
    """The usual one, or its sister where the partner trades that, and either not the usual one or it ordered by the
    sister's order; with what it must say besides."""
    form = _form(desk, usual, effect, partner)
    told = TOLD.get(form[0])
    return form, effect if told is None else replace(effect, body=told(effect.body))


def _form(desk: Desk, usual: Form, effect: Compose, partner: Partner) -> Form:
    if usual[0] not in SISTERS:
        return usual
    sister, after = SISTERS[usual[0]]
    if partner.agreement(sister[0], "out") is None:
        return usual
    if partner.agreement(usual[0], "out") is not None and _came_by(desk, effect) != after:
        return usual
    return sister


def _counted(invoice: Model) -> Model:
    """With the units that it bills, added up for each unit: an 880 must say them (G31)."""
    if not isinstance(invoice, Invoice):
        return invoice
    sums: dict[str, Decimal] = {}
    for line in invoice.lines:
        if line.unit and line.qty is not None:
            sums[line.unit] = sums.get(line.unit, Decimal(0)) + line.qty
    units = tuple(InvoiceUnits(shipped=qty, unit=unit) for unit, qty in sums.items())
    return invoice.model_copy(update={"units": invoice.units or units})


def _by_line(answer: Model) -> Model:
    """An ORDRSP has no place for dates, items and reasons of a part of a line."""
    return by_line(answer) if isinstance(answer, OrderAnswer) else answer


def _came_by(desk: Desk, effect: Compose) -> str | None:
    """What the first order of the effect came by; it has the id of its document."""
    opened = documents.get(desk.connection, effect.order_ids[0]) if effect.order_ids else None
    return opened.type if opened else None


TOLD: Mapping[str, Callable[[Model], Model]] = {"880": _counted, "ORDRSP": _by_line}  # set -> what it must say besides
