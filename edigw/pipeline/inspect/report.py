"""The JSON of `edigw check`: what is wrong with a file, and the exact acknowledgements that it would get."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from edigw.formats.events import HARMLESS, Limits
from edigw.formats.mapped import Data, sha256
from edigw.model.partner import EnvelopeRules
from edigw.pipeline import rows
from edigw.pipeline.outbound import contrl, replies
from edigw.pipeline.outbound.piecewise import Answer
from edigw.pipeline.outbound.wire import WIRES
from edigw.pipeline.read.examine import Closed, GroupSeen, Opened, SetSeen, examine
from edigw.pipeline.read.routing import Router, Rules
from edigw.pipeline.read.spool import Rows, Spool, Text
from edigw.pipeline.rows import Row
from edigw.tree import Finding, Group, Message, Residue
from edigw.validation.acknowledge import REJECTED, SetResult, answerable
from edigw.validation.acknowledge_edifact import GroupResult

ORDER = ("accepted", "accepted_with_errors", "rejected", "quarantined")
_ENCODE = json.JSONEncoder(ensure_ascii=False, default=str).encode
PLAIN = EnvelopeRules()  # of answers to somebody without a partner file


@dataclass
class Report:
    """Collects the events of one file; what may be long lies in the spool."""

    now: datetime
    spool: Spool = field(default_factory=Spool)
    interchanges: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)  # of residue
    acknowledgements: list[str | Text] = field(default_factory=list)
    verdicts: set[str] = field(default_factory=set)
    residue: int = 0  # bytes
    _groups: list[Row] = field(default_factory=list)
    _seen: list[tuple[GroupSeen, Answer]] = field(default_factory=list)
    _rules: Rules | None = None
    _answer: Answer | None = None  # to the open group; None: nothing answers it
    _rejected: list[SetResult] = field(default_factory=list)  # of the open group, where the interchange is answered
    _results: list[GroupResult] = field(default_factory=list)
    _sets: Rows = field(init=False)

    def opened(self, seen: Opened) -> None:
        self._groups, self._seen, self._results, self._rules = [], [], [], seen.rules

    def group(self, group: Group) -> None:
        self._sets, self._answer, self._rejected, rules = Rows(self.spool), None, [], self._rules
        if rules is None or rules.reason is not None or not rules.words.by_group:
            return
        if rules.acknowledges_with != "none" and answerable(group):
            self._answer = Answer(self.spool, rules, group, _envelope(rules))

    def set(self, seen: SetSeen) -> None:
        message, verdict, findings = seen.message, seen.verdict, seen.findings
        if self._answer is not None or verdict == REJECTED:
            told = seen.result
            kept = SetResult(told.type, told.control, verdict, rows.kept(findings), told.implementation)
            if self._answer is not None:
                self._answer.add(kept)
            elif self._rules is not None and not self._rules.words.by_group:
                self._rejected.append(kept)
        asked = self._rules is not None and self._rules.partner is not None  # else the dictionary alone judges
        shown = seen.all_findings if asked else findings
        self._sets.add(_row(message, verdict, shown))

    def group_end(self, seen: GroupSeen) -> None:
        group = seen.group
        if self._answer is not None:
            self._seen.append((seen, self._answer))
        self._results.append(GroupResult(group, seen.own_verdict, tuple(self._rejected)))
        self._groups.append({
            "functional_id": group.functional_id or None, "control": group.control or None,
            "release": group.release or None,
            "verdict": _plain(seen.verdict), "findings": [rows.shown(one) for one in group.findings],
            "sets": self._sets.short(),
        })  # fmt: skip

    def closed(self, seen: Closed) -> None:
        at = seen.interchange
        self.verdicts.add(seen.verdict)
        self.interchanges.append({
            "standard": at.standard, "sender": at.sender, "receiver": at.receiver, "control": at.control,
            "release": at.release, "verdict": seen.verdict, "findings": [rows.shown(one) for one in at.findings],
            "groups": self._groups,
        })  # fmt: skip
        self._acknowledge(seen)

    def left_over(self, residue: Residue) -> None:
        self.residue += residue.end - residue.start
        self.findings += [rows.shown(one) for one in residue.findings]
        if residue.reason not in HARMLESS:
            self.verdicts.add("quarantined")

    def _answer_all(self, seen: Closed) -> None:
        """EDIFACT: one answer to the whole."""
        at, rules = seen.interchange, seen.rules
        if rules.reason is not None:
            return
        refused = contrl.refusing(at.findings, rules.leniency)
        if contrl.due(at, self._results, rules, refused, seen.only_acknowledgements):
            envelope = contrl.envelope_of(at, rules)
            made = contrl.contrl(at, self._results, rules, refused, envelope)
            if made.composed.reason == "CANNOT_WRITE":
                self.interchanges[-1]["findings"] += [rows.shown(one) for one in made.composed.findings]
                return
            written = contrl.text(made, at, envelope, self.now)
            self.acknowledgements.append(written.decode(WIRES["edifact"].charset(envelope)))

    def _acknowledge(self, seen: Closed) -> None:
        if not seen.rules.words.by_group:
            self._answer_all(seen)
            return
        envelope = _envelope(seen.rules)
        if seen.ta1:
            head = replies.header(seen.interchange, None, envelope, self.now)
            self.acknowledgements.append(replies.ta1_text(head, seen.interchange, *seen.ta1).decode(envelope.charset))
        if seen.refused or seen.verdict == "quarantined":
            return
        for group, answer in self._seen:
            head = replies.header(seen.interchange, group.group, envelope, self.now)
            text = Text(self.spool)
            for piece in answer.texts(group, head):
                text.add(piece)
            self.acknowledgements.append(text.short())


def _row(message: Message, verdict: str, shown: Sequence[Finding]) -> str:
    """A set as one line of JSON."""
    if not shown and message.type.isalnum() and message.control.isalnum():  # as nearly all
        named = f'"type": "{message.type}", "control": "{message.control}"'
        return f'{{{named}, "segments": {len(message.segments)}, "verdict": "{verdict}", "findings": []}}'
    return _ENCODE({
        "type": message.type, "control": message.control, "segments": len(message.segments), "verdict": verdict,
        "findings": [rows.shown(one) for one in shown],
    })  # fmt: skip


def _envelope(rules: Rules) -> EnvelopeRules:
    return rules.partner.envelope if rules.partner else PLAIN


def _plain(verdict: str) -> str:
    """A group of which a set is rejected: the worst in it."""
    return "rejected" if verdict == "partly_accepted" else verdict


def report(data: Data, router: Router, limits: Limits, now: datetime) -> Row:
    """Examine a file and tell all; nothing is stored. Of a large file, `sets` are Rows and a long answer is a Text."""
    told = Report(now)
    for seen in examine(data, router, limits):
        match seen:
            case Opened():
                told.opened(seen)
            case Group():
                told.group(seen)
            case SetSeen():
                told.set(seen)
            case GroupSeen():
                told.group_end(seen)
            case Closed():
                told.closed(seen)
            case Residue():
                told.left_over(seen)
            case _:
                continue
    return {
        "verdict": max(told.verdicts, key=ORDER.index, default="quarantined"),
        "sha256": sha256(data), "bytes": len(data), "residue_bytes": told.residue,
        "findings": told.findings, "interchanges": told.interchanges, "acknowledgements": told.acknowledgements,
    }  # fmt: skip


__all__ = ["Report", "Rules", "report"]
