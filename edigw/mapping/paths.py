"""Canonical paths: what a dotted path names in a pydantic model, and how it is got from and put into plain dicts."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin

from edigw.mapping.faults import Wrong, near
from edigw.model.base import Model, Moment, Ref

FIRST = 0  # a step into the first entry of a bag's key
Steps = tuple["str | int", ...]

DEFAULT_LEAF = {Ref: "value", Moment: "on"}  # what a path that ends in a bag's entry means


@dataclass(frozen=True, slots=True)
class Shape:
    """What a field holds: text, number, date, object, objects, texts, numbers, bag (dict of tuples), words (dict)."""

    kind: str
    model: type[Model] | None = None  # of the object, the objects or the bag's entries; None for texts
    own: bool = False  # a private value: text in the model, whatever its kind


@dataclass(frozen=True, slots=True)
class Path:
    """A path that the model has."""

    text: str
    steps: Steps
    shape: Shape

    @property
    def bag(self) -> tuple[Steps, str] | None:
        """(steps to the bag, word) when it leads through the first entry of a bag's key."""
        if FIRST not in self.steps:
            return None
        at = self.steps.index(FIRST)
        return self.steps[: at - 1], str(self.steps[at - 1])


def resolve(model: type[Model], text: str, own: Mapping[str, str]) -> Path:
    """What the path names, starting at an object of this model. Raises Wrong."""
    steps: list[str | int] = []
    shape = Shape("object", model)
    names = text.split(".")
    while names:
        name = names.pop(0)
        if shape.kind == "object" and shape.model is not None:
            shape = _field(shape.model, name, text)
            steps.append(name)
        elif shape.kind == "bag":
            steps += [name, FIRST]
            shape = Shape("object", shape.model) if shape.model else Shape("text")
            leaf = DEFAULT_LEAF.get(shape.model) if shape.model else None
            if leaf is not None and not names:
                names = [leaf]
        elif shape.kind == "words":
            steps.append(name)
            shape = _own(name, own, text) if steps[-2] == "own" else Shape("text")
        elif shape.kind in ("objects", "texts", "numbers"):
            raise Wrong(f"`{text}` crosses a list", f"write an arrow: SEG -> {steps[-1]}[]: {{SEG01: {name}}}")
        else:
            raise Wrong(f"`{text}` goes on after a value", f"end it at `{'.'.join(map(str, steps))}`")
    return Path(text, tuple(steps), shape)


def _own(name: str, own: Mapping[str, str], text: str) -> Shape:
    if name not in own:
        raise Wrong(f"`{text}` is not declared", f"add `{name}` under `fields` in partner.yaml")
    return Shape(own[name], own=True)


def _field(model: type[Model], name: str, text: str) -> Shape:
    field = model.model_fields.get(name)
    if field is None:
        inside = f" (in `{text}`)" if name != text else ""
        raise Wrong(f"{model.__name__} has no `{name}`{inside}", near(name, list(model.model_fields)))
    return shape_of(field.annotation)


def shape_of(annotation: Any) -> Shape:
    """The shape of a pydantic field's annotation."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return shape_of(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return shape_of(next(part for part in get_args(annotation) if part is not type(None)))
    if origin is tuple:
        inner = shape_of(get_args(annotation)[0])
        return Shape({"object": "objects", "number": "numbers"}.get(inner.kind, "texts"), inner.model)
    if origin is dict:
        inner = shape_of(get_args(annotation)[1])
        return Shape("words") if inner.kind == "text" else Shape("bag", inner.model)
    if isinstance(annotation, type):
        if issubclass(annotation, Model):
            return Shape("object", annotation)
        for plain, kind in ((Decimal, "number"), (date, "date"), (str, "text")):
            if issubclass(annotation, plain):
                return Shape(kind)
    raise TypeError(f"a model's field of a kind that maps do not know: {annotation}")


class Entries(list[Any]):
    """A bag's entries under one word while a document is read; `head` tells that the first is a one-value row's."""

    head = False


def get(value: Any, steps: Steps) -> Any:
    """What stands there, None for nothing."""
    for step in steps:
        if value is None:
            return None
        value = (value[0] if value else None) if step == FIRST else value.get(step)
    return value


def put(target: dict[str, Any], steps: Steps, value: Any) -> None:
    """Sets a value, making the objects on the way."""
    where: Any = target
    for at, step in enumerate(steps[:-1]):
        if step == FIRST:
            where = head(where, {})
        elif steps[at + 1] == FIRST:
            where = where.setdefault(step, Entries())
        else:
            where = where.setdefault(step, {})
    if steps[-1] == FIRST:
        head(where, value)
    else:
        where[steps[-1]] = value


def head(entries: Entries, value: Any) -> Any:
    """The first entry of a bag's key as a one-value row's own; made when it is not there yet."""
    if not entries.head:
        entries.insert(0, value)
        entries.head = True
    return entries[0]


def across(value: Any, names: Iterable[str]) -> list[Any]:
    """Everything that a path with lists by name reaches: `lines.qty` is each line's quantity."""
    found = [value]
    for name in names:
        step: list[Any] = []
        for item in found:
            inner = item.get(name) if isinstance(item, Mapping) else None
            if isinstance(inner, (list, tuple)):
                step.extend(inner)
            elif inner is not None:
                step.append(inner)
        found = step
    return found


def empty(value: Any) -> bool:
    """Whether a canonical value says nothing."""
    return value is None or value in ("", (), [], {})
