"""Two maps compared by what they mean: rows by wire address, code lists, guide rows; spelling counts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from edigw.mapping.rows import DocumentMap
from edigw.mapping.tables import CodeTable
from edigw.mapping.words import MARKERS
from edigw.structure import guide


@dataclass(frozen=True, slots=True)
class Said:
    """What a map says at one place, and in which file and line."""

    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of B from A. `before` or `after` is None where only the other map says something."""

    kind: str  # added, removed, changed
    what: str  # row, path, lens, arrow, table, guide, levels, map
    place: str  # "PO1/PID*F/PID05", "unit EA"
    before: Said | None
    after: Said | None


def diff(a: DocumentMap, b: DocumentMap) -> tuple[Change, ...]:
    """Every difference in meaning; none where the maps do the same."""
    return (
        *_changes("map", _head(a), _head(b)),
        *_changes("levels", _levels(a), _levels(b)),
        *_rows(rows_of(a), rows_of(b)),
        *_changes("table", _tables(a), _tables(b)),
        *_changes("guide", _guide(a), _guide(b)),
    )


def rows_of(chart: DocumentMap) -> dict[str, Said]:
    """The merged rows by full address: "PO1/PID*F/PID05"."""
    found: dict[str, Said] = {}
    above: list[str] = []
    for row in chart.shown:
        above = [*above[: row.depth], row.address]
        found["/".join(above)] = Said(row.meaning, row.origin)
    return found


def say_guide(row: guide.Row) -> str:
    """A guide's row in the words of the language, codes sorted."""
    says = []
    if row.required:
        says.append(f"required when {row.when.text}" if row.when else "required")
    if row.not_used:
        says.append("not used")
    for word, codes in (("only", row.only), ("also", row.also)):
        says += [f"{word} {' '.join(sorted(codes))}"] if codes else []
    says += [] if row.at_least is None else [f"at least {row.at_least}"]
    says += [] if row.at_most is None else [f"at most {row.at_most}"]
    says += [f"length {row.length[0]}..{row.length[1]}"] if row.length else []
    says += [f"pattern {' '.join(sorted(each.text for each in row.patterns))}"] if row.patterns else []
    says += [f"one of {' '.join(map(_place, row.one_of))}"] if row.one_of else []
    return "; ".join(says)


def _changes(what: str, a: Mapping[str, Said], b: Mapping[str, Said]) -> Iterator[Change]:
    for place in dict.fromkeys([*a, *b]):
        before, after = a.get(place), b.get(place)
        if before is None or after is None:
            yield Change("added" if before is None else "removed", what, place, before, after)
        elif before.text != after.text:
            yield Change("changed", what, place, before, after)


def _rows(a: Mapping[str, Said], b: Mapping[str, Said]) -> Iterator[Change]:
    for change in _changes("row", a, b):
        if change.before is None or change.after is None:
            yield change
            continue
        (path, pipes), (other, others) = _parts(change.before.text), _parts(change.after.text)
        arrow = change.before.text.startswith("->") or change.after.text.startswith("->")
        what = "arrow" if arrow else "row" if path != other and pipes != others else "path" if path != other else "lens"
        if (path, pipes) != (other, others):
            yield Change("changed", what, change.place, change.before, change.after)


def _parts(meaning: str) -> tuple[str, tuple[object, ...]]:
    """The path, and its lenses in their order with the markers in any."""
    head, *pipes = meaning.split(" | ")
    return head, (*(p for p in pipes if p not in MARKERS), frozenset(p for p in pipes if p in MARKERS))


def _head(chart: DocumentMap) -> dict[str, Said]:
    standard = f"{chart.standard.upper()} {chart.release} {chart.document}"
    return {"standard": Said(standard), "model": Said(chart.model.__name__)}


def _levels(chart: DocumentMap) -> dict[str, Said]:
    text = " ".join(level.letter + "?" * level.optional for level in chart.levels)
    return {"levels": Said(text)} if text else {}


def _tables(chart: DocumentMap) -> dict[str, Said]:
    return {place: said for table in chart.tables.values() for place, said in _table(table)}


def _table(table: CodeTable) -> Iterator[tuple[str, Said]]:
    origin = str(table.spot)
    for code, word in table.words.items():
        only_read = "" if table.codes.get(word) == code else " (only read)"
        yield f"{table.name} {code}", Said(f"{word}{only_read}", origin)
    for word, target in table.lent.items():
        yield f"{table.name} as {word}", Said(target, str(table.lent_at[word]))
    yield f"{table.name} else", Said("keep" if table.keep else "refuse", origin)


def _guide(chart: DocumentMap) -> dict[str, Said]:
    return {_place(row.address): Said(say_guide(row), row.where) for row in chart.guide.rows}


def _place(address: guide.Address) -> str:
    """An address as a guide writes it: "N1*ST/N103"; the whole set is ST."""
    steps = [str(step) for step in address.steps]
    if address.element is not None:
        component = f"-{address.component:02d}" if address.component else ""
        steps.append(f"{address.steps[-1].tag if address.steps else 'ST'}{address.element:02d}{component}")
    return "/".join(steps) or "ST"
