"""ApplicationAdvice: closed, complete in JSON, every field a word; scope and verdict from the status."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from edigw.model.advice import AdviceItem, ApplicationAdvice


def test_it_needs_nothing_but_its_number_and_survives_json() -> None:
    item = AdviceItem(status="set_rejected", reference_kind="seller_invoice", reference="7")
    document = ApplicationAdvice(number="4711", items=(item,))
    assert ApplicationAdvice.model_validate_json(document.model_dump_json(exclude_defaults=True)) == document
    with pytest.raises(ValidationError):
        ApplicationAdvice.model_validate({})


def test_its_fields_are_words_and_never_a_standards_codes() -> None:
    fields = [*ApplicationAdvice.model_fields, *AdviceItem.model_fields]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field) for field in fields)


@pytest.mark.parametrize(
    ("status", "scope", "verdict"),
    [
        ("set_accepted_with_errors", "set", "accepted_with_errors"),
        ("item_rejected", "item", "rejected"),
        ("x12:110:Q", "x12:110:Q", ""),
    ],
)
def test_a_status_is_a_scope_and_a_verdict(status: str, scope: str, verdict: str) -> None:
    item = AdviceItem(status=status, reference_kind="order_number", reference="1")
    assert (item.scope, item.verdict) == (scope, verdict)
