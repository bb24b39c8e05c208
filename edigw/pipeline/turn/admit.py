"""Boundary C, first half: is an interchange a repeat, what acknowledges it, what of it may take effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound.drafts import acknowledgement, ta1, whole_answer
from edigw.pipeline.read.routing import Rules
from edigw.pipeline.read.standards import STANDARDS, Standard
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import differs, gaps, groups
from edigw.pipeline.turn.answering import Gathering, group_of
from edigw.pipeline.turn.conflicts import Conflict, by_number, outlines, places
from edigw.pipeline.turn.whole import Whole, repeated
from edigw.store import documents, interchanges, outbox
from edigw.store.group_keys import SeenGroup
from edigw.store.interchanges import Seen
from edigw.tree import Finding, Interchange
from edigw.validation.acknowledge import answerable
from edigw.validation.acknowledge_edifact import refusing


@dataclass(frozen=True, slots=True)
class Arrival:
    """An interchange whose closing row stands, with its documents."""

    row: Stored[Any]
    partner: Partner
    first: str  # id of its first document
    held: Sequence[Stored[Any]] | None  # the outlines of its documents; None: too many to be held at once

    def each(self, desk: Desk) -> Iterator[Stored[Any]]:
        """The outlines of its documents, in order. Of very many, what was said of some is written before the next."""
        if self.held is not None:
            yield from self.held
            return
        after = ""
        while some := documents.page(desk.connection, self.row.id, after):
            yield from some
            desk.make_room()
            after = some[-1].id

    @property
    def words(self) -> Standard:
        return STANDARDS[self.row.standard]

    @property
    def duplicate(self) -> Row:
        """By which code a repeat is known."""
        return {"code_type": self.words.code_list, "code": self.words.duplicate}

    @property
    def only_answers(self) -> bool:
        return bool((self.row.header or {}).get("only_acknowledgements"))

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
            gaps.note(desk, one.row, key, numbers, one.first)
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


def _acknowledge(desk: Desk, arrival: Arrival, conflict: Conflict | None = None) -> None:
    """TA1 where one is due, one functional acknowledgement a group or interchange, and the state of what takes no
    effect. What a `conflict` is about waits."""
    head = arrival.row.header or {}
    whole = None if arrival.words.by_group else Whole(desk, arrival.header, arrival.partner, arrival.row.id)
    if head.get("ta1"):
        _ta1(desk, arrival, tuple(head["ta1"]))
    if head.get("refused"):
        if whole is not None:
            why = refusing(rows.findings_of(arrival.row.findings), arrival.partner.leniency)
            whole.write(partial(arrival.each, desk), why, arrival.only_answers)
        _refuse(desk, arrival)
        return
    rows_of = {group["no"]: group for group in arrival.row.groups or []}
    for no, members in groupby(arrival.each(desk), lambda one: one.group_no):
        if no not in rows_of:
            _outside(desk, members, conflict)
        elif whole is not None:
            whole.group(rows_of[no], _settled(desk, rows_of[no], members, conflict))
        else:
            _acknowledge_group(desk, arrival, rows_of[no], members, conflict)
    if whole is not None:
        whole.write(partial(arrival.each, desk), None, arrival.only_answers)
    if conflict is not None:
        conflict.write()


def _outside(desk: Desk, members: Iterable[Stored[Any]], conflict: Conflict | None) -> None:
    """TA1s, and what stands for an interchange without a group."""
    for one in members:
        if one.type is None:
            desk.change(one.id, **rows.settled("REJECTED", "NO_GROUP", **rows.code_of(rows.findings_of(one.findings))))
        if conflict is not None:
            conflict.add(one)


def _acknowledge_group(
    desk: Desk, arrival: Arrival, group: Row, members: Iterable[Stored[Any]], conflict: Conflict | None
) -> None:
    """One functional acknowledgement; a number that was used before is answered as the partner file says."""
    answered = answerable(group_of(group))
    sound = answered and group["own"] != "rejected"
    before = groups.earlier(desk, arrival.row, group, arrival.partner) if sound else None
    if before is not None and arrival.partner.duplicates.answer == "ta1":
        findings = [*(rows.stored([groups.used(group)]) or []), *(group["findings"] or [])]
        group = {**group, "own": "rejected", "findings": findings}
    elif before is not None and groups.same(desk, arrival.row.id, group["no"], before):
        _repeated_group(desk, arrival, group, members, before)
        return
    elif before is not None:
        desk.tell("group.held", arrival.first, control=group["control"], reason="CONFLICT")
        held = places(groups.members(desk, before.interchange_id, before.group_no), by_number)
        code = {"code_type": "AK905", "code": groups.CODE}
        conflict = Conflict(desk, arrival.partner, code, by_number, held)
    sends = answered and arrival.partner.acknowledge.send != "none"
    _answer(desk, arrival, group, _settled(desk, group, members, conflict), sends)
    if conflict is not None:
        conflict.write()


def _settled(
    desk: Desk, group: Row, members: Iterable[Stored[Any]], conflict: Conflict | None
) -> Iterator[Stored[Any]]:
    """The documents of a group, each settled, WAITING, or left for its turn."""
    faults = rows.findings_of(group["findings"])
    for one in members:
        _settle(desk, group, faults, one)
        if conflict is not None:
            conflict.add(one)
        yield one


def _answer(desk: Desk, arrival: Arrival, group: Row, members: Iterable[Stored[Any]], sends: bool) -> None:
    """The group's functional acknowledgement, where one is sent."""
    if not sends:
        for _ in members:
            pass
        return
    partner, reply = arrival.partner, desk.new_id()
    gathering = Gathering(desk, group, partner)
    for one in members:
        desk.answer(reply, [one.id])
        gathering.add(one)
    acknowledgement(desk, arrival.header, partner, gathering.answer, group["own"], reply, arrival.row.id)


