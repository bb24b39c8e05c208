"""ReceivingAdvice: closed, complete in JSON, and every field of it a word."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from edigw.model.receiving import ReceivingAdvice


def test_it_needs_no_more_than_it_must_and_survives_json() -> None:
    document = ReceivingAdvice.model_validate({"number": "7", "lines": [{"qty": "3", "questioned": {"qty": "1"}}]})
    assert ReceivingAdvice.model_validate_json(document.model_dump_json(exclude_defaults=True)) == document
    with pytest.raises(ValidationError):
        ReceivingAdvice.model_validate({})


def test_its_fields_are_words_and_never_a_standards_codes() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in ReceivingAdvice.model_fields)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        ReceivingAdvice.model_validate(
            {"number": "7", "lines": [{"qty": "3", "questioned": {"qty": "1"}}], "BRA01": "x"}
        )
