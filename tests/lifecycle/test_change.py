"""A change as a whole: revision, answer, journal; its number, its repeats, its order, and who must decide."""

from __future__ import annotations

from typing import Any

import pytest

from edigw.errors import Refused
from edigw.lifecycle import change, ledger
from edigw.lifecycle.effects import Compose, Decision, Duplicate, ErpOut, Event, Follow, Hold, Reject, Revise, Update
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import AmendRequest
from edigw.model.change import OrderChange


def asked(*lines: dict[str, Any], **said: Any) -> OrderChange:
    plain = {"number": "4711", "purpose": "change", "changed_on": "2026-03-02"}
    return OrderChange.model_validate({**plain, "lines": lines, **said})


LESS = {"no": "1", "change": "quantity_decreased", "qty": 60, "left": 60, "unit": "each"}
MORE = {"no": "1", "change": "quantity_increased", "qty": 150, "left": 150, "unit": "each"}
GONE = {"no": "1", "change": "cancelled"}


def send(shop, said: OrderChange, state: OrderState | None, partner=None, **more: Any) -> Decision:
    partner = partner or shop.partner()
    return change.order_changed(said, state, partner, now=shop.now, **{"document_id": "c1", **more})


def test_a_change_makes_a_revision_an_answer_and_a_word_to_our_systems(shop) -> None:
    state = shop.opened(shop.partner(), shop.line(), shop.line("2", 10))
    decision = send(shop, asked(LESS, sequence="1"), state)
    assert shop.kinds(decision) == ["Revise", "Event", "ErpOut", "Compose"]
    revise, event, erp, sent = decision.effects
    assert (revise.state.revision, revise.state.revised_by, revise.state.fingerprint) == (2, "c1", state.fingerprint)
    assert (event.kind, event.payload["change"]) == ("order.changed", 1)
    assert erp.kind == "change" and [line.qty for line in erp.body.lines] == [60, 10]
    assert (sent.document, sent.body.status, sent.answers) == ("change_answer", "accepted_unchanged", ("c1",))
    assert [answer.cause for answer in revise.state.answers] == ["d1", "c1"]


def test_what_is_refused_changes_nothing_and_is_answered(shop) -> None:
    state = shop.opened(shop.partner())
    decision = send(shop, asked({**LESS, "no": "9"}), state)
    assert shop.kinds(decision) == ["Update", "Event", "Compose"]
    after = shop.state(decision)
    assert (after.revision, after.ledger, after.order) == (1, state.ledger, state.order)
    assert shop.body(decision).status == "rejected_with_detail" and decision.effects[1].kind == "order.change_refused"
    assert decision.findings[0].rule == "LINE_UNKNOWN"


def test_the_same_change_twice_is_a_duplicate_and_another_under_its_number_a_conflict(shop) -> None:
    state = shop.state(send(shop, asked(LESS, sequence="1"), shop.opened(shop.partner())))
    (again,) = send(shop, asked(LESS, sequence="1"), state, document_id="c2").effects
    assert isinstance(again, Duplicate)
    (held,) = send(shop, asked(GONE, sequence="1"), state, document_id="c2").effects
    assert isinstance(held, Hold) and held.reason == "CONFLICT"
    assert shop.state(send(shop, asked(GONE, sequence="1"), state, document_id="c2", lifted={"CONFLICT"})).revision == 3


def test_without_a_count_the_content_is_the_key(shop) -> None:
    state = shop.state(send(shop, asked(LESS), shop.opened(shop.partner())))
    assert isinstance(send(shop, asked(LESS), state).effects[0], Duplicate)
    state = shop.state(send(shop, asked(MORE), state))
    assert [fact.number for fact in state.changes] == [1, 2]


def test_a_change_ahead_of_its_turn_waits_for_the_one_before(shop) -> None:
    state = shop.opened(shop.partner())
    (held,) = send(shop, asked(LESS, sequence="2"), state).effects
    assert isinstance(held, Hold) and (held.reason, held.waits_for) == ("EARLIER_CHANGE", "change 1")
    loose = shop.partner(changes={"sequence": False})
    assert shop.state(send(shop, asked(LESS, sequence="2"), state, loose)).changes[0].number == 2
    assert shop.state(send(shop, asked(LESS, sequence="2"), state, lifted={"EARLIER_CHANGE"})).revision == 2


def test_a_change_of_an_order_that_is_not_there_waits_and_released_is_refused(shop) -> None:
    (held,) = send(shop, asked(LESS), None).effects
    assert isinstance(held, Hold) and (held.reason, held.waits_for) == ("ORDER_UNKNOWN", "order 4711")
    reject, sent = send(shop, asked(LESS), None, lifted={"ORDER_UNKNOWN"}).effects
    assert isinstance(reject, Reject) and reject.reason == "ORDER_UNKNOWN"
    assert isinstance(sent, Compose) and (sent.body.status, sent.body.order_number) == ("rejected", "4711")


