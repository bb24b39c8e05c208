"""Layers of one map: a partner's rows over the base's, by wire address; a row that changes nothing is a mistake."""

from __future__ import annotations

from dataclasses import replace

from edigw.carrier import Spot
from edigw.mapping.address import Address, ElementAddress
from edigw.mapping.faults import Faults, near
from edigw.mapping.source import SourceMap, SourceRow, SourceTable

GuideRows = list[tuple[tuple[Address, ...], str, Spot]]
NOTHING = "changes nothing: the base says the same"


def merge(layers: list[SourceMap], faults: Faults) -> SourceMap:
    """The layers as one map; the first is the base. Blocks are merged first, then written out where they are used."""
    blocks: dict[str, tuple[SourceRow, ...]] = {}
    for layer in layers:
        for name, rows in layer.blocks.items():
            blocks[name] = rows_over(blocks[name], rows, faults) if name in blocks else rows
    merged = replace(layers[0], blocks=blocks, body=_expand(layers[0].body, blocks, (), faults))
    for layer in layers[1:]:
        merged = _over(merged, replace(layer, body=_expand(layer.body, blocks, (), faults)), faults)
    return replace(merged, body=_kept(merged.body, faults))


def _kept(rows: tuple[SourceRow, ...], faults: Faults) -> tuple[SourceRow, ...]:
    """The rows without those that take out nothing."""
    for row in rows:
        if _unused(row):
            faults.add(row.spot, f"`{row.address}: not used`, but no base has that row", "take the row out")
    return tuple(replace(row, children=_kept(row.children, faults)) for row in rows if not _unused(row))


def _unused(row: SourceRow) -> bool:
    return row.words is not None and row.words.kind == "unused"


def _other_release(base: SourceMap, over: SourceMap) -> bool:
    """Whether the overlay carries the base's document to another release of its standard."""
    one, other = base.standard, over.standard
    return bool(one and other and (one[0], one[2]) == (other[0], other[2]) and one[1] != other[1])


def _over(base: SourceMap, over: SourceMap, faults: Faults) -> SourceMap:
    moved = _other_release(base, over)
    spoken = (("standard", None if moved else over.standard_spot), ("model", over.model and over.model[1]))
    for word, spot in spoken:
        if spot:
            faults.add(spot, f"`{word}` is the base's", f"take it out, it comes from {base.file}")
    if over.levels and base.levels and over.levels[0] == base.levels[0]:
        faults.add(over.levels[1], f"`levels` {NOTHING}", "take the line out")
    tables = dict(base.tables)
    for name, table in over.tables.items():
        tables[name] = table_over(tables[name], table, faults) if name in tables else table
    return replace(
        base,
        file=over.file,
        name=over.name or base.name,
        standard=over.standard if moved else base.standard,
        standard_spot=over.standard_spot if moved else base.standard_spot,
        levels=over.levels or base.levels,
        tables=tables,
        guide=_guide(base, over, faults),
        body=rows_over(base.body, over.body, faults),
    )


def _guide(base: SourceMap, over: SourceMap, faults: Faults) -> GuideRows:
    rows = {steps: (text, spot) for steps, text, spot in base.guide}
    for steps, text, spot in over.guide:
        if steps in rows and rows[steps][0] == text:
            faults.add(spot, f"this guide row {NOTHING}", "take the row out")
        rows[steps] = (text, spot)
    return [(steps, text, spot) for steps, (text, spot) in rows.items()]


