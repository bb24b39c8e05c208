"""The turn of a return: a 180 that came, what a person or an ERP decides of it, and the credit memo."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row as Stored

from edigw.lifecycle import return_steps, returns
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.requests import CreditRequest, ReturnRequest
from edigw.model.returns import Return
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.rows import Row
from edigw.pipeline.turn.asked import lifted, noted, one_order
from edigw.pipeline.turn.carry import Cause, carry, credit, try_again
from edigw.store import documents


def asked_for(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """A request to send goods back; while it waits it holds nothing else of its order."""
    if (again := try_again(desk, document, cause, lifted(document))) is not None:
        return again
    came = Return.model_validate_json(document.body)
    decision = returns.return_received(
        came, _orders(desk, came, cause), cause.partner, now=cause.local(desk.now), document_id=document.id,
        number=desk.new_id().upper(), lifted=lifted(document),
    )  # fmt: skip
    columns = noted(carry(desk, decision, cause), document, decision.findings)
    numbers = returns.order_numbers(came)
    return {**columns, "order_key": None, "po_number": numbers[0] if numbers else None}


def _orders(desk: Desk, came: Return, cause: Cause) -> dict[str, OrderState]:
    """The orders that it names, by the buyer's number; a number of several orders names none."""
    found = {number: desk.orders_of(number, cause.partner) for number in returns.order_numbers(came)}
    return {number: states[0] for number, states in found.items() if len(states) == 1}


def decided(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """A step of a return; the request that waited for it is settled by it."""
    request = ReturnRequest.model_validate_json(document.body)
    state = one_order(desk, request.order, cause)
    decision = return_steps.decide_return(
        state, request, cause.partner, now=cause.local(desk.now), cause=document.id, number=desk.new_id().upper()
    )
    columns = carry(desk, decision, cause)
    for waiting_id in {fact.document for fact in state.returns if fact.state == "requested"}:
        _settle(desk, waiting_id, cause)
    return columns


def _settle(desk: Desk, waiting_id: str, cause: Cause) -> None:
    """The request is done once none of its orders has it open."""
    held = documents.get(desk.connection, waiting_id)
    if held is None or (held.state, held.reason) != ("WAITING", "RETURN"):
        return
    for state in _orders(desk, Return.model_validate_json(held.body), cause).values():
        if any(fact.document == waiting_id and fact.state == "requested" for fact in state.returns):
            return
    errors = held.verdict == "accepted_with_errors"
    desk.change(waiting_id, **rows.settled("ACCEPTED_WITH_ERRORS" if errors else "DONE"))


def credited(desk: Desk, document: Stored[Any], cause: Cause) -> Row:
    """A credit memo that a person or an ERP asks for."""
    request = CreditRequest.model_validate_json(document.body)
    return carry(desk, credit(desk, one_order(desk, request.order, cause), request, cause), cause)
