"""How one thing differs from another, as plain data: canonical documents, an order's accounts, segments of a set."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from edigw.formats.packed import unpack
from edigw.lifecycle.facts import OrderState
from edigw.lifecycle.ledger import BUCKETS, plain
from edigw.pipeline.rows import Row
from edigw.tree import COMPONENT, REPEAT, Segment

LISTED = 200  # differences that are told of one document
ABSENT = object()


def bodies(before: bytes | None, after: bytes | None) -> list[Row]:
    """[{"path", "before", "after"}] of two canonical documents; a value that one of them lacks is null."""
    old, new = (json.loads(body) if body else {} for body in (before, after))
    return list(islice(_values(old, new, ""), LISTED))


def _values(before: Any, after: Any, path: str) -> Iterator[Row]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _values(before.get(name, ABSENT), after.get(name, ABSENT), f"{path}.{name}" if path else name)
    elif isinstance(before, list) and isinstance(after, list):
        for at, one, other in _pairs(before, after):
            yield from _values(one, other, f"{path}[{at}]")
    elif before != after:
        yield {"path": path, "before": _shown(before), "after": _shown(after)}


def _pairs(before: list[Any], after: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """What belongs together, with its place: lines by their number, everything else by its place.

    What only the old one has comes last, with its place there.
    """
    old, new = _numbered(before), _numbered(after)
    if old is None or new is None:
        for at, (one, other) in enumerate(zip_longest(before, after, fillvalue=ABSENT)):
            yield at, one, other
        return
    for at, line in enumerate(after):
        yield at, old.get(line["no"], ABSENT), line
    for at, line in enumerate(before):
        if line["no"] not in new:
            yield at, line, ABSENT


def _numbered(lines: list[Any]) -> dict[str, Any] | None:
    """Lines by their number; None where some have none or share one."""
    found = {line["no"]: line for line in lines if isinstance(line, dict) and "no" in line}
    return found if len(found) == len(lines) else None


def _shown(value: Any) -> Any:
    return None if value is ABSENT else value


def accounts(before: OrderState | None, after: OrderState | None) -> list[Row]:
    """[{"line", "account", "before", "after"}] of an order's lines, as far as they differ."""
    old = {line.no: line for line in before.ledger} if before else {}
    found = []
    for line in after.ledger if after else ():
        for name in ("ordered", *BUCKETS):
            was, now = getattr(old.get(line.no), name, None), getattr(line, name)
            if was != now and (was is not None or now):
                told = None if was is None else plain(was)
                found.append({"line": line.no, "account": name, "before": told, "after": plain(now)})
    return found


def sets(before: bytes | None, after: bytes | None) -> list[str]:
    """The segments of two packed sets that differ: `- …` of the first, `+ …` of the second, in the order of the set."""
    old, new = _texts(before), _texts(after)
    return [line for line in difflib.ndiff(old, new) if line[0] in "+-"][:LISTED]


def _texts(packed: bytes | None) -> Sequence[str]:
    return [_text(one) for one in unpack(packed)] if packed else []


def _text(segment: Segment) -> str:
    text = "*".join((segment.tag, *segment.elements))
    return text.replace(COMPONENT, ">").replace(REPEAT, "^")


def counted(sends: Iterable[Row]) -> list[Row]:
    """[{"partner", "type", "count"}] of what would leave."""
    counts: dict[tuple[str, str], int] = {}
    for one in sends:
        key = (one["partner"], one["type"])
        counts[key] = counts.get(key, 0) + 1
    return [{"partner": partner, "type": kind, "count": count} for (partner, kind), count in sorted(counts.items())]


__all__ = ["accounts", "bodies", "counted", "sets"]
