"""Orders received, answered, shipped and billed: what follows from what, as data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edigw.errors import Refused
from edigw.lifecycle import decide
from edigw.lifecycle.effects import Compose, Duplicate, ErpOut, Event, Follow, Hold, Open, Reject, Revise, Stock
from edigw.lifecycle.requests import InvoiceRequest, ShipRequest, StockReport


def only(decision):
    (effect,) = decision.effects
    return effect


def test_a_new_order_is_opened_told_and_answered_in_full(shop) -> None:
    decision = shop.receive(shop.order(channel="x12"), shop.partner())
    opened, told, erp, answered, composed = decision.effects
    assert isinstance(opened, Open) and isinstance(erp, ErpOut) and isinstance(composed, Compose)
    state = opened.state
    assert (state.order_id, state.opened_by, state.revision, state.state) == ("d1", "d1", 1, "confirmed")
    assert (state.order_key, state.number, state.channel, state.usage) == ("buyer/P/4711", "4711", "x12", "P")
    assert [event.kind for event in (told, answered)] == ["order.opened", "order.answered"]
    assert answered.payload == {"status": "accepted_unchanged", "cause": "d1", "first": True}
    assert (erp.kind, erp.body) == ("order", state.order)
    assert (composed.document, composed.order_ids, composed.cause) == ("answer", ("d1",), "d1")
    assert not decision.findings


def test_the_first_revision_holds_exactly_the_lines_of_the_document(shop) -> None:
    lines = (shop.line("2", 5), shop.line("2", 7), shop.line(None, 0), shop.line("1", -4))
    state = shop.opened(shop.partner(), *lines)
    assert [(line.no, line.qty) for line in state.order.lines] == [("2", 5), ("2", 7), ("3", 0), ("1", -4)]
    assert [(row.no, row.ordered, row.state) for row in state.ledger] == [
        ("2", 5, "confirmed"), ("2#2", 7, "rejected"), ("3", 0, "rejected"), ("1", 0, "rejected"),
    ]  # fmt: skip


def test_an_order_without_lines_is_rejected(shop) -> None:
    order = shop.order().model_copy(update={"lines": ()})
    assert only(shop.receive(order, shop.partner())) == Reject("NO_LINES", "order 4711 has no lines")


def test_the_same_content_again_is_a_duplicate_whatever_it_calls_itself(shop) -> None:
    partner = shop.partner()
    state = shop.opened(partner)
    for purpose in ("original", "duplicate", None):
        again = shop.order(purpose=purpose, channel="edifact")
        assert only(shop.receive(again, partner, state)).of == "d1"
    assert isinstance(shop.receive(shop.order(purpose="duplicate"), partner).effects[0], Open)


@pytest.mark.parametrize("purpose", ["cancel", "change", "replace", "confirm", "proposed", "x12:353:99"])
def test_other_purposes_wait_for_a_person_and_are_never_ignored(shop, purpose: str) -> None:
    for existing in (None, shop.opened(shop.partner())):
        hold = only(shop.receive(shop.order(purpose=purpose), shop.partner(), existing))
        assert isinstance(hold, Hold) and purpose in hold.message
        assert (hold.reason, hold.waits_for, hold.subject) == ("NOT_SUPPORTED", "person", "document")
        assert hold.due_at == shop.now + timedelta(days=1)


def test_a_person_carries_a_replacement_out_and_only_notes_the_rest(shop) -> None:
    partner, other = shop.partner(), shop.order(shop.line(qty=70), purpose="replace")
    state = shop.opened(partner)
    revised = shop.receive(other, partner, state, document_id="d2", lifted={"NOT_SUPPORTED"})
    assert isinstance(revised.effects[0], Revise)
    noted = only(shop.receive(shop.order(purpose="cancel"), partner, state, lifted={"NOT_SUPPORTED"}))
    assert noted == Event("order.noted", "d1", {"document": "d1", "as": "cancel"})


@pytest.mark.parametrize(
    ("policy", "effect", "word"),
    [("hold", Hold, "CONFLICT"), ("reject", Reject, "ORDER_EXISTS"), ("ignore", Duplicate, "")],
)
def test_other_content_under_a_known_key_follows_the_policy(shop, policy: str, effect, word: str) -> None:
    partner = shop.partner(duplicates={"same_order": policy})
    found = only(shop.receive(shop.order(shop.line(qty=70)), partner, shop.opened(partner)))
    assert isinstance(found, effect) and getattr(found, "reason", "") == word
    assert "4711" in found.message


@pytest.mark.parametrize(("policy", "event"), [("replace_if_open", "order.revised"), ("release_of", "order.released")])
def test_an_open_order_is_replaced_and_answered_anew(shop, policy: str, event: str) -> None:
    partner = shop.partner(duplicates={"same_order": policy})
    order = shop.order(shop.line("1", 70), shop.line("2", 5))
    decision = shop.receive(order, partner, shop.opened(partner), document_id="d2")
    revised, told, erp, answered, composed = decision.effects
    state = revised.state
    assert isinstance(revised, Revise) and told.kind == event and erp.kind == "change"
    assert (state.order_id, state.revision, state.revised_by, state.opened_by) == ("d1", 2, "d2", "d1")
    assert [(row.no, row.ordered, row.confirmed, row.cancelled) for row in state.ledger] == [
        ("1", 100, 70, 30), ("2", 5, 5, 0),
    ]  # fmt: skip
    assert answered.payload["first"] is False and composed.body.purpose == "change" and composed.cause == "d2"
    assert [answer.cause for answer in state.answers] == ["d1", "d2"]


def test_what_has_left_is_not_replaced(shop) -> None:
    partner = shop.partner(duplicates={"same_order": "replace_if_open"})
    state = shop.state(shop.ship(shop.opened(partner), {"lines": [{"no": "1", "qty": 60}]}, partner))
    other = shop.order(shop.line(qty=70))
    hold = only(shop.receive(other, partner, state))
    assert hold.reason == "CONFLICT" and "60 shipped and 0 invoiced already" in hold.message
    assert only(shop.receive(other, partner, state, lifted={"CONFLICT"})) == hold  # whatever a person says


def test_a_person_who_ends_a_conflict_takes_the_new_content(shop) -> None:
    partner = shop.partner()
    decision = shop.receive(shop.order(shop.line(qty=70)), partner, shop.opened(partner), lifted={"CONFLICT"})
    assert isinstance(decision.effects[0], Revise)


def test_partners_who_answer_by_hand_have_the_order_but_no_answer(shop) -> None:
    partner = shop.partner(answers={"mode": "manual"})
    decision = shop.receive(shop.order(), partner)
    assert shop.kinds(decision) == ["Open", "Event", "ErpOut", "Hold"]
    hold, state = decision.effects[-1], shop.state(decision)
    assert (hold.reason, hold.subject, hold.waits_for) == ("MANUAL", "answer", "person")
    assert (state.state, state.holds, state.answered, state.ledger[0].open) == ("open", ("MANUAL",), False, 100)
    answered = shop.answer(state, None, partner)
    assert shop.kinds(answered) == ["Update", "Event", "Compose"]
    after = shop.state(answered)
    assert (after.state, after.holds, after.answered) == ("confirmed", (), True)


@pytest.mark.parametrize(
    ("rules", "line", "reason"),
    [
        ({"price": "hold"}, {}, "PRICE"),
        ({"unknown_item": "hold"}, {"ids": {"upc": "9"}}, "ITEM"),
        ({"bad_quantity": "hold"}, {"qty": 0}, "QUANTITY"),
    ],
)
def test_a_policy_that_holds_holds_the_answer(shop, rules, line, reason: str) -> None:
    partner = shop.partner(items=[{"sku": "A", "gtin": "036000291452", "price": "2"}], lifecycle=rules)
    decision = shop.receive(shop.order(shop.line("1", **line), shop.line("2", price="2")), partner)
    assert shop.kinds(decision) == ["Open", "Event", "ErpOut", "Hold"]
    assert decision.effects[-1].reason == reason and "line 1" in decision.effects[-1].message
    lifted = shop.receive(shop.order(shop.line("1", **line), shop.line("2", price="2")), partner, lifted={reason})
    assert shop.kinds(lifted)[-1] == "Compose"
    released = shop.body(shop.answer(shop.state(decision), None, partner))
    assert released == shop.body(lifted)
    outcome = released.lines[0].outcomes[0]
    assert outcome.status == ("rejected" if reason == "QUANTITY" else "accepted")


def test_our_list_price_is_answered_and_noted(shop) -> None:
    partner = shop.partner(items=[{"sku": "A", "gtin": "036000291452", "price": "2"}], lifecycle={"price": "list"})
    decision = shop.receive(shop.order(), partner)
    body = shop.body(decision)
    assert (body.status, body.lines[0].outcomes[0].status, body.lines[0].price) == ("changed", "price_changed", 2)
    assert [note.rule for note in decision.findings] == ["PRICE_DIFFERS"]
    state = shop.state(shop.ship(shop.state(decision), {}, partner))
    assert shop.body(shop.bill(state, {}, partner)).total == 200


def test_an_order_of_unknown_items_only_is_rejected_in_detail_and_not_told_to_the_erp(shop) -> None:
    partner = shop.partner(lifecycle={"unknown_item": "reject"})
    decision = shop.receive(shop.order(), partner)
    assert shop.kinds(decision) == ["Open", "Event", "Event", "Compose"]
    assert shop.body(decision).status == "rejected_with_detail" and shop.state(decision).state == "rejected"


def test_partners_who_want_no_answer_are_taken_as_answered(shop) -> None:
    partner = shop.partner(answers={"send": "none", "mode": "manual"})
    decision = shop.receive(shop.order(), partner)
    assert shop.kinds(decision) == ["Open", "Event", "ErpOut", "Event"]
    assert shop.state(decision).ledger[0].confirmed == 100 and shop.state(decision).answered


def test_notes_on_the_document_come_with_the_decision(shop) -> None:
    decision = shop.receive(
        shop.order(shop.line("1", destinations=[{"location": "1", "qty": 1}]), line_count=9), shop.partner()
    )
    assert [note.rule for note in decision.findings] == ["COUNT_DIFFERS", "STORES_SUM"]


def test_a_later_answer_names_its_cause_and_only_what_it_is_about(shop) -> None:
    partner = shop.partner(answers={"mode": "manual"})
    state = shop.opened(partner, shop.line("1"), shop.line("2"))
    state = shop.state(shop.answer(state, {"lines": [{"no": "2", "accept": 60, "backorder": 40}]}, partner))
    decision = shop.answer(state, {}, partner)
    body, after = shop.body(decision), shop.state(decision)
    assert body.purpose == "change" and [line.no for line in body.lines] == ["2"]
    assert after.ledger[1].confirmed == 100 and after.ledger[1].backordered == 0
    assert [answer.cause for answer in after.answers] == ["person", "person"]
    with pytest.raises(Refused, match=r"nothing left to answer: 0 open \+ 0 backordered = 0"):
        shop.answer(after, {}, partner)
    with pytest.raises(Refused, match="line 1 has nothing left to answer"):
        shop.answer(state, {"lines": [{"no": "1", "accept": 1}]}, partner)


def test_rejecting_the_whole_and_lines_that_do_not_exist(shop) -> None:
    partner = shop.partner(answers={"mode": "manual"})
    state = shop.opened(partner, shop.line("1"), shop.line("2"))
    body = shop.body(shop.answer(state, {"accept": False, "reason": "rejected_not_in_contract"}, partner))
    assert {part.status for line in body.lines for part in line.outcomes} == {"rejected_not_in_contract"}
    mixed = shop.body(shop.answer(state, {"accept": False, "lines": [{"no": "1", "accept": 100}]}, partner))
    assert [line.outcomes[0].status for line in mixed.lines] == ["accepted", "rejected"]
    with pytest.raises(Refused, match="has no line 9"):
        shop.answer(state, {"lines": [{"no": "9"}]}, partner)


def test_steps_that_are_due_at_once_follow(shop) -> None:
    partner = shop.partner(lifecycle={"ships": "at_once", "invoices": "at_once"})
    decision = shop.receive(shop.order(), partner)
    assert decision.effects[-1] == Follow("ship", "d1", ShipRequest())
    shipped = shop.ship(shop.state(decision), {}, partner)
    assert shipped.effects[-1] == Follow("invoice", "d1", InvoiceRequest())
    assert shop.state(shop.bill(shop.state(shipped), {}, partner)).state == "invoiced"
    on_order = shop.partner(lifecycle={"invoices": "at_once", "invoice_on": "order"})
    assert shop.receive(shop.order(), on_order).effects[-1] == Follow("invoice", "d1", InvoiceRequest())
    rejected = shop.receive(shop.order(shop.line(qty=0)), partner)
    assert not any(isinstance(effect, Follow) for effect in rejected.effects)


def test_each_step_is_an_event_with_its_cause(shop) -> None:
    partner = shop.partner()
    shipped = shop.ship(shop.opened(partner), {}, partner)
    assert shipped.effects[1] == Event("order.shipped", "d1", {"shipment": "S1", "cause": "person"})
    billed = shop.bill(shop.state(shipped), {}, partner)
    assert billed.effects[1] == Event("order.invoiced", "d1", {"invoice": "R1", "total": "250.00", "cause": "person"})


def test_a_stock_report_is_kept() -> None:
    report = StockReport.model_validate({"location": "W1", "lines": [{"sku": "A", "qty": "7"}]})
    assert only(decide.stock_received(report, "d9")) == Stock(report, "d9")
