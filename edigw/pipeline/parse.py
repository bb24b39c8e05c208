"""Boundary B: examine what was received, write its documents, then the closing row after which effects may start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import NotFound
from edigw.formats.events import Limits
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context, Done
from edigw.pipeline.crash import BROKEN, report
from edigw.pipeline.locks import FileLock
from edigw.pipeline.outbound import erp_out
from edigw.pipeline.read import erp_door
from edigw.pipeline.read.examine import examine
from edigw.pipeline.read.routing import Router
from edigw.pipeline.read.sheaf import LANE, Sheaf
from edigw.pipeline.rows import Row
from edigw.store import documents, gaps, inbox, interchanges, lanes

TOGETHER = 50  # receipts taken at once
PART = 1_000  # documents of one file after which they are written before its end is reached


def parse(context: Context, done: Done) -> None:
    """Everything that was received, oldest first."""
    while not context.stopping():
        with context.store.read() as connection:
            taken = inbox.take(connection, context.now(), TOGETHER)
        count = _parse_some(context, taken, done)
        done.parsed += count
        if count < TOGETHER:
            break


def _parse_some(context: Context, taken: Iterable[Stored[Any]], done: Done) -> int:
    """Files share a transaction, but a large one."""
    count = 0
    together: list[Sheaf] = []
    for receipt in taken:
        with FileLock(context.run_folder / "parse.lock") as lock:
            sheaf = _read_whatever_comes(context, receipt, lock)
            if sheaf is None:
                break
            count += 1
            done.attention += sheaf.attention()
            together.append(sheaf)
            if lock.held or sum(len(one.documents) for one in together) >= PART:
                _write(context, together)
                together = []
    if together:
        _write(context, together)
    return count


def _read_whatever_comes(context: Context, receipt: Stored[Any], lock: FileLock) -> Sheaf | None:
    """A file that the program cannot bear is set aside with a report; those behind it are read."""
    try:
        return read_file(context, receipt, lock)
    except BROKEN as error:
        sheaf = Sheaf(receipt.id, context.now(), whose=_whose(context, receipt.mailbox))
        sheaf.refuse("POISON", f"the report is {report(context.crash_folder, receipt.id, error)}")
        return sheaf


def read_file(context: Context, receipt: Stored[Any], lock: FileLock) -> Sheaf | None:
    """The rows of one file. A large one is written in parts under the lock; None: stopped, or another is at it."""
    limits = context.configuration.settings.limits
    sheaf = Sheaf(receipt.id, context.now(), whose=_whose(context, receipt.mailbox), remembered=context.remembered)
    if receipt.reason == "NOT_REGULAR":
        sheaf.refuse(receipt.reason, f"{receipt.name} was not read")
        return sheaf
    if receipt.size > limits.file:
        sheaf.refuse("LIMIT_FILE", f"{receipt.size} bytes; `limits.file` in edigw.toml allows {limits.file}")
        return sheaf
    try:
        sheaf.data = context.store.archive.load(receipt.body, receipt.blob)
        if receipt.blob is not None:
            context.store.archive.prove(receipt.blob)
    except NotFound as error:
        sheaf.refuse("CHECKSUM", error.message)
        return sheaf
    sheaf.of_erp = receipt.mailbox == erp_door.ERP
    if receipt.mailbox in erp_door.MAILBOXES:
        erp_door.read(context.configuration, sheaf)
        return sheaf
    router = Router(context.configuration, receipt.mailbox)
    for seen in examine(sheaf.data, router, Limits(limits.segment, limits.set, limits.sets_per_group)):
        sheaf.take(seen)
        if len(sheaf.documents) >= PART and sheaf.opened and not _write_part(context, sheaf, lock):
            return None
    sheaf.finish()
    return sheaf


def _whose(context: Context, mailbox: str) -> Row:
    """Whose a file is as far as its mailbox tells: what holds no envelope is shown with this partner."""
    partners = context.configuration.partners
    if mailbox not in partners:
        return {}
    return {"partner": mailbox, "usage": partners.without_rows(mailbox).usage}


def _write_part(context: Context, sheaf: Sheaf, lock: FileLock) -> bool:
    """What was read of a large file so far, without closing row; False: stopped, or another process is at it."""
    if context.stopping() or not (lock.held or lock.take()):
        return False
    with context.store.begin() as connection:
        if sheaf.known is None:  # under the lock nobody else writes them: asked for once
            interchanges.drop_open(connection, [sheaf.receipt_id])
            sheaf.known = interchanges.written(connection, [sheaf.receipt_id])
        named = Named(connection, sheaf.now)
        opened = sheaf.opened or {}
        if opened["id"] not in sheaf.written and opened["id"] not in sheaf.known:
            interchanges.insert(connection, [named.row(opened)])
        rows = [named.row(row) for row in sheaf.part() if not _stands(row, sheaf.known)]
        documents.insert_many(connection, rows, sheaf.now)
    reach("B.read")
    return True


def _stands(row: Row, known: set[str]) -> bool:
    """Whether an earlier parse has written the document for good: alone, or within what it closed."""
    return row["id"] in known or row.get("interchange_id") in known


def _write(context: Context, sheaves: Sequence[Sheaf]) -> None:
    """The rest of each file, its closing rows, and that it is parsed; lanes with work are woken."""
    with context.store.begin() as connection:
        ours = inbox.lock(connection, [sheaf.receipt_id for sheaf in sheaves])  # with others another was faster
        mine = [sheaf for sheaf in sheaves if sheaf.receipt_id in ours]
        interchanges.drop_open(connection, [sheaf.receipt_id for sheaf in mine if sheaf.known is None])
        woken = _close(connection, mine, interchanges.written(connection, sorted(ours)))
        inbox.mark_many(connection, sorted(ours), "PARSED")
        for sheaf in mine:
            if sheaf.of_erp:
                erp_out.result(connection, context.store.archive, sheaf.receipt_id, sheaf.now)
        lanes.wake(connection, woken)
        reach("B.closing")
    reach("B.closed")


def _close(connection: Connection, sheaves: Sequence[Sheaf], known: set[str]) -> set[str]:
    """Documents and closing rows that are not there yet (`known`). Returns the lanes that have work now."""
    if not sheaves:
        return set()
    named = Named(connection, sheaves[0].now)
    fresh = [named.row(row) for sheaf in sheaves for row in sheaf.documents if not _stands(row, known)]
    documents.insert_many(connection, fresh, sheaves[0].now)
    woken = {row["lane_id"] for row in fresh if row["state"] == "RECEIVED" and row["lane_id"]}
    whole: list[Row] = []
    aside: list[tuple[str, str, int]] = []
    for sheaf in sheaves:
        for row in sheaf.interchanges:
            if row["id"] in known:
                continue
            closed = named.row(row)
            woken.add(closed["lane_id"])
            state = closed.pop("state")
            if state.get("state") == "QUARANTINED":
                aside += _number(closed)
            if row["id"] in sheaf.written:
                _close_written(connection, closed, state, sheaf.now)
            else:
                whole.append(closed)
    interchanges.insert(connection, whole)
    gaps.set_aside(connection, aside, sheaves[0].now)
    return woken


def _number(row: Row) -> list[tuple[str, str, int]]:
    """Whose number an interchange bore, where it is one: it came, whatever becomes of it."""
    control = row["control"] or ""
    return [(row["standard"], row["sender"], int(control))] if control.isascii() and control.isdigit() else []


def _close_written(connection: Connection, row: Row, state: Row, now: datetime) -> None:
    """The closing row of an interchange of which a part was written before."""
    changes = {name: row[name] for name in ("end", "sha256", "verdict", "header", "groups", "findings")}
    interchanges.close(connection, row["id"], row["closed_at"], **changes)
    if state:
        documents.set_within(connection, row["id"], now, **state)


class Named:
    """Rows with the id of their lane, each asked for once; the lane of the unknown where nobody is known."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self._found: dict[tuple[str, str] | None, str] = {}

    def row(self, row: Row) -> Row:
        whose = row[LANE]
        if whose not in self._found:
            self._found[whose] = self._lane(whose)
        made = {**row, "lane_id": self._found[whose]}
        del made[LANE]
        return made

    def _lane(self, whose: tuple[str, str] | None) -> str:
        if whose is None:
            return lanes.unknown(self.connection, self.now)
        return lanes.inbound(self.connection, *whose, self.now)


__all__ = ["parse", "read_file"]
