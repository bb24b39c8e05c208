"""Boundary C, first half: is an interchange a repeat, what acknowledges it, what of it may take effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound.drafts import acknowledgement, ta1
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import differs, gaps, groups
from edigw.pipeline.turn.keys import key_of
from edigw.store import documents, interchanges, outbox, sql
from edigw.store.interchanges import Seen
from edigw.tree import Group, Interchange
from edigw.validation.acknowledge import SetResult, answerable

DUPLICATE = "025"  # TA105


@dataclass(frozen=True, slots=True)
class Arrival:
    """An interchange whose closing row stands, with its documents."""

    row: Stored[Any]
    documents: Sequence[Stored[Any]]  # their outlines
    partner: Partner

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.documents]

    @property
    def header(self) -> Interchange:
        """As much of the envelope as its answer needs."""
        head = self.row.header or {}
        return Interchange(
            self.row.standard, self.row.sender, self.row.receiver, self.row.control, self.row.release or "",
            self.row.usage, ack_requested=bool(head.get("ack_requested")), date=head.get("date", ""),
            time=head.get("time", ""), start=self.row.start or 0, end=self.row.end or 0,
        )  # fmt: skip


def admit(desk: Desk, arrivals: Sequence[Arrival]) -> None:
    """Judge each interchange as a whole, once. Its documents are then settled, WAITING, or left for their turn."""
    headers = {one.row.id: {**(one.row.header or {}), "admitted": True} for one in arrivals}
    interchanges.set_headers(desk.connection, headers)
    keys = [(one, dict(zip(interchanges.KEY, _key(desk, one), strict=True))) for one in arrivals]
    said = [{**key, "interchange_id": one.row.id, "sha256": one.row.sha256, "seen_at": desk.now} for one, key in keys]
    numbers = gaps.newest(desk, said, arrivals[0].partner) if arrivals else {}
    new = interchanges.remember_new(desk.connection, said)
    for one, key in keys:
        if one.row.id in new:
            gaps.note(desk, one.row, key, numbers, one.ids[0])
        seen = None if one.row.id in new else _seen(desk, one)
        if seen is None:
            _acknowledge(desk, one)
        elif seen.sha256 == one.row.sha256:
            _repeat(desk, one, seen)
        else:
            _conflict(desk, one, seen)


def _key(desk: Desk, arrival: Arrival) -> tuple[str, str, str, str, str]:
    row = arrival.row
    return desk.lane_id, row.standard, row.sender, row.receiver, row.control


def _seen(desk: Desk, arrival: Arrival) -> Seen | None:
    """The earlier arrival under the same control number. What was refused leaves its number free for better bytes."""
    row, key = arrival.row, _key(desk, arrival)
    window = timedelta(days=arrival.partner.duplicates.window_days)
    seen = interchanges.remember(desk.connection, key, row.id, row.sha256, desk.now, window)
    if seen is None or seen.sha256 == row.sha256:
        return seen
    earlier = interchanges.get(desk.connection, seen.interchange_id)
    if earlier is not None and (earlier.header or {}).get("refused"):
        interchanges.take_over(desk.connection, key, row.id, row.sha256, desk.now)
        return None
    return seen


def _acknowledge(desk: Desk, arrival: Arrival) -> None:
    """TA1 where one is due, one functional acknowledgement a group, and the state of what takes no effect."""
    head = arrival.row.header or {}
    if head.get("ta1"):
        ta1(desk, arrival.header, arrival.partner, tuple(head["ta1"]), arrival.row.id, arrival.ids)
    if head.get("refused"):
        _refuse(desk, arrival)
        return
    for group in arrival.row.groups or []:
        _acknowledge_group(desk, arrival, group, [one for one in arrival.documents if one.group_no == group["no"]])
    for one in arrival.documents:
        if one.group_no is None and one.type is None:
            desk.change(one.id, **rows.settled("REJECTED", "NO_GROUP", **rows.code_of(_findings(one))))


def _acknowledge_group(desk: Desk, arrival: Arrival, group: Row, members: Sequence[Stored[Any]]) -> None:
    """One functional acknowledgement; a number that was used before is answered as the partner file says."""
    answered = answerable(_group(group))
    sound = answered and group["own"] != "rejected"
    before = groups.earlier(desk, arrival.row, group, arrival.partner) if sound else None
    refused = before is not None and arrival.partner.duplicates.answer == "ta1"
    if refused:
        findings = [*(rows.stored([groups.used(group)]) or []), *(group["findings"] or [])]
        group = {**group, "own": "rejected", "findings": findings}
    elif before is not None and groups.same(desk, members, before):
        _repeated_group(desk, arrival, group, members, before)
        return
    if answered and arrival.partner.acknowledge.send != "none":
        _functional(desk, arrival, group, members)
    _settle_group(desk, group, members)
    if before is not None and not refused:
        desk.tell("group.held", arrival.ids[0], control=group["control"], reason="CONFLICT")
        by_number = {(one.type, one.set_control): one.id for one in before}
        against = {one.id: by_number.get((one.type, one.set_control)) for one in members}
        _hold(desk, arrival, against, {"code_type": "AK905", "code": groups.CODE})


def _repeated_group(
    desk: Desk, arrival: Arrival, group: Row, members: Sequence[Stored[Any]], before: Sequence[Stored[Any]]
) -> None:
    """The same group in another interchange: no effect; its first answer leaves once more where that is wanted."""
    for one in members:
        desk.change(one.id, **rows.settled("DUPLICATE", "REPEATED", code_type="AK905", code=groups.CODE))
    of = before[0].interchange_id if before else None
    desk.tell("group.repeated", arrival.ids[0], control=group["control"], of=of)
    if arrival.partner.duplicates.answer == "again" and of is not None:
        _answer_again(desk, [one.id for one in members], of, {one.id for one in before})


def _functional(desk: Desk, arrival: Arrival, group: Row, members: Sequence[Stored[Any]]) -> None:
    sets = [one for one in members if one.set_no is not None]
    conventions = group.get("conventions", {})
    results = [_result(one, conventions.get(str(one.set_no), "")) for one in sets]
    ids = [one.id for one in members]
    acknowledgement(desk, arrival.header, _group(group), arrival.partner, results, group["own"], arrival.row.id, ids)


def _result(one: Stored[Any], implementation: str) -> SetResult:
    return SetResult(one.type or "", one.set_control or "", one.verdict, _findings(one), implementation)


def _refuse(desk: Desk, arrival: Arrival) -> None:
    """TA104 R: nothing of it takes effect, and no group of it is answered."""
    faults = rows.findings_of(arrival.row.findings)
    code = rows.code_of(faults, "TA105")
    reason = next((one.rule for one in faults if one.code == code.get("code")), "REFUSED")
    for one in arrival.documents:
        desk.change(one.id, **rows.settled("REJECTED", reason, **code))
    desk.tell("interchange.refused", arrival.ids[0], control=arrival.row.control, reason=reason)


def _settle_group(desk: Desk, group: Row, members: Sequence[Stored[Any]]) -> None:
    """REJECTED for what was rejected, each with its code; the rest is left for its turn."""
    faults = rows.findings_of(group["findings"])
    for one in members:
        own = _findings(one)
        if group["own"] == "rejected":
            code = rows.code_of(faults, "AK905")
            reason = faults[0].rule if faults else "GROUP_REJECTED"
            desk.change(one.id, **rows.settled("REJECTED", reason, **code))
        elif one.verdict == "rejected" or one.set_no is None:
            found = own or faults
            reason = found[0].rule if found else "GROUP_EMPTY"
            desk.change(one.id, **rows.settled("REJECTED", reason, **rows.code_of(found)))
        else:
            continue
        desk.tell("document.rejected", one.id, reason=reason)


def _repeat(desk: Desk, arrival: Arrival, seen: Seen) -> None:
    """The same bytes again: no effect; answered as the partner's `duplicates.answer` says."""
    for one in arrival.documents:
        desk.change(one.id, **rows.settled("DUPLICATE", "REPEATED", code_type="TA105", code=DUPLICATE))
    interchanges.set_fields(desk.connection, arrival.row.id, duplicate_of=seen.interchange_id)
    desk.tell("interchange.repeated", arrival.ids[0], control=arrival.row.control, of=seen.interchange_id)
    policy = arrival.partner.duplicates.answer
    only_answers = bool((arrival.row.header or {}).get("only_acknowledgements"))
    if policy == "again":
        _answer_again(desk, arrival.ids, seen.interchange_id)
    elif policy == "ta1" and not only_answers:
        ta1(desk, arrival.header, arrival.partner, ("R", DUPLICATE), arrival.row.id, arrival.ids)


