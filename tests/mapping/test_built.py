"""Models made of what a map vouches for: the very ones that pydantic makes of the same data."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Annotated, Any

import pytest
from bench import ROOT, chart
from pydantic import Field, ValidationError, field_validator

from edigw.mapping import read
from edigw.mapping.built import built
from edigw.mapping.draw import draw
from edigw.mapping.write import write
from edigw.model.base import Model
from edigw.model.order import Order

KINDS = sorted(path.stem for path in (ROOT / "maps" / "x12" / "004010").glob("*.yaml"))


def parts(value: Any) -> list[Model]:
    """Every object in a document, itself first."""
    if isinstance(value, Model):
        return [value, *(part for inner in value.__dict__.values() for part in parts(inner))]
    if isinstance(value, dict):
        value = tuple(value.values())
    return [part for inner in value for part in parts(inner)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("kind", KINDS)
def test_what_pydantic_makes(kind: str) -> None:
    map_, dice = chart(kind), Random(kind)
    for _ in range(15):
        value = read.read(map_, write(map_, draw(map_, dice))).value
        made, due = built(map_.model)(value), map_.model.model_validate(value)
        assert made == due and repr(made) == repr(due) and made.model_dump_json() == due.model_dump_json()
        for one, other in zip(parts(made), parts(due), strict=True):
            assert type(one) is type(other) and list(one.__dict__) == list(other.__dict__)
            assert one.model_fields_set == other.model_fields_set
            assert one.model_copy(deep=True) == other


def test_what_is_empty_is_not_shared() -> None:
    one, other = built(Order)({"number": "1"}), built(Order)({"number": "1"})
    assert one.refs == {} and one.refs is not other.refs  # type: ignore[attr-defined]


def test_what_must_be_there() -> None:
    with pytest.raises(KeyError):
        built(Order)({"kind": "release"})


class Short(Model):
    text: Annotated[str, Field(max_length=2)]


class Checked(Model):
    price: Decimal

    @field_validator("price")
    @classmethod
    def positive(cls, value: Decimal) -> Decimal:
        if value <= 0:
            raise ValueError("not positive")
        return value


@pytest.mark.parametrize(("model", "value"), [(Short, {"text": "long"}), (Checked, {"price": Decimal(0)})])
def test_what_asks_for_more_than_types_is_asked_of_pydantic(model: type[Model], value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        built(model)(value)
