"""Backwards: from a canonical path to the rows that carry it, and whether the model has such a path at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edigw.carrier import Spot
from edigw.mapping.faults import Wrong
from edigw.mapping.hierarchy import PREFIX
from edigw.mapping.paths import FIRST, Steps, resolve
from edigw.mapping.places import places_of
from edigw.mapping.rows import (
    Constant,
    Dated,
    Derived,
    DocumentMap,
    Fixed,
    Leaf,
    Listing,
    Pairs,
    Pointer,
    SegmentRow,
    Single,
    Template,
    Tuples,
)
from edigw.model.base import Model

ANY = "*"  # a bag's word
_STEP = re.compile(r"([^.\[\]]+)|\[(\d*)\]")
_PATH = re.compile(r"[^.\[\]]+(\[\d*\])?(\.[^.\[\]]+(\[\d*\])?)*")
ENGINE = {  # what the levels say without a row of their own
    ("structure",): ("BSN05", "the order of the levels"),
    ("items", "order"): ("HL*O", "PRF01 of the order above the item"),
    ("items", "destination"): ("HL*O", "the destination of the order above the item"),
    ("items", "carton"): ("HL*P", "the carton above or below the item"),
    ("items", "pallet"): ("HL*T", "the pallet above or below the item"),
    ("cartons", "key"): ("HL*P", "the carton's SSCC, else HL01"),
    ("pallets", "key"): ("HL*T", "the pallet's SSCC, else HL01"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path, with the index behind it where one was written."""

    name: str
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Carries:
    """A row that carries a path; `leaf` and `spot` are None for what the engine sets."""

    names: tuple[str, ...]  # of the path, without indexes; ANY for a bag's words
    address: str  # "PO1/PID*F/PID05"
    meaning: str
    leaf: Leaf | None = None
    spot: Spot | None = None


def steps_of(path: str) -> tuple[Step, ...]:
    """`lines[0].price` as steps; `lines[].price` and `lines.price` mean every line. Raises Wrong."""
    if not _PATH.fullmatch(path):
        raise Wrong(f"`{path}` is no canonical path", "write it as lines[0].price, ship_to.name or refs.vendor")
    return steps_named(path)


def steps_named(path: str) -> tuple[Step, ...]:
    """The steps of a path that a document has: its words are somebody's and may hold anything."""
    steps: list[Step] = []
    for name, index in _STEP.findall(path):
        if name:
            steps.append(Step(name))
        elif index and steps:
            steps[-1] = Step(steps[-1].name, int(index))
    return tuple(steps)


def leads_to(asked: tuple[Step, ...], path: str) -> bool:
    """Whether a path of a document is the one asked for, or lies below it."""
    found = steps_named(path)
    return len(found) >= len(asked) and all(
        ask.name == got.name and ask.index in (None, got.index) for ask, got in zip(asked, found, strict=False)
    )


def check(model: type[Model], asked: tuple[Step, ...]) -> None:
    """Raises Wrong, with what is near, where the model has no such path."""
    names = [step.name for step in asked]
    owner: type[Model] | None = model
    while names and owner is not None:
        shape = resolve(owner, names.pop(0), {}).shape
        owner = shape.model
        if shape.kind in ("bag", "words") and names:
            names.pop(0)
    if names:
        told = ".".join(step.name for step in asked)
        raise Wrong(f"`{told}` goes on after a value", f"leave `{'.'.join(names)}` out")


def carriers(document_map: DocumentMap, asked: tuple[Step, ...]) -> Iterator[Carries]:
    """The rows that read or write the path, or what lies below it, in the order of the map."""
    wanted = tuple(step.name for step in asked)
    for one in everything(document_map):
        if len(one.names) >= len(wanted) and all(
            name in (ANY, want) for name, want in zip(one.names, wanted, strict=False)
        ):
            yield one


def everything(document_map: DocumentMap) -> Iterator[Carries]:
    """Every path that the map carries, row by row."""
    for row in document_map.root.rows:
        yield from _segment(row, ())
    for letter, row in document_map.level_rows.items():
        yield from _segment(row, _names(PREFIX[letter]))
    pointer = document_map.pointer
    if pointer is not None:
        yield from (Carries(names, *told) for names, told in (ENGINE if pointer.level else _engine(pointer)).items())


def _engine(pointer: Pointer) -> dict[tuple[str, ...], tuple[str, str]]:
    """What the levels say where orders and items have none of their own."""
    tag = pointer.tag
    told: dict[tuple[str, ...], tuple[str, str]] = {}
    told["items", "order"] = (pointer.items, "the order that the item names, else the message's")
    for name, listed in (("carton", "cartons"), ("pallet", "pallets")):
        told["items", name] = (tag, f"the {name} that the item stands in")
        told[listed, "key"] = (tag, f"the {name}'s SSCC, else {tag}{pointer.number:02d}")
    return told


def _names(prefix: str) -> tuple[str, ...]:
    return tuple(name for name in prefix.replace("[]", "").split(".") if name)


def _segment(row: SegmentRow, above: tuple[str, ...]) -> Iterator[Carries]:
    here = (*above, *_plain(row.steps))
    address = "/".join(str(step) for step in row.where)
    if row.key is not None:
        here = (*here, ANY)
        yield Carries(
            _of_orders(here), f"{address}/{row.key.place}", f"-> {row.path} by {row.key.place}", None, row.spot
        )
    for leaf in row.leaves:
        places = places_of(leaf)
        wire = str(leaf.place) if len(places) == 1 or isinstance(leaf, Dated) else f"{leaf.place}..{places[-1]}"
        for names in _leaf(leaf):
            path = ("items", *names[1:]) if names[0] == "item" and above else _of_orders((*here, *names))
            yield Carries(path, f"{address}/{wire}", leaf.meaning, leaf, leaf.spot)
    for child in row.children.rows:
        yield from _segment(child, here)


def _of_orders(names: tuple[str, ...]) -> tuple[str, ...]:
    """`order.number`, of the message or of an item, is one of its orders'."""
    at = 1 if names[0] == "items" else 0
    return ("orders", *names[at + 1 :]) if len(names) > at + 1 and names[at] == "order" else names


def _plain(steps: Steps) -> tuple[str, ...]:
    return tuple(str(step) for step in steps if step != FIRST)


def _leaf(leaf: Leaf) -> Iterator[tuple[str, ...]]:
    match leaf:
        case Single() | Listing():
            yield _plain(leaf.steps)
        case Template() | Fixed():
            yield from (_plain(each.steps) for each in leaf.fields)
        case Tuples():
            yield from ((*_plain(leaf.steps), *_plain(each.steps)) for each in leaf.fields)
        case Pairs():
            yield (*_plain(leaf.steps), ANY)
            yield from ((*_plain(leaf.steps[:-1]), word) for word in sorted(leaf.beside))
        case Dated():
            yield from (_plain(steps) for steps in (leaf.on, leaf.time, leaf.period_kind, leaf.period) if steps)
        case Constant() | Derived():
            return
