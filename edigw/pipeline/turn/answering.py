"""What answers a functional group, gathered from the rows of its sets, however many: at first, and anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.acknowledgement import Acknowledgement
from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound.drafts import answered
from edigw.pipeline.outbound.piecewise import Answer
from edigw.pipeline.read.routing import Rules
from edigw.pipeline.read.spool import Spool
from edigw.pipeline.rows import Row
from edigw.pipeline.turn import groups
from edigw.store import documents, interchanges
from edigw.tree import Group
from edigw.validation.acknowledge import SetResult


class Gathering:
    """The functional acknowledgement of a group, which is told of its sets one after the other."""

    def __init__(self, desk: Desk, group: Row, partner: Partner) -> None:
        rules = Rules(desk.context.configuration, partner)
        self.answer = Answer(Spool(), rules, group_of(group), partner.envelope)
        self._conventions = Conventions(group.get("conventions"))

    def add(self, one: Stored[Any]) -> None:
        """A document of the group, by its outline; what stands for a group without sets says nothing."""
        if one.set_no is not None:
            findings, implementation = rows.findings_of(one.findings), self._conventions.of(one.set_no)
            self.answer.add(SetResult(one.type or "", one.set_control or "", one.verdict, findings, implementation))


def in_pieces(ack: Acknowledgement) -> bool:
    """Whether the model of an acknowledgement lacks its sets: so it is kept where they were too many."""
    return not ack.sets and ack.received > 0


def anew(desk: Desk, document: Stored[Any], ack: Acknowledgement, partner: Partner) -> Row:
    """The columns of an acknowledgement `in_pieces` that is composed once more, by today's map."""
    first = documents.first_answered(desk.connection, document.id)
    row = interchanges.get(desk.connection, document.answers_interchange)
    assert first is not None and row is not None
    group = next(one for one in row.groups if one["no"] == first.group_no)
    gathering = Gathering(desk, group, partner)
    for one in groups.members(desk, row.id, first.group_no):
        gathering.add(one)
    answer = gathering.answer
    last = answer.said(answer.group, group["own"])
    chart = answer.chart
    columns = answered(desk, answer, ack.model_copy(update={"sets": last.sets}))
    return {**columns, "map": chart.name, "map_hash": chart.hash}


class Conventions:
    """ST03 of the sets of a group, as boundary B has noted it: shared by runs of sets, or by each set's number."""

    def __init__(self, noted: Sequence[Sequence[Any]] | Mapping[str, str] | None) -> None:
        if isinstance(noted, Mapping):  # as earlier versions noted it
            noted = [(int(no), int(no), text) for no, text in noted.items()]
        self.runs = sorted(noted or (), key=itemgetter(0))

    def of(self, set_no: int) -> str:
        at = bisect_right(self.runs, set_no, key=itemgetter(0)) - 1
        return str(self.runs[at][2]) if at >= 0 and self.runs[at][1] >= set_no else ""


def group_of(row: Row) -> Group:
    """A group as its interchange's row holds it."""
    return Group(
        row["functional_id"], row["sender"], row["receiver"], row["control"], row["release"], claimed=row["claimed"],
        findings=rows.findings_of(row["findings"]),
    )  # fmt: skip


__all__ = ["Gathering", "anew", "group_of", "in_pieces"]
