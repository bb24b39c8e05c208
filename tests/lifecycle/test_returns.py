"""A request to send goods back, against what was sold: by the rules, by a person, twice, and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from returned import BY_RULE, LINE, asked, send, sold

from edigw.lifecycle import returns
from edigw.lifecycle.effects import Compose, Duplicate, ErpOut, Event, Follow, Hold, Reject, Update
from edigw.model.returns import Return


def test_by_the_rules_it_is_allowed_answered_and_told_to_our_systems(shop) -> None:
    decision = send(shop, asked(), sold(shop, shop.partner()))
    assert shop.kinds(decision) == ["Update", "Event", "ErpOut", "Compose"]
    fact = shop.state(decision).returns[0]
    assert (fact.state, fact.authorization, fact.items[0].authorised) == ("authorised", "RMA1", 10)
    body = shop.body(decision)
    assert (body.purpose, body.request, body.disposition) == ("response", "RT1", "returned")
    assert decision.effects[-1].answers == ("r1",) and shop.state(decision).ledger[0].returned == 0


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({**LINE, "no": "9", "id": "5"}, "no_sale_record"),
        ({**LINE, "qty": -2}, "quantity"),
        ({**LINE, "qty": 0}, "quantity"),
        ({**LINE, "qty": 61}, "quantity"),
        ({**LINE, "unit": "case"}, "quantity"),
        ({"no": "2", "qty": 1, "unit": "each", "id_type": "upc", "id": "7"}, "quantity"),
        ({**LINE, "order_number": "4712"}, "no_sale_record"),
    ],
)
def test_what_was_not_sold_or_not_so_much_is_refused_with_its_reason(shop, line: dict[str, Any], word: str) -> None:
    decision = send(shop, asked(line), sold(shop, shop.partner()))
    assert [(row.disposition, row.response) for row in shop.body(decision).lines] == [("refused", word)]
    assert decision.findings[0].rule == "RETURN_REFUSED" and decision.findings[0].hint
    assert shop.body(decision).authorization is None


def test_a_line_is_known_by_its_item_where_the_number_says_nothing(shop) -> None:
    decision = send(shop, asked({**LINE, "no": None}), sold(shop, shop.partner()))
    assert shop.body(decision).disposition == "returned"


def test_what_is_on_its_way_back_cannot_come_back_once_more(shop) -> None:
    state = shop.state(send(shop, asked({**LINE, "qty": 50}), sold(shop, shop.partner())))
    assert returns.returnable(state, state.ledger[0]) == 10
    second = send(shop, asked({**LINE, "qty": 11}, number="RT2"), state, document_id="r2")
    assert shop.body(second).lines[0].response == "quantity"
    both = send(shop, asked({**LINE, "qty": 6}, {**LINE, "qty": 6}, number="RT2"), state, document_id="r2")
    assert [line.disposition for line in shop.body(both).lines] == ["returned", "refused"]
    assert shop.body(both).disposition == "returned_in_part"


def test_the_window_counts_from_the_shipment(shop) -> None:
    partner = shop.partner(returns={**BY_RULE, "window_days": 30})
    state = sold(shop, partner)
    assert shop.body(send(shop, asked(), state, partner=partner)).disposition == "returned"
    late = send(shop, asked(), state, partner=partner, now=shop.now + timedelta(days=31))
    assert shop.body(late).lines[0].response == "time_limit"


def test_a_person_decides_and_released_the_rules_do(shop) -> None:
    partner, came = shop.partner(), asked()
    decision = send(shop, came, sold(shop, partner), partner=partner)
    update, event, told, hold = decision.effects
    assert isinstance(update, Update) and update.state.returns[0].state == "requested"
    assert isinstance(event, Event) and isinstance(told, ErpOut) and told.kind == "return"
    assert isinstance(hold, Hold) and (hold.reason, hold.waits_for, hold.subject) == ("RETURN", "person", "answer")
    done = send(shop, came, update.state, partner=partner, lifted={"RETURN"})
    assert [fact.state for fact in shop.state(done).returns] == ["authorised"]
    erp = shop.partner(returns={"decides": "erp"})
    assert send(shop, came, sold(shop, erp), partner=erp).effects[-1].waits_for == "erp"


def test_what_somebody_decided_is_not_decided_again(shop) -> None:
    partner = shop.partner()
    state = shop.state(send(shop, asked(), sold(shop, partner)))
    (noted,) = send(shop, asked(), state, partner=partner, lifted={"RETURN"}).effects
    assert isinstance(noted, Event)


def test_a_return_of_an_order_that_we_do_not_know(shop) -> None:
    assert shop.body(send(shop, asked())).lines[0].response == "no_sale_record"
    (held,) = send(shop, asked(), partner=shop.partner()).effects
    assert isinstance(held, Hold) and "4711" in held.message


def test_a_return_of_several_orders_has_one_answer(shop) -> None:
    partner = shop.partner()
    one = sold(shop, partner)
    two = shop.state(shop.ship(shop.opened(partner, number="4712"), {}, partner))
    came = asked(LINE, {**LINE, "order_number": "4712"})
    decision = send(shop, came, one, two)
    assert [type(row) for row in decision.effects].count(Compose) == 1
    assert sum(isinstance(row, Update) for row in decision.effects) == 2
    assert returns.order_numbers(came) == ("4711", "4712")


def test_it_comes_twice(shop) -> None:
    state = shop.state(send(shop, asked(), sold(shop, shop.partner())))
    assert isinstance(send(shop, asked(), state, document_id="r2").effects[0], Duplicate)
    (held,) = send(shop, asked({**LINE, "qty": 3}), state, document_id="r2").effects
    assert isinstance(held, Hold) and held.reason == "CONFLICT"


def test_it_is_cancelled_until_the_goods_come(shop) -> None:
    state = shop.state(send(shop, asked(), sold(shop, shop.partner())))
    cancelled = shop.state(send(shop, asked(purpose="cancel"), state, document_id="r2"))
    assert cancelled.returns[0].state == "cancelled" and returns.returnable(cancelled, cancelled.ledger[0]) == 60
    item = state.returns[0].items[0].model_copy(update={"received": 1})
    came = state.model_copy(update={"returns": (state.returns[0].model_copy(update={"items": (item,)}),)})
    for states, reason in (((came,), "RETURN_RECEIVED"), ((), "RETURN_UNKNOWN")):
        (rejected,) = send(shop, asked(purpose="cancel"), *states, document_id="r2").effects
        assert isinstance(rejected, Reject) and rejected.reason == reason


def test_other_purposes_and_empty_ones(shop) -> None:
    (held,) = send(shop, asked(purpose="response")).effects
    assert isinstance(held, Hold) and held.reason == "NOT_SUPPORTED"
    assert isinstance(send(shop, asked(purpose="response"), lifted={"NOT_SUPPORTED"}).effects[0], Event)
    bare = Return(number="RT1", order_number="4711")
    assert isinstance(send(shop, bare).effects[0], Reject)


def test_goods_that_are_kept_are_credited_without_a_receipt(shop) -> None:
    partner = shop.partner(returns={"decides": "automatic", "goods": "keep", "credits": "at_once"})
    decision = send(shop, asked(), sold(shop, partner, invoiced=4), partner=partner)
    assert shop.body(decision).disposition == "kept_with_allowance"
    assert isinstance(decision.effects[-1], Follow)
    state = shop.state(decision)
    assert returns.creditable(state, state.ledger[0]) == 4
    assert state.returns[0].on == date(2026, 3, 10)
