"""Return: closed, complete in JSON, and an item by all its numbers."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from edigw.model.returns import Return, ReturnCondition, ReturnLine


def test_it_needs_nothing_but_its_number_and_survives_json() -> None:
    document = Return(number="RT-1")
    assert Return.model_validate_json(document.model_dump_json(exclude_defaults=True)) == document
    with pytest.raises(ValidationError):
        Return.model_validate({})
    with pytest.raises(ValidationError):
        Return.model_validate({"number": "RT-1", "BGN02": "x"})


def test_its_fields_are_words_and_never_a_standards_codes() -> None:
    models = (Return, ReturnLine, ReturnCondition)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for model in models for field in model.model_fields)


def test_the_first_number_of_an_item_stands_with_the_others() -> None:
    line = ReturnLine.model_validate({"id_type": "upc", "id": "1", "ids": {"upc": ["2"], "vendor_item": ["A"]}})
    assert line.numbers == {"upc": ("1", "2"), "vendor_item": ("A",)}
    assert ReturnLine().numbers == {}
