"""What models share: closed, frozen, exact numbers, bags that may be written singly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from edigw.model.base import Charge, Model, Number, Party, Ref, Refs, vouched


class Sample(Model):
    amount: Number | None = None
    refs: Refs = {}


def test_numbers_are_exact_and_written_without_an_exponent() -> None:
    sample = Sample(amount=Decimal("1E+3"))
    assert sample.model_dump_json(exclude_defaults=True) == '{"amount":"1000"}'
    assert Sample.model_validate_json('{"amount": "123456789012345678.91"}').amount == Decimal("123456789012345678.91")


def test_a_binary_float_is_refused() -> None:
    with pytest.raises(ValidationError, match="not exact"):
        Sample.model_validate({"amount": 12.5})


@pytest.mark.parametrize("text", ["NaN", "Infinity", "ten"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Sample.model_validate({"amount": text})


def test_unknown_keys_are_refused_and_values_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Party.model_validate({"nmae": "x"})
    with pytest.raises(ValidationError):
        Charge(amount=Decimal(1)).amount = Decimal(2)  # type: ignore[misc]


def test_a_bags_value_may_be_written_singly() -> None:
    sample = Sample.model_validate({"refs": {"department": {"value": "38"}}})
    assert sample.refs["department"][0].value == "38"
    assert Sample.model_validate_json(sample.model_dump_json()) == sample


def test_what_is_vouched_for_is_what_pydantic_makes() -> None:
    due = Ref(value="38")
    made = vouched(Ref, {"value": "38", "text": None, "line": None, "on": None}, {"value"})
    assert made == due and repr(made) == repr(due) and made.model_fields_set == due.model_fields_set
    assert made.model_copy(update={"text": "x"}) == Ref(value="38", text="x") and hash(made) == hash(due)
    with pytest.raises(ValidationError):
        made.value = "39"  # type: ignore[misc]
    assert vouched(Ref, {"value": "38", "text": None}).model_fields_set == {"value", "text"}
