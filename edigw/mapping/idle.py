"""Code lists and blocks of an overlay that no row uses: mostly a misspelt name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from edigw.mapping.compile import BAG_TABLES
from edigw.mapping.faults import Faults, near
from edigw.mapping.source import SourceMap, SourceRow
from edigw.mapping.words import Words


def check_idle(layers: list[SourceMap], merged: SourceMap, faults: Faults) -> None:
    """`layers` from the base on; the base itself may hold what only its overlays use."""
    tables = set(tables_of(merged.body))
    blocks = {name for layer in layers for rows in (layer.body, *layer.blocks.values()) for name in _blocks_of(rows)}
    shared = set(layers[0].blocks)
    for layer in layers[1:]:
        for name, table in layer.tables.items():
            if name not in tables:
                faults.add(table.spot, f"no row uses a table `{name}`", near(name, sorted(tables)))
        for name, rows in layer.blocks.items():
            if name not in blocks | shared:
                spot = rows[0].spot if rows else layer.spot
                faults.add(spot, f"no row uses a block `{name}`", near(name, sorted(shared)))


def tables_of(rows: Iterable[SourceRow]) -> Iterator[str]:
    """The code lists that rows name, those of the bags' keys too."""
    for row in rows:
        if row.arrow is not None and row.arrow.kind == "bag":
            bag = row.arrow.path.rpartition(".")[2]
            yield row.arrow.table or BAG_TABLES.get(bag, bag)
        if row.words is not None:
            yield from _named(row.words)
        yield from tables_of(row.children)


def _named(words: Words) -> Iterator[str]:
    for pipe in words.pipes:
        word, _, name = pipe.partition(" ")
        if word in ("code", "pairs"):
            yield name.partition(" by ")[0].strip()
    for field in words.fields:
        yield from _named(field)


def _blocks_of(rows: Iterable[SourceRow]) -> Iterator[str]:
    for row in rows:
        if row.words is not None and row.words.kind == "use":
            yield row.words.text
        yield from _blocks_of(row.children)
