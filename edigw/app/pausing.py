"""`edigw mailboxes` and `edigw partners pause`: what somebody stops for a while, and lets go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edigw.app.again import who
from edigw.app.workspace import Workspace
from edigw.errors import NotFound, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

Json = dict[str, Any]
FORMS = {"mailbox": "edigw mailboxes", "partner": "edigw partners"}


def mailboxes(workspace: Workspace) -> list[Json]:
    """A row a mailbox: {"name", "transport", "carries", "apart", "state", "waiting", "undelivered", "since", "until",
    "failures", "who", "reason", "hint"}; `state` is open, paused or silent, `waiting` and `undelivered` count files."""
    from edigw.store import quiet_mailboxes

    configured = workspace.configuration.mailboxes
    opened = workspace.mailboxes
    with workspace.reading() as connection:
        told = quiet_mailboxes.standing(lambda text: connection.exec_driver_sql(text).all())
        waiting = {name: quiet_mailboxes.waiting(lambda text: connection.exec_driver_sql(text).all(), name)
                   for name in configured}  # fmt: skip
    paused = {one["name"]: one for one in told["pauses"] if one["kind"] == "mailbox"}
    held = {one["mailbox"]: one for one in told["holds"]}
    dead = {one["mailbox"]: one["count"] for one in told["undelivered"]}
    rows = []
    for name, box in sorted(configured.items()):
        row = {"name": name, "transport": box.transport, "carries": list(box.carries) or ["any"],
               "apart": opened[name].apart, "waiting": waiting[name], "undelivered": dead.get(name, 0)}  # fmt: skip
        rows.append(row | _state(paused.get(name), held.get(name)))
    return rows


def _state(pause: Json | None, hold: Json | None) -> Json:
    row: Json = {
        "state": "open",
        "since": None,
        "until": None,
        "failures": 0,
        "who": None,
        "reason": None,
        "hint": None,
    }
    if hold is not None:
        row |= {"state": "silent", "reason": hold["error"], **{key: hold[key] for key in ("since", "failures", "hint")}}
        row["until"] = hold["until"] if hold["failures"] else None
    if pause is not None:
        row |= {"state": "paused", "since": pause["at"], "who": pause["who"], "reason": pause["reason"]}
    return row


def pause(workspace: Workspace, kind: str, name: str, reason: str) -> Json:
    """{"kind", "name", "paused", "changed", "who", "reason"}. Raises NotFound for a name that is none."""
    from edigw.store import mailboxes as rows

    if not reason.strip():
        raise UsageError("the reason is empty", "say why in --reason: `edigw status` shows it to whoever wonders")
    _known(workspace, kind, name)
    with workspace.opened(boxes=False) as context, context.store.begin() as connection:
        changed = rows.pause(connection, kind, name, who(), reason.strip(), context.now())
        if changed and kind == "partner":
            _journal(connection, name, "lane.paused", {"who": who(), "reason": reason.strip()}, workspace)
        found = rows.get_pause(connection, kind, name)
        told = {"who": found.who, "reason": found.reason} if found else {}
    return {"kind": kind, "name": name, "paused": True, "changed": changed, **told}


def resume(workspace: Workspace, kind: str, name: str) -> Json:
    """{"kind", "name", "paused", "changed", "due"}: `due` counts files that are tried at once instead of later."""
    from edigw.store import mailboxes as rows
    from edigw.store import outbox

    with workspace.opened(boxes=False) as context, context.store.begin() as connection:
        changed = rows.resume(connection, kind, name)
        due = 0
        if kind == "mailbox":
            due = outbox.hasten(connection, name, context.now())
            changed = rows.let_go(connection, name) or bool(due) or changed
        elif changed:
            _journal(connection, name, "lane.resumed", {"who": who()}, workspace)
    if not changed:
        _known(workspace, kind, name)
    return {"kind": kind, "name": name, "paused": False, "changed": changed, "due": due}


def _journal(connection: Connection, partner: str, kind: str, told: Json, workspace: Workspace) -> None:
    from edigw.store import journal, lanes

    for lane_id in lanes.of_partner(connection, partner):
        journal.append(connection, lane_id, [journal.Fact(kind, told)], workspace.clock())


def _known(workspace: Workspace, kind: str, name: str) -> None:
    configuration = workspace.configuration
    known = configuration.mailboxes if kind == "mailbox" else {*configuration.partners, *configuration.parked}
    if name not in known:
        raise NotFound(f"there is no {kind} {name}", f"`{FORMS[kind]} list` shows the names")
