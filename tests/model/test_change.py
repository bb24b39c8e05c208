"""OrderChange and ChangeAnswer: orders and answers, and what a change adds to them."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from edigw.model.answer import OrderAnswer
from edigw.model.change import ChangeAnswer, ChangeAnswerLine, ChangeLine, OrderChange
from edigw.model.order import Order

MODELS = (OrderChange, ChangeAnswer, ChangeLine, ChangeAnswerLine)


def test_a_change_says_what_an_order_says_and_survives_json() -> None:
    change = OrderChange.model_validate(
        {"number": "4711", "sequence": "2", "lines": [{"no": "1", "change": "added", "qty": "5", "left": "5"}]}
    )
    assert isinstance(change, Order)
    assert OrderChange.model_validate_json(change.model_dump_json(exclude_defaults=True)) == change
    with pytest.raises(ValidationError):
        Order.model_validate({"number": "4711", "lines": [{"no": "1", "change": "added"}]})


def test_an_answer_to_a_change_says_what_an_answer_says() -> None:
    answer = ChangeAnswer.model_validate(
        {"order_number": "4711", "lines": [{"change": "added", "outcomes": [{"status": "accepted"}]}]}
    )
    assert isinstance(answer, OrderAnswer) and answer.lines[0].outcomes[0].status == "accepted"


def test_fields_are_words_and_never_a_standards_codes() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for model in MODELS for field in model.model_fields)
