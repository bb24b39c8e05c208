"""PriceCatalogue: closed, frozen, complete in JSON, and every field of it a word."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from edigw.model.catalogue import PriceCatalogue

BODY = {"number": "7", "groups": [{"kind": "x", "lines": [{"prices": [{"amount": "4.90"}]}]}]}


def test_it_comes_back_from_json_and_needs_its_number() -> None:
    document = PriceCatalogue.model_validate(BODY)
    assert PriceCatalogue.model_validate_json(document.model_dump_json(exclude_defaults=True)) == document
    with pytest.raises(ValidationError):
        PriceCatalogue.model_validate({})
    with pytest.raises(ValidationError):
        document.number = "8"


def test_it_is_closed_and_speaks_in_words() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in PriceCatalogue.model_fields)
    with pytest.raises(ValidationError):
        PriceCatalogue.model_validate({**BODY, "BGM": "x"})
