"""Turns the application's plain data into text: tables and colour on a terminal, plain lines when piped."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

COLOURS = {
    "DONE": "green", "ACCEPTED_WITH_ERRORS": "yellow", "REJECTED": "red", "QUARANTINED": "red", "WAITING": "yellow",
    "RETRY": "yellow", "FAILED": "red", "SENT": "green", "DELIVERED": "green", "accepted": "green", "overdue": "red",
    "accepted_with_errors": "yellow", "rejected": "red", "quarantined": "red", "partly": "yellow", "OK": "green",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\r?\n")


def tame(value: Any) -> str:
    """Text from outside that cannot steer a terminal: control and direction characters become visible escapes."""
    text = "" if value is None else str(value)
    return _CONTROL.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


def on_terminal() -> bool:
    return sys.stdout.isatty()


def say(text: str = "", style: str = "") -> None:
    """One line of output; `style` is a colour that only a terminal shows."""
    if not on_terminal():
        print(text)
        return
    from rich.console import Console
    from rich.text import Text

    Console(highlight=False).print(Text(text, style=style))


def as_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def table(rows: Iterable[Row], columns: Sequence[tuple[str, str]], empty: str = "nothing to show") -> None:
    """`columns` are (key in the row, heading)."""
    cells = [[tame(_cell(row.get(key))) for key, _ in columns] for row in rows]
    if not cells:
        say(empty, "dim")
        return
    if on_terminal():
        _rich_table(cells, [heading for _, heading in columns])
        return
    widths = [max(len(heading), *(len(line[n]) for line in cells)) for n, (_, heading) in enumerate(columns)]
    for line in [[heading for _, heading in columns], *cells]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _rich_table(cells: list[list[str]], headings: list[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*headings, box=box.SIMPLE_HEAD, pad_edge=False)
    for line in cells:
        shown.add_row(*(Text(cell, style=COLOURS.get(cell, "")) for cell in line))
    Console(highlight=False).print(shown)


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return " ".join(tame(item) for item in value)
    return value


def facts(row: Row, names: Sequence[tuple[str, str]]) -> None:
    """`name  value` lines of one object, absent ones left out."""
    width = max((len(heading) for _, heading in names), default=0)
    for key, heading in names:
        value = row.get(key)
        if value not in (None, "", [], {}):
            say(f"{heading.ljust(width)}  {tame(_cell(value))}", COLOURS.get(str(value), ""))


def findings(items: Iterable[Row], indent: str = "  ") -> None:
    """Each finding: where, what, and how to mend it."""
    for item in items:
        say(f"{indent}{place(item)}: {tame(item.get('message'))} [{tame(item.get('rule'))}{_code(item)}]", "red")
        if item.get("hint"):
            say(f"{indent}  hint: {tame(item['hint'])}", "dim")


def place(item: Row) -> str:
    """Where a finding stands, as `REF02, segment 4, byte 211`."""
    spot = tame(item.get("segment") or "file")
    if item.get("segment") and item.get("element"):
        spot += f"{item['element']:02d}"
        if item.get("component"):
            spot += f"-{item['component']:02d}"
    parts = [spot]
    if item.get("position"):
        parts.append(f"segment {item['position']}")
    if item.get("offset") is not None:
        parts.append(f"byte {item['offset']}")
    return ", ".join(parts)


def _code(item: Row) -> str:
    return f", {item['code_type']} {item['code']}" if item.get("code") else ""