def _refusal(desk: Desk, arrival: Arrival) -> list[str]:
    """TA1 025, or a CONTRL that says the same; it answers every document of the interchange."""
    if arrival.words.by_group:
        return [ta1(desk, arrival.header, arrival.partner, ("R", arrival.words.duplicate), arrival.row.id)]
    rules = Rules(desk.context.configuration, arrival.partner, standard=arrival.row.standard)
    if rules.acknowledges_with == "none":
        return []
    why = repeated(arrival.words, arrival.row.control)
    return [whole_answer(desk, arrival.header, rules, (), why, arrival.row.id)]


def _ta1(desk: Desk, arrival: Arrival, said: tuple[str, str]) -> None:
    reply = ta1(desk, arrival.header, arrival.partner, said, arrival.row.id)
    for one in arrival.each(desk):
        desk.answer(reply, [one.id])


def _repeated_group(
    desk: Desk, arrival: Arrival, group: Row, members: Iterable[Stored[Any]], before: SeenGroup
) -> None:
    """The same group in another interchange: no effect; its first answer leaves once more where that is wanted."""
    desk.tell("group.repeated", arrival.first, control=group["control"], of=before.interchange_id)
    replies: list[str] = []
    if arrival.partner.duplicates.answer == "again":
        first = next(groups.members(desk, before.interchange_id, before.group_no))
        replies = _leave_again(desk, before.interchange_id, first.id)
    for one in members:
        desk.change(one.id, **rows.settled("DUPLICATE", "REPEATED", code_type="AK905", code=groups.CODE))
        for reply in replies:
            desk.answer(reply, [one.id])


def _refuse(desk: Desk, arrival: Arrival) -> None:
    """TA104 R, UCI 4: nothing of it takes effect, and no group of it is answered."""
    faults = rows.findings_of(arrival.row.findings)
    code = rows.code_of(faults, arrival.words.code_list)
    reason = next((one.rule for one in faults if one.code == code.get("code")), "REFUSED")
    for one in arrival.each(desk):
        desk.change(one.id, **rows.settled("REJECTED", reason, **code))
    desk.tell("interchange.refused", arrival.first, control=arrival.row.control, reason=reason)


def _settle(desk: Desk, group: Row, faults: Sequence[Finding], one: Stored[Any]) -> None:
    """REJECTED with its code for what was rejected; the rest is left for its turn."""
    if group["own"] == "rejected":
        found, code = faults, rows.code_of(faults, "AK905")
        reason = faults[0].rule if faults else "GROUP_REJECTED"
    elif one.verdict == "rejected" or one.set_no is None:
        found = rows.findings_of(one.findings) or faults
        code = rows.code_of(found)
        reason = found[0].rule if found else "GROUP_EMPTY"
    else:
        return
    kept = {"findings": rows.stored(found[:1])} if reason == "GROUP_USED" else {}  # nothing else remembers it
    desk.change(one.id, **kept, **rows.settled("REJECTED", reason, **code))
    desk.tell("document.rejected", one.id, reason=reason)


def _repeat(desk: Desk, arrival: Arrival, seen: Seen) -> None:
    """The same bytes again: no effect; answered as the partner's `duplicates.answer` says."""
    interchanges.set_fields(desk.connection, arrival.row.id, duplicate_of=seen.interchange_id)
    desk.tell("interchange.repeated", arrival.first, control=arrival.row.control, of=seen.interchange_id)
    policy = arrival.partner.duplicates.answer
    replies: list[str] = []
    if policy == "again":
        replies = _leave_again(desk, seen.interchange_id)
    elif policy == "ta1" and not arrival.only_answers:
        replies = _refusal(desk, arrival)
    for one in arrival.each(desk):
        desk.change(one.id, **rows.settled("DUPLICATE", "REPEATED", **arrival.duplicate))
        for reply in replies:
            desk.answer(reply, [one.id])


def _leave_again(desk: Desk, interchange_id: str, about: str | None = None) -> list[str]:
    """The stored bytes of the first answers leave once more; what has not left yet will answer both. The ids of the
    answers; `about`: only of those to this document."""
    found = []
    for reply in documents.acknowledging(desk.connection, interchange_id):
        if about is not None and not documents.answer(desk.connection, reply.id, about):
            continue
        found.append(reply.id)
        if reply.outbox_id is not None and outbox.redeliver(desk.connection, reply.outbox_id, desk.now):
            desk.tell("document.redelivered", reply.id, why="the interchange was repeated")
    return found


def _conflict(desk: Desk, arrival: Arrival, seen: Seen) -> None:
    """The control number of another interchange: refused, or acknowledged and held for a person."""
    if arrival.partner.duplicates.answer == "ta1":
        replies, why = _refusal(desk, arrival), rows.stored([repeated(arrival.words, arrival.row.control)])
        for one in arrival.each(desk):
            desk.change(one.id, findings=why, **rows.settled("REJECTED", "CONTROL_USED", **arrival.duplicate))
            for reply in replies:
                desk.answer(reply, [one.id])
        return
    desk.tell("interchange.held", arrival.first, control=arrival.row.control, reason="CONFLICT")
    before = places(outlines(desk.connection, seen.interchange_id), differs.place_of)
    _acknowledge(desk, arrival, Conflict(desk, arrival.partner, arrival.duplicate, differs.place_of, before))
