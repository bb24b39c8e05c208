"""Facts survive the store: JSON and back."""

from __future__ import annotations

from edigw.lifecycle.facts import OrderState


def test_a_state_is_json_and_comes_back_equal(shop) -> None:
    partner = shop.partner(shipment={"carton_qty": "40"})
    state = shop.state(shop.bill(shop.state(shop.ship(shop.opened(partner), {}, partner)), {}, partner))
    assert state.shipments and state.invoices and state.answers
    assert OrderState.model_validate_json(state.model_dump_json(exclude_defaults=True)) == state


def test_lines_go_with_their_accounts(shop) -> None:
    state = shop.opened(shop.partner(), shop.line("7"), shop.line("9", 5))
    assert [(line.no, row.no) for line, row in state.pairs()] == [("7", "7"), ("9", "9")]
    found = state.line("9")
    assert found is not None and found.ordered == 5 and state.line("8") is None
    assert state.answered
