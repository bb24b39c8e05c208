"""A model made of values that its map vouches for: what pydantic would make of them, without asking it again.

A map's rows were checked against the model when the map was loaded: each path is one that the model has, and its lens
gives what stands there. So a value needs no second look; only that nothing mandatory is missing is not known before.
A model that asks for more than types (a validator, a length) is left to pydantic.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, get_args

from pydantic.fields import FieldInfo

from edigw.mapping.paths import shape_of
from edigw.model.base import Dates, Ids, Model, Number, Parties, Refs, vouched

Make = Callable[[Any], Any]

_TYPED = tuple(
    mark for kind in (Dates, Ids, Number, Parties, Refs) for mark in get_args(kind)[1:]
)  # only help spelling


@lru_cache(maxsize=256)
def built(model: type[Model]) -> Callable[[dict[str, Any]], Model]:
    """What makes a document, or an object in one, of plain data: nested dicts, lists and values of the fields' types.

    It raises KeyError for a mandatory field that is missing (pydantic: ValidationError).
    """
    if not _plain(model):
        return model.model_validate
    blank = {name: field.default for name, field in model.model_fields.items()}
    bags = tuple(name for name, field in model.model_fields.items() if field.default_factory is not None)
    needed = tuple(name for name, field in model.model_fields.items() if field.is_required())
    inner = {name: made for name, field in model.model_fields.items() if (made := _inner(field)) is not None}

    def make(value: dict[str, Any]) -> Model:
        body = {**blank, **value}
        for name, item in value.items():
            if name in inner:
                body[name] = inner[name](item)
        for name in bags:
            if name not in value:
                body[name] = {}
        for name in needed:
            value[name]
        return vouched(model, body, set(value))

    return make


def _plain(model: type[Model]) -> bool:
    """Whether types are all that the model asks for."""
    decorators = model.__pydantic_decorators__
    asks = decorators.validators, decorators.field_validators, decorators.root_validators, decorators.model_validators
    return (
        not any(asks)
        and not model.__private_attributes__
        and model.model_config == Model.model_config
        and all(_typed(field) for field in model.model_fields.values())
    )


def _typed(field: FieldInfo) -> bool:
    if field.default_factory not in (None, dict) or field.alias is not None:
        return False
    return all(mark in _TYPED for mark in field.metadata)


def _inner(field: FieldInfo) -> Make | None:
    """What makes the field's value of plain data; None where it is the same."""
    shape = shape_of(field.annotation)
    make = built(shape.model) if shape.model is not None else None
    match shape.kind:
        case "object":
            return make
        case "objects" | "texts" | "numbers":
            return tuple if make is None else _each(make)
        case "bag":
            return _bag(tuple if make is None else _each(make))
        case "words":
            return dict
    return None


def _each(make: Make) -> Make:
    def each(values: list[Any]) -> tuple[Any, ...]:
        return (make(values[0]),) if len(values) == 1 else tuple(map(make, values))

    return each


def _bag(make: Make) -> Make:
    def bag(values: dict[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
        made = {}
        for word, several in values.items():
            made[word] = make(several)
        return made

    return bag
