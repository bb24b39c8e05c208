"""`edigw samples`: a partner's sample files, and what is expected of them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from edigw.cli import render
from edigw.cli.options import Json, Workspace, open_app

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str | None, typer.Argument(metavar="[PARTNER[/CASE]]", help="one partner's, or one case; else all")]
COLOURS = {"+": "green", "-": "red", "@": "dim"}


@app.command("check")
def check(name: Name = None, workspace: Workspace = None, json: Json = False) -> None:
    """Compare each case of partners/NAME/samples with its expected files."""
    rows = open_app(workspace).samples_check(name)
    _tell(rows, json)
    if any(row["state"] != "OK" for row in rows):
        if not json:
            render.say("`edigw samples update` takes what comes out now; review it first", "dim")
        raise typer.Exit(1)


@app.command("update")
def update(name: Name = None, workspace: Workspace = None, json: Json = False) -> None:
    """Show what changes and write the expected files anew; refused in CI."""
    rows = open_app(workspace).samples_update(name)
    _tell(rows, json)
    if any(row["state"] == "FAULTY" for row in rows):
        raise typer.Exit(2)


def _tell(rows: list[dict[str, Any]], json: bool) -> None:
    if json:
        render.as_json(rows)
        return
    for row in rows:
        for line in "\n".join(row["faults"]).splitlines():
            render.say(render.tame(line), "red")
        for change in row["changes"]:
            for line in change["lines"]:
                render.say(render.tame(line), COLOURS.get(line[:1], ""))
    empty = "no cases: partners/NAME/samples/CASE/input.edi makes one"
    render.table([{**row, "files": [change["file"] for change in row["changes"]]} for row in rows],
                 [("case", "CASE"), ("state", "STATE"), ("files", "FILES")], empty)  # fmt: skip
