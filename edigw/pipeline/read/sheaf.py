"""The rows that boundary B writes for one file: its interchanges and documents, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from edigw.formats.events import HARMLESS
from edigw.formats.mapped import Data, sha256
from edigw.formats.stream import interchange_end
from edigw.formats.x12.events import Ta1
from edigw.model.order import Order
from edigw.pipeline import rows
from edigw.pipeline.read.examine import Closed, GroupSeen, Opened, Seen, SetSeen
from edigw.pipeline.read.standards import MEANING
from edigw.pipeline.remembered import Remembered
from edigw.pipeline.rows import Row
from edigw.pipeline.rules import fault
from edigw.store import ids
from edigw.tree import Group, Residue

OF_ORDERS = ("order", "change", "answer", "shipment", "invoice", "return")  # others' `number` is their own
Convention = tuple[int, int, str]  # first and last of sets one behind the other, and the ST03 that they share
LANE = "lane"  # (partner, usage) in a row that was not written yet; None: nobody is known


@dataclass
class Sheaf:
    """Collects what is seen of a file. Its rows may be taken away in parts: ids depend on the file alone."""

    receipt_id: str
    now: datetime
    data: Data = b""
    whose: Row = field(default_factory=dict)  # partner and usage, as far as the mailbox tells
    remembered: Remembered | None = None  # where orders are kept that boundary C will ask for
    interchanges: list[Row] = field(default_factory=list)  # closed ones
    documents: list[Row] = field(default_factory=list)
    opened: Row | None = None  # the interchange that is being read
    written: set[str] = field(default_factory=set)  # interchanges of which documents were taken away before their end
    known: set[str] | None = None  # what an earlier parse has written for good, once that was asked for
    count: int = 0  # documents so far
    of_erp: bool = False  # our own systems wait for a result
    _envelopes: int = 0
    _groups: list[Row] = field(default_factory=list)
    _conventions: list[Convention] = field(default_factory=list)  # of the open group: ST03, or UNH's identifier
    _harmless: list[Residue] = field(default_factory=list)
    _group: Group | None = None
    _sets: int = 0
    _held: int = 0  # documents of the open interchange

    def take(self, seen: Seen) -> None:
        """One thing that was seen."""
        match seen:
            case Opened():
                self._open(seen)
            case Group():
                self._group, self._sets = seen, 0
            case SetSeen():
                self._sets += 1
                self._document(self._set_row(seen))
            case GroupSeen():
                self._close_group(seen)
            case Ta1():
                body = {"control": seen.control, "date": seen.date, "time": seen.time, "verdict": seen.verdict,
                        "code": seen.code}  # fmt: skip
                self._document({"type": "TA1", "body": rows.as_bytes(body), "start": seen.start, "end": seen.end})
            case Closed():
                self._close(seen)
            case Residue() if seen.reason in HARMLESS:
                self._harmless.append(seen)
            case Residue():
                self.quarantine(seen)

    def finish(self) -> None:
        """The file's end: one that held no document still gives one row."""
        if self.count == 0:
            for residue in self._harmless[:1] or [Residue(0, len(self.data), "EMPTY_FILE")]:
                self.quarantine(residue)

    def refuse(self, reason: str, message: str) -> None:
        """The file as a whole was not read."""
        finding = fault(reason, message)
        self.quarantine(Residue(0, 0, reason, (finding,)))

    def quarantine(self, residue: Residue) -> None:
        self._document({
            **rows.settled("QUARANTINED", residue.reason), "start": residue.start, "end": residue.end,
            "verdict": "quarantined", "findings": rows.stored(residue.findings), **rows.code_of(residue.findings),
        })  # fmt: skip

    def add(self, row: Row) -> None:
        """A document that is no part of an interchange."""
        self._document(row)

    def part(self) -> list[Row]:
        """The documents so far, which are then forgotten here."""
        taken, self.documents = self.documents, []
        if self.opened is not None:
            self.written.add(self.opened["id"])
        return taken

    def attention(self) -> int:
        """How many of its documents somebody must look at."""
        return sum(row["state"] in ("QUARANTINED", "WAITING") for row in self.documents)

    def _open(self, seen: Opened) -> None:
        at, rules = seen.interchange, seen.rules
        name = rules.partner.name if rules.partner else rules.parked
        self._groups, self._held = [], 0
        self.opened = {
            "id": ids.child_id(self.receipt_id, self._envelopes), "receipt_id": self.receipt_id, "direction": "in",
            "partner": name, "usage": rules.usage, "standard": at.standard, "sender": at.sender,
            "receiver": at.receiver, "control": at.control, "release": at.release, "start": at.start,
            "created_at": self.now, LANE: (name, rules.usage) if name else None,
        }  # fmt: skip
        self._envelopes += 1

    def _document(self, row: Row) -> None:
        base: Row = {"id": ids.child_id(self.receipt_id, self.count), "receipt_id": self.receipt_id, "direction": "in",
                     "state": "RECEIVED", LANE: None, **self.whose}  # fmt: skip
        if self.opened is not None:
            at = self.opened
            base |= {"standard": at["standard"], "interchange_id": at["id"], "interchange_control": at["control"],
                     "partner": at["partner"], "usage": at["usage"], LANE: at[LANE]}  # fmt: skip
            self._held += 1
        self.documents.append({**base, **row})
        self.count += 1

    def _set_row(self, seen: SetSeen) -> Row:
        message = seen.message
        row: Row = {
            "type": seen.kind or None, "set_control": message.control, "set_no": self._sets,
            "segments": len(message.segments), "start": message.start, "end": message.end, "verdict": seen.verdict,
            "findings": rows.stored(seen.findings), **self._group_columns(self._group),
        }  # fmt: skip
        if message.release:  # EDIFACT: each says its own
            row["release"] = message.release
        if seen.map is not None:
            row |= {"map": seen.map.name, "map_hash": seen.map.hash}
        if implementation := seen.implementation:
            self._convention(implementation)
        columns = _read_columns(seen)
        if self.remembered is not None and seen.read is not None and isinstance(seen.read.document, Order):
            self.remembered.keep(columns["body"], seen.read.document)
        return row | columns

    def _convention(self, text: str) -> None:
        last = self._conventions[-1] if self._conventions else (0, 0, "")
        if last[1:] == (self._sets - 1, text):
            self._conventions[-1] = (last[0], self._sets, text)
        else:
            self._conventions.append((self._sets, self._sets, text))

    def _group_columns(self, group: Group | None) -> Row:
        if group is None:
            return {}
        return {"functional_id": group.functional_id or None, "group_control": group.control or None,
                "release": group.release or None, "group_no": len(self._groups) + 1}  # fmt: skip

    def _close_group(self, seen: GroupSeen) -> None:
        group = seen.group
        if self._sets == 0:
            self._document({"verdict": seen.verdict, "start": group.start, "end": group.end,
                            "findings": rows.stored(group.findings), **self._group_columns(group)})  # fmt: skip
        self._groups.append(
            {"no": len(self._groups) + 1, "functional_id": group.functional_id, "sender": group.sender,
             "receiver": group.receiver, "control": group.control, "release": group.release, "claimed": group.claimed,
             "received": seen.received, "own": seen.own_verdict,
             "verdict": seen.verdict, "findings": rows.stored(group.findings),
             **({"conventions": self._conventions} if self._conventions else {})}
        )  # fmt: skip
        self._conventions = []
        self._group, self._sets = None, 0

    def _close(self, seen: Closed) -> None:
        at, opened = seen.interchange, self.opened or {}
        if self._held == 0:
            self._document({"start": at.start, "end": at.end, "findings": rows.stored(at.findings)})
        state = state_of(seen, self.now)
        for row in reversed(self.documents[-self._held :]):
            row.update(state)
        header = {"date": at.date, "time": at.time, "ack_requested": at.ack_requested,
                  "ta1": list(seen.ta1) if seen.ta1 else None,
                  "only_acknowledgements": seen.only_acknowledgements, "refused": seen.refused,
                  "documents": self._held}  # fmt: skip
        own = sha256(self.data, at.start, interchange_end(self.data, at))
        self.interchanges.append(
            {**opened, "end": at.end, "sha256": own, "verdict": seen.verdict, "header": header, "groups": self._groups,
             "findings": rows.stored(at.findings), "closed_at": self.now, "state": state}
        )  # fmt: skip
        self.opened = None


