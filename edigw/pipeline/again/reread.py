"""A stored file read again by today's partner files and maps: what each of its documents would be now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import NotFound
from edigw.formats.events import Limits
from edigw.pipeline.context import Context
from edigw.pipeline.crash import BROKEN
from edigw.pipeline.read.examine import examine
from edigw.pipeline.read.routing import Router
from edigw.pipeline.read.sheaf import Sheaf
from edigw.pipeline.rows import Row
from edigw.store import inbox

READ = ("type", "release", "functional_id", "verdict", "segments", "findings", "body", "details", "po_number", "lines",
        "map", "map_hash")  # fmt: skip
"""The columns that a document has by its reading; the others it has by its arrival."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A document as it is read today."""

    columns: Row
    refused: str | None = None  # the rule by which today it, its group or its interchange takes no effect
    held: bool = False  # it would be set aside, or wait for its partner's files: nobody would be answered


@dataclass(slots=True)
class Files:
    """Reads each file once; what it found is kept for the other documents in it, as long as they come in order."""

    context: Context
    now: datetime
    _read: dict[str, Mapping[int, Fresh]] = field(default_factory=dict)

    def fresh(self, connection: Connection, document: Stored[Any]) -> Fresh | None:
        """The document as it is read today; None where its file cannot be had, or holds no document there any more."""
        receipt_id = document.receipt_id
        if receipt_id not in self._read:
            self._read = {receipt_id: self._file(connection, receipt_id)}
        return self._read[receipt_id].get(document.start or 0)

    def _file(self, connection: Connection, receipt_id: str) -> Mapping[int, Fresh]:
        receipt = inbox.get(connection, receipt_id)
        limit = self.context.configuration.settings.limits.file
        if receipt is None or receipt.reason == "NOT_REGULAR" or receipt.size > limit:
            return {}
        sheaf = Sheaf(receipt_id, self.now)
        try:
            self._examine(sheaf, receipt)
        except (NotFound, *BROKEN):
            return {}  # as it was when it came: its bytes are not there, or the program still cannot bear them
        return _by_start(sheaf.documents, sheaf.interchanges)

    def _examine(self, sheaf: Sheaf, receipt: Stored[Any]) -> None:
        limits = self.context.configuration.settings.limits
        sheaf.data = self.context.store.archive.load(receipt.body, receipt.blob)
        router = Router(self.context.configuration, receipt.mailbox)
        for seen in examine(sheaf.data, router, Limits(limits.segment, limits.set, limits.sets_per_group)):
            sheaf.take(seen)


def _by_start(documents: Iterable[Row], interchanges: Iterable[Row]) -> Mapping[int, Fresh]:
    around = {row["id"]: row for row in interchanges}
    return {row.get("start") or 0: _fresh(row, around.get(row.get("interchange_id"), {})) for row in documents}


def _fresh(row: Row, interchange: Row) -> Fresh:
    held = row["state"] in ("QUARANTINED", "WAITING")
    return Fresh({name: row.get(name) for name in READ}, _refused(row, interchange), held)


def _refused(row: Row, interchange: Row) -> str | None:
    """Why it would take no effect: its own faults, its group's or its interchange's."""
    if row["state"] in ("QUARANTINED", "WAITING"):
        return str(row.get("reason"))
    if (interchange.get("header") or {}).get("refused"):
        return _rule(interchange) or "REFUSED"
    groups = {one["no"]: one for one in interchange.get("groups") or ()}
    group = groups.get(row.get("group_no"), {})
    if group.get("own") == "rejected":
        return _rule(group) or "GROUP_REJECTED"
    return (_rule(row) or "REJECTED") if row.get("verdict") in ("rejected", "quarantined") else None


def _rule(row: Row) -> str | None:
    return next((one["rule"] for one in row.get("findings") or () if one.get("severity") != "note"), None)


__all__ = ["Files", "Fresh"]
