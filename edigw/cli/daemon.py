"""The root commands: init, demo, run, once, reload, check, explain, status, doctor; and documents again."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from edigw.cli import again, check_page, render, told
from edigw.cli.explain import explain
from edigw.cli.options import Json, Workspace, open_app


class Leniency(StrEnum):
    business = "business"
    strict = "strict"
    lenient = "lenient"


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False)],
    demo: Annotated[bool, typer.Option("--demo", help="with demo partners, items and an order that waits")] = False,
    json: Json = False,
) -> None:
    """Make a workspace."""
    made = open_app(directory).init(demo=demo)
    if json:
        render.as_json(made)
        return
    render.say(f"workspace {made['workspace']} is ready", "green")
    for step in made["next"]:
        render.say(f"  {step}")


def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False)] = Path("demo"), json: Json = False
) -> None:
    """The main job on demo data: an 850 comes in; 997, 855, 856 and 810 go out."""
    from edigw.cli import orders

    app = open_app(directory)
    if not app.exists():
        app.init(demo=True)
    app.once()
    shown = [app.orders_show(row["id"]) for row in app.orders_list(limit=0)]
    if json:
        render.as_json(shown)
        return
    for order in shown:
        orders.draw(order)
        render.say()
    render.say(f"all of it lives in {directory.resolve()}; look further with", "dim")
    for step in ("docs list", "docs show ID", "docs raw ID", "orders list", "status"):
        render.say(f"  edigw {step} --workspace {directory}", "dim")


def run_(
    strict_config: Annotated[bool, typer.Option("--strict-config", help="stop on a partner's fault too")] = False,
    workspace: Workspace = None,
) -> None:
    """Watch, receive, process, envelope, deliver, until SIGTERM or ctrl-C."""
    app = open_app(workspace)
    app.run(strict_config=strict_config, say=lambda line: render.say(render.tame(line)))


def once(
    strict_config: Annotated[bool, typer.Option("--strict-config", help="stop on a partner's fault too")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """One pass over everything that waits, then exit: for cron."""
    done = open_app(workspace).once(strict_config=strict_config)
    told.once(done, json)
    if done["attention"]:
        raise typer.Exit(1)


def reload(workspace: Workspace = None, json: Json = False) -> None:
    """Let the running daemon take changed partner and map files, whole or not at all."""
    done = open_app(workspace).reload()
    if json:
        render.as_json(done)
    else:
        render.say(done["message"])


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    partner: Annotated[str | None, typer.Option(help="judge by this partner's guide and leniency")] = None,
    leniency: Annotated[Leniency | None, typer.Option(help="another leniency than the partner's")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="a second opinion by an independent reader")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Validate a file; print its findings and the acknowledgement that it would get. Nothing is stored."""
    verdict = open_app(workspace).check(
        file, partner=partner, leniency=leniency.value if leniency else None, second_opinion=strict
    )
    if json:
        check_page.as_json(verdict)
    else:
        check_page.as_text(verdict)
    if verdict["verdict"] != "accepted":
        raise typer.Exit(1)


def status(workspace: Workspace = None, json: Json = False) -> None:
    """What waits, what is late, what is broken, and how to mend it."""
    told.status(open_app(workspace).status(), json)


def doctor(
    everything: Annotated[bool, typer.Option("--all", help="read all stored bytes, not some by chance")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """What is broken and how to mend it: looks at everything, changes nothing."""
    found = open_app(workspace).doctor(everything=everything)
    told.doctor(found, json)
    if found["exit"]:
        raise typer.Exit(found["exit"])


COMMANDS: dict[str, Callable[..., None]] = {
    "init": init, "demo": demo, "run": run_, "once": once, "reload": reload, "check": check,
    "explain": explain, "reprocess": again.reprocess, "reissue": again.reissue, "redeliver": again.redeliver,
    "status": status, "doctor": doctor,
}  # fmt: skip
