"""`edigw orders`: orders, their ledger, and a person's decisions about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from edigw.cli import render
from edigw.cli.options import Json, Workspace, open_app

app = typer.Typer(no_args_is_help=True)

LIST = [
    ("id", "ID"), ("partner", "PARTNER"), ("usage", "USE"), ("number", "PO"), ("state", "STATE"),
    ("revision", "REVISION"), ("channel", "CHANNEL"), ("line_count", "LINES"), ("created_at", "OPENED"),
]  # fmt: skip
LEDGER = [
    ("line", "LINE"), ("unit", "UNIT"), ("ordered", "ORDERED"), ("open", "OPEN"), ("confirmed", "CONFIRMED"),
    ("backordered", "BACKORDERED"), ("rejected", "REJECTED"), ("cancelled", "CANCELLED"), ("shipped", "SHIPPED"),
    ("invoiced", "INVOICED"), ("returned", "RETURNED"), ("credited", "CREDITED"),
]  # fmt: skip
RETURNS = [
    ("number", "RETURN"), ("authorization", "OURS"), ("on", "ASKED"), ("state", "STATE"), ("document_id", "REQUEST"),
]  # fmt: skip
TOUCHED = [
    ("created_at", "WHEN"), ("direction", "DIR"), ("type", "TYPE"), ("state", "STATE"), ("answer", "ANSWER"),
    ("reason", "REASON"), ("file", "FILE"), ("id", "ID"),
]  # fmt: skip

Po = Annotated[str, typer.Argument(metavar="PO", help="purchase order number, or the order's id")]
Partner = Annotated[str | None, typer.Option(help="whose order, where two partners use the number")]
Usage = Annotated[str | None, typer.Option(help="P or T, where both exist")]
File = Annotated[Path | None, typer.Option("--file", help="JSON with the details; else all of it", dir_okay=False)]


@app.command("list")
def list_(
    partner: Annotated[str | None, typer.Option(help="only this partner's")] = None,
    state: Annotated[str | None, typer.Option(help="only in this state")] = None,
    after: Annotated[str | None, typer.Option(help="only what was opened after this id")] = None,
    limit: Annotated[int, typer.Option(help="at most so many; 0 is all", min=0)] = 1000,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Orders in the order in which they were opened."""
    rows = open_app(workspace).orders_list(partner=partner, state=state, after=after, limit=limit)
    if json:
        render.as_json(rows)
    else:
        render.table(rows, LIST, "no orders")


@app.command("show")
def show(po: Po, partner: Partner = None, usage: Usage = None, workspace: Workspace = None, json: Json = False) -> None:
    """One order: its lines' ledger and every document that touched it."""
    order = open_app(workspace).orders_show(po, partner=partner, usage=usage)
    if json:
        render.as_json(order)
    else:
        draw(order)


def draw(order: dict[str, Any]) -> None:
    """An order on the screen: what it is, the ledger of its lines, its documents."""
    title = f"order {order['number']} of {order['partner']} ({order['usage']}), revision {order['revision']}: "
    render.say(render.tame(title + order["state"]), "bold")
    render.say()
    render.table(order["lines"], LEDGER)
    render.say()
    if order["returns"]:
        render.table(order["returns"], RETURNS)
        render.say()
    render.table(order["documents"], TOUCHED)


def _decide(verb: str, po: str, file: Path | None, partner: str | None, usage: str | None, where: Path | None,
            json: bool, **said: Any) -> None:  # fmt: skip
    given = {name: value for name, value in said.items() if value is not None}
    made = open_app(where).orders_decide(verb, po, file=file, partner=partner, usage=usage, **given)
    if json:
        render.as_json(made)
    else:
        render.table(made["documents"], TOUCHED, "nothing had to be sent")


@app.command("ack")
def ack(po: Po, file: File = None, partner: Partner = None, usage: Usage = None, workspace: Workspace = None,
        json: Json = False) -> None:  # fmt: skip
    """Answer an order; without --file every open line is accepted as ordered."""
    _decide("ack", po, file, partner, usage, workspace, json)


@app.command("ship")
def ship(po: Po, file: File = None, partner: Partner = None, usage: Usage = None, workspace: Workspace = None,
         json: Json = False) -> None:  # fmt: skip
    """Record a shipment and send its ship notice; without --file all that is confirmed and not yet shipped."""
    _decide("ship", po, file, partner, usage, workspace, json)


@app.command("invoice")
def invoice(po: Po, file: File = None, partner: Partner = None, usage: Usage = None, workspace: Workspace = None,
            json: Json = False) -> None:  # fmt: skip
    """Invoice an order; without --file all that is shipped and not yet invoiced."""
    _decide("invoice", po, file, partner, usage, workspace, json)


@app.command("amend")
def amend(
    po: Po,
    file: Annotated[Path, typer.Option("--file", help="JSON with what changes", dir_okay=False)],
    partner: Partner = None, usage: Usage = None, workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """Change an order as the buyer said by phone or letter: lines, quantities, prices, dates."""
    _decide("amend", po, file, partner, usage, workspace, json)


@app.command("cancel")
def cancel(po: Po, partner: Partner = None, usage: Usage = None, workspace: Workspace = None,
           json: Json = False) -> None:  # fmt: skip
    """Cancel what has not been shipped of an order, as the buyer said."""
    _decide("cancel", po, None, partner, usage, workspace, json, purpose="cancel")


@app.command("return")
def return_(
    po: Po,
    file: File = None,
    refuse: Annotated[str | None, typer.Option(metavar="WHY", help="refuse it: not_defective, time_limit …")] = None,
    received: Annotated[bool, typer.Option("--received", help="the goods have come")] = False,
    number: Annotated[str | None, typer.Option(help="which return, where several are open")] = None,
    authorization: Annotated[str | None, typer.Option(help="our number for it; else it gets one")] = None,
    partner: Partner = None, usage: Usage = None, workspace: Workspace = None, json: Json = False,
) -> None:  # fmt: skip
    """Allow goods to be sent back, refuse them, or record that they came; without --file all that was asked for."""
    step = "receive" if received else "refuse" if refuse is not None else None
    _decide("return", po, file, partner, usage, workspace, json, step=step, response=refuse, number=number,
            authorization=authorization)  # fmt: skip


@app.command("credit")
def credit(po: Po, file: File = None, partner: Partner = None, usage: Usage = None, workspace: Workspace = None,
           json: Json = False) -> None:  # fmt: skip
    """Send a credit memo; without --file for all that came back and is not credited."""
    _decide("credit", po, file, partner, usage, workspace, json)


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="the order as canonical JSON or CSV", dir_okay=False)],
    partner: Annotated[str, typer.Option("--partner", help="whose order it is")],
    usage: Usage = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """An order from elsewhere: phone, spreadsheet, shop."""
    made = open_app(workspace).orders_add(file, partner=partner, usage=usage)
    if json:
        render.as_json(made)
    else:
        render.table(made["documents"], TOUCHED)
