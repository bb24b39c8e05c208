"""Boundary C2: what is READY on an outbound lane gets its envelope, control numbers without gap, and frozen bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy import Row as Stored

from edigw.errors import CannotWrite
from edigw.formats.x12.write import Header, OutGroup, OutSet, OutTa1, unpack, write_interchange, write_ta1
from edigw.model.partner import Batching, Partner
from edigw.pipeline import rows
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context, Done
from edigw.pipeline.outbound import group_ids
from edigw.pipeline.rows import Row
from edigw.store import counters, documents, expectations, interchanges, journal, lanes, outbox
from edigw.store.counters import Controls
from edigw.store.journal import Fact
from edigw.tree import Finding, Interchange

TOGETHER = 500  # documents a transaction
AWAITED = ("PR", "SH", "IN")  # groups for which a functional acknowledgement is owed


@dataclass(frozen=True, slots=True)
class Envelope:
    """Documents that leave in one interchange."""

    documents: Sequence[Stored[Any]]
    partner: Partner
    mailbox: str

    @property
    def first(self) -> Stored[Any]:
        return self.documents[0]


def envelope(context: Context, done: Done) -> None:
    """Until no outbound lane has work."""
    while not context.stopping():
        with context.store.begin() as connection:
            made = _lane(context, connection)
        if made is None:
            break
        done.enveloped += made
        reach("C2.committed")


def _lane(context: Context, connection: Connection) -> int | None:
    """One outbound lane; None when none has work."""
    now = context.now()
    found = lanes.claim(connection, "out", now, 1)
    if not found:
        return None
    lane = found[0]
    partner = context.configuration.partners.get(lane.partner)
    ready = documents.take_outbound(connection, lane.id, TOGETHER)
    if partner is None:  # parked: what it is owed waits for its files
        lanes.wake(connection, [lane.id], now + timedelta(minutes=1))
        return 0
    due, later = _batches(ready, partner, now)
    for one in due:
        _try_to_freeze(context, connection, lane, one, now)
    reach("C2.numbered")
    if len(ready) < TOGETHER and later is not None:
        lanes.wake(connection, [lane.id], later)
    else:
        lanes.settle(connection, [lane.id], now)
    return len(due)


def _batches(ready: Iterable[Stored[Any]], partner: Partner, now: datetime) -> tuple[list[Envelope], datetime | None]:
    """What leaves now, in order, and when the rest is due. An acknowledgement leaves at once, and alone."""
    due: list[Envelope] = []
    later: list[datetime] = []
    waiting: dict[tuple[str, str], list[Stored[Any]]] = {}
    for one in ready:
        rule = _rule(one, partner)
        if rule is None or rule.kind == "each":
            due.append(Envelope([one], partner, _mailbox(one, partner)))
        else:
            waiting.setdefault((one.type, _mailbox(one, partner)), []).append(one)
    for (kind, mailbox), some in waiting.items():
        batching = partner.agreement(kind, "out")
        rule = batching.batching if batching else Batching()
        at = some[0].created_at + timedelta(seconds=rule.every_s)
        if at > now and len(some) < rule.most_sets:
            later.append(at)
            continue
        due += [Envelope(some[n : n + rule.most_sets], partner, mailbox) for n in range(0, len(some), rule.most_sets)]
    return due, min(later, default=None)


def _rule(one: Stored[Any], partner: Partner) -> Batching | None:
    """How documents of this type are batched; None: never."""
    if one.type in ("997", "TA1"):
        return None
    agreement = partner.agreement(one.type, "out")
    return agreement.batching if agreement else None


def _mailbox(one: Stored[Any], partner: Partner) -> str:
    agreement = partner.agreement(one.type, "out")
    return (agreement.mailbox if agreement else None) or partner.name


def _try_to_freeze(context: Context, connection: Connection, lane: Stored[Any], one: Envelope, now: datetime) -> None:
    """What cannot be put into an envelope waits, and takes no number."""
    point = connection.begin_nested()
    try:
        _freeze(context, connection, lane, one, now)
        point.commit()
    except CannotWrite as error:
        point.rollback()
        finding = Finding("", "", "CANNOT_WRITE", error.message, hint=error.hint)
        held = rows.waiting("CANNOT_WRITE", "configuration", now + rows.WAITS)
        ids = [document.id for document in one.documents]
        documents.set_many(connection, ids, now, findings=rows.stored([finding]), **held)


def _freeze(context: Context, connection: Connection, lane: Stored[Any], one: Envelope, now: datetime) -> None:
    """Numbers, bytes, outbox, and what is owed for it: all or nothing."""
    ta1 = one.first.type == "TA1"
    controls = counters.take_controls(connection, lane.id, 0 if ta1 else 1, 0 if ta1 else len(one.documents))
    data = _bytes(one, lane, controls, now)
    kept = context.store.archive.keep(data)
    outbox_id, interchange_id = context.store.new_id(now), context.store.new_id(now)
    control = f"{controls.isa:09d}"
    outbox.insert(connection, [{
        "id": outbox_id, "lane_id": lane.id, "partner": one.partner.name, "mailbox": one.mailbox,
        "name": file_name(one.first.type, lane, controls), "control": control, "epoch": controls.epoch,
        **outbox.bytes_of(kept),
    }], now)  # fmt: skip
    interchanges.insert(connection, [{
        "id": interchange_id, "outbox_id": outbox_id, "direction": "out", "lane_id": lane.id,
        "partner": one.partner.name, "usage": lane.usage, "sender": lane.our_id, "receiver": lane.their_id,
        "control": control, "release": one.partner.envelope.release, "start": 0, "end": len(data),
        "sha256": kept.sha256, "closed_at": now, "created_at": now,
    }])  # fmt: skip
    for place, document in enumerate(one.documents):
        numbers = {} if ta1 else _numbers(controls, place)
        documents.set_fields(
            connection, document.id, now, state="ENVELOPED", outbox_id=outbox_id, interchange_id=interchange_id,
            interchange_control=control, start=0, end=len(data), answer=_answer(document, one.partner), **numbers,
        )  # fmt: skip
    _expect(context, connection, one, lane.id, controls, now)
    journal.append(connection, lane.id, [Fact("document.enveloped", {"control": control}, d.id, d.order_id)
                                         for d in one.documents], now)  # fmt: skip


def _numbers(controls: Controls, place: int) -> Row:
    """The numbers of the set at a place (0 is the first) in its group."""
    return {"group_control": str(controls.groups[0]), "set_control": f"{controls.sets[place]:04d}", "group_no": 1,
            "set_no": place + 1}  # fmt: skip


def _bytes(one: Envelope, lane: Stored[Any], controls: Controls, now: datetime) -> bytes:
    partner, details = one.partner, one.first.details or {}
    ours, theirs = group_ids(partner)
    local = now.astimezone(ZoneInfo(partner.identity.time_zone))
    header = Header(
        lane.our_id, lane.their_id, details.get("our_group", ours), details.get("their_group", theirs), lane.usage,
        partner.envelope, local,
    )  # fmt: skip
    if one.first.type == "TA1":
        said: Row = details["ta1"]
        original = Interchange("x12", lane.their_id, lane.our_id, said["control"], "", lane.usage, date=said["date"],
                               time=said["time"])  # fmt: skip
        return write_ta1(header, controls.isa, [OutTa1(original, said["verdict"], said["code"])])
    sets = [
        OutSet(document.type, number, unpack(document.body))
        for document, number in zip(one.documents, controls.sets, strict=True)
    ]
    group = OutGroup(one.first.functional_id, one.first.release, controls.groups[0], sets)
    return write_interchange(header, controls.isa, [group])


def file_name(kind: str, lane: Stored[Any], controls: Controls) -> str:
    """One name an interchange: type, who to whom, usage, number; safe on every file system."""
    ours, theirs = (rows.safe(name.partition(":")[2]) for name in (lane.our_id, lane.their_id))
    epoch = "" if controls.epoch == 1 else f"e{controls.epoch}-"
    return f"{kind}_{ours}_{theirs}_{lane.usage}_{epoch}{controls.isa:09d}.edi"


def _answer(document: Stored[Any], partner: Partner) -> str:
    owed = document.functional_id in AWAITED and partner.acknowledge.expect != "none"
    return "expected" if owed else "none"


def _expect(
    context: Context, connection: Connection, one: Envelope, lane_id: str, controls: Controls, now: datetime
) -> None:
    """What the partner owes for each document: its functional acknowledgement."""
    terms = one.partner.acknowledge
    owed = [document for document in one.documents if _answer(document, one.partner) == "expected"]
    due_at = now + timedelta(seconds=terms.within_s)
    expectations.insert(connection, [
        {"id": context.store.new_id(now), "kind": terms.expect, "document_id": document.id, "lane_id": lane_id,
         "partner": one.partner.name, "usage": one.partner.usage, "functional_id": document.functional_id,
         "ref_control": str(controls.groups[0]), "due_at": due_at}
        for document in owed
    ], now)  # fmt: skip
