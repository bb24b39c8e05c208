"""`edigw docs`: documents in and out."""

from __future__ import annotations

import sys
from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from edigw.cli import again, render
from edigw.cli.options import Json, Reason, Workspace, open_app

app = typer.Typer(no_args_is_help=True)

LIST = [
    ("id", "ID"), ("direction", "DIR"), ("partner", "PARTNER"), ("usage", "USE"), ("type", "TYPE"), ("state", "STATE"),
    ("answer", "ANSWER"), ("po_number", "PO"), ("interchange_control", "INTERCHANGE"), ("reason", "REASON"),
    ("created_at", "ARRIVED"),
]  # fmt: skip
SHOW = [
    ("id", "id"), ("direction", "direction"), ("partner", "partner"), ("usage", "usage"), ("standard", "standard"),
    ("type", "type"), ("release", "release"), ("state", "state"), ("reason", "reason"), ("waits_for", "waits for"),
    ("due_at", "due at"), ("answer", "answer"), ("answers", "answers"), ("po_number", "purchase order"),
    ("interchange_control", "interchange"), ("group_control", "group"), ("set_control", "set"), ("file", "file"),
    ("source_sha256", "sha256"), ("raw_size", "bytes"), ("map", "map"), ("created_at", "arrived"),
    ("updated_at", "changed"), ("replaces", "in place of"), ("replaced_by", "done anew as"),
]  # fmt: skip


@app.command("list")
def list_(
    partner: Annotated[str | None, typer.Option(help="only this partner's")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="850, 997, TA1 …")] = None,
    state: Annotated[str | None, typer.Option(help="RECEIVED, WAITING, DONE, SENT …")] = None,
    answer: Annotated[str | None, typer.Option(help="expected, overdue, accepted, rejected, orphan …")] = None,
    po: Annotated[str | None, typer.Option(help="purchase order number")] = None,
    since: Annotated[str | None, typer.Option(help="arrived since, as 2026-01-31 or 2026-01-31T08:00:00Z")] = None,
    after: Annotated[str | None, typer.Option(help="only what arrived after this id")] = None,
    limit: Annotated[int, typer.Option(help="at most so many; 0 is all", min=0)] = 1000,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Documents in the order of their arrival."""
    rows = open_app(workspace).docs_list(
        partner=partner, type=type_, state=state, answer=answer, po=po, since=since, after=after, limit=limit
    )
    if json:
        render.as_json(rows)
    else:
        render.table(rows, LIST, "no documents")


@app.command("show")
def show(id_: Annotated[str, typer.Argument(metavar="ID")], workspace: Workspace = None, json: Json = False) -> None:
    """One document with its lines, findings, answers and timeline."""
    doc = open_app(workspace).docs_show(id_)
    if json:
        render.as_json(doc)
        return
    render.facts(doc, SHOW)
    if doc.get("lines"):
        render.say()
        render.table(doc["lines"], [("line", "LINE"), ("qty", "QTY")])
    if doc.get("findings"):
        render.say("\nfindings", "bold")
        render.findings(doc["findings"])
    differs(doc)
    said(doc)
    timeline(doc.get("timeline") or [])
    story(doc.get("story") or [])


def differs(doc: dict[str, Any]) -> None:
    """In what it differs from what came before under the same key, old -> new by canonical path."""
    found = doc.get("differs")
    if not found:
        return
    render.say(f"\ndiffers from {render.tame(found['from'])}, document {render.tame(found['document_id'])}", "bold")
    for one in found["changes"]:
        render.say(f"  {render.tame(one['path'])}: {_value(one['before'])} -> {_value(one['after'])}")
    if not found["changes"]:
        render.say("  in nothing that a map reads")


def _value(value: Any) -> str:
    """One side of a difference; `-` where it has none."""
    if value is None:
        return "-"
    return render.tame(value if isinstance(value, str) else dumps(value, ensure_ascii=False))


def said(doc: dict[str, Any]) -> None:
    """What partners said of it, walked home, and the commands that repair it."""
    for one in doc.get("said") or []:
        about = f" of {one['document_id']}" if one.get("document_id") else ""
        faults = f": {render.tame(', '.join(one['faults']))}" if one["faults"] else ""
        render.say(f"\n{render.tame(one['type'])} {one['by']}{about} says {one['word']}{faults}", "bold")
        for place in one["places"]:
            render.say(f"  {render.tame(place['message'])}", "red")
    if doc.get("repair"):
        render.say("\nto repair it", "bold")
        for one in doc["repair"]:
            render.say(f"  {render.tame(one['command'])}")
            render.say(f"    {render.tame(one['why'])}", "dim")


def timeline(events: list[dict[str, Any]]) -> None:
    """What happened, oldest first."""
    if events:
        render.say("\ntimeline", "bold")
        for event in events:
            render.say(f"  {render.tame(event.get('at'))}  {render.tame(event.get('what'))}")


def story(entries: list[dict[str, Any]]) -> None:
    """What belongs together with it: AS2 requests, receipts, documents, acknowledgements."""
    if entries:
        render.say("\nthe whole story", "bold")
        for one in entries:
            about = one["document_id"] or one["message_id"] or ""
            way = "<-" if one["direction"] == "in" else "->"
            render.say(f"  {render.tame(one['at'])}  {way} {render.tame(one['what'])}  {render.tame(about)}")


@app.command("raw")
def raw(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    set_: Annotated[bool, typer.Option("--set", help="only the document's own range, not the whole file")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """The bytes that the document came or went in, unchanged."""
    data = open_app(workspace).docs_raw(id_, only_set=set_)
    if json:
        render.as_json({"id": id_, "bytes": len(data), "text": data.decode("latin-1")})
        return
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


@app.command("evidence")
def evidence(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    out: Annotated[Path | None, typer.Option("--out", help="a folder or a .zip; none: evidence-ID, here")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """The AS2 message and receipt of a document, as files that openssl alone verifies."""
    told = open_app(workspace).docs_evidence(id_, out=out)
    if json:
        render.as_json(told)
        return
    for one in told["messages"]:
        render.say(f"{render.tame(one['message_id'])}: {one['state']}, {one['receipt']}")
    render.say(f"{told['out']}: {len(told['files'])} files; its README.txt has the commands that verify them")


@app.command("release")
def release(
    id_: Annotated[str, typer.Argument(metavar="ID")], reason: Reason,
    refuse: Annotated[bool, typer.Option("--refuse", help="a change of an order: reject it, and answer so")] = False,
    workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """End a WAITING."""
    doc = open_app(workspace).docs_release(id_, reason=reason, refuse=refuse)
    if json:
        render.as_json(doc)
    else:
        render.say(f"{render.tame(doc['id'])} is {render.tame(doc['state'])}")


app.command("reprocess")(again.reprocess)
app.command("reissue")(again.reissue)
app.command("redeliver")(again.redeliver)
