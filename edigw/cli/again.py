"""`edigw docs reprocess`, `reissue`, `redeliver`: documents again, by ids or by the filters of `docs list`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from edigw.cli import render
from edigw.cli.options import Json, Reason, Workspace, open_app

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", show_default=False)]
Plan = Annotated[bool, typer.Option("--plan", help="tell what would happen and who would be sent what; do nothing")]
Partner = Annotated[str | None, typer.Option(help="every one of this partner's")]
Type = Annotated[str | None, typer.Option("--type", help="850, 856 …")]
State = Annotated[str | None, typer.Option(help="WAITING, QUARANTINED, SENT …")]
Answer = Annotated[str | None, typer.Option(help="rejected, overdue, orphan …")]
Po = Annotated[str | None, typer.Option(help="purchase order number")]
Since = Annotated[str | None, typer.Option(help="arrived since, as 2026-01-31 or 2026-01-31T08:00:00Z")]
After = Annotated[str | None, typer.Option(help="only what arrived after this id")]
Limit = Annotated[int, typer.Option(help="at most so many of what the filters mean; 0 is all", min=0)]

ROWS = [("id", "ID"), ("partner", "PARTNER"), ("type", "TYPE"), ("po_number", "PO"), ("outcome", "OUTCOME"),
        ("new_id", "NEW"), ("why", "WHY")]  # fmt: skip


def _command(verb: str, help_: str) -> Callable[..., None]:
    def again(
        reason: Reason, ids: Ids = None, plan: Plan = False, partner: Partner = None, type_: Type = None,
        state: State = None, answer: Answer = None, po: Po = None, since: Since = None, after: After = None,
        limit: Limit = 0, workspace: Workspace = None, json: Json = False,
    ) -> None:  # fmt: skip
        told = open_app(workspace).docs_again(
            verb, ids or (), reason=reason, plan=plan, partner=partner, type=type_, state=state, answer=answer,
            po=po, since=since, after=after, limit=limit,
        )  # fmt: skip
        _tell(told, json)

    again.__name__, again.__doc__ = verb, help_
    return again


reprocess = _command(
    "reprocess", "Inbound documents again through today's maps; what changes takes the place of what was."
)
reissue = _command("reissue", "Documents of ours composed anew by today's map, with new control numbers.")
redeliver = _command("redeliver", "The same bytes under the same name and control numbers again.")


def _tell(told: dict[str, Any], json: bool) -> None:
    """Exit 1 where something that was asked for was not done; a plan asks for nothing."""
    if json:
        render.as_json(told)
    else:
        _draw(told)
    if told["counts"].get("blocked") and not told["plan"]:
        raise typer.Exit(1)


def _draw(told: dict[str, Any]) -> None:
    render.table(told["documents"], ROWS, "no document is meant")
    for one in told["documents"]:
        _draw_one(one)
    would = "would be" if told["plan"] else "is"
    for one in told["sends"]:
        render.say(f"{render.tame(one['partner'])} {would} sent {one['count']} x {render.tame(one['type'])}")
    counts = ", ".join(f"{count} {outcome}" for outcome, count in told["counts"].items())
    render.say(f"{'plan, nothing was done: ' if told['plan'] else ''}{counts or 'nothing'}", "bold")


def _draw_one(one: dict[str, Any]) -> None:
    lines = [f"{row['path']}: {row['before']} -> {row['after']}" for row in one["changes"]]
    order = one["order"] or {"accounts": []}
    lines += [f"order {order['number']} line {row['line']} {row['account']}: {row['before']} -> {row['after']}"
              for row in order["accounts"]]  # fmt: skip
    lines += [f"answer of {row['id']}: {row['before']} -> {row['after']}" for row in one["answers"]]
    lines += one.get("segments") or []
    if lines or one["warnings"]:
        render.say(f"\n{one['id']}", "bold")
    for line in lines:
        render.say(f"  {render.tame(line)}")
    for warning in one["warnings"]:
        render.say(f"  {render.tame(warning)}", "yellow")
