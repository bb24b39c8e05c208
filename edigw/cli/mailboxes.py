"""`edigw mailboxes`: how they fare; one that is paused is neither polled nor sent to until it is resumed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from edigw.cli import render
from edigw.cli.options import Json, Reason, Workspace, open_app

app = typer.Typer(no_args_is_help=True)
COLUMNS = [("name", "MAILBOX"), ("transport", "BY"), ("carries", "CARRIES"), ("state", "STATE"), ("waiting", "TO SEND"),
           ("undelivered", "GIVEN UP"), ("since", "SINCE"), ("until", "UNTIL"), ("reason", "WHY")]  # fmt: skip


@app.command("list")
def list_(workspace: Workspace = None, json: Json = False) -> None:
    """Every mailbox: open, paused or silent, and what waits for it."""
    rows = open_app(workspace).mailboxes_list()
    if json:
        render.as_json(rows)
        return
    render.table([{**row, "carries": ", ".join(row["carries"])} for row in rows], COLUMNS, "no mailboxes")


@app.command("pause")
def pause(name: str, reason: Reason, workspace: Workspace = None, json: Json = False) -> None:
    """Neither poll nor send until it is resumed; what comes waits in its folder, what leaves waits in the outbox."""
    tell(open_app(workspace).pause("mailbox", name, reason=reason), json)


@app.command("resume")
def resume(name: str, workspace: Workspace = None, json: Json = False) -> None:
    """End a pause; one that did not answer, and files that wait for their next try, are tried at once."""
    tell(open_app(workspace).resume("mailbox", name), json)


@app.command("pin")
def pin(
    name: str,
    key: Annotated[str, typer.Argument(help="SHA256:…, as the partner told it by another way")],
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Believe a server's host key: a row `host_keys` in the partner file. The daemon takes it with `edigw reload`."""
    done = open_app(workspace).mailboxes_pin(name, key)
    if json:
        render.as_json(done)
    else:
        render.say(f"{render.tame(done['file'])}: host_keys {', '.join(done['host_keys'])}", "green")
        render.say("a running daemon takes it with `edigw reload`")


def tell(done: dict[str, Any], json: bool) -> None:
    """Of a pause or its end."""
    if json:
        render.as_json(done)
        return
    what = f"{done['kind']} {render.tame(done['name'])}"
    if done["paused"]:
        again = "" if done["changed"] else " already"
        render.say(f"{what} is paused{again} by {render.tame(done['who'])}: {render.tame(done['reason'])}")
    else:
        due = f", {done['due']} files are due" if done["due"] else ""
        render.say(f"{what} goes on{due}" if done["changed"] else f"{what} was not paused")
