"""`edigw maps`: what integration engineers need to write a partner map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from edigw.cli import render
from edigw.cli.options import Json, Workspace, open_app

app = typer.Typer(no_args_is_help=True)

WORDLESS = [("table", "TABLE"), ("code", "CODE"), ("element", "ELEMENT"), ("times", "TIMES")]
Map = Annotated[str, typer.Argument(metavar="MAP", help="x12/004010/850, or PARTNER/850")]


@app.command("check")
def check(
    name: Annotated[str | None, typer.Argument(metavar="[MAP]", help="one map; else all of them")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Load maps and list every fault with its place and a fix; of one map also what it does not carry both ways."""
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
            for loss in result["losses"] if name else ():
                render.say(f"{loss['kind']}: {render.tame(loss['address'])} -> {render.tame(loss['path'])}"
                           f"  ({render.tame(loss['origin'])})", "dim")  # fmt: skip
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
            if result["seldom"] and not result["failures"]:
                seldom = f"{result['map']}: {len(result['seldom'])} rows were met fewer than 10 times"
                render.say(f"{seldom}, the first {render.tame(result['seldom'][0])}; --documents draws more", "dim")
            for line in (line for failure in result["failures"] for line in failure.splitlines()):
                render.say(f"{result['map']}: {render.tame(line)}", "red")
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


@app.command("diff")
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="a map's name, or a file")],
    b: Annotated[str, typer.Argument(metavar="B", help="the other one")],
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """How B differs from A by what they mean: rows, paths, lenses, code lists, guide rows."""
    changes = open_app(workspace).maps_diff(a, b)
    if json:
        render.as_json(changes)
    else:
        for change in changes:
            _tell(change)
        render.say(f"{len(changes)} differences" if changes else "no difference in meaning", "" if changes else "green")
    if changes:
        raise typer.Exit(1)


def _tell(change: dict[str, Any]) -> None:
    render.say(f"{change['kind']} {change['what']} {render.tame(change['place'])}", "bold")
    for mark, said, colour in (("-", change["before"], "red"), ("+", change["after"], "green")):
        if said is not None:
            origin = f"  ({said['origin']})" if said["origin"] else ""
            render.say(f"  {mark} {render.tame(said['text'])}{render.tame(origin)}", colour)


@app.command("new")
def new(
    partner: Annotated[str, typer.Argument(metavar="PARTNER")],
    files: Annotated[list[Path], typer.Option("--from", help="a sample file as the partner sends it; may be repeated")],
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Draft the partner's overlays from sample files: all rows are comments until you have read the guide."""
    drafts = open_app(workspace).maps_new(partner, files)
    if json:
        render.as_json(drafts)
        return
    for one in drafts:
        render.say(f"{one['document']}: {one['sets']} sets", "bold")
        rows = [
            {**row, "codes": _codes(row["codes"]), "seen": f"{row['in']} of {row['of']}"} for row in one["segments"]
        ]
        render.table(rows, [("address", "SEGMENT"), ("times", "TIMES"), ("seen", "WHERE IT MAY"), ("codes", "CODES")])
        render.say("\nwhat the base map does not take", "bold")
        render.table(one["not_taken"], [("address", "ELEMENT"), ("times", "TIMES"), ("examples", "AS")], "nothing")
        if one["codes_without_word"]:
            render.say("\ncodes that have no word yet", "bold")
            render.table(one["codes_without_word"], WORDLESS)
        done = "written" if one["written"] else "exists already and is left as it is"
        render.say(f"\n{one['file']}: {done}", "green" if one["written"] else "yellow")


def _codes(codes: dict[str, dict[str, int]]) -> str:
    return "  ".join(f"{element} {' '.join(found)}" for element, found in codes.items())


@app.command("export-pyx12")
def export_pyx12(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="does not exist yet, or is empty")],
    release: Annotated[str, typer.Option(help="of the dictionary: 004010 or 005010")] = "004010",
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Write our dictionary as a map directory that pyx12 reads: an independent validator's opinion on any file."""
    result = open_app(workspace).maps_export_pyx12(folder, release)
    if json:
        render.as_json(result)
        return
    render.say(f"{len(result['sets'])} sets of {release} in {render.tame(result['folder'])}", "green")
    if result["left_out"]:
        render.say(f"left out, since pyx12 tells sets apart by GS01 alone: {', '.join(result['left_out'])}", "dim")
