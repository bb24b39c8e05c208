"""Which canonical paths a map carries: where each stands on the wire, and which code list its words are of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from edigw.mapping.paths import FIRST, shape_of
from edigw.mapping.rows import Block, Dated, DocumentMap, Fixed, Leaf, Listing, Pairs, Single, Template, Tuples
from edigw.mapping.tables import CodeTable
from edigw.model.base import Model

LEVELS = {"S": (), "O": ("orders",), "T": ("pallets",), "P": ("cartons",), "I": ("items",)}
SINGLY = {"order": "orders", "pallet": "pallets", "carton": "cartons", "item": "items"}  # how rows name one of them

Names = tuple[str, ...]  # ("lines", "dates", "*", "on")


@dataclass(frozen=True)
class Spot:
    """A place of a path in one map: the rows that lead there with the path that each stands at, and the element."""

    rows: tuple[tuple[str, int], ...]  # address of the row, how many names of the path it stands at
    place: str
    table: CodeTable | None = None  # of its words

    def below(self, names: int) -> str:
        """The address for people, from the segment on that opens the object which the first so many names lead to."""
        inside = [address for address, at in self.rows if at >= names]
        shown = inside[1:] if names and len(inside) > 1 else [] if names and inside else [self.rows[-1][0]]
        return "/".join([*shown, self.place.partition(".")[2] or self.place] if shown else [self.place])


@cache
def paths(made: DocumentMap) -> dict[Names, tuple[Spot, ...]]:
    """Every path of its model that the map reads and writes."""
    found: dict[Names, list[Spot]] = {}
    blocks: list[tuple[Names, Block]] = [((), made.root)]
    blocks += [(LEVELS[letter], Block(rows=(row,))) for letter, row in made.level_rows.items()]
    for lead, block in blocks:
        for names, spot in _block(block, lead, ()):
            inside = names[len(lead) :]
            single = bool(made.levels) and inside[0] in SINGLY
            found.setdefault((SINGLY[inside[0]], *inside[1:]) if single else names, []).append(spot)
    return {names: tuple(spots) for names, spots in found.items()}


def _block(block: Block, above: Names, rows: tuple[tuple[str, int], ...]) -> Iterator[tuple[Names, Spot]]:
    for row in block.rows:
        inside = (*above, *_names(row.steps), *(("*",) if row.key is not None else ()))
        here = (*rows, (row.address, len(inside)))
        if row.key is not None:
            yield inside, Spot(here, str(row.key.place), row.key.table)
        for leaf in row.leaves:
            if not (leaf.read_only or leaf.write_only):
                for names, table in _leaf(leaf):
                    yield (*inside, *names), Spot(here, str(leaf.place), table)
        yield from _block(row.children, inside, here)


@cache
def limits(made: DocumentMap) -> dict[Names, int | None]:
    """How many entries of a list or bag may stand under one parent; None: as many as one likes."""
    found: dict[Names, int | None] = {}
    blocks: list[tuple[Names, Block]] = [((), made.root)]
    blocks += [(LEVELS[letter], Block(rows=(row,))) for letter, row in made.level_rows.items()]
    while blocks:
        above, block = blocks.pop()
        for row in block.rows:
            names = (*above, *_names(row.steps))
            if row.kind in ("list", "bag"):
                found[names] = row.most
            blocks.append(((*names, "*") if row.key is not None else names, row.children))
    return found


def _leaf(leaf: Leaf) -> Iterator[tuple[Names, CodeTable | None]]:
    match leaf:
        case Single() | Listing():
            yield _names(leaf.steps), leaf.codec.table
        case Pairs():
            yield (*_names(leaf.steps), "*"), leaf.table
            yield from (((*_names(leaf.steps[:-1]), word), None) for word in sorted(leaf.beside))
        case Fixed() | Template():
            yield from ((_names(field.steps), field.codec.table) for field in leaf.fields)
        case Tuples():
            yield from (((*_names(leaf.steps), *_names(field.steps)), field.codec.table) for field in leaf.fields)
        case Dated():
            yield from ((_names(steps), None) for steps in (leaf.on, leaf.time, leaf.period) if steps)
            if leaf.period_kind:
                yield _names(leaf.period_kind), leaf.table


def _names(steps: tuple[str | int, ...]) -> Names:
    return tuple(str(step) for step in steps if step != FIRST)


def has(model: type[Model] | None, names: Names) -> bool:
    """Whether documents of the model can say it: the map of an answer also reads what only answers to changes say."""
    if not names or names[0] == "*":
        return not names[1:] or has(model, names[1:])
    field = model.model_fields.get(names[0]) if model is not None else None
    return field is not None and has(shape_of(field.annotation).model, names[1:])


def opened(model: type[Model], names: Names) -> tuple[str, int]:
    """The innermost object that a path leads to: its model's name, and how many names lead to it."""
    owner, at, shape = model.__name__, 0, shape_of(model)
    for count, name in enumerate(names[:-1], 1):
        if name == "*":
            continue
        assert shape.model is not None
        shape = shape_of(shape.model.model_fields[name].annotation)
        if shape.model is None:
            break
        owner, at = shape.model.__name__, count + (names[count] == "*")
    return owner, at
