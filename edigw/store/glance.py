"""What `status` counts, as plain SQL: on SQLite it can be read before SQLAlchemy is even loaded."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from edigw.store import quiet_mailboxes

HEAD = "0014"  # the schema's version: the newest file in migrations/versions
PREFIX = "sqlite:///"

# each is answered from a partial index of the same condition
NUMBERS = {
    "unparsed": "SELECT count(*) FROM inbox WHERE state IN ('RECEIVED')",
    "to_process": "SELECT count(*) FROM document"
    " WHERE state IN ('RECEIVED', 'RETRY', 'READY') AND state IN ('RECEIVED', 'RETRY') AND direction = 'in'",
    "to_envelope": "SELECT count(*) FROM document"
    " WHERE state IN ('RECEIVED', 'RETRY', 'READY') AND state IN ('READY') AND direction = 'out'",
    "to_send": "SELECT count(*) FROM outbox WHERE state IN ('READY', 'SENDING', 'RETRY')",
    "overdue": "SELECT count(*) FROM expectation WHERE state IN ('open', 'overdue') AND state = 'overdue'",
    "orphans": "SELECT count(*) FROM document WHERE answer = 'orphan'",
    "paused_lanes": "SELECT count(*) FROM lane WHERE paused",
    "gaps": "SELECT count(*) FROM interchange_gap",
    # few rows, each with its document by key: what was done anew, or was unsaid since, counts no more
    "refused": "SELECT count(*) FROM refusal r JOIN document d ON d.id = r.document_id"
    " WHERE d.replaced_by IS NULL AND d.answer IN ('rejected', 'partly')",
    "dead_alerts": "SELECT count(*) FROM alert_message WHERE state IN ('READY', 'RETRY', 'DEAD') AND state = 'DEAD'",
}
WORDS = {
    "attention": "SELECT state, count(*) FROM document"
    " WHERE state IN ('WAITING', 'QUARANTINED', 'FAILED', 'RETRY') GROUP BY state",
    "waiting": "SELECT reason, count(*) FROM document"
    " WHERE state IN ('WAITING', 'QUARANTINED', 'FAILED', 'RETRY') AND state = 'WAITING' GROUP BY reason",
}


STATES = "SELECT direction, state, reason, count(*) FROM document GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
LATE = "SELECT count(*) FROM expectation WHERE state IN ('open', 'overdue') AND due_at <= "
LATE_OF = (
    "SELECT e.partner, d.type, count(*) FROM expectation e JOIN document d ON d.id = e.document_id"
    " WHERE e.state IN ('open', 'overdue') AND e.due_at <= {} GROUP BY 1, 2 ORDER BY 1, 2"
)
REFUSED_OF = (
    "SELECT d.partner, d.type, count(*) FROM refusal r JOIN document d ON d.id = r.document_id"
    " WHERE d.replaced_by IS NULL AND d.answer IN ('rejected', 'partly') GROUP BY 1, 2 ORDER BY 1, 2"
)
GAPS = "SELECT partner, usage, first, last, document_id FROM interchange_gap ORDER BY partner, usage, first LIMIT 20"
# messages that did not arrive; an error is noted with the first try that failed
UNTOLD = (
    "SELECT channel, state, count(*), max(error) FROM alert_message"
    " WHERE state IN ('READY', 'RETRY', 'DEAD') AND error IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
)

OWED = {  # what a pass over the straight line would have to do, now or when its time comes
    "unparsed": NUMBERS["unparsed"], "to_process": NUMBERS["to_process"], "to_envelope": NUMBERS["to_envelope"],
    "to_send": NUMBERS["to_send"],
    "to_reopen": "SELECT count(*) FROM document"
    " WHERE state IN ('WAITING', 'QUARANTINED', 'FAILED', 'RETRY') AND state = 'WAITING' AND reason = 'CONFIG'",
    "ready_lanes": "SELECT count(*) FROM lane WHERE ready AND NOT paused",
    "untold": "SELECT count(*) FROM alert WHERE message_id IS NULL",
}  # fmt: skip
DUE = "SELECT count(*) FROM expectation WHERE state IN ('open') AND due_at <= "
ALERTS_DUE = (
    "SELECT count(*) FROM alert_message"
    " WHERE state IN ('READY', 'RETRY', 'DEAD') AND state IN ('READY', 'RETRY') AND next_at <= "
)
GAP = ("partner", "usage", "first", "last", "document_id")

Run = Callable[[str], Iterable[Sequence[Any]]]
T = TypeVar("T")


def read(run: Run) -> dict[str, Any]:
    """The counts, by whatever runs SQL: {"unparsed": n, …, "attention": {state: n}, "waiting": {reason: n}}."""
    numbers: dict[str, Any] = {name: int(next(iter(run(sql)))[0]) for name, sql in NUMBERS.items()}
    return numbers | {name: {str(word): int(n) for word, n in run(sql)} for name, sql in WORDS.items()}


def states(run: Run) -> list[dict[str, Any]]:
    """How many documents there are by direction, state and reason: reads the whole table."""
    return [dict(zip(("direction", "state", "reason", "count"), row, strict=True)) for row in run(STATES)]


def standing(run: Run, now: datetime) -> dict[str, Any]:
    """All that `status` shows: {"counts": as `read` gives them, "states": as `states`, "late": n, "late_of":
    [{"partner", "type", "count"}] of what we sent, "refused_of" likewise, "gaps": [{"partner", "usage", "first",
    "last", "document_id"}], the first of them, "untold": [{"channel", "state", "count", "error"}] of alerts that did
    not arrive}."""
    late = int(next(iter(run(LATE + _instant(now))))[0])
    rows = run(LATE_OF.format(_instant(now))) if late else ()
    late_of = [_counted(row) for row in rows]
    numbers = read(run)
    refused_of = [_counted(row) for row in (run(REFUSED_OF) if numbers["refused"] else ())]
    gaps = [dict(zip(GAP, row, strict=True)) for row in (run(GAPS) if numbers["gaps"] else ())]
    untold = [dict(zip(("channel", "state", "count", "error"), row, strict=True)) for row in run(UNTOLD)]
    return {"counts": numbers, "states": states(run), "late": late, "late_of": late_of, "refused_of": refused_of,
            "gaps": gaps, "untold": untold, **quiet_mailboxes.standing(run)}  # fmt: skip


def _counted(row: Sequence[Any]) -> dict[str, Any]:
    return {"partner": row[0], "type": row[1], "count": int(row[2])}


def idle(run: Run, now: datetime) -> bool:
    """Whether a pass over the straight line would find nothing to do in the store."""
    return not any(next(iter(run(sql)))[0] for sql in (*OWED.values(), DUE + _instant(now), ALERTS_DUE + _instant(now)))


def _instant(at: datetime) -> str:
    """As the column holds it, quoted."""
    return f"'{at.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z'"


def counts(url: str) -> dict[str, Any] | None:
    """The counts of a SQLite database of this version; None for any other URL, which `Store.open` must see to."""
    return look(url, read)


def look(url: str, at: Callable[[Run], T]) -> T | None:
    """What `at` reads, in one snapshot of a SQLite database of this version; None for any other URL."""
    path = url.removeprefix(PREFIX)
    if path == url or not path or path.startswith(":") or "?" in path:
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)) as raw:
            if raw.execute("SELECT version_num FROM alembic_version").fetchall() != [(HEAD,)]:
                return None
            raw.execute("BEGIN")  # one snapshot for all
            return at(lambda sql: raw.execute(sql).fetchall())
    except sqlite3.Error:
        return None
