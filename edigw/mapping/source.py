"""A map file as it was written: its rows taken apart, each with its place, nothing checked against the standard yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from edigw import carrier
from edigw.carrier import Entry, Items, Spot, Table, Text, Value
from edigw.errors import ConfigError
from edigw.mapping import address, words
from edigw.mapping.address import Address, Arrow, SegmentAddress
from edigw.mapping.faults import Faults, Wrong, near
from edigw.mapping.words import When, Words

Texts = Callable[[str], "str | None"]  # a file's name -> its text
KEYS = ("map", "extends", "standard", "model", "levels", "tables", "blocks", "guide", "body")
_STANDARD = re.compile(r"(X12|EDIFACT)\s+(\d{6}\w*|[DS]\d\d[A-C])\s+(\w+)")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: a segment with its children, or an element with its words."""

    address: Address
    spot: Spot
    arrow: Arrow | None = None
    words: Words | None = None
    when: When | None = None
    when_spot: Spot | None = None
    children: tuple[SourceRow, ...] = ()
    block: str = ""  # the block that its children were written out from


@dataclass(frozen=True, slots=True)
class Level:
    """One letter of the `levels` line."""

    letter: str
    optional: bool


@dataclass(slots=True)
class SourceTable:
    """A code list as one file says it."""

    spot: Spot
    words: dict[str, tuple[str, Spot]] = field(default_factory=dict)  # code -> word
    also: dict[str, tuple[str, Spot]] = field(default_factory=dict)
    lent: dict[str, tuple[str, Spot]] = field(default_factory=dict)  # word -> the word whose code it is written by
    otherwise: tuple[str, Spot] | None = None  # refuse, keep


@dataclass(slots=True)
class SourceMap:
    """One file."""

    file: str
    spot: Spot
    name: str = ""
    extends: tuple[str, Spot] | None = None
    standard: tuple[str, str, str] | None = None  # X12, 004010, 850
    standard_spot: Spot | None = None
    model: tuple[str, Spot] | None = None
    levels: tuple[tuple[Level, ...], Spot] | None = None
    tables: dict[str, SourceTable] = field(default_factory=dict)
    blocks: dict[str, tuple[SourceRow, ...]] = field(default_factory=dict)
    guide: list[tuple[tuple[Address, ...], str, Spot]] = field(default_factory=list)
    body: tuple[SourceRow, ...] = ()


def lookup(texts: Mapping[str, str] | Texts, names: tuple[str, ...]) -> tuple[str, str] | None:
    """The first of these files that exists, as (name, text)."""
    get: Texts = texts.get if isinstance(texts, Mapping) else texts
    for name in names:
        text = get(name)
        if text is not None:
            return name, text
    return None


def names_of_map(name: str) -> tuple[str, ...]:
    """Where a map of this name may stand."""
    return (name, f"{name}.yaml", f"maps/{name}.yaml", f"maps/{name}")


def called(name: str) -> str:
    """What a map is called by people and commands: `x12/004010/850`, a partner's own `acme/850`."""
    return name.removeprefix("maps/").removeprefix("partners/").removesuffix(".yaml")


def names_of_table(name: str, standard: str) -> tuple[str, ...]:
    """Where a shared code list of this name may stand; those of EDIFACT in a folder of their own."""
    name = name if standard == "x12" else f"{standard}/{name}"
    return (f"maps/codes/{name}.yaml", f"codes/{name}.yaml")


def read_table(text: str, file: str, faults: Faults) -> SourceTable | None:
    """A shared code list."""
    top = _top(text, file, faults)
    return _table(top, faults) if top is not None else None


def read_map(text: str, file: str, faults: Faults) -> SourceMap | None:
    """A map file; None when it is not even YAML."""
    top = _top(text, file, faults)
    if top is None:
        return None
    found = SourceMap(file, top.spot)
    for entry in top:
        reader = _PARTS.get(entry.key)
        if reader is None:
            faults.add(entry.spot, f"`{entry.key}` is no key of a map", near(entry.key, list(KEYS)))
        else:
            reader(found, entry, faults)
    return found


def _top(text: str, file: str, faults: Faults) -> Table | None:
    try:
        return carrier.read(text, file)
    except ConfigError as error:
        faults.found.extend(error.faults)
        return None


def _text(entry: Entry, faults: Faults) -> str:
    if isinstance(entry.value, Text) and entry.value.value:
        return entry.value.value
    faults.add(entry.spot, f"`{entry.key}` wants one word or line of text", f"write `{entry.key}: ...` on one line")
    return ""


def _rows_of(value: Value, what: str, faults: Faults) -> tuple[Entry, ...]:
    if isinstance(value, Table):
        return value.entries
    if isinstance(value, Items) or value.value:
        faults.add(value.spot, f"`{what}` wants `key: value` rows", "indent the rows below it")
    return ()


def _name(found: SourceMap, entry: Entry, faults: Faults) -> None:
    found.name = _text(entry, faults)


def _extends(found: SourceMap, entry: Entry, faults: Faults) -> None:
    found.extends = (_text(entry, faults), entry.value.spot)


def _standard(found: SourceMap, entry: Entry, faults: Faults) -> None:
    match = _STANDARD.fullmatch(_text(entry, faults))
    if match is None:
        faults.add(entry.value.spot, "this is no standard", "write `standard: X12 004010 850` or `EDIFACT D96A ORDERS`")
        return
    found.standard, found.standard_spot = (match[1], match[2], match[3]), entry.value.spot


def _model(found: SourceMap, entry: Entry, faults: Faults) -> None:
    found.model = (_text(entry, faults), entry.value.spot)


