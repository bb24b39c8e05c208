"""TextMessage: closed, complete in JSON, and every field of it a word."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from edigw.model.text import TextMessage


def test_it_needs_no_more_than_it_must_and_survives_json() -> None:
    document = TextMessage.model_validate({"parts": [{"reference": "1", "text": ["HELLO"]}]})
    assert TextMessage.model_validate_json(document.model_dump_json(exclude_defaults=True)) == document
    with pytest.raises(ValidationError):
        TextMessage.model_validate({"parts": [{}]})


def test_its_fields_are_words_and_never_a_standards_codes() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in TextMessage.model_fields)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        TextMessage.model_validate({"parts": [{"reference": "1", "text": ["HELLO"]}], "MIT01": "x"})
