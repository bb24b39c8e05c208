"""A functional acknowledgement that is composed while the sets of its group are read: flat memory, however many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from edigw.formats.x12.write import Header, OutGroup, OutSet, around, on_wire
from edigw.mapping.rows import DocumentMap
from edigw.model.acknowledgement import Acknowledgement
from edigw.model.partner import EnvelopeRules
from edigw.pipeline import rows
from edigw.pipeline.outbound import replies
from edigw.pipeline.outbound.compose import Composed, compose
from edigw.pipeline.read.examine import GroupSeen
from edigw.pipeline.read.routing import Rules
from edigw.pipeline.read.spool import Spool
from edigw.tree import Finding, Group
from edigw.validation.acknowledge import ACCEPTED, SetResult, acknowledge

PIECE = 1_000  # sets that are told of at once
FINDINGS = 5_000  # or fewer, with so many findings


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was composed in pieces, without ST and SE; with findings or a reason it must not be sent."""

    start: str  # what is said of the group at first, in the storage form
    end: str  # the last sets, and what is said of the group at last
    spool: Spool
    between: tuple[tuple[int, int], ...]  # where the other sets lie
    segments: int  # without ST and SE
    findings: tuple[Finding, ...]
    reason: str | None

    @property
    def count(self) -> int:
        """How many segments the set has, ST and SE included."""
        return self.segments + 2

    def texts(self) -> Iterator[str]:
        """The set piece by piece, in the storage form."""
        yield self.start
        for place in self.between:
            yield self.spool.get(place).decode("utf-8")
        yield self.end


class Answer:
    """Grows by a set at a time; what was composed lies in the spool."""

    def __init__(self, spool: Spool, rules: Rules, group: Group, envelope: EnvelopeRules) -> None:
        self.rules, self.group, self.envelope = rules, group, envelope
        self.document = rules.acknowledges_with
        self.release = rules.acknowledges_in(group.release)
        self._spool = spool
        self._pieces: list[tuple[int, int]] = []
        self._segments = 0  # of the pieces
        self._before: Counter[str] = Counter()  # verdicts of the sets in the pieces
        self._results: list[SetResult] = []
        self._findings = 0  # of the results
        self._own_faults: tuple[Finding, ...] = ()  # of the pieces: what is wrong with what we wrote
        self._reason: str | None = None

    def add(self, result: SetResult) -> None:
        self._results.append(result)
        self._findings += len(result.findings)
        if len(self._results) > PIECE or self._findings > FINDINGS:
            self._put()

    @property
    def in_pieces(self) -> bool:
        """Whether it is too long to be composed at once."""
        return bool(self._pieces)

    def said(self, group: Group, own: str) -> Acknowledgement:
        """What is said of the group, and of those sets that lie in no piece."""
        before = self._before
        return acknowledge(group, self._results, own, release=self.release, document=self.document, before=before)

    def at_once(self, ack: Acknowledgement) -> Composed:
        """The answer that is not in pieces, by what `said` returned."""
        return compose(self.chart, ack, self.rules.configuration.dictionary(self.release), self.envelope)

    def told(self, ack: Acknowledgement) -> Told:
        """The answer that is in pieces, by what `said` returned."""
        last = self.at_once(ack)
        start, sets, end = parts(last.text)
        segments = self._segments + last.text.count("\x1c")
        findings = (*self._own_faults, *last.findings)
        reason = self._reason or last.reason
        return Told(start, sets + end, self._spool, tuple(self._pieces), segments, findings, reason)

    def texts(self, seen: GroupSeen, head: Header) -> Iterator[str]:
        """The answer in an interchange of its own, control numbers 1; `seen`: the group after its trailer."""
        ack = self.said(seen.group, seen.own_verdict)
        if not self.in_pieces:
            whole = replies.text(head, self.at_once(ack), self.document, self.release)
            yield whole.decode(self.envelope.charset)
            return
        told = self.told(ack)
        before, behind = around(head, 1, OutGroup("FA", self.release, 1, [OutSet(self.document, 1, "")]), told.segments)
        yield before.decode(self.envelope.charset)
        for text in told.texts():
            yield on_wire(text, self.envelope).decode(self.envelope.charset)
        yield behind.decode(self.envelope.charset)

    def _put(self) -> None:
        composed = self.at_once(self.said(self.group, ACCEPTED))
        sets = parts(composed.text)[1]
        self._pieces.append(self._spool.put(sets.encode("utf-8")))
        self._segments += sets.count("\x1c")
        self._before.update(result.verdict for result in self._results)
        self._own_faults = (*self._own_faults, *composed.findings)[: rows.LISTED]
        self._reason = self._reason or composed.reason
        self._results, self._findings = [], 0

    @property
    def chart(self) -> DocumentMap:
        """The map that writes it."""
        return self.rules.acknowledges_by(self.release)


def parts(text: str) -> tuple[str, str, str]:
    """What is said of the group at first, of its sets, and of the group at last, in the storage form."""
    end = text.rfind("\x1cAK9\x1d") + 1
    start = text.find("\x1cAK2\x1d") + 1 or end
    return text[:start], text[start:end], text[end:]


__all__ = ["Answer", "Told", "parts"]