def _levels(found: SourceMap, entry: Entry, faults: Faults) -> None:
    levels = tuple(Level(part.rstrip("?"), part.endswith("?")) for part in _text(entry, faults).split())
    letters = [level.letter for level in levels]
    good = set(letters) <= set("SOTPI") and len(set(letters)) == len(letters) and {"S", "I"} <= set(letters)
    fixed = all(not level.optional for level in levels if level.letter in "SOI")
    if not (good and fixed and letters[0] == "S"):
        fix = "write S first, O above I, T and P optional: S O T? P? I, S O I P, S P O I, S O I"
        faults.add(entry.value.spot, "this is no order of levels", fix)
        return
    found.levels = (levels, entry.value.spot)


def _tables(found: SourceMap, entry: Entry, faults: Faults) -> None:
    for row in _rows_of(entry.value, "tables", faults):
        if isinstance(row.value, Table):
            found.tables[row.key] = _table(row.value, faults)
        else:
            faults.add(row.spot, f"table `{row.key}` wants `code: word` rows", "write {EA: each, CA: case}")


def _table(value: Table, faults: Faults) -> SourceTable:
    table = SourceTable(value.spot)
    for row in value:
        if row.key == "also" and isinstance(row.value, Table):
            for other in row.value:
                table.also[other.key] = (_word(other, faults), other.spot)
        elif row.key == "as" and isinstance(row.value, Table):
            for other in row.value:
                word = _model_word(other.key, other.spot, faults)
                table.lent[word] = (_word(other, faults), other.spot)
        elif row.key == "else":
            policy = _text(row, faults)
            if policy not in ("refuse", "keep"):
                faults.add(row.value.spot, f"`else: {policy}` is not known", "write `else: refuse` or `else: keep`")
            table.otherwise = (policy, row.spot)
        else:
            table.words[row.key] = (_word(row, faults), row.spot)
    return table


def _word(entry: Entry, faults: Faults) -> str:
    return _model_word(_text(entry, faults), entry.value.spot, faults)


def _model_word(word: str, spot: Spot, faults: Faults) -> str:
    if word and not re.fullmatch(r"[a-z][a-z0-9_]*", word):
        faults.add(spot, f"`{word}` is no word of the model", "use small letters, digits and _: net_days")
    return word


def _blocks(found: SourceMap, entry: Entry, faults: Faults) -> None:
    for row in _rows_of(entry.value, "blocks", faults):
        found.blocks[row.key] = _rows(_rows_of(row.value, row.key, faults), faults)


def _guide(found: SourceMap, entry: Entry, faults: Faults) -> None:
    found.guide = _guide_rows(_rows_of(entry.value, "guide", faults), (), faults)


def parts_of(key: str) -> list[str]:
    """The addresses of a guide's row: `LIN/SG34/TAX+7` is `LIN` and `SG34/TAX+7`."""
    return re.split(r"(?<!\bSG\d)(?<!\bSG\d\d)/", key)


def _guide_rows(
    entries: tuple[Entry, ...], above: tuple[Address, ...], faults: Faults
) -> list[tuple[tuple[Address, ...], str, Spot]]:
    rows: list[tuple[tuple[Address, ...], str, Spot]] = []
    for entry in entries:
        try:
            steps = (*above, *(address.address(part) for part in parts_of(entry.key)))
        except Wrong as wrong:
            faults.wrong(entry.spot, wrong)
            continue
        if isinstance(entry.value, Table):
            rows += _guide_rows(entry.value.entries, steps, faults)
        elif text := _text(entry, faults):
            rows.append((steps, text, entry.spot))
    return rows


def _body(found: SourceMap, entry: Entry, faults: Faults) -> None:
    found.body = _rows(_rows_of(entry.value, "body", faults), faults)


def _rows(entries: tuple[Entry, ...], faults: Faults) -> tuple[SourceRow, ...]:
    rows = []
    for entry in entries:
        try:
            rows.append(_row(entry, faults))
        except Wrong as wrong:
            faults.wrong(entry.spot, wrong)
    return tuple(rows)


def _row(entry: Entry, faults: Faults) -> SourceRow:
    where, arrow = address.parse(entry.key)
    row = SourceRow(where, entry.spot, arrow)
    if isinstance(entry.value, Table):
        if not isinstance(where, SegmentAddress):
            raise Wrong(f"`{where}` is an element and holds no rows", "write its path: `path | lens`")
        return _segment(row, entry.value, faults)
    text = entry.value.value if isinstance(entry.value, Text) else ""
    if not text:
        raise Wrong(f"`{where}` says nothing", "write a path, `is X`, `use BLOCK` or rows in braces")
    found = words.parse(text)
    if found.kind != "unused" and isinstance(where, SegmentAddress) != (found.kind == "use"):
        kind = "a segment" if isinstance(where, SegmentAddress) else "an element"
        raise Wrong(f"`{where}` is {kind}; `{text}` does not fit", "a segment holds rows or `use BLOCK`")
    return replace(row, words=found)


def _segment(row: SourceRow, value: Table, faults: Faults) -> SourceRow:
    condition = value.get("when")
    entries = tuple(entry for entry in value if entry.key != "when")
    row = replace(row, children=_rows(entries, faults))
    if isinstance(condition, Text):
        try:
            return replace(row, when=words.when(condition.value), when_spot=condition.spot)
        except Wrong as wrong:
            faults.wrong(condition.spot, wrong)
    return row


_PARTS = {
    "map": _name,
    "extends": _extends,
    "standard": _standard,
    "model": _model,
    "levels": _levels,
    "tables": _tables,
    "blocks": _blocks,
    "guide": _guide,
    "body": _body,
}
