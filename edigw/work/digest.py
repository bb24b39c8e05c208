"""What an alert says: what, of which document, order and partner, since when, and the command that mends it."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from edigw.model.alerts import KINDS

LISTED = 100  # alerts that the text of a mail spells out
LONGEST = 120  # characters of what came from elsewhere
VERSION = 1
# control and format characters (bidi marks among them), line and paragraph separators, lone surrogates
_UNTAMED = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
COMMANDS: Mapping[str, str] = {
    "rejected": "edigw docs show {document}", "quarantined": "edigw docs show {document}",
    "waiting": "edigw docs release {document} --reason WHY",
    "orphan": "edigw docs release {document} --reason WHY",
    "overdue": "edigw docs redeliver {document} --reason WHY",
    "refused": "edigw docs reissue {document} --reason WHY",
    "undelivered": "edigw docs redeliver {document} --reason WHY",
    "integrity": "edigw docs show {document}", "parked": "edigw partners check {partner}",
    "certificate": "edigw status", "silent": "edigw mailboxes list",
}  # fmt: skip
WAITS: Mapping[str, str] = {  # by the reason of a wait
    "CONFIG": "edigw partners check {partner}",
    "MANUAL": "edigw orders ack {po} --partner {partner}",
}


@dataclass(frozen=True, slots=True)
class Digest:
    """One message: its id, its subject, what a person reads and what a program does."""

    id: str
    at: datetime
    subject: str
    text: str
    body: bytes  # JSON, the same for the same alerts


def digest(message_id: str, at: datetime, rows: Sequence[Row[Any]], where: str) -> Digest:
    """The message of these alerts; `where` names the workspace."""
    told = [spell(row) for row in rows]
    kinds = Counter(one["kind"] for one in told)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    verb = "alert" if len(told) == 1 else "alerts"
    body = {"version": VERSION, "id": message_id, "at": instant(at), "workspace": tame(where), "count": len(told),
            "alerts": told}  # fmt: skip
    return Digest(message_id, at, f"edigw: {len(told)} {verb} ({counts})",
                  "\n".join(_lines(message_id, told, where)) + "\n",
                  json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode("ascii"))  # fmt: skip


def trial(message_id: str, at: datetime, where: str) -> Digest:
    """A message that only shows that the channel works."""
    body = {"version": VERSION, "id": message_id, "at": instant(at), "workspace": tame(where), "count": 0,
            "alerts": [], "test": True}  # fmt: skip
    text = f"A test: alerts of edigw arrive here.\n\nWorkspace: {tame(where)}\nMessage: {message_id}\n"
    return Digest(message_id, at, "edigw: a test of alerts", text,
                  json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode("ascii"))  # fmt: skip


def spell(row: Row[Any]) -> dict[str, Any]:
    """One alert as the webhook's JSON holds it; ids and words of ours, nothing of the document's content."""
    facts = {"id": row.id, "kind": row.kind, "since": instant(row.created_at), "document": row.document_id}
    facts |= {name: tame(getattr(row, name)) for name in
              ("partner", "usage", "type", "po_number", "reason", "mailbox", "file")}  # fmt: skip
    return {**facts, "message": _message(row.kind, facts), "command": _command(row.kind, facts)}


def _message(kind: str, facts: Mapping[str, Any]) -> str:
    about = {"partner": facts["partner"], "": _named(facts), "order": facts["po_number"], "reason": facts["reason"],
             "mailbox": facts["mailbox"], "file": facts["file"]}  # fmt: skip
    told = ", ".join(f"{word} {value}".strip() for word, value in about.items() if value)
    return f"{KINDS[kind]}: {told}"


def _named(facts: Mapping[str, Any]) -> str | None:
    test = " (test)" if facts["usage"] == "T" else ""
    return f"{facts['type'] or 'document'} {facts['document']}{test}" if facts["document"] else None


def _command(kind: str, facts: Mapping[str, Any]) -> str:
    pattern = COMMANDS[kind]
    if kind == "waiting":
        pattern = WAITS.get(facts["reason"] or "", pattern)
    values = {"document": facts["document"], "partner": facts["partner"], "po": facts["po_number"]}
    needed = re.findall(r"\{(\w+)\}", pattern)
    if not all(values[name] for name in needed):
        return f"edigw docs show {facts['document']}" if facts["document"] else "edigw status"
    return pattern.format(**{name: shlex.quote(str(values[name])) for name in needed})


def _lines(message_id: str, told: Sequence[Mapping[str, Any]], where: str) -> Iterator[str]:
    for one in told[:LISTED]:
        yield one["message"]
        yield f"  since {one['since']}"
        yield f"  mend it: {one['command']}"
        yield ""
    if len(told) > LISTED:
        yield f"and {len(told) - LISTED} more: `edigw status`, `edigw docs list`"
        yield ""
    yield f"Workspace: {tame(where)}"
    yield f"Message: {message_id}"


def tame(value: str | None) -> str | None:
    """Text from elsewhere that can steer neither a terminal nor a mail: what is not shown becomes an escape."""
    if value is None:
        return None
    cut = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
    return _UNTAMED.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), cut)


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
