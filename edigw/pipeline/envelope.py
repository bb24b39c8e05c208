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
from edigw.formats.x12.write import OutTa1, write_ta1
from edigw.model.partner import Batching, Partner
from edigw.pipeline import rows
from edigw.pipeline.boundaries import reach
from edigw.pipeline.context import Context, Done
from edigw.pipeline.outbound import streamed
from edigw.pipeline.outbound.drafts import group_ids
from edigw.pipeline.outbound.wire import WIRES, Header, OutSet, Wire
from edigw.pipeline.read.standards import STANDARDS
from edigw.pipeline.rows import Row
from edigw.store import counters, documents, expectations, interchanges, journal, lanes, outbox
from edigw.store.archive import Kept
from edigw.store.counters import Controls
from edigw.store.journal import Fact
from edigw.tree import Finding, Interchange

TOGETHER = 500  # documents a transaction, beside those that wait for company


@dataclass(frozen=True, slots=True)
class Envelope:
    """Documents that leave in one interchange."""

    documents: Sequence[Stored[Any]]
    partner: Partner
    mailbox: str

    @property
    def first(self) -> Stored[Any]:
        return self.documents[0]

    @property
    def wants(self) -> tuple[int, int]:
        """How many groups and sets it needs numbers for."""
        if self.first.type == "TA1":
            return 0, 0
        return int(self.wire.groups(self.partner.envelope)), len(self.documents)

    @property
    def wire(self) -> Wire:
        return WIRES[self.partner.standard]


@dataclass(frozen=True, slots=True)
class Written:
    """An interchange with its numbers and bytes."""

    envelope: Envelope
    controls: Controls
    data: bytes | Kept

    @property
    def size(self) -> int:
        return self.data.size if isinstance(self.data, Kept) else len(self.data)

    @property
    def control(self) -> str:
        """ISA13, or UNB 0020."""
        return self.envelope.wire.interchange_control(self.controls.isa)

    @property
    def partner(self) -> Partner:
        return self.envelope.partner


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
    if partner is None:  # parked: what it is owed waits for its files
        lanes.wake(connection, [lane.id], now + timedelta(minutes=1))
        return 0
    most = TOGETHER + _in_company(partner)
    ready = documents.take_outbound(connection, lane.id, most)
    due, later = _batches(ready, partner, now)
    _freeze(context, connection, lane, due, now)
    reach("C2.numbered")
    if len(ready) < most and later is not None:
        lanes.wake(connection, [lane.id], later)
    else:
        lanes.settle(connection, [lane.id], now)
    return len(due)


def _in_company(partner: Partner) -> int:
    """How many documents may wait for company at most: whoever takes more than these finds some that are due."""
    rules = [one.batching for one in partner.agreements if one.direction == "out"]
    return sum(rule.most_sets for rule in rules if rule.kind != "each")


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
    if one.type == "TA1" or one.type in STANDARDS[partner.standard].acknowledgements:
        return None
    agreement = partner.agreement(one.type, "out")
    return agreement.batching if agreement else None


def _mailbox(one: Stored[Any], partner: Partner) -> str:
    agreement = partner.agreement(one.type, "out")
    return (agreement.mailbox if agreement else None) or partner.name


def _freeze(context: Context, connection: Connection, lane: Stored[Any], due: list[Envelope], now: datetime) -> None:
    """Numbers, bytes, outbox, and what is owed for it: all or nothing. What cannot be written takes no number."""
    while True:
        planned = counters.plan_controls(lane, [one.wants for one in due])
        written: list[Written] = []
        for one, controls in zip(due, planned, strict=True):
            try:
                written.append(Written(one, controls, _bytes(context, one, lane, controls, now)))
            except CannotWrite as error:
                _hold(connection, one, error, now)
                due.remove(one)
                break
        else:
            break
    counters.keep_controls(connection, lane, planned)
    _keep(context, connection, lane, written, now)


def _hold(connection: Connection, one: Envelope, error: CannotWrite, now: datetime) -> None:
    finding = Finding("", "", "CANNOT_WRITE", error.message, hint=error.hint)
    held = rows.waiting("CANNOT_WRITE", "configuration", now + rows.WAITS)
    ids = [document.id for document in one.documents]
    documents.set_many(connection, ids, now, findings=rows.stored([finding]), **held)


