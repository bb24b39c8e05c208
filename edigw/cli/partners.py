"""`edigw partners`: who trades with us."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from edigw.cli import mailboxes, render
from edigw.cli.options import Json, Reason, Workspace, open_app

app = typer.Typer(no_args_is_help=True)


class Standard(StrEnum):
    x12 = "x12"
    edifact = "edifact"


class Usage(StrEnum):
    P = "P"
    T = "T"


class Leniency(StrEnum):
    business = "business"
    strict = "strict"
    lenient = "lenient"


class Answers(StrEnum):
    automatic = "automatic"
    manual = "manual"


class Repeats(StrEnum):
    again = "again"
    ta1 = "ta1"
    refuse = "refuse"
    silent = "silent"


@app.command("add")
def add(
    name: str,
    id_: Annotated[str, typer.Option("--id", help="their interchange id, qualifier:id")],
    our_id: Annotated[str, typer.Option("--our-id", help="ours, qualifier:id")],
    documents: Annotated[str, typer.Option(help="what is exchanged, as 850,855,856,810,997 or ORDERS,ORDRSP,CONTRL")],
    standard: Annotated[Standard, typer.Option(help="x12 or edifact")] = Standard.x12,
    release: Annotated[str | None, typer.Option(help="004010, 004010VICS, D96A …; none: 004010 or D96A")] = None,
    gs_id: Annotated[str | None, typer.Option(help="their group id, where it is not the interchange's")] = None,
    our_gs_id: Annotated[str | None, typer.Option(help="ours")] = None,
    usage: Annotated[Usage, typer.Option(help="production or test")] = Usage.P,
    leniency: Annotated[Leniency, typer.Option(help="what becomes of faulty documents")] = Leniency.business,
    answers: Annotated[Answers, typer.Option(help="who answers orders")] = Answers.automatic,
    duplicates: Annotated[Repeats, typer.Option(help="what answers a repeated interchange")] = Repeats.again,
    as_: Annotated[str | None, typer.Option("--as", help="which of our identities")] = None,
    as2: Annotated[str | None, typer.Option("--as2", help="files travel by AS2: their name in it")] = None,
    as2_url: Annotated[str | None, typer.Option(help="where we post by AS2; none: they only send to us")] = None,
    our_as2: Annotated[str | None, typer.Option(help="our name in AS2 with them; none: the identity's")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Write partners/NAME/partner.yaml and make the folders."""
    made = open_app(workspace).partners_add(
        name, standard=standard.value, release=release or "", id=id_, our_id=our_id, gs_id=gs_id, our_gs_id=our_gs_id,
        documents=tuple(word.strip() for word in documents.split(",") if word.strip()), usage=usage.value,
        leniency=leniency.value, answers=answers.value, duplicates=duplicates.value, identity=as_,
        as2=as2 or "", as2_url=as2_url or "", our_as2=our_as2 or "",
    )  # fmt: skip
    if json:
        render.as_json(made)
        return
    render.say(f"{name} is ready", "green")
    if as2:
        render.facts(made, [("file", "partner file")])
        render.say(f"`edigw certs import FILE --partner {name}` takes their certificate; `edigw partners check {name}`")
        return
    render.facts(made, [("file", "partner file"), ("inbox", "they drop files in"), ("outbox", "they pick up from")])


@app.command("list")
def list_(workspace: Workspace = None, json: Json = False) -> None:
    """Every partner, and what is wrong with its files if anything is."""
    rows = open_app(workspace).partners_list()
    if json:
        render.as_json(rows)
        return
    columns = [("name", "PARTNER"), ("usage", "USE"), ("standard", "STANDARD"), ("id", "THEIR ID"), ("our_id", "OURS"),
               ("documents", "DOCUMENTS"), ("state", "STATE")]  # fmt: skip
    render.table(rows, columns, "no partners; `edigw partners add` makes one")


@app.command("show")
def show(name: str, workspace: Workspace = None, json: Json = False) -> None:
    """The whole partner file, with where each value came from."""
    rows = open_app(workspace).partners_show(name)
    if json:
        render.as_json(rows)
    else:
        render.table(rows, [("setting", "SETTING"), ("value", "VALUE"), ("origin", "ORIGIN")])


@app.command("check")
def check(
    name: Annotated[str | None, typer.Argument()] = None, workspace: Workspace = None, json: Json = False
) -> None:
    """Read every partner file and map again; list all faults."""
    faults = open_app(workspace).partners_check(name)
    if json:
        render.as_json(faults)
    elif not faults:
        render.say("no faults", "green")
    for fault in [] if json else faults:
        render.say(f"{fault['file']}:{fault['line']}:{fault['column']}: {render.tame(fault['message'])}", "red")
        if fault.get("fix"):
            render.say(f"    fix: {render.tame(fault['fix'])}", "dim")
    if faults:
        raise typer.Exit(2)


@app.command("test")
def test(
    name: str,
    loopback: Annotated[bool, typer.Option("--loopback", help="play the partner's server on this machine")] = False,
    only_look: Annotated[bool, typer.Option("--only-look", help="write nothing to their outbox")] = False,
    round_trip: Annotated[bool, typer.Option("--round-trip", help="AS2: send a test message, verify its MDN")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Dial the partner; say step by step what works and how to mend what does not. Nothing is taken or sent."""
    told = open_app(workspace).partners_test(name, loopback=loopback, only_look=only_look, round_trip=round_trip)
    if json:
        render.as_json(told)
    else:
        words = {True: "works", False: "FAILS", None: "-"}
        rows = [{**step, "mailbox": box["mailbox"], "result": words[step["ok"]], "time": f"{step['ms']} ms"}
                for box in told["mailboxes"] for step in box["steps"]]  # fmt: skip
        columns = [("mailbox", "MAILBOX"), ("step", "STEP"), ("result", "RESULT"), ("time", "TIME"), ("said", "FOUND")]
        render.table(rows, columns)
        for row in rows:
            if row["hint"] and row["ok"] is False:
                render.say(f"{row['step']}: {render.tame(row['hint'])}", "yellow")
    if not told["ok"]:
        raise typer.Exit(3)


@app.command("pause")
def pause(name: str, reason: Reason, workspace: Workspace = None, json: Json = False) -> None:
    """Its documents wait, in and out, until it is resumed; files still come in and are kept."""
    mailboxes.tell(open_app(workspace).pause("partner", name, reason=reason), json)


@app.command("resume")
def resume(name: str, workspace: Workspace = None, json: Json = False) -> None:
    """Its documents go on, in the order in which they came."""
    mailboxes.tell(open_app(workspace).resume("partner", name), json)
