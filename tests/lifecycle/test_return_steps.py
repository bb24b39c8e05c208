"""Steps of a return that somebody decides, and the credit memo: what moves, and what is refused with its arithmetic."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from returned import BY_RULE, LINE, asked, send, sold

from edigw.errors import Refused
from edigw.lifecycle.effects import Compose, Decision, Follow
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import CreditRequest, ReturnRequest
from edigw.lifecycle.return_steps import credit, decide_return


def step(shop, state: OrderState, partner, **said: Any) -> Decision:
    request = ReturnRequest.model_validate(said)
    return decide_return(state, request, partner, now=shop.now, cause="p1", number="RMA9")


def pay(shop, state: OrderState, partner, number: str = "CM1", **said: Any) -> Decision:
    return credit(state, CreditRequest.model_validate(said), partner, now=shop.now, number=number, cause="p1")


def requested(shop, partner, **line: Any) -> OrderState:
    return shop.state(send(shop, asked({**LINE, **line}), sold(shop, partner), partner=partner))


def test_a_request_is_allowed_received_and_credited(shop) -> None:
    partner = shop.partner()
    allowed = step(shop, requested(shop, partner), partner)
    assert shop.kinds(allowed) == ["Update", "Event", "ErpOut", "Compose"]
    assert allowed.effects[-1].answers == ("r1",) and shop.body(allowed).authorization == "RMA9"
    came = shop.state(step(shop, shop.state(allowed), partner, step="receive"))
    assert (came.ledger[0].returned, came.returns[0].state) == (10, "received")
    paid = pay(shop, came, partner)
    memo, after = shop.body(paid), shop.state(paid)
    assert (memo.kind, memo.total, memo.related, memo.order_number) == ("credit_memo", D("25.00"), "R1", "4711")
    assert memo.refs["return_authorization"][0].value == "RMA9"
    assert (after.ledger[0].credited, after.credits[0].number, after.state) == (10, "CM1", came.state)
    with pytest.raises(Refused, match=r"nothing to credit: 10 returned - 10 credited = 0"):
        pay(shop, after, partner)


def test_goods_come_in_parts_and_never_more_than_allowed(shop) -> None:
    partner = shop.partner()
    state = shop.state(step(shop, requested(shop, partner), partner))
    part = shop.state(step(shop, state, partner, step="receive", lines=[{"no": "1", "qty": "4"}]))
    assert (part.ledger[0].returned, part.returns[0].state) == (4, "authorised")
    with pytest.raises(Refused, match="7 each came, and 6 are allowed to"):
        step(shop, part, partner, step="receive", lines=[{"no": "1", "qty": "7"}])
    assert shop.state(step(shop, part, partner, step="receive")).ledger[0].returned == 10


def test_less_is_allowed_than_was_asked(shop) -> None:
    partner = shop.partner()
    decision = step(shop, requested(shop, partner), partner, lines=[{"no": "1", "qty": "3"}])
    assert shop.body(decision).lines[0].qty == 3 and shop.state(decision).returns[0].items[0].authorised == 3
    with pytest.raises(Refused, match=r"61 each to come back, and 60 of 60 shipped are left"):
        step(shop, requested(shop, partner), partner, lines=[{"no": "1", "qty": "61"}])


def test_it_is_refused_with_a_word(shop) -> None:
    partner = shop.partner()
    decision = step(shop, requested(shop, partner), partner, step="refuse", response="not_defective")
    assert (shop.body(decision).disposition, shop.body(decision).lines[0].response) == ("refused", "not_defective")
    assert shop.state(decision).returns[0].state == "refused"
    line = step(shop, requested(shop, partner), partner, lines=[{"no": "1", "response": "worn"}])
    assert shop.body(line).lines[0].response == "worn"


def test_a_person_may_allow_what_the_rules_do_not(shop) -> None:
    partner = shop.partner(returns={"window_days": 0})
    state = requested(shop, partner).model_copy()
    late = state.model_copy(
        update={"shipments": tuple(one.model_copy(update={"on": one.on.replace(year=2025)}) for one in state.shipments)}
    )
    assert shop.body(step(shop, late, partner)).lines[0].response == "time_limit"
    assert shop.body(step(shop, late, partner, lines=[{"no": "1", "qty": "10"}])).lines[0].response is None


def test_a_return_by_phone_is_allowed_by_its_lines(shop) -> None:
    partner = shop.partner()
    state = sold(shop, partner)
    decision = step(shop, state, partner, lines=[{"no": "1", "qty": "5"}])
    assert (shop.body(decision).lines[0].id, decision.effects[-1].answers) == ("036000291452", ())
    for said, why in (({}, "nobody has asked"), ({"lines": [{"no": "9"}]}, "no line 9")):
        with pytest.raises(Refused, match=why):
            step(shop, state, partner, **said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"step": "burn"}, "no step"),
        ({"goods": "eat"}, "nothing to be done"),
        ({"step": "receive"}, "no return that is allowed"),
        ({"number": "RT7"}, "RT7 of order 4711 does not exist"),
        ({"number": "RT1", "step": "receive"}, "RT1 of order 4711 is requested, not authorised"),
    ],
)
def test_what_makes_no_sense_is_refused(shop, said: dict[str, Any], why: str) -> None:
    partner = shop.partner()
    with pytest.raises(Refused, match=why):
        step(shop, requested(shop, partner), partner, **said)


def test_several_open_returns_want_a_number(shop) -> None:
    partner = shop.partner()
    two = shop.state(send(shop, asked(number="RT2"), requested(shop, partner), partner=partner, document_id="r2"))
    with pytest.raises(Refused, match="has 2 returns that are requested: RT1, RT2"):
        step(shop, two, partner)
    assert [fact.state for fact in shop.state(step(shop, two, partner, number="RT2")).returns] == [
        "requested",
        "authorised",
    ]


def test_kept_goods_are_not_received_and_credited_all_the_same(shop) -> None:
    partner = shop.partner()
    state = shop.state(step(shop, requested(shop, partner), partner, goods="keep"))
    with pytest.raises(Refused, match="stay where they are"):
        step(shop, state, partner, step="receive")
    after = shop.state(pay(shop, state, partner))
    assert (after.ledger[0].returned, after.ledger[0].credited) == (0, 10)


def test_the_credit_follows_at_once_where_that_is_agreed(shop) -> None:
    partner = shop.partner(returns={**BY_RULE, "credits": "at_once"})
    state = shop.state(send(shop, asked(), sold(shop, partner), partner=partner))
    follow = step(shop, state, partner, step="receive").effects[-1]
    assert isinstance(follow, Follow) and (follow.step, follow.request) == ("credit", CreditRequest())


def test_no_more_is_credited_than_was_invoiced_and_at_the_price_that_was_billed(shop) -> None:
    partner = shop.partner()
    state = sold(shop, partner, invoiced=0)
    state = shop.state(shop.bill(state, {"lines": [{"no": "1", "qty": "8", "price": "2.00"}]}, partner))
    state = shop.state(send(shop, asked(), state))
    state = shop.state(step(shop, state, partner, step="receive"))
    paid = pay(shop, state, partner)
    assert (shop.body(paid).lines[0].qty, shop.body(paid).total) == (8, D("16.00"))
    with pytest.raises(Refused, match=r"8 credited \+ 1 now = 9 each, more than 8 invoiced"):
        pay(shop, shop.state(paid), partner, lines=[{"no": "1", "qty": "1"}])


def test_composes_are_documents_of_their_kind(shop) -> None:
    partner = shop.partner()
    made = step(shop, requested(shop, partner), partner).effects
    assert [row.document for row in made if isinstance(row, Compose)] == ["return"]
