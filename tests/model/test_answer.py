"""OrderAnswer: closed, complete in JSON, and every field of it a word."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from edigw.model.answer import OrderAnswer


def test_it_needs_nothing_but_its_number_and_survives_json() -> None:
    document = OrderAnswer(order_number="4711")
    assert OrderAnswer.model_validate_json(document.model_dump_json(exclude_defaults=True)) == document
    with pytest.raises(ValidationError):
        OrderAnswer.model_validate({})


def test_its_fields_are_words_and_never_a_standards_codes() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in OrderAnswer.model_fields)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        OrderAnswer.model_validate({"order_number": "4711", "BEG03": "x"})