def _keep(
    context: Context, connection: Connection, lane: Stored[Any], written: Sequence[Written], now: datetime
) -> None:
    """Every row that the written interchanges need."""
    sent, envelopes, owed, facts = [], [], [], []
    changes: dict[str, Row] = {}
    for one in written:
        kept = one.data if isinstance(one.data, Kept) else context.store.archive.keep(one.data)
        outbox_id, interchange_id = context.store.new_id(now), context.store.new_id(now)
        sent.append({
            "id": outbox_id, "lane_id": lane.id, "partner": one.partner.name, "mailbox": one.envelope.mailbox,
            "name": file_name(one.envelope.first.type, lane, one.controls), "control": one.control,
            "epoch": one.controls.epoch, **outbox.bytes_of(kept),
        })  # fmt: skip
        envelopes.append({
            "id": interchange_id, "outbox_id": outbox_id, "direction": "out", "lane_id": lane.id,
            "partner": one.partner.name, "usage": lane.usage, "sender": lane.our_id, "receiver": lane.their_id,
            "control": one.control, "standard": one.partner.standard,
            "release": one.envelope.wire.release(one.partner.envelope), "start": 0, "end": kept.size,
            "sha256": kept.sha256, "closed_at": now, "created_at": now,
        })  # fmt: skip
        changes |= _changes(one, outbox_id, interchange_id)
        owed += _owed(context, one, lane.id, now)
        facts += [Fact("document.enveloped", {"control": one.control}, document.id, document.order_id)
                  for document in one.envelope.documents]  # fmt: skip
    outbox.insert(connection, sent, now)
    interchanges.insert(connection, envelopes)
    documents.change_each(connection, changes, now)
    expectations.insert(connection, owed, now)
    journal.append(connection, lane.id, facts, now)


def _changes(one: Written, outbox_id: str, interchange_id: str) -> dict[str, Row]:
    """What each document takes by its envelope."""
    base: Row = {
        "state": "ENVELOPED", "outbox_id": outbox_id, "interchange_id": interchange_id, "start": 0,
        "interchange_control": one.control, "end": one.size,
    }  # fmt: skip
    return {
        document.id: {**base, "answer": _answer(document, one.partner), **_numbers(one, place)}
        for place, document in enumerate(one.envelope.documents)
    }


def _numbers(one: Written, place: int) -> Row:
    """The numbers of the set at a place (0 is the first) in its group; a TA1 has neither."""
    controls = one.controls
    if not controls.sets:
        return {}
    group = str(controls.groups[0]) if controls.groups else None
    control = one.envelope.wire.set_control(controls.sets[place])
    return {"group_control": group, "set_control": control, "group_no": 1, "set_no": place + 1}


def _bytes(context: Context, one: Envelope, lane: Stored[Any], controls: Controls, now: datetime) -> bytes | Kept:
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
    if one.first.blob is not None:  # an acknowledgement of very many sets
        numbers = controls.isa, controls.groups[0], controls.sets[0]
        return streamed.keep(context.store.archive, header, one.first, numbers)
    wire, group = one.wire, str(controls.groups[0]) if controls.groups else ""
    sets = [
        OutSet(document.type, wire.set_control(number), document.body.decode("utf-8"), document.release,
               _association(document, partner))
        for document, number in zip(one.documents, controls.sets, strict=True)
    ]  # fmt: skip
    return wire.interchange(header, wire.interchange_control(controls.isa), group, one.first.functional_id, sets)


def _association(document: Stored[Any], partner: Partner) -> str:
    """Who made the subset that the agreement is about: UNH 0057."""
    agreed = partner.agreement(document.type, "out")
    return agreed.association if agreed else ""


def file_name(kind: str, lane: Stored[Any], controls: Controls) -> str:
    """One name an interchange: type, who to whom, usage, number; safe on every file system."""
    ours, theirs = (rows.safe(name.partition(":")[2]) for name in (lane.our_id, lane.their_id))
    epoch = "" if controls.epoch == 1 else f"e{controls.epoch}-"
    return f"{kind}_{ours}_{theirs}_{lane.usage}_{epoch}{controls.isa:09d}.edi"


def _answer(document: Stored[Any], partner: Partner) -> str:
    """Whether an acknowledgement is owed: for everything but acknowledgements."""
    words = STANDARDS[partner.standard]
    answers = document.type == "TA1" or document.type in words.acknowledgements
    return "none" if answers or partner.acknowledge.expect == "none" else "expected"


def _owed(context: Context, one: Written, lane_id: str, now: datetime) -> list[Row]:
    """What the partner owes for each document: its functional acknowledgement, by group or by interchange."""
    terms, agreed = one.partner.acknowledge, one.partner.agreement(one.envelope.first.type, "out")
    due_at = now + timedelta(seconds=(agreed.within_s if agreed else None) or terms.within_s)
    by_group = STANDARDS[one.partner.standard].by_group
    return [
        {"id": context.store.new_id(now), "kind": terms.expect, "document_id": document.id, "lane_id": lane_id,
         "partner": one.partner.name, "usage": one.partner.usage, "functional_id": document.functional_id,
         "ref_control": str(one.controls.groups[0]) if by_group else one.control, "due_at": due_at}
        for document in one.envelope.documents if _answer(document, one.partner) == "expected"
    ]  # fmt: skip