def table_over(base: SourceTable, over: SourceTable, faults: Faults) -> SourceTable:
    """A code list over another: a row for a word that the base has takes its place."""
    for code, (word, spot) in over.words.items():
        if code in base.words and base.words[code][0] == word:
            faults.add(spot, f"`{code}: {word}` {NOTHING}", "take the row out")
    for code, (word, spot) in over.also.items():
        if code in base.also and base.also[code][0] == word:
            faults.add(spot, f"`also` `{code}: {word}` {NOTHING}", "take the row out")
    for word, (target, spot) in over.lent.items():
        if word in base.lent and base.lent[word][0] == target:
            faults.add(spot, f"`as` `{word}: {target}` {NOTHING}", "take the row out")
    if over.otherwise and base.otherwise and over.otherwise[0] == base.otherwise[0]:
        faults.add(over.otherwise[1], f"`else: {over.otherwise[0]}` {NOTHING}", "take the row out")
    new = {word for word, _ in over.words.values()}
    said = new | over.lent.keys()
    kept = {code: row for code, row in base.words.items() if row[0] not in said and code not in over.also}
    return SourceTable(
        over.spot,
        words={**kept, **over.words},
        also={**{code: row for code, row in base.also.items() if code not in over.words}, **over.also},
        lent={**{word: row for word, row in base.lent.items() if word not in new}, **over.lent},
        otherwise=over.otherwise or base.otherwise,
    )


def rows_over(base: tuple[SourceRow, ...], over: tuple[SourceRow, ...], faults: Faults) -> tuple[SourceRow, ...]:
    """Rows over rows, by wire address; new ones stand at the end."""
    rows = {row.address: row for row in base}
    for row in over:
        below = rows.get(row.address)
        if below is not None and _unused(row):
            del rows[row.address]
        else:
            rows[row.address] = row if below is None else _row_over(below, row, faults)
    repeated = [row for row in base if rows.get(row.address, row) is not row and _again(base, row)]
    return (*rows.values(), *repeated)


def _again(rows: tuple[SourceRow, ...], row: SourceRow) -> bool:
    """Whether the address stands twice in one layer: both stay, for the check that refuses it."""
    return sum(other.address == row.address for other in rows) > 1


def _row_over(base: SourceRow, over: SourceRow, faults: Faults) -> SourceRow:
    if isinstance(over.address, ElementAddress):
        if (base.arrow, base.words) == (over.arrow, over.words):
            faults.add(over.spot, f"`{over.address}` {NOTHING}", "take the row out")
        return over
    if over.arrow is not None and over.arrow != base.arrow:
        return over
    if over.block:
        return _by_block(base, over, faults)
    same_when = over.when is None or over.when == base.when
    if not over.children and same_when:
        faults.add(over.spot, f"`{over.address}` {NOTHING}", "take the row out")
    elif over.when is not None and same_when:
        faults.add(over.when_spot or over.spot, f"this `when` {NOTHING}", "take the line out")
    return replace(
        base,
        when=over.when or base.when,
        when_spot=over.when_spot or base.when_spot,
        children=rows_over(base.children, over.children, faults),
    )


def _by_block(base: SourceRow, over: SourceRow, faults: Faults) -> SourceRow:
    """A row whose children come from a block: it is judged as a whole, the block's rows serve others too."""
    children = rows_over(base.children, over.children, Faults())
    if _meaning(children) == _meaning(base.children):
        faults.add(over.spot, f"`{over.address}` {NOTHING}", "take the row out")
    return replace(base, children=children)


def _meaning(rows: tuple[SourceRow, ...]) -> object:
    """Rows without their places."""
    return [(row.address, row.arrow, row.words, row.when, _meaning(row.children)) for row in rows]


def _expand(
    rows: tuple[SourceRow, ...], blocks: dict[str, tuple[SourceRow, ...]], inside: tuple[str, ...], faults: Faults
) -> tuple[SourceRow, ...]:
    """The rows with each `use BLOCK` written out."""
    done = []
    for row in rows:
        children, used = row.children, inside
        if row.words is not None and row.words.kind == "use":
            name = row.words.text
            if name in inside:
                faults.add(row.spot, f"block `{name}` uses itself", "take the inner `use` out")
                continue
            if name not in blocks:
                faults.add(row.spot, f"there is no block `{name}`", near(name, list(blocks)))
                continue
            children, used = blocks[name], (*inside, name)
        uses = row.words.text if row.words is not None and row.words.kind == "use" else ""
        words = None if uses else row.words
        done.append(replace(row, words=words, children=_expand(children, blocks, used, faults), block=uses))
    return tuple(done)
