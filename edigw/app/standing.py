"""`edigw status`: what waits, what is late, what is broken, each with a way to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from edigw.store import glance

if TYPE_CHECKING:
    from edigw.app.workspace import Workspace
    from edigw.model.ailment import Ailment

Json = dict[str, Any]

SOON = "CERTIFICATE_ENDS"  # a warning: of certs.needs, which a glance does not load
LONG = 5  # failures of a mailbox one after the other, some five minutes
SILENT = timedelta(minutes=10)  # of one that cannot be polled; then alerts tell of it, too
RED = ("QUARANTINED", "FAILED")
HINTS = {
    "CONFIG": "mend the partner's files, then `edigw reload`",
    "CONFLICT": "`edigw docs show ID`, then `edigw docs release ID --reason …`",
    "MANUAL": "`edigw orders ack PO`",
    "UNDELIVERED": "mend what the mailbox tells, then `edigw redeliver --state FAILED --partner … --reason …`",
    "EARLIER_DOCUMENT": "end the wait of the document before it",
}


def status(workspace: Workspace) -> Json:
    """By the configuration and the store; `quick.status` answers the same where nothing has changed."""
    parked = {name: len(faults) for name, faults in workspace.configuration.parked.items()}
    from edigw.config.certs.needs import ailing

    now = workspace.clock()
    ills = [one for _, one in ailing(workspace.configuration.needs, now)]
    return tell(len(workspace.configuration.partners), parked, _standing(workspace), now, ills)


def tell(partners: int, parked: dict[str, int], standing: Json, now: datetime, certificates: Sequence[Ailment]) -> Json:
    """`partners` that are not parked, faults of those that are, `standing` as glance.standing reads it, and what
    certificates lack."""
    counts, states, late = standing["counts"], standing["states"], standing["late"]
    troubles = [_parked(name, faults) for name, faults in parked.items()]
    troubles += [_state(row) for row in states if row["state"] in (*RED, "WAITING")]
    if late:
        of_whom = ", ".join(f"{one['partner']} {one['type']} x {one['count']}" for one in standing["late_of"])
        troubles.append({"message": f"{late} acknowledgements are overdue: {of_whom}",
                         "hint": "`edigw docs list --answer overdue`"})  # fmt: skip
    if counts["refused"]:
        troubles.append(_refused(counts["refused"], standing["refused_of"]))
    lacking = [{"code": one.code, "message": one.message, "hint": one.hint} for one in certificates]
    troubles += [{"message": one["message"], "hint": one["hint"]} for one in lacking]
    ok = not parked and not counts["dead_alerts"] and not any(row["state"] in RED for row in states)
    ok = ok and not counts["refused"] and all(one["code"] == SOON for one in lacking)
    troubles += [
        *map(_paused, standing["pauses"]),
        *map(_silent, standing["holds"]),
        *map(_dead, standing["undelivered"]),
    ]
    ok = ok and not standing["undelivered"] and not any(_long(one, now) for one in standing["holds"])
    waiting = counts["attention"].get("WAITING", 0)
    if counts["orphans"]:
        hint = "`edigw docs list --answer orphan`; `edigw docs release ID` once somebody saw to it"
        troubles.append(
            {"message": f"{counts['orphans']} acknowledgements speak of nothing that we sent", "hint": hint}
        )
    troubles += [_gap(one) for one in standing["gaps"]]
    if (more := counts["gaps"] - len(standing["gaps"])) > 0:
        troubles.append({"message": f"{more} more gaps in interchange numbers", "hint": "see to the first ones"})
    troubles += [_untold(one) for one in standing["untold"]]
    in_hand = counts["unparsed"] + counts["to_process"] + counts["to_envelope"] + counts["to_send"]
    summary = f"{'all is well' if ok else 'needs attention'}: {in_hand} in hand, {waiting} waiting, {late} overdue"
    if counts["refused"]:
        summary += f", {counts['refused']} refused"
    return {"ok": ok, "summary": summary, "states": states, "troubles": troubles, "counts": counts,
            "overdue": standing["late_of"], "refused": standing["refused_of"], "gaps": standing["gaps"],
            "partners": partners, "certificates": lacking, "pauses": standing["pauses"], "holds": standing["holds"],
            "undelivered": standing["undelivered"], "parked": sorted(parked)}  # fmt: skip


def _standing(workspace: Workspace) -> Json:
    """Counts, documents by state, late acknowledgements: from the SQLite file itself, else by the store."""
    now = workspace.clock()
    found = glance.look(workspace.configuration.settings.database_url, lambda run: glance.standing(run, now))
    if found is None:
        from edigw.store import status as counted

        with workspace.reading() as connection:
            found = counted.standing(connection, now)
    return found


def _refused(count: int, of: list[Json]) -> Json:
    whom = ", ".join(f"{one['partner']} {one['type']} x {one['count']}" for one in of)
    hint = (
        "`edigw docs list --answer rejected` and `partly`; `edigw docs show ID` tells what to do about each,"
        " `edigw docs release ID --reason …` that somebody saw to it"
    )
    return {"message": f"{count} documents of ours were refused: {whom}", "hint": hint}


def _parked(name: str, faults: int) -> Json:
    return {
        "message": f"partner {name} is parked: {faults} faults in its files",
        "hint": f"edigw partners check {name}",
    }


def _paused(one: Json) -> Json:
    waiting = "" if one["waiting"] is None else f"; {one['waiting']} files wait"
    return {
        "message": f"{one['kind']} {one['name']} is paused since {_minute(one['at'])} by {one['who']}: "
        f"{one['reason']}{waiting}",
        "hint": f"`edigw {'mailboxes' if one['kind'] == 'mailbox' else 'partners'} resume {one['name']}`",
    }


def _long(one: Json, now: datetime) -> bool:
    return bool(one["failures"] >= LONG or now - datetime.fromisoformat(one["since"]) >= SILENT)


def _silent(one: Json) -> Json:
    again = f", tried again at {_minute(one['until'])}" if one["failures"] else ""
    message = f"mailbox {one['mailbox']} is out of reach since {_minute(one['since'])}: {one['error']}"
    at_once = f"`edigw mailboxes resume {one['mailbox']}` tries at once"
    hint = f"{one['hint']}; {at_once}" if one["hint"] else at_once
    return {"message": f"{message}; {one['waiting']} files wait{again}", "hint": hint}


def _dead(one: Json) -> Json:
    return {
        "message": f"{one['count']} files for mailbox {one['mailbox']} were given up: {one['error']}",
        "hint": "`edigw docs list --state FAILED`; once it is mended, `edigw redeliver ID --reason …`",
    }


def _minute(instant: str) -> str:
    return f"{instant[:10]} {instant[11:16]} UTC"


def _gap(one: Json) -> Json:
    missing = f"{one['first']}" if one["first"] == one["last"] else f"{one['first']} to {one['last']}"
    usage = "" if one["usage"] == "P" else " (test)"
    return {
        "message": f"interchange {missing} of {one['partner']}{usage} never came",
        "hint": f"ask them; `edigw docs release {one['document_id']} --reason …` once somebody saw to it",
    }


def _untold(one: Json) -> Json:
    again = "" if one["state"] == "DEAD" else ", and are tried again"
    hint = "`edigw alerts test` tells what works; then `edigw alerts retry`"
    return {
        "message": f"{one['count']} alerts by {one['channel']} could not be sent{again}: {one['error']}",
        "hint": hint,
    }


def _state(row: Json) -> Json:
    reason = row["reason"] or "no reason"
    message = f"{row['count']} documents are {row['state']}: {reason}"
    return {"message": message, "hint": HINTS.get(reason, f"edigw docs list --state {row['state']}")}
