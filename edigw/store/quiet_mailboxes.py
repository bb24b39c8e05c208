"""What `status` tells of mailboxes, as plain SQL: pauses, those that do not answer, files that were given up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

PAUSES = "SELECT kind, name, who, reason, at FROM paused ORDER BY kind, name"
PAUSE = ("kind", "name", "who", "reason", "at")
HOLDS = "SELECT mailbox, failures, since, until, error, hint FROM mailbox_hold ORDER BY mailbox"
HOLD = ("mailbox", "failures", "since", "until", "error", "hint")
WAITING = "SELECT count(*) FROM outbox WHERE state IN ('READY', 'SENDING', 'RETRY') AND mailbox = "
GIVEN_UP = "SELECT mailbox, count(*), max(id) FROM outbox WHERE state IN ('FAILED') GROUP BY mailbox ORDER BY mailbox"
ERROR = "SELECT error FROM outbox WHERE id = "

Run = Callable[[str], Iterable[Sequence[Any]]]


def standing(run: Run) -> dict[str, list[dict[str, Any]]]:
    """{"pauses": [{"kind", "name", "who", "reason", "at", "waiting"}], "holds": [{"mailbox", "failures", "since",
    "until", "error", "hint", "waiting"}], "undelivered": [{"mailbox", "count", "error"}]}; `waiting` counts files that
    are still to be sent (None for a partner), `failures` 0 is a mailbox that could not be polled."""
    return {"pauses": _pauses(run), "holds": _holds(run), "undelivered": _undelivered(run)}


def _pauses(run: Run) -> list[dict[str, Any]]:
    found = [dict(zip(PAUSE, row, strict=True)) for row in run(PAUSES)]
    for one in found:
        one["at"] = _text(one["at"])
        one["waiting"] = waiting(run, one["name"]) if one["kind"] == "mailbox" else None
    return found


def _holds(run: Run) -> list[dict[str, Any]]:
    found = [dict(zip(HOLD, row, strict=True)) for row in run(HOLDS)]
    for one in found:
        one |= {"since": _text(one["since"]), "until": _text(one["until"]), "waiting": waiting(run, one["mailbox"])}
    return found


def _undelivered(run: Run) -> list[dict[str, Any]]:
    """With the error of the newest."""
    return [
        {"mailbox": mailbox, "count": int(count), "error": next(iter(run(ERROR + quoted(newest))))[0]}
        for mailbox, count, newest in list(run(GIVEN_UP))
    ]


def waiting(run: Run, mailbox: str) -> int:
    """Files that are still to be sent there."""
    return int(next(iter(run(WAITING + quoted(mailbox))))[0])


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(at: Any) -> str:
    """An instant as SQLite holds it; a server gives it as one."""
    if isinstance(at, datetime):
        return f"{at.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z"
    return str(at)