def _answer_again(desk: Desk, ids: Iterable[str], interchange_id: str, about: Set[str] | None = None) -> None:
    """The stored bytes of the first answers leave once more; what has not left yet will answer both. `about`: only
    answers to one of these."""
    answered = list(ids)
    replies = documents.acknowledging(desk.connection, interchange_id)
    whom = documents.answers_of(desk.connection, [one.id for one in replies]) if about is not None else {}
    for reply in replies:
        if about is not None and about.isdisjoint(whom.get(reply.id, ())):
            continue
        desk.answer(reply.id, answered)
        if reply.outbox_id is not None and outbox.redeliver(desk.connection, reply.outbox_id, desk.now):
            desk.tell("document.redelivered", reply.id, why="the interchange was repeated")


def _conflict(desk: Desk, arrival: Arrival, seen: Seen) -> None:
    """The control number of another interchange: refused by TA1 025, or acknowledged and held for a person."""
    if arrival.partner.duplicates.answer == "ta1":
        ta1(desk, arrival.header, arrival.partner, ("R", DUPLICATE), arrival.row.id, arrival.ids)
        for one in arrival.documents:
            desk.change(one.id, **rows.settled("REJECTED", "CONTROL_USED", code_type="TA105", code=DUPLICATE))
        return
    _acknowledge(desk, arrival)
    desk.tell("interchange.held", arrival.ids[0], control=arrival.row.control, reason="CONFLICT")
    earlier = differs.by_place(documents.of_interchange(desk.connection, seen.interchange_id))
    against = {one.id: earlier.get(differs.place_of(one)) for one in arrival.documents}
    _hold(desk, arrival, against, {"code_type": "TA105", "code": DUPLICATE})


def _hold(desk: Desk, arrival: Arrival, against: Mapping[str, str | None], code: Row) -> None:
    """What was not settled yet waits for a person, with its difference from what came before under the number."""
    for some in sql.chunks(one for one in against if not desk.changes(one)):
        for one in documents.find(desk.connection, some):
            before, key = against[one.id], key_of(one, arrival.partner)
            shown = differs.columns(desk, one, before) if before is not None else {}
            held = rows.waiting("CONFLICT", "person", desk.now + rows.WAITS)
            desk.change(one.id, **held, **code, **shown, order_key=key)
            desk.hold(one.id, {"order_key": key})
            desk.attention += 1


def _findings(one: Stored[Any]) -> tuple[Any, ...]:
    return rows.findings_of(one.findings)


def _group(row: Row) -> Group:
    return Group(
        row["functional_id"], row["sender"], row["receiver"], row["control"], row["release"], claimed=row["claimed"],
        findings=rows.findings_of(row["findings"]),
    )  # fmt: skip