def test_a_cancellation_leaves_what_has_left(shop) -> None:
    partner = shop.partner()
    state = shop.opened(partner, shop.line(), shop.line("2", 10))
    whole = send(shop, asked(purpose="cancel"), state)
    assert (shop.body(whole).status, shop.body(whole).lines) == ("accepted", ())
    assert (shop.state(whole).state, shop.state(whole).order.lines) == ("cancelled", ())
    part = shop.state(shop.ship(state, {"lines": [{"no": "1", "qty": 40}]}, partner))
    rest = send(shop, asked(purpose="cancel"), part)
    assert shop.body(rest).status == "exceptions"
    assert [(line.no, line.outcomes[0].status, line.outcomes[0].qty) for line in shop.body(rest).lines] == [
        ("1", "quantity_changed", 40)
    ]
    assert shop.state(rest).state == "shipped"
    gone = shop.state(shop.ship(state, {}, partner))
    assert shop.body(send(shop, asked(purpose="cancel"), gone)).status == "rejected"


def test_a_replacement_is_said_line_by_line(shop) -> None:
    state = shop.opened(shop.partner(), shop.line(), shop.line("2", 10))
    lines = ({"no": "1", "qty": 60, "unit": "each", "price": "2.50"}, {"no": "7", "qty": 5, "unit": "each"})
    after = shop.state(send(shop, asked(*lines, purpose="replace"), state))
    assert [(row.no, ledger.live(row)) for row in after.ledger] == [("1", 60), ("7", 5), ("2", 0)]
    assert [line.no for line in after.order.lines] == ["1", "7"]


def test_a_number_that_went_and_comes_again_keeps_both_accounts(shop) -> None:
    state = shop.state(send(shop, asked(GONE), shop.opened(shop.partner(), shop.line(), shop.line("2", 10))))
    after = shop.state(send(shop, asked({"no": "1", "change": "added", "qty": 5, "unit": "each"}), state))
    assert [(row.no, row.confirmed, row.cancelled) for row in after.ledger] == [
        ("2", 10, 0), ("1", 5, 0), ("1@2", 0, 100),
    ]  # fmt: skip


def test_dates_of_the_whole_are_joined(shop) -> None:
    said = asked(dates={"ship_requested": {"on": "2026-04-01"}})
    decision = send(shop, said, shop.opened(shop.partner()))
    assert shop.state(decision).order.dates["ship_requested"][0].on.month == 4
    assert shop.body(decision).status == "accepted_unchanged"


@pytest.mark.parametrize(
    ("said", "rules", "reason"),
    [
        (asked(LESS), {"mode": "manual"}, "MANUAL"),
        (asked(LESS, purpose="proposed"), {}, "NOT_SUPPORTED"),
        (asked({"no": "1", "change": "item_replaced"}), {}, "NOT_SUPPORTED"),
        (asked(LESS, ship_to={"id_type": "buyer_assigned", "id": "0099"}), {}, "NOT_SUPPORTED"),
        (asked({**MORE, "qty": 30}), {}, "QUANTITY"),
    ],
)
def test_what_is_left_to_a_person(shop, said: OrderChange, rules: dict[str, Any], reason: str) -> None:
    partner, state = shop.partner(changes=rules), shop.opened(shop.partner())
    (held,) = send(shop, said, state, partner).effects
    assert isinstance(held, Hold) and held.reason == reason and held.message
    assert not any(isinstance(row, Hold) for row in send(shop, said, state, partner, lifted={reason}).effects)


def test_a_confirmation_of_ours_is_noted(shop) -> None:
    (noted,) = send(shop, asked(purpose="confirm"), shop.opened(shop.partner())).effects
    assert isinstance(noted, Event) and noted.kind == "order.noted"


def test_what_is_added_leaves_at_once_where_that_is_agreed(shop) -> None:
    partner = shop.partner(lifecycle={"ships": "at_once"})
    follow = send(shop, asked(MORE), shop.opened(partner), partner).effects[-1]
    assert isinstance(follow, Follow) and follow.step == "ship"


def test_a_person_changes_an_order_as_the_buyer_said_by_phone(shop) -> None:
    partner, lines = shop.partner(changes={"poc03": "delta"}), [{"no": "1", "qty": "80"}, {"no": "2", "qty": "5"}]
    state = shop.opened(partner)
    request = AmendRequest.model_validate({"lines": lines})
    decision = change.amended(state, request, partner, now=shop.now, cause="p1")
    assert isinstance(decision.effects[0], Revise) and not shop.state(decision).changes
    assert [(row.no, ledger.live(row)) for row in shop.state(decision).ledger] == [("1", 80), ("2", 5)]
    assert (shop.body(decision).purpose, decision.effects[3].answers) == ("original", ())
    part = shop.state(shop.ship(state, {"lines": [{"no": "1", "qty": 40}]}, partner))
    rest = change.amended(part, AmendRequest(purpose="cancel"), partner, now=shop.now, cause="p1")
    assert (shop.state(rest).ledger[0].cancelled, shop.body(rest).status) == (60, "exceptions")
    gone = shop.state(shop.ship(part, {}, partner))
    with pytest.raises(Refused, match="100 each shipped"):
        change.amended(gone, AmendRequest(purpose="cancel"), partner, now=shop.now, cause="p1")
    below = {"lines": [{"no": "1", "qty": "-1"}]}
    for wrong, why in (({}, "changes nothing"), ({"purpose": "x"}, "no purpose"), (below, "below zero")):
        with pytest.raises(Refused, match=why):
            change.amended(state, AmendRequest.model_validate(wrong), partner, now=shop.now, cause="p1")


def test_effects_are_of_the_kinds_that_the_pipeline_carries(shop) -> None:
    kinds = (Revise, Update, Event, ErpOut, Compose)
    assert all(isinstance(row, kinds) for row in send(shop, asked(LESS), shop.opened(shop.partner())).effects)
