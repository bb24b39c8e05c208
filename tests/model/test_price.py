"""Price: exact, closed, and every field of it a word."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from edigw.model.price import Price


def test_it_is_exact_and_closed() -> None:
    price = Price.model_validate({"kind": "net", "amount": "4.90", "per": "12"})
    assert Price.model_validate_json(price.model_dump_json(exclude_defaults=True)) == price
    assert price.amount == Decimal("4.90")
    for wrong in ({"amount": 4.9}, {"5118": "4.90"}):
        with pytest.raises(ValidationError):
            Price.model_validate(wrong)
