"""A small shop: a partner, an order and the steps of its life, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from edigw.lifecycle import decide
from edigw.lifecycle.effects import Compose, Decision, Open, Revise, Update
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import AnswerRequest, InvoiceRequest, ShipRequest
from edigw.model.base import Party
from edigw.model.order import Order, OrderLine
from edigw.model.partner import Identity, Partner

D = Decimal


class Shop:
    """Makes partners and orders, and takes orders through their life."""

    now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def partner(self, **changes: Any) -> Partner:
        """Blocks are given as dicts: lifecycle={"price": "list"}."""
        identity = Identity(key="main", name="Supplier", gs1_prefixes=("0614141",), gln="0614141000005")
        return Partner.model_validate({"name": "buyer", "identity": identity, **changes})

    def line(self, no: str | None = "1", qty: Any = 100, **changes: Any) -> OrderLine:
        plain = {"no": no, "qty": qty, "unit": "each", "price": "2.50", "ids": {"upc": "036000291452"}}
        return OrderLine.model_validate({**plain, **changes})

    def order(self, *lines: OrderLine, **changes: Any) -> Order:
        ship_to = Party(id_type="buyer_assigned", id="0042", name="DC East", city="Albany")
        plain = {"number": "4711", "purpose": "original", "ship_to": ship_to, "lines": lines or (self.line(),)}
        return Order.model_validate({**plain, **changes})

    def receive(self, order: Order, partner: Partner, existing: OrderState | None = None, **more: Any) -> Decision:
        return decide.order_received(order, existing, partner, now=self.now, **{"document_id": "d1", **more})

    def opened(self, partner: Partner, *lines: OrderLine, **changes: Any) -> OrderState:
        order = self.order(*lines, **changes)
        return self.state(self.receive(order, partner, document_id="d1" if order.number == "4711" else order.number))

    def answer(self, state: OrderState, request: Any, partner: Partner) -> Decision:
        wanted = None if request is None else AnswerRequest.model_validate(request)
        return decide.answer_order(state, wanted, partner, now=self.now, cause="person")

    def ship(self, states: OrderState | Sequence[OrderState], request: Any, partner: Partner) -> Decision:
        several = [states] if isinstance(states, OrderState) else states
        wanted = ShipRequest.model_validate(request)
        serials = range(100, 100 + decide.sscc_needed(several, wanted, partner))
        return decide.ship(several, wanted, partner, now=self.now, number="S1", serials=serials, cause="person")

    def bill(self, state: OrderState, request: Any, partner: Partner) -> Decision:
        wanted = InvoiceRequest.model_validate(request)
        return decide.bill(state, wanted, partner, now=self.now, number="R1", cause="person")

    def state(self, decision: Decision) -> OrderState:
        return next(row.state for row in decision.effects if isinstance(row, Open | Revise | Update))

    def body(self, decision: Decision) -> Any:
        return next(row.body for row in decision.effects if isinstance(row, Compose))

    def kinds(self, decision: Decision) -> list[str]:
        return [type(row).__name__ for row in decision.effects]


@pytest.fixture
def shop() -> Shop:
    return Shop()
