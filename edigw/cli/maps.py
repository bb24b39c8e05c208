"""`edigw maps`: what integration engineers need to write a partner map."""

from __future__ import annotations

from typing import Annotated

import typer

from edigw.cli import render
from edigw.cli.options import Json, Workspace, open_app

app = typer.Typer(no_args_is_help=True)

Map = Annotated[str, typer.Argument(metavar="MAP", help="x12/004010/850, or PARTNER/850")]


@app.command("check")
def check(
    name: Annotated[str | None, typer.Argument(metavar="[MAP]", help="one map; else all of them")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Load maps and list every fault with its place and a fix."""
    result = open_app(workspace).maps_check(name)
    if json:
        render.as_json(result)
    else:
        for fault in result["faults"]:
            render.say(f"{fault['file']}:{fault['line']}:{fault['column']}: {render.tame(fault['message'])}", "red")
            if fault.get("fix"):
                render.say(f"    fix: {render.tame(fault['fix'])}", "dim")
        if not result["faults"]:
            render.say(f"{len(result['maps'])} maps, no faults", "green")
    if result["faults"]:
        raise typer.Exit(2)


@app.command("test")
def test(
    name: Annotated[str | None, typer.Argument(metavar="[MAP]", help="one map; else all of them")] = None,
    documents: Annotated[int, typer.Option(help="documents drawn for each map", min=1)] = 100,
    seed: Annotated[int, typer.Option(help="which documents are drawn")] = 1,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Draw documents from each map, write, read and compare them; run the partner's samples."""
    results = open_app(workspace).maps_test(name, documents=documents, seed=seed)
    if json:
        render.as_json(results)
    else:
        columns = [("map", "MAP"), ("documents", "DOCUMENTS"), ("rows", "ROWS"), ("least_hits", "LEAST HIT"),
                   ("samples", "SAMPLES"), ("state", "STATE")]  # fmt: skip
        render.table(results, columns)
        for result in results:
            for failure in result["failures"]:
                render.say(f"{result['map']}: {render.tame(failure)}", "red")
    if any(result["failures"] for result in results):
        raise typer.Exit(1)


@app.command("show")
def show(name: Map, workspace: Workspace = None, json: Json = False) -> None:
    """The merged map, each row with the file and line that it comes from."""
    rows = open_app(workspace).maps_show(name)
    if json:
        render.as_json(rows)
    else:
        render.table(rows, [("address", "WIRE"), ("meaning", "MEANING"), ("origin", "ORIGIN")])
