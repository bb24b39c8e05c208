"""The matrix: one set of documents, written and read again by the maps of every release, beside a table of losses.

tests/matrix_cases.py holds the documents, tests/losses.toml what becomes of them; both are told in docs/standards.md.
A path starts at a document (`Order.lines.price`) or at any object in one (`Charge.percent`); `*` is any word of a bag.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bench import chart, dictionary, segments
from matrix_paths import paths

from edigw.mapping.paths import Shape, empty, shape_of
from edigw.mapping.read import read
from edigw.mapping.rows import DocumentMap
from edigw.model.answer import OrderAnswer
from edigw.model.base import Model
from edigw.model.invoice import Invoice
from edigw.model.order import Order
from edigw.model.shipment import Shipment
from edigw.pipeline.inspect.trial import complaints
from edigw.structure.fold import fold
from edigw.tree import Segment

TABLE = Path(__file__).parent / "losses.toml"
STANDARDS = {"x12": ("004010", "005010"), "edifact": ("D96A", "D01B")}
RELEASES = {release: standard for standard, releases in STANDARDS.items() for release in releases}
NAMES: dict[str, tuple[type[Model], dict[str, str]]] = {  # document -> its model, and its name in each standard
    "order": (Order, {"x12": "850", "edifact": "ORDERS"}),
    "answer": (OrderAnswer, {"x12": "855", "edifact": "ORDRSP"}),
    "shipment": (Shipment, {"x12": "856", "edifact": "DESADV"}),
    "invoice": (Invoice, {"x12": "810", "edifact": "INVOIC"}),
}
END = {"x12": "SE", "edifact": "UNT"}

Names = tuple[str, ...]


class Fate(NamedTuple):
    """What becomes of a value: dropped, refused, another word in its place, a field of its own; or it is gained."""

    how: str  # dropped, refused, becomes, moves, gains
    word: str = ""  # instead of it; the field
    why: str = ""
    beside: str = ""  # of `gains`: where this field stands beside it


@dataclass(frozen=True)
class Loss:
    """A row of the table, for one path (and one value, where it names one)."""

    section: str  # edifact.order
    path: str
    value: str  # "" for any
    fate: Fate

    @property
    def told(self) -> str:
        return f"[{self.section}] {self.path}{'=' * bool(self.value)}{self.value}"


def chart_of(document: str, release: str) -> DocumentMap:
    return chart(NAMES[document][1][RELEASES[release]], release=release)


@cache
def losses(document: str, release: str) -> tuple[Loss, ...]:
    """The rows for one document in one release, and the words that its code lists lend the code of another."""
    named = [f"{where}.{what}" for where in (RELEASES[release], release) for what in ("all", document)]
    lent = [
        Loss("lent", ".".join((NAMES[document][0].__name__, *names)), word, Fate("becomes", other))
        for names, spots in paths(chart_of(document, release)).items()
        for spot in spots[:1]
        if spot.table is not None
        for word, other in spot.table.lent.items()
    ]
    return (*(loss for loss in table() if loss.section in named), *lent)


@cache
def table() -> tuple[Loss, ...]:
    return tuple(
        Loss(f"{where}.{document}", path, value, fate)
        for where, documents in tomllib.loads(TABLE.read_text("utf-8")).items()
        if where not in ("words", "refusals")
        for document, rows in documents.items()
        for left, right in rows.items()
        for path, value in _left(left)
        for fate in [_right(right)]
    )


def _left(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split():
        path, _, value = part.partition("=")
        yield path, value


def _right(text: str) -> Fate:
    found = re.fullmatch(r"(dropped|refused|(?:becomes|moves|gains) (\w+)(?: beside (\w+))?): (.+)", text)
    told = f"`{text}`: write `dropped: why`, `refused: why`, `becomes WORD: why`, `moves FIELD: why` or"
    assert found and found[1].startswith("gains") == bool(found[3]), f"{told} `gains WORD beside FIELD: why`"
    return Fate(found[1].split()[0], found[2] or "", found[4], found[3] or "")


@cache
def refusals() -> dict[str, str]:
    """What a write can be refused for besides: a pattern of the message -> why."""
    found: dict[str, str] = tomllib.loads(TABLE.read_text("utf-8"))["refusals"]
    return found


class Losing:
    """Takes out of plain data what rows say is lost, and remembers which rows had something to take."""

    def __init__(self, rows: Iterable[Loss]) -> None:
        self.rows: dict[str, list[Loss]] = {}
        for row in rows:
            self.rows.setdefault(row.path, []).append(row)
        self.used: Counter[Loss] = Counter()

    def document(self, value: Mapping[str, Any], model: type[Model]) -> dict[str, Any]:
        self.moved: dict[str, Any] = {}
        left = self._object(value, model, [])
        for word, field in self.moved.items():
            if field not in left:  # the first reference of the word, the others stay where they are
                first, *others = left["refs"][word]
                left[field] = first["value"]
                left["refs"] = {**left["refs"], word: tuple(others)}
        if "refs" in left:
            left["refs"] = {word: found for word, found in left["refs"].items() if found}
        return {field: inner for field, inner in left.items() if not empty(inner)}

    def _object(self, value: Mapping[str, Any], model: type[Model], names: list[Names]) -> dict[str, Any]:
        names = [*names, (model.__name__,)]
        left = {}
        for field, inner in value.items():
            shape = shape_of(model.model_fields[field].annotation)
            kept = self._value(inner, shape, [(*name, field) for name in names])
            if not empty(kept):
                left[field] = kept
        return left | self._gained(left, model.model_fields, names)

    def _gained(self, left: Mapping[str, Any], fields: Iterable[str], names: list[Names]) -> dict[str, Any]:
        """What nobody said, and the standard wants said beside what was."""
        found = {}
        for field in fields:
            for row in (row for name in names for row in self.rows.get(".".join((*name, field)), ())):
                if row.fate.how == "gains" and row.fate.beside in left and field not in left:
                    self.used[row] += 1
                    found[field] = row.fate.word
        return found

    def _value(self, value: Any, shape: Shape, names: list[Names]) -> Any:
        row = self._row(value, names)
        if row is not None:
            return row.fate.word if row.fate.how == "becomes" else None
        if shape.kind in ("bag", "words"):
            return self._bag(value, shape, names)
        if shape.kind == "objects" and shape.model is not None:
            made = (self._object(one, shape.model, names) for one in value)
            return tuple(one for one in made if one)
        if shape.kind == "object" and shape.model is not None:
            return self._object(value, shape.model, names)
        return value

    def _bag(self, bag: Mapping[str, Any], shape: Shape, names: list[Names]) -> dict[str, Any]:
        left: dict[str, Any] = {}
        for word, inner in bag.items():
            below = [(*name, word) for name in names] + [(*name, "*") for name in names]
            row = self._row(word, below)
            if row is not None and row.fate.how in ("dropped", "refused"):
                continue
            key = row.fate.word if row is not None and row.fate.how == "becomes" else word
            if row is not None and row.fate.how == "moves":
                self.moved[word] = row.fate.word
            kept = inner
            if shape.model is not None:
                made = (self._object(one, shape.model, below) for one in inner)
                kept = tuple(one for one in made if one)
            if not empty(kept):
                left[key] = (*left.get(key, ()), *kept) if isinstance(kept, tuple) else kept
        return left

    def _row(self, value: Any, names: list[Names]) -> Loss | None:
        for name in names:
            for row in self.rows.get(".".join(name), ()):
                if row.fate.how != "gains" and row.value in ("", str(value)):
                    self.used[row] += 1
                    return row
        return None


class Trip(NamedTuple):
    """A document there and back."""

    wanted: Any
    got: Any
    complaints: list[str]


def trip(document: str, release: str, data: Mapping[str, Any], rows: Iterable[Loss]) -> tuple[Trip, Losing]:
    """Writes and reads plain data; wanted is what the rows leave of it. Raises CannotWrite."""
    model = NAMES[document][0]
    lost = Losing(rows)
    wanted = lost.document(data, model)
    got, told = there_and_back(chart_of(document, release), data)
    return Trip(renamed(wanted), renamed(got), told), lost


def there_and_back(made: DocumentMap, data: Mapping[str, Any]) -> tuple[Any, list[str]]:
    """What is read of what was written, and what the dictionary or the reader has against it. Raises CannotWrite."""
    wire = segments(made, made.model.model_validate(data))
    told = complaints(made, wire)
    book = dictionary(made.release)
    numbered = [Segment(row.tag, row.elements, at) for at, row in enumerate(wire, 1)]
    end = Segment(END[made.standard], (), len(wire) + 1)
    back = read(made, fold([*numbered, end], book.sets[made.document], book.segments).root)
    told += [f"{one.rule} {one.message}" for one in back.findings]
    told += [f"{one.path} {one.value} is written, and not read" for one in back.unmapped]
    return plain(back.document) if back.document is not None else None, told


def plain(document: Model) -> dict[str, Any]:
    return document.model_dump(exclude_defaults=True)


def renamed(shipment: Any) -> Any:
    """A shipment whose units without an SSCC are named by their order: their names are nobody's."""
    if not isinstance(shipment, dict) or "items" not in shipment:
        return shipment
    made = dict(shipment)
    for listed, name in (("pallets", "pallet"), ("cartons", "carton")):
        units = made.get(listed, ())
        names = {unit["key"]: unit.get("sscc") or f"#{at}" for at, unit in enumerate(units)}
        if units:
            made[listed] = tuple({**unit, "key": names[unit["key"]]} for unit in units)
        made["items"] = tuple(
            {**item, name: names.get(item[name], item[name])} if name in item else item for item in made["items"]
        )
    return made


def differences(wanted: Any, got: Any, path: str = "") -> Iterator[str]:
    """Every place at which two nested values differ: path, wanted, got."""
    if wanted == got:
        return
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        for key in dict.fromkeys([*wanted, *got]):
            yield from differences(wanted.get(key), got.get(key), f"{path}.{key}".strip("."))
        return
    several = isinstance(wanted, tuple | list) and isinstance(got, tuple | list)
    if several and len(wanted) == len(got):
        for at, (one, other) in enumerate(zip(wanted, got, strict=True)):
            yield from differences(one, other, f"{path}.{at}")
        return
    yield f"{path}: wanted {wanted!r}, got {got!r}"
