"""Requests for return and orders whose goods have left, for the tests of returns."""

from __future__ import annotations

from typing import Any

from edigw.lifecycle import returns
from edigw.lifecycle.effects import Decision
from edigw.lifecycle.facts import OrderState
from edigw.model.returns import Return

LINE = {"no": "1", "qty": 10, "unit": "each", "id_type": "upc", "id": "036000291452", "reason": "damaged"}
BY_RULE = {"decides": "automatic", "credits": "person"}


def asked(*lines: dict[str, Any], **said: Any) -> Return:
    plain = {"number": "RT1", "purpose": "original", "order_number": "4711", "created_on": "2026-03-10"}
    return Return.model_validate({**plain, "lines": lines or (LINE,), **said})


def sold(shop, partner, shipped: int = 60, invoiced: int = 60) -> OrderState:
    state = shop.opened(partner, shop.line(), shop.line("2", 10, ids={"upc": "7"}))
    state = shop.state(shop.ship(state, {"lines": [{"no": "1", "qty": shipped}]}, partner))
    return shop.state(shop.bill(state, {"lines": [{"no": "1", "qty": invoiced}]}, partner)) if invoiced else state


def send(shop, came: Return, *states: OrderState, partner=None, **more: Any) -> Decision:
    partner = partner or shop.partner(returns=BY_RULE)
    told = {"document_id": "r1", "number": "RMA1", "now": shop.now, **more}
    return returns.return_received(came, {state.number: state for state in states}, partner, **told)
