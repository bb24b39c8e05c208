"""What answers an EDIFACT interchange as a whole, gathered while its messages are settled: one CONTRL, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Row as Stored

from edigw.model.partner import Partner
from edigw.pipeline import rows
from edigw.pipeline.desk import Desk
from edigw.pipeline.outbound import contrl
from edigw.pipeline.outbound.drafts import whole_answer
from edigw.pipeline.read.routing import Rules
from edigw.pipeline.read.standards import Standard
from edigw.pipeline.rows import Row
from edigw.pipeline.rules import REASONS
from edigw.pipeline.turn.answering import Conventions, group_of
from edigw.tree import Finding, Interchange
from edigw.validation.acknowledge import REJECTED, SetResult
from edigw.validation.acknowledge_edifact import GroupResult

Each = Callable[[], Iterable[Stored[Any]]]  # the outlines of the interchange's documents


class Whole:
    """Remembers what is rejected; the rest a CONTRL does not tell."""

    def __init__(self, desk: Desk, original: Interchange, partner: Partner, interchange_id: str) -> None:
        self.desk, self.original, self.partner, self.interchange_id = desk, original, partner, interchange_id
        self.results: list[GroupResult] = []

    def group(self, row: Row, members: Iterable[Stored[Any]]) -> None:
        """A group, or messages that stand in none."""
        conventions = Conventions(row.get("conventions"))
        rejected = [
            SetResult(one.type or "", one.set_control or "", REJECTED, rows.findings_of(one.findings),
                      conventions.of(one.set_no))
            for one in members if one.set_no is not None and one.verdict == REJECTED
        ]  # fmt: skip
        self.results.append(GroupResult(group_of(row), row["own"], tuple(rejected)))

    def write(self, each: Each, refused: Finding | None, only_answers: bool) -> None:
        """The answer, where one is due. `refused`: why nothing of the interchange is read."""
        rules = Rules(self.desk.context.configuration, self.partner, standard=self.original.standard)
        if not contrl.due(self.original, self.results, rules, refused, only_answers):
            return
        reply = whole_answer(self.desk, self.original, rules, self.results, refused, self.interchange_id)
        for one in each():
            self.desk.answer(reply, [one.id])


def repeated(words: Standard, control: str) -> Finding:
    """Why an interchange is refused whose control number or reference came before."""
    segment, element = ("ISA", 13) if words.by_group else ("UNB", 5)
    return Finding(words.code_list, words.duplicate, "CONTROL_USED", REASONS["CONTROL_USED"], segment=segment,
                   element=element, value=control, hint="they send it again under a number of its own")  # fmt: skip


__all__ = ["Whole", "repeated"]