def state_of(seen: Closed, now: datetime) -> Row:
    """What documents of an interchange without effect become at once; {} where processing decides."""
    if seen.rules.reason == "CONFIG":
        return rows.waiting("CONFIG", "configuration", now + rows.WAITS)
    if seen.verdict != "quarantined":
        return {}
    faults = [finding for finding in seen.interchange.findings if finding.severity != "note"]
    reason = seen.rules.reason or (faults[0].rule if faults else "NOT_ADDRESSABLE")
    return rows.settled("QUARANTINED", reason, **rows.code_of(seen.rules.findings if seen.rules.reason else faults))


def _read_columns(seen: SetSeen) -> Row:
    """What the map read: the canonical body, the order's number and lines, what no row takes."""
    read = seen.read
    if read is None:
        return {}
    document = read.document
    columns: Row = {
        "details": {"untaken": len(read.unmapped), "business": seen.refused_word},
        "findings": rows.stored(seen.all_findings),
    }
    if document is not None:
        columns["body"] = rows.text_of(document)
    said = rows.fields_of(read.value if document is None else document)
    number = said.get("order_number") or (said.get("number") if MEANING.get(seen.kind) in OF_ORDERS else None)
    if isinstance(number, str):
        columns |= {"po_number": number, "lines": rows.lines_of(said)}
    return columns
