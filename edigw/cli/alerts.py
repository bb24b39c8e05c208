"""`edigw alerts`: messages to people by mail and webhook."""

from __future__ import annotations

import typer

from edigw.cli import render
from edigw.cli.options import Json, Workspace, open_app

app = typer.Typer(no_args_is_help=True)


@app.command("test")
def test(workspace: Workspace = None, json: Json = False) -> None:
    """Send one test message through each channel; say step by step what works."""
    rows = open_app(workspace).alerts_test()
    if json:
        render.as_json(rows)
    else:
        for row in rows:
            render.say(
                f"{row['channel']}: {'works' if row['ok'] else 'does not work'}", "green" if row["ok"] else "red"
            )
            for step in row["steps"]:
                render.say(f"  {render.tame(step)}")
            if row["error"]:
                render.say(f"  {render.tame(row['error'])}", "red")
                render.say(f"  hint: {render.tame(row['hint'])}", "dim")
    if not all(row["ok"] for row in rows):
        raise typer.Exit(3)


@app.command("retry")
def retry(workspace: Workspace = None, json: Json = False) -> None:
    """Make what could not be sent due now, under the same ids; `run` or the next `once` sends it."""
    done = open_app(workspace).alerts_retry()
    if json:
        render.as_json(done)
    else:
        render.say(f"{done['due']} messages are due")
