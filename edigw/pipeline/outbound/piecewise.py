"""A functional acknowledgement that is composed while the sets of its group are read: flat memory, however many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edigw.formats.x12.write import Header, OutGroup, OutSet, around, on_wire
from edigw.mapping.rows import DocumentMap
from edigw.model.acknowledgement import Acknowledgement
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound import replies
from edigw.pipeline.outbound.compose import Composed, compose
from edigw.pipeline.read.examine import GroupSeen
from edigw.pipeline.read.routing import Rules
from edigw.pipeline.read.spool import Spool
from edigw.tree import Group
from edigw.validation.acknowledge import ACCEPTED, SetResult, acknowledge

PIECE = 1_000  # sets that are told of at once
FINDINGS = 5_000  # or fewer, with so many findings


class Answer:
    """Grows by a set at a time; what was composed lies in the spool."""

    def __init__(self, spool: Spool, rules: Rules, group: Group, envelope: EnvelopeRules) -> None:
        self.rules, self.group, self.envelope = rules, group, envelope
        self.document = rules.acknowledges_with
        self.release = rules.acknowledges_in(group.release)
        self._spool = spool
        self._pieces: list[tuple[int, int]] = []
        self._segments = 0  # of the pieces
        self._before: list[str] = []  # verdicts of the sets in the pieces
        self._results: list[SetResult] = []
        self._findings = 0

    def add(self, result: SetResult) -> None:
        self._results.append(result)
        self._findings += len(result.findings)
        if len(self._results) > PIECE or self._findings > FINDINGS:
            self._put()

    def texts(self, seen: GroupSeen, head: Header) -> Iterator[str]:
        """The answer in an interchange of its own, control numbers 1; `seen`: the group after its trailer."""
        ack = self._said(seen.group, seen.own_verdict, self._before)
        last = self._composed(ack).text
        if not self._pieces:
            yield replies.text(head, Composed(last), self.document, self.release).decode(self.envelope.charset)
            return
        out = OutGroup("FA", self.release, 1, [OutSet(self.document, 1, "")])
        start, told, end = parts(last)
        segments = self._segments + sum(text.count("\x1c") for text in (start, told, end))
        before, behind = around(head, 1, out, segments)
        yield (before + on_wire(start, self.envelope)).decode(self.envelope.charset)
        for place in self._pieces:
            yield on_wire(self._spool.get(place).decode("utf-8"), self.envelope).decode(self.envelope.charset)
        yield (on_wire(told + end, self.envelope) + behind).decode(self.envelope.charset)

    def _put(self) -> None:
        told = parts(self._composed(self._said(self.group, ACCEPTED)).text)[1]
        self._pieces.append(self._spool.put(told.encode("utf-8")))
        self._segments += told.count("\x1c")
        self._before += [result.verdict for result in self._results]
        self._results, self._findings = [], 0

    def _said(self, group: Group, own: str, before: Sequence[str] = ()) -> Acknowledgement:
        return acknowledge(group, self._results, own, release=self.release, document=self.document, before=before)

    def _composed(self, ack: Acknowledgement) -> Composed:
        return compose(self._chart, ack, self.rules.configuration.dictionary(self.release), self.envelope)

    @property
    def _chart(self) -> DocumentMap:
        return self.rules.acknowledges_by(self.release)


def parts(text: str) -> tuple[str, str, str]:
    """What is said of the group at first, of its sets, and of the group at last, in the storage form."""
    end = text.rfind("\x1cAK9\x1d") + 1
    start = text.find("\x1cAK2\x1d") + 1 or end
    return text[:start], text[start:end], text[end:]


__all__ = ["Answer", "parts"]
