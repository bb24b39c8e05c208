"""The JSON of `edigw check`: what is wrong with a file, and the exact acknowledgements that it would get."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from edigw.formats.mapped import Data
from edigw.formats.x12.events import Limits
from edigw.formats.x12.rules import HARMLESS
from edigw.model.partner import EnvelopeRules
from edigw.pipeline import replies, rows
from edigw.pipeline.examine import Closed, GroupSeen, Opened, SetSeen, examine
from edigw.pipeline.routing import Router, Rules
from edigw.pipeline.rows import Row
from edigw.tree import Group, Residue
from edigw.validation.acknowledge import SetResult, acknowledge, answerable

ORDER = ("accepted", "accepted_with_errors", "rejected", "quarantined")
PLAIN = EnvelopeRules()  # of answers to somebody without a partner file


@dataclass
class Report:
    """Collects the events of one file."""

    now: datetime
    interchanges: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)  # of residue
    acknowledgements: list[str] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    residue: int = 0  # bytes
    _groups: list[Row] = field(default_factory=list)
    _sets: list[Row] = field(default_factory=list)
    _results: list[SetResult] = field(default_factory=list)
    _seen: list[tuple[GroupSeen, list[SetResult]]] = field(default_factory=list)

    def opened(self) -> None:
        self._groups, self._seen = [], []

    def group(self) -> None:
        self._sets, self._results = [], []

    def set(self, seen: SetSeen) -> None:
        message = seen.message
        self._results.append(replace(seen.result, findings=rows.kept(seen.result.findings)))
        self._sets.append({
            "type": message.type, "control": message.control, "segments": len(message.segments),
            "verdict": seen.verdict, "findings": [rows.shown(one) for one in seen.all_findings],
        })  # fmt: skip

    def group_end(self, seen: GroupSeen) -> None:
        group = seen.group
        self._seen.append((seen, self._results))
        self._groups.append({
            "functional_id": group.functional_id, "control": group.control, "release": group.release,
            "verdict": _plain(seen.verdict), "findings": [rows.shown(one) for one in group.findings],
            "sets": self._sets,
        })  # fmt: skip

    def closed(self, seen: Closed) -> None:
        at = seen.interchange
        self.verdicts.append(seen.verdict)
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
            self.verdicts.append("quarantined")

    def _acknowledge(self, seen: Closed) -> None:
        envelope = seen.rules.partner.envelope if seen.rules.partner else PLAIN
        if seen.ta1:
            head = replies.header(seen.interchange, None, envelope, self.now)
            self._say(replies.ta1_text(head, seen.interchange, *seen.ta1))
        wanted = seen.rules.acknowledges_with != "none"
        if seen.refused or seen.verdict == "quarantined" or not wanted:
            return
        for group, results in self._seen:
            if answerable(group.group):
                self._say(_functional(seen, group, results, envelope, self.now))

    def _say(self, text: bytes) -> None:
        self.acknowledgements.append(text.decode("latin-1"))


def _functional(
    seen: Closed, group: GroupSeen, results: list[SetResult], envelope: EnvelopeRules, now: datetime
) -> bytes:
    release = seen.rules.acknowledges_in(group.group.release)
    kind = seen.rules.acknowledges_with
    ack = acknowledge(group.group, results, group.own_verdict, release=release, document=kind)
    dictionary = seen.rules.configuration.dictionary(release)
    written = replies.composed(ack, seen.rules.acknowledges_by(release), dictionary, envelope)
    return replies.text(replies.header(seen.interchange, group.group, envelope, now), written, kind, release)


def _plain(verdict: str) -> str:
    """A group of which a set is rejected: the worst in it."""
    return "rejected" if verdict == "partly_accepted" else verdict


def report(data: Data, router: Router, limits: Limits, now: datetime) -> Row:
    """Examine a file and tell all; nothing is stored."""
    told = Report(now)
    for seen in examine(data, router, limits):
        match seen:
            case Opened():
                told.opened()
            case Group():
                told.group()
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
        "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "residue_bytes": told.residue,
        "findings": told.findings, "interchanges": told.interchanges, "acknowledgements": told.acknowledgements,
    }  # fmt: skip


__all__ = ["Report", "Rules", "report"]
