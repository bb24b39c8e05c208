"""`edigw explain`: each element of a file, what it means and what became of it; backwards from a canonical path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from edigw.cli import render
from edigw.cli.options import Json, Workspace, open_app
from edigw.errors import UsageError

COLUMNS = [
    ("at", "AT"), ("element", "ELEMENT"), ("raw", "ON THE WIRE"), ("name", "NAME"), ("path", "PATH"),
    ("value", "MEANS"), ("row", "MAP ROW"), ("became", "BECAME"),
]  # fmt: skip
PLACES = [
    ("position", "AT"), ("designator", "ELEMENT"), ("raw", "ON THE WIRE"), ("path", "PATH"), ("value", "MEANS"),
    ("row", "MAP ROW"), ("became", "BECAME"),
]  # fmt: skip
ROWS = [("address", "WIRE"), ("meaning", "MEANING"), ("row", "MAP ROW")]
UNTAKEN = [("place", "PLACE"), ("count", "COUNT"), ("positions", "AT"), ("values", "VALUES")]


def explain(
    what: Annotated[str, typer.Argument(metavar="FILE", help="a file, or the id of a document")],
    partner: Annotated[str | None, typer.Option(help="by this partner's maps; else by the envelope's ids")] = None,
    path: Annotated[str | None, typer.Option(help="backwards: where lines[0].price stands on the wire")] = None,
    control: Annotated[str | None, typer.Option("--set", metavar="ST02", help="only sets with this number")] = None,
    html: Annotated[Path | None, typer.Option(help="write one page that holds all of it", dir_okay=False)] = None,
    limit: Annotated[int, typer.Option(help="at most so many sets; 0 is all", min=0)] = 100,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """What each element means, which map row takes it, and what became of it; in or out."""
    told = open_app(workspace).explain(what, partner=partner, control=control, path=path, limit=limit)
    if html is not None:
        from edigw.cli.explain_page import page

        _write(html, page(told))
    if json:
        render.as_json(told)
    elif html is not None:
        render.say(f"{html} is written: {_sets(told)}", "green")
    else:
        _draw(told)
    if not told["sets"]:
        raise typer.Exit(1)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", "name a place where you may write") from None


def _sets(told: dict[str, Any]) -> str:
    count = len(told["sets"])
    more = f", {told['left_out']} more are left out (--limit 0 takes all)" if told["left_out"] else ""
    return f"{count} set{'' if count == 1 else 's'}{more}"


def _draw(told: dict[str, Any]) -> None:
    for one in told["sets"]:
        _head(one)
        if told["path"] is not None:
            _asked(one)
        else:
            _set(one)
        render.say()
    for residue in told["residue"]:
        render.findings(residue["findings"], "")
    if told["left_out"] or not told["sets"]:
        render.say(_sets(told), "dim")


def _head(one: dict[str, Any]) -> None:
    around, group = one["interchange"], one["group"]
    title = f"{one['type']} {one['control']}, release {one['release']}"
    if around is not None:
        title += f", {around['sender']} -> {around['receiver']}, interchange {around['control']}"
    if group is not None and group["control"]:
        title += f", group {group['control']}"
    render.say(render.tame(title), "bold")
    chart = one["map"]
    whose = f"partner {one['partner']}, {one['direction']}" if one["partner"] else "no partner"
    by = f"map {chart['name']} {chart['hash'][:12]}" if chart else "no map"
    render.say(render.tame(f"{whose}; {by}"))
    for note in one["notes"]:
        render.say(f"note: {render.tame(note)}", "dim")


def _set(one: dict[str, Any]) -> None:
    render.table(_lines(one), COLUMNS)
    render.say(", ".join(f"{count} {word}" for word, count in one["totals"].items()), "dim")
    faults = [finding for segment in one["segments"] for finding in _findings(segment)] + one["findings"]
    if faults:
        render.say("\nfindings", "bold")
        render.findings(faults)
    if one["untaken"]:
        render.say("\nno row takes", "bold")
        render.table(one["untaken"], UNTAKEN)


def _lines(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A line for each segment, and one for each of its elements."""
    for segment in one["segments"]:
        indent = "  " * segment["depth"]
        became = "" if segment["placed"] else "has no place"
        yield {**segment, "at": segment["position"], "element": indent + segment["tag"], "became": became}
        for element in segment["elements"]:
            yield {**element, "element": f"{indent}  {element['designator']}"}


def _findings(segment: dict[str, Any]) -> list[dict[str, Any]]:
    return [*segment["findings"], *(one for element in segment["elements"] for one in element["findings"])]


def _asked(one: dict[str, Any]) -> None:
    asked = one.get("asked")
    if asked is None:
        render.say("there is no map for this set", "dim")
        return
    render.table(asked["rows"], ROWS, "no row of this map carries it")
    render.say()
    render.table(asked["places"], PLACES, "this set holds no value there")
