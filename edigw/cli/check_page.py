"""What `edigw check` prints, piece by piece: as JSON the whole, as text what somebody can read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from edigw.cli import render

LISTED = 200  # sets of a group, and lines of an acknowledgement, that are printed as text
FINDINGS = 20  # of one set

_TEXT = json.JSONEncoder(ensure_ascii=False, default=str).encode


def as_json(verdict: Mapping[str, Any]) -> None:
    for piece in encoded(verdict, ""):
        print(piece, end="")
    print()


def encoded(value: Any, indent: str) -> Iterator[str]:
    """Indented JSON in pieces; what is too long for memory is asked for its rows or pieces."""
    inner = indent + "  "
    if isinstance(value, Mapping) and value:
        yield from _between("{", "}", indent, ((f"{_TEXT(key)}: ", part) for key, part in value.items()))
    elif hasattr(value, "pieces"):
        yield '"'
        yield from (_TEXT(piece)[1:-1] for piece in value.pieces())
        yield '"'
    elif hasattr(value, "blocks"):
        yield "["
        for number, block in enumerate(value.blocks()):
            rows = block.replace("\n", f",\n{inner}")
            yield f"{',' if number else ''}\n{inner}{rows}"
        yield f"\n{indent}]"
    elif isinstance(value, (list, tuple)) and value:
        yield from _between("[", "]", indent, (("", part) for part in value))
    else:
        yield _TEXT(value)


def _between(start: str, end: str, indent: str, parts: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for number, (name, part) in enumerate(parts):
        yield f"{',' if number else start}\n{indent}  {name}"
        yield from encoded(part, indent + "  ")
    yield f"\n{indent}{end}"


def as_text(verdict: Mapping[str, Any]) -> None:
    render.say(f"{verdict['verdict']}: {verdict['bytes']} bytes, {verdict['residue_bytes']} of them residue",
               render.COLOURS.get(verdict["verdict"], ""))  # fmt: skip
    render.findings(verdict.get("findings") or [])
    for interchange in verdict["interchanges"]:
        title = f"interchange {interchange['control']} {interchange['sender']} -> {interchange['receiver']}"
        render.say(f"{render.tame(title)}: {interchange['verdict']}")
        render.findings(interchange["findings"])
        for group in interchange["groups"]:
            named = (group["functional_id"], group["control"], group["release"])
            title = f"  group {' '.join(map(str, named))}" if any(named) else "  no group"
            render.say(f"{render.tame(title)}: {group['verdict']}")
            render.findings(group["findings"], "    ")
            _sets(group["sets"])
    for text in verdict["acknowledgements"]:
        render.say("\nacknowledgement", "bold")
        _answer(text)
    for opinion in verdict.get("second_opinion") or []:
        render.say(render.tame(opinion))


def _sets(sets: Any) -> None:
    """All of a few; of many those that somebody must look at, as far as they are listed."""
    many = len(sets) > LISTED
    left: dict[str, int] = {}
    listed = 0
    for one in sets:
        if listed >= LISTED or (many and not one["findings"] and one["verdict"] == "accepted"):
            left[one["verdict"]] = left.get(one["verdict"], 0) + 1
            continue
        listed += 1
        title = f"    set {one['type']} {one['control']}, {one['segments']} segments"
        render.say(f"{render.tame(title)}: {one['verdict']}")
        render.findings(one["findings"][:FINDINGS], "      ")
        if len(one["findings"]) > FINDINGS:
            render.say(f"      {len(one['findings']) - FINDINGS} more findings; --json lists all")
    for verdict, count in left.items():
        render.say(f"    {count} {'more ' if listed else ''}sets: {verdict}; --json lists all")


def _answer(text: Any) -> None:
    listed = 0
    for piece in text.pieces() if hasattr(text, "pieces") else (text,):
        for line in piece.splitlines():
            listed += 1
            if listed > LISTED:
                render.say("  and more; --json prints it whole")
                return
            render.say(f"  {render.tame(line)}")
