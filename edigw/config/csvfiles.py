"""The cross-references beside partner.yaml: items.csv (our items, their ids) and locations.csv (their stores)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from edigw.config import kinds
from edigw.errors import Fault
from edigw.model.base import Party
from edigw.model.partner import Item, Location

ITEM_COLUMNS: Mapping[str, str] = {
    "sku": "ours, unique",
    "gtin": "8, 12, 13 or 14 digits",
    "description": "",
    "unit": "base unit, a word as each",
    "pack": "base units a case",
    "price": "per base unit",
    "carton_qty": "base units a shipping carton",
}
"""Besides these, `ids.<word>`: their id of that kind, as ids.buyer_part or ids.upc."""

LOCATION_COLUMNS: Mapping[str, str] = {
    "id": "theirs, unique with id_type",
    "id_type": "buyer_assigned where it is empty",
    "kind": "store or distribution_center",
    "name": "", "street1": "", "street2": "", "city": "", "region": "", "postcode": "", "country": "",
}  # fmt: skip

Row = dict[str, tuple[str, int]]  # column -> text and the character at which it starts


def items(text: str, file: str) -> tuple[tuple[Item, ...], tuple[Fault, ...]]:
    """The rows of items.csv and all that is wrong with it."""
    faults: list[Fault] = []
    found: list[Item] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in _rows(text, file, ITEM_COLUMNS, ("sku",), faults, prefix="ids."):
        values = {column: value for column, (value, _) in row.items() if value}
        wrong = [
            Fault(file, line, row[column][1], message, fix)
            for column, check in ITEM_CHECKS.items()
            if column in values and (message := check(values[column])) is not None
            for fix in [ITEM_COLUMNS[column]]
        ]
        for column, value in values.items():
            if column in {"sku", "gtin"} or column.startswith("ids."):
                first = seen.setdefault((column, value), line)
                if first != line:
                    message = f"{column} `{value}` stands on line {first} already"
                    wrong.append(Fault(file, line, row[column][1], message, "an id points to one item"))
        faults.extend(wrong)
        if not wrong:
            found.append(_item(values))
    return tuple(found), tuple(faults)


def _item(values: Mapping[str, str]) -> Item:
    fields: dict[str, Any] = {key: value for key, value in values.items() if not key.startswith("ids.")}
    for key in ("pack", "price", "carton_qty"):
        if key in fields:
            fields[key] = Decimal(fields[key])
    return Item(ids={key[4:]: value for key, value in values.items() if key.startswith("ids.")}, **fields)


def _quantity(value: str) -> str | None:
    try:
        kinds.quantity(value)
    except kinds.Unfit as unfit:
        return unfit.message
    return None


def _gtin(value: str) -> str | None:
    return None if value.isascii() and value.isdigit() and len(value) in (8, 12, 13, 14) else f"`{value}` is no GTIN"


ITEM_CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "gtin": _gtin,
    "pack": _quantity,
    "price": _quantity,
    "carton_qty": _quantity,
}


def locations(text: str, file: str) -> tuple[tuple[Location, ...], tuple[Fault, ...]]:
    """The rows of locations.csv and all that is wrong with it."""
    faults: list[Fault] = []
    found: list[Location] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in _rows(text, file, LOCATION_COLUMNS, ("id",), faults):
        values = {column: value for column, (value, _) in row.items() if value}
        kind = values.pop("kind", "store")
        if kind not in ("store", "distribution_center"):
            faults.append(Fault(file, line, row["kind"][1], f"`{kind}` is no kind", "store or distribution_center"))
            continue
        id_type, id_ = values.pop("id_type", "buyer_assigned"), values.pop("id")
        first = seen.setdefault((id_type, id_), line)
        if first != line:
            message = f"id `{id_}` stands on line {first} already"
            faults.append(Fault(file, line, row["id"][1], message, "keep one of them"))
            continue
        party = Party.model_validate({"id_type": id_type, "id": id_, "kind": kind, **values})
        found.append(Location(id_type=id_type, id=id_, kind=kind, party=party))
    return tuple(found), tuple(faults)


def _rows(
    text: str, file: str, columns: Mapping[str, str], needed: tuple[str, ...], faults: list[Fault], prefix: str = ""
) -> Iterator[tuple[int, Row]]:
    """Each row with its line; what is wrong with the header or a row's shape goes to `faults`."""
    lines = text.splitlines()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        wrong = list(_header(header, lines, file, columns, needed, prefix))
        faults.extend(wrong)
        if wrong:
            return
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            starts = _starts(lines[line - 1])
            if len(cells) != len(header):
                message = f"{len(cells)} values under {len(header)} columns"
                faults.append(Fault(file, line, 1, message, 'a value with a comma stands in "quotes"'))
                continue
            row = {
                name: (cell.strip(), starts[place] if place < len(starts) else 1)
                for place, (name, cell) in enumerate(zip(header, cells, strict=True))
            }
            missing = [name for name in needed if not row[name][0]]
            faults.extend(Fault(file, line, row[name][1], f"no {name}", "each row needs it") for name in missing)
            if not missing:
                yield line, row
    except csv.Error as error:
        faults.append(Fault(file, max(reader.line_num, 1), 1, str(error), "save it as plain CSV, UTF-8, commas"))


def _header(
    header: list[str], lines: list[str], file: str, columns: Mapping[str, str], needed: tuple[str, ...], prefix: str
) -> Iterator[Fault]:
    known = ", ".join(columns) + (f", {prefix}<word>" if prefix else "")
    starts = _starts(lines[0]) if lines else []
    for place, name in enumerate(header):
        column = starts[place] if place < len(starts) else 1
        if name not in columns and not (prefix and name.startswith(prefix) and len(name) > len(prefix)):
            yield Fault(file, 1, column, f"unknown column `{name}`", f"known: {known}")
        elif name in header[:place]:
            yield Fault(file, 1, column, f"column `{name}` stands twice", "keep one of them")
    for name in needed:
        if name not in header:
            yield Fault(file, 1, 1, f"no column `{name}`", f"the first line names the columns: {known}")


def _starts(line: str) -> list[int]:
    """The character (1 is the first) at which each value of a line starts."""
    starts, quoted = [1], False
    for place, character in enumerate(line, 1):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(place + 1)
    return starts
