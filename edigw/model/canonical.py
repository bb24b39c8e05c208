"""Canonical JSON: one value, one text. What pydantic and `json` make of a model together, written in one go.

Keys are sorted, what is absent (or is its field's default) is left out, decimals are text. A model that asks for more
than types is left to pydantic.
"""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from edigw.model.base import Dates, Ids, Model, Number, Parties, Refs, keep_written, written

Put = Callable[[Any], str]

_NEVER = object()  # the default of a field that has none

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)

_BAGS = tuple(mark for kind in (Dates, Ids, Parties, Refs) for mark in get_args(kind)[1:])  # they only help reading
_NUMBER = get_args(Number)[1:]


_Spot = tuple[str, Any, Put]  # its key and the colon, its default, what writes it


def text(model: Model, without: Collection[str] = (), made: Mapping[str, str] | None = None) -> str:
    """A model as canonical JSON: `without` these fields of its own; `made` gives what is written of others.

    What is written is kept with the model, and goes on to its copies, but for what they change.
    """
    parts = _parts(model, made or {})
    if without:
        parts = {name: part for name, part in parts.items() if name not in without}
    return "{" + ",".join(parts.values()) + "}"


def _parts(model: Model, made: Mapping[str, str]) -> dict[str, str]:
    """Field -> its key and value, sorted."""
    spots = _spots(type(model))
    if spots is None:
        said = model.model_dump(mode="json", exclude_defaults=True, exclude=set(made))
        given = {name: f"{encode_basestring(name)}:{ENCODER.encode(value)}" for name, value in said.items()}
        return dict(sorted((given | _led(made)).items()))
    kept = written(model)
    if kept is not None and not kept[1] and not made:
        return kept[0]
    old, changed = kept or ({}, spots.keys())
    parts = {name: part for name, part in old.items() if name not in changed}
    parts |= _said({name: spots[name] for name in changed if name not in made}, model)
    parts = dict(sorted((parts | _led(made)).items()))
    if not made:
        keep_written(model, parts)
    return parts


def data(model: Model) -> dict[str, Any]:
    """A model as plain data of its own values, its objects as dicts: what pydantic's `model_dump` makes.

    What holds no object is not copied: look, and change nothing.
    """
    return _apart(type(model))(model)


@lru_cache(maxsize=256)
def _apart(model: type[Model]) -> Callable[[Model], dict[str, Any]]:
    inner = [(name, made) for name, field in model.model_fields.items() if (made := _taken(field.annotation))]

    def apart(one: Model) -> dict[str, Any]:
        held = dict(one.__dict__)
        for name, made in inner:
            if value := held[name]:
                held[name] = made(value)
        return held

    return apart


def _taken(kind: Any) -> Callable[[Any], Any] | None:
    """What takes values of a type apart; None where there is no object in them."""
    if isinstance(kind, type) and issubclass(kind, Model):
        return _apart(kind)
    some = [made for one in get_args(kind) if (made := _taken(one))]
    if not some:
        return None
    inside = some[0]
    match get_origin(kind):
        case builtins.tuple:
            return lambda values: tuple(map(inside, values))
        case builtins.dict:
            return lambda bag: {word: inside(value) for word, value in bag.items()}
    return inside


def _led(made: Mapping[str, str]) -> dict[str, str]:
    return {name: f"{encode_basestring(name)}:{text}" for name, text in made.items()}


def _said(spots: Mapping[str, _Spot], model: Model) -> dict[str, str]:
    """What is said of these fields. One that was not set has its default."""
    held, parts = model.__dict__, {}
    for name in model.__pydantic_fields_set__ & spots.keys():
        lead, default, put = spots[name]
        value = held[name]
        if value is not default and (default is None or value != default):
            parts[name] = lead + put(value)
    return parts


def _written(spots: Mapping[str, _Spot], model: Model) -> str:
    """An object within a document."""
    held, parts = model.__dict__, []
    for name in model.__pydantic_fields_set__:
        lead, default, put = spots[name]
        value = held[name]
        # asking a Decimal whether it is None takes it a microsecond
        if value is not default and (default is None or value != default):
            parts.append(lead + put(value))
    parts.sort()
    return "{" + ",".join(parts) + "}"


@lru_cache(maxsize=256)
def _spots(model: type[Model]) -> dict[str, _Spot] | None:
    """A model's fields; None where types are not all that the model says of them."""
    said = model.__pydantic_decorators__
    if any((said.field_serializers, said.model_serializers, said.computed_fields)):
        return None
    spots: dict[str, _Spot] = {}
    for name, field in model.model_fields.items():
        put = _of_field(field)
        if put is None:
            return None
        default = _NEVER if field.is_required() else field.get_default(call_default_factory=True)
        spots[name] = (f"{encode_basestring(name)}:", default, put)
    return spots


def _of_field(field: FieldInfo) -> Put | None:
    said = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return _put(said) if field.alias is None else None


def _put(kind: Any) -> Put | None:
    """What writes values of a type; None: pydantic does."""
    if get_origin(kind) is Annotated:
        inner, *marks = get_args(kind)
        if inner is Decimal:
            return _number if tuple(marks) == _NUMBER else None
        return _put(inner) if all(mark in _BAGS for mark in marks) else None
    if get_origin(kind) in (Union, UnionType):
        some = [_put(one) for one in get_args(kind) if one is not type(None)]
        return some[0] if len(some) == 1 else None
    if isinstance(kind, type) and issubclass(kind, Model):
        return _object(kind)
    if kind in _SCALARS:
        return _SCALARS[kind]
    return _several(get_origin(kind), get_args(kind))


def _several(kind: Any, inside: tuple[Any, ...]) -> Put | None:
    if kind is tuple and len(inside) == 2 and inside[1] is ...:
        return _list(_put(inside[0]))
    if kind is dict and inside[0] is str:
        return _bag(_put(inside[1]))
    return None


def _list(put: Put | None) -> Put | None:
    return None if put is None else lambda values: "[" + ",".join(map(put, values)) + "]"


def _bag(put: Put | None) -> Put | None:
    if put is None:
        return None

    def of(bag: Mapping[str, Any]) -> str:
        keys = sorted(bag) if len(bag) > 1 else bag
        return "{" + ",".join([f"{encode_basestring(key)}:{put(bag[key])}" for key in keys]) + "}"

    return of


def _object(model: type[Model]) -> Put | None:
    spots = _spots(model)
    return None if spots is None else lambda one: _written(spots, one)


def _number(value: Decimal) -> str:
    plain = str(value)
    return f'"{value:f}"' if "E" in plain else f'"{plain}"'


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


_SCALARS: Mapping[Any, Put] = {
    str: encode_basestring,
    date: _day,
    int: str,
    bool: lambda value: "true" if value else "false",
}
