"""The laws that every map obeys, run over documents drawn from the map itself and over samples (maps.md, Laws)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from edigw.errors import CannotWrite
from edigw.mapping.canonical import canonical
from edigw.mapping.context import may_be_coded
from edigw.mapping.draw import draw
from edigw.mapping.notes import Reading
from edigw.mapping.paths import empty
from edigw.mapping.read import read
from edigw.mapping.rows import Codec, DocumentMap, Fixed, Leaf, Listing, Pairs, Single, Tuples
from edigw.mapping.stock import blocks
from edigw.mapping.write import write
from edigw.model.base import Model
from edigw.structure.dictionary import ElementDef
from edigw.structure.fold import flatten, fold
from edigw.tree import Node, Segment

Validate = Callable[[Sequence[Segment]], Iterable[str]]  # segments of a set without SE -> what is wrong with them
IDENTIFIERS = frozenset({"143", "479", "0065", "0051", "0052", "0054"})  # their codes name a thing itself
MOST_FAILURES = 20  # listed for one map
_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Sample:
    """A real or written message, folded; `expected` is its canonical JSON where somebody wrote it down."""

    name: str
    root: Node
    expected: Mapping[str, Any] | None = None
    rules: tuple[str, ...] | None = None  # of the business findings that were written down


@dataclass(frozen=True, slots=True)
class Report:
    """How a map fared."""

    map: str
    documents: int
    rows: int
    least_hits: int
    seldom: tuple[str, ...]  # rows that were met fewer than 10 times, as file:line
    samples: int
    failures: tuple[str, ...]


class Dice:
    """A small source of choices that a seed determines (a linear congruential generator, Knuth's MMIX numbers)."""

    def __init__(self, seed: int) -> None:
        self.state = (seed * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64

    def randrange(self, start: int, /) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % start


def check_laws(
    document_map: DocumentMap, samples: Sequence[Sample] = (), count: int = 100, seed: int = 1,
    validate: Validate | None = None,
) -> Report:  # fmt: skip
    """Draws `count` documents and runs laws 1, 2, 3 and 5. Every row should be met at least 10 times."""
    hits: Counter[int] = Counter()
    failures: list[str] = list(codes_in_model(document_map))
    for at in range(count):
        for told in law_one(document_map, seed * 1_000_003 + at, hits, validate):
            failures.append(f"document {at} of seed {seed}: {told}")
        if len(failures) >= MOST_FAILURES:
            break
    for sample in samples:
        failures += [f"sample {sample.name}: {told}" for told in law_two(document_map, sample)]
    rows = _rows(document_map)
    seldom = sorted({place for key, place in rows.items() if hits[key] < 10})
    least = min((hits[key] for key in rows), default=0)
    return Report(
        document_map.name, count, len(rows), least, tuple(seldom), len(samples), tuple(failures[:MOST_FAILURES])
    )


def _rows(document_map: DocumentMap) -> dict[int, str]:
    """Every row that a drawn document can meet, by id, with its place."""
    found = {}
    for rows in blocks(document_map):
        for row in rows.rows:
            if row.leaves and not row.children.rows and all(leaf.read_only for leaf in row.leaves):
                continue  # nothing writes it
            found[id(row)] = f"{row.spot} {'/'.join(map(str, row.where))}"
            for leaf in row.leaves:
                if not leaf.read_only:
                    found[id(leaf)] = f"{leaf.spot} {'/'.join(map(str, row.where))} {leaf.place}"
    return found


def law_one(
    document_map: DocumentMap, seed: int, hits: Counter[int], validate: Validate | None = None
) -> Iterator[str]:  # fmt: skip
    """A drawn document comes back equal (1), is valid on the wire (3) and holds words (5)."""
    try:
        drawn = draw(document_map, Dice(seed), hits)
        segments = flatten(write(document_map, drawn))
    except ValidationError as error:
        yield f"the map cannot carry a whole document: {_first(error)}"
        return
    except CannotWrite as error:
        yield f"law 1: what was drawn cannot be written: {error.message} ({error.hint})"
        return
    if validate is not None:
        yield from (f"law 3: {told}" for told in validate(segments))
    back = read(document_map, _folded(document_map, segments), hits)
    yield from (f"law 1: reading back finds {finding.rule}: {finding.message}" for finding in back.findings)
    yield from (
        f"law 1: {lost.tag}{lost.element:02d} `{lost.value}` is written, and not read" for lost in back.unmapped
    )
    told = difference(_comparable(document_map, drawn), _comparable(document_map, back.document))
    if told:
        yield f"law 1: {told}"
    yield from (f"law 5: {told}" for told in _kept_but_not_counted(document_map, back))


def law_two(document_map: DocumentMap, sample: Sample) -> Iterator[str]:
    """A sample means what was written down, is written as it was, and a second round is byte-identical."""
    seen = read(document_map, sample.root)
    if sample.expected is not None:
        meant = seen.document.model_dump(mode="json", exclude_defaults=True) if seen.document else None
        told = difference(sample.expected, meant)
        if told:
            yield f"law 2: it means something else: {told}"
    found = tuple(sorted(finding.rule for finding in seen.findings))
    if sample.rules is not None and found != tuple(sorted(sample.rules)):
        yield f"law 2: it has other findings: {', '.join(found) or 'none'}, not {', '.join(sample.rules) or 'none'}"
    if seen.document is None or seen.findings:
        return
    try:
        once = write(document_map, seen.document)
        again = read(document_map, _folded(document_map, flatten(once)))
        told = difference(
            canonical(document_map, sample.root), canonical(document_map, _folded(document_map, flatten(once)))
        )
        if told:
            yield f"law 2: it is written differently: {told}"
        if again.document is None:
            yield "law 2: what was written cannot be read"
        elif _wire(write(document_map, again.document)) != _wire(once):
            yield "law 2: a second round is not byte-identical"
    except CannotWrite as error:
        yield f"law 2: it cannot be written: {error.message} ({error.hint})"


def _wire(root: Node) -> list[tuple[str, tuple[str, ...]]]:
    return [(segment.tag, segment.elements) for segment in flatten(root)]


def _folded(document_map: DocumentMap, segments: Sequence[Segment]) -> Node:
    numbered = [Segment(segment.tag, segment.elements, at) for at, segment in enumerate(segments, 1)]
    dictionary = document_map.dictionary
    end = dictionary.sets[document_map.document].children[-1].tag
    return fold(
        [*numbered, Segment(end, (), len(numbered) + 1)], dictionary.sets[document_map.document], dictionary.segments
    ).root


def codes_in_model(document_map: DocumentMap) -> Iterator[str]:
    """Law 5, by the map's rows alone: a coded element goes through a table, and a table gives words."""
    for rows in blocks(document_map):
        for row in rows.rows:
            for leaf in row.leaves:
                for codec, element in _codecs(leaf):
                    listed = document_map.dictionary.codes.get(element.number)
                    if may_be_coded(element) and listed and codec.table is None and element.number not in IDENTIFIERS:
                        yield f"law 5: {leaf.place} gives the model codes, no words: add `| code TABLE` ({leaf.spot})"
    for table in document_map.tables.values():
        for word in table.words.values():
            if not _WORD.fullmatch(word):
                yield f"law 5: `{word}` of table `{table.name}` is no word"


def _codecs(leaf: Leaf) -> list[tuple[Codec, ElementDef]]:
    if isinstance(leaf, Single | Listing):
        return [(leaf.codec, leaf.element)]
    if isinstance(leaf, Fixed | Tuples):
        return [(field.codec, field.element) for field in leaf.fields]
    return [(leaf.codec, leaf.values)] if isinstance(leaf, Pairs) else []


def _kept_but_not_counted(document_map: DocumentMap, seen: Reading) -> Iterator[str]:
    mark = f"{document_map.standard}:"
    uncounted = {text for text in _texts(seen.value) if text.startswith(mark)} - set(seen.kept)
    if uncounted:
        yield f"foreign codes stand in the model uncounted: {sorted(uncounted)}"


def _texts(value: Any) -> Iterator[str]:
    """Every text of nested plain data, keys included."""
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            todo += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            todo += one
        elif isinstance(one, str):
            yield one


def _comparable(document_map: DocumentMap, document: Model | None) -> Any:
    """Plain data without what only enrichment sets, units without an SSCC renamed by their order."""
    if document is None:
        return None
    value = document.model_dump(mode="python")
    for path in document_map.unknown:
        _forget(value, path.split("."))
    for listed, name in (("pallets", "pallet"), ("cartons", "carton")):
        names = {unit["key"]: f"#{at}" for at, unit in enumerate(value.get(listed, ())) if not unit.get("sscc")}
        for unit in value.get(listed, ()):
            unit["key"] = names.get(unit["key"], unit["key"])
        for item in value.get("items", ()):
            if name in item:
                item[name] = names.get(item[name], item[name])
    return value


def _forget(value: dict[str, Any], names: list[str]) -> None:
    """Takes out what only enrichment sets, and the object that held nothing else."""
    owner = value.get(names[0])
    if len(names) == 1:
        value[names[0]] = None
    elif isinstance(owner, dict):
        _forget(owner, names[1:])
        if all(empty(inner) for inner in owner.values()):
            value[names[0]] = None


def difference(one: Any, other: Any, path: str = "") -> str:
    """The first place at which two nested values differ, "" for none."""
    if one == other:
        return ""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = dict.fromkeys([*one, *other])
        found = (difference(one.get(key), other.get(key), f"{path}.{key}") for key in keys)
        return next((told for told in found if told), "")
    lists = isinstance(one, list | tuple) and isinstance(other, list | tuple)
    if lists and len(one) == len(other):
        found = (difference(a, b, f"{path}.{at}") for at, (a, b) in enumerate(zip(one, other, strict=True)))
        return next((told for told in found if told), "")
    return f"{path.lstrip('.') or 'the document'} was {str(one)[:200]}, comes back as {str(other)[:200]}"


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
