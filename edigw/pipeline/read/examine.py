"""Examine a file: bytes and rules in, verdicts and findings out. `check` and boundary B share it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from edigw.formats import files
from edigw.formats.edifact.charsets import charset as edifact_charset
from edigw.formats.events import REFUSED, GroupEnd, InterchangeEnd, Limits
from edigw.formats.mapped import Data, give_back
from edigw.formats.x12.events import Ta1
from edigw.mapping import read as reading
from edigw.mapping import straight
from edigw.mapping.notes import Reading
from edigw.mapping.rows import DocumentMap
from edigw.model.partner import Agreement
from edigw.pipeline.read.conventions import gs1_codes, named, strange
from edigw.pipeline.read.routing import Router, Rules
from edigw.pipeline.rules import fault
from edigw.structure.dictionary import Dictionary
from edigw.structure.releases import SAME
from edigw.tree import COMPONENT, Finding, Group, Interchange, Message, Residue
from edigw.validation import acknowledge
from edigw.validation.acknowledge import SetResult
from edigw.validation.verdict import ACCEPTED, judge, worst
from edigw.validation.verify import Verified, decimal_marks, verify

FORGET = 4_194_304  # bytes of a mapped file that are read before their memory is given back


@dataclass(frozen=True, slots=True)
class Opened:
    """An interchange's header was read."""

    interchange: Interchange
    rules: Rules


@dataclass(frozen=True)
class SetSeen:
    """One transaction set with its verdict, and what its map read of it."""

    message: Message
    verdict: str
    findings: tuple[Finding, ...]
    map: DocumentMap | None = None
    verified: Verified | None = None
    document: str = ""  # where an agreement makes another one of its type

    @property
    def kind(self) -> str:
        """850, ORDERS; or what the agreement calls it."""
        return self.document or self.message.type

    @cached_property
    def read(self) -> Reading | None:
        """What the map reads of it, once asked for; None where there is no map."""
        if self.map is None or self.verified is None:
            return None
        seen = self.verified
        return straight.read(self.map, seen.text, seen.dictionary) or reading.read(self.map, seen.root)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """With what the map refuses in words that the dictionary allows; those never change a verdict."""
        said = {(one.position, one.element, one.component) for one in self.findings}
        read = self.read.findings if self.read else ()
        return (*self.findings, *(one for one in read if (one.position, one.element, one.component) not in said))

    @property
    def refused_word(self) -> str | None:
        """The rule by which the map could not understand something: not to be acted upon without a person."""
        read = self.read.findings if self.read else ()
        return next((one.rule for one in read if one.severity != "note"), None)

    @property
    def result(self) -> SetResult:
        return SetResult(self.message.type, self.message.control, self.verdict, self.findings, self.implementation)

    @property
    def implementation(self) -> str:
        """What it says of whose convention it follows."""
        return named(self.message)


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """A functional group after its trailer; `rejected`: nothing of it takes effect, whatever its sets say."""

    group: Group
    received: int  # sets
    own_verdict: str  # over its own envelope alone
    verdict: str  # with its sets: accepted, accepted_with_errors, partly_accepted, rejected, quarantined


@dataclass(frozen=True, slots=True)
class Closed:
    """An interchange after its trailer, with the TA1 (TA104, TA105) that answers it, None where none does."""

    interchange: Interchange
    rules: Rules
    verdict: str  # the worst in it: accepted, accepted_with_errors, rejected, quarantined
    refused: bool = False  # as a whole: no functional acknowledgement, no effect
    ta1: tuple[str, str] | None = None
    only_acknowledgements: bool = False


Place = tuple[str, str, str]  # release, functional group, transaction set
ReadBy = tuple[Dictionary | None, DocumentMap | None, Finding | None, Finding | None, Agreement | None]
"""By what it is read; why it is not; what is noted; the agreement that names its conventions."""
Seen = Opened | Group | SetSeen | GroupSeen | Closed | Ta1 | Residue


def examine(data: Data, router: Router, limits: Limits) -> Iterator[Seen]:
    """Everything in the file, in its order. Every byte belongs to one Closed.interchange or one Residue."""
    rules = Rules(router.configuration)
    group = Group("", "", "", "", "")
    in_group: list[str] = []  # verdicts
    verdicts: list[str] = []
    kept = Kept()
    forgotten = 0
    for event in files.read(data, limits=limits, terms=router.terms):
        match event:
            case Message():
                seen = examine_set(event, group, rules, kept)
                if event.start - forgotten >= FORGET:
                    give_back(data, forgotten, event.start)
                    forgotten = event.start
                in_group.append(seen.verdict)
                yield seen
            case Interchange():
                rules, verdicts = router.rules(event), []
                kept = Kept(charset_of(event, rules), decimal_marks(event))
                yield Opened(event, rules)
            case Group():
                group, in_group = event, []
                yield event
            case GroupEnd():
                whole = _whole(event.group, rules)
                seen_group = judge_group(whole, event.received, in_group, rules)
                verdicts.append(seen_group.verdict)
                yield seen_group
            case InterchangeEnd():
                yield close(event, rules, verdicts)
            case _:
                yield event


@dataclass(slots=True)
class Kept:
    """What is the same for all sets of a place in one interchange."""

    charset: str = "latin-1"  # in which its bytes were read
    decimal: str = "."  # the marks that a number may have
    read_by: dict[Place, ReadBy] = field(default_factory=dict)


def charset_of(interchange: Interchange, rules: Rules) -> str:
    """In which an interchange's bytes were read: UNB's, or the partner file's."""
    if interchange.standard == "edifact":
        return edifact_charset(interchange.release).codec
    return rules.partner.envelope.charset if rules.partner else "latin-1"


def examine_set(message: Message, group: Group, rules: Rules, kept: Kept) -> SetSeen:
    """One set against dictionary, guide and map; its verdict by the leniency."""
    if rules.reason is not None:
        return SetSeen(message, "quarantined", message.findings)
    release = message.release or group.release
    place = (release, group.functional_id, message.type)
    read_by = kept.read_by.get(place)
    if read_by is None:
        read_by = kept.read_by[place] = _read_by(message.type, release, group.functional_id, rules)
    dictionary, chart, refused, note, agreed = read_by
    own = message.findings if note is None else (*message.findings, note.at(offset=message.start, value=release))
    document = rules.document(message.type) if rules.application else ""
    if dictionary is None or refused is not None:
        known = any(finding.code_type == "AK502" for finding in message.findings)
        extra = () if known or refused is None else (refused.at(offset=message.start),)
        return SetSeen(message, "rejected", (*own, *extra), document=document)
    if agreed is not None:
        own = (*own, *strange(message, group, agreed, rules.words))
    if message.findings and any(finding.rule in REFUSED for finding in message.findings):
        return SetSeen(message, "rejected", own, chart, document=document)
    verified = verify(message, dictionary, chart.guide if chart else None, kept.charset, kept.decimal)
    seen = SetSeen(message, ACCEPTED, (*own, *gs1_codes(message, verified.findings)), chart, verified, document)
    if rules.partner is not None and rules.words.unreadable and (more := tuple(_unreadable(seen, rules))):
        seen = replace(seen, findings=(*seen.findings, *more))
    if not seen.findings:
        return seen
    return replace(seen, verdict=judge(seen.findings, rules.leniency, chart.taken if chart else None))


def _unreadable(seen: SetSeen, rules: Rules) -> Iterator[Finding]:
    """Dates and times that are not of the format that stands beside them (C507): no dictionary tells, the map does."""
    for one in seen.all_findings[len(seen.findings) :]:
        if one.rule == "VALUE_UNREADABLE" and one.position:
            first = seen.message.segments[one.position - 1].get(1).partition(COMPONENT)[0]
            yield one.at(code_type=rules.words.code_list, code=rules.words.unreadable, qualifier=first)


def _read_by(kind: str, release: str, functional_id: str, rules: Rules) -> ReadBy:
    """By which dictionary and map sets of a type are read: the same for all of a group."""
    words = rules.words
    family = functional_id if words.by_group else kind
    dictionary = rules.dictionary(release, family)
    if dictionary is None:
        return None, None, None if words.by_group else words.no_release, None, None
    near = not words.by_group and family not in words.acknowledging and not rules.own(dictionary, release)
    note = _nearest(dictionary.release, release).at(segment=words.set, position=1, element=2) if near else None
    if kind not in dictionary.sets:
        return dictionary, None, words.unknown, note, None
    chart = rules.map_for(rules.document(kind), dictionary.release)
    if rules.partner is None:
        return dictionary, chart, None, note, None
    return dictionary, chart, words.not_traded if chart is None else None, note, rules.naming(kind)


def judge_group(group: Group, received: int, verdicts: Sequence[str], rules: Rules) -> GroupSeen:
    """The group's verdict: its own faults first, else its sets rolled up (lifecycle.md 3.5)."""
    if rules.reason is not None:
        return GroupSeen(group, received, "quarantined", "quarantined")
    if strange := strange_ids(group, rules):
        group = replace(group, findings=(*group.findings, *strange))
    own = judge(group.findings, rules.leniency, None)
    return GroupSeen(group, received, own, acknowledge.roll_up(own, verdicts))


def close(end: InterchangeEnd, rules: Rules, verdicts: Sequence[str]) -> Closed:
    """The interchange's verdict once its trailer was read, or its end was reached without one."""
    whole = replace(end.interchange, findings=(*end.interchange.findings, *rules.findings))
    if rules.reason is not None or not whole.addressable:
        return Closed(whole, rules, "quarantined")
    policy = rules.partner.acknowledge.ta1 if rules.partner else "requested"
    only, ta1 = end.only_acknowledgements, None
    if whole.standard == "x12":
        ta1 = acknowledge.ta1(whole, rules.leniency, policy, only_acknowledgements=only)
    letter, _ = acknowledge.interchange_verdict(whole.findings, rules.leniency)
    if letter == "R":
        return Closed(whole, rules, "rejected", True, ta1, only)
    own = ["accepted_with_errors"] if letter == "E" else []
    inner = ["rejected" if verdict == "partly_accepted" else verdict for verdict in verdicts]
    return Closed(whole, rules, worst([*inner, *own]), False, ta1, only)


def _whole(group: Group, rules: Rules) -> Group:
    """The group, with what the reader of bytes cannot know about its release; EDIFACT says it in each message."""
    words = rules.words
    if not words.by_group or group.functional_id in words.acknowledging:
        return group
    read_by = rules.dictionary(group.release, group.functional_id)
    if read_by is not None and SAME[rules.standard](read_by.release, group.release):
        return group
    found = words.no_release if read_by is None else _nearest(read_by.release, group.release)
    at = found.at(segment=words.group, element=8, offset=group.start, value=group.release)
    return replace(group, findings=(*group.findings, at))


def _nearest(read_by: str, release: str) -> Finding:
    """Said of a group that another release's dictionary reads."""
    message = f"{release} is read by the dictionary of {read_by}, the nearest that there is"
    return fault("RELEASE_NEAREST", message, severity="note")


def strange_ids(group: Group, rules: Rules) -> tuple[Finding, ...]:
    """`strict` minds group ids that are neither the partner file's nor the interchange's own; nobody else does."""
    partner = rules.partner
    if partner is None or rules.leniency != "strict" or rules.direction == "out" or rules.findings:
        return ()
    if not rules.words.by_group:
        return ()
    ours = (*partner.identity.interchange, partner.ids.our_interchange or "")
    senders = {*partner.ids.group, *map(_bare, (*partner.ids.interchange, *partner.ids.aliases))}
    receivers = {*partner.identity.group, partner.ids.our_group, *map(_bare, ours)}
    found = []
    if group.sender not in senders:
        found.append(fault("GROUP_SENDER", code_type="AK905", code="7", element=2, value=group.sender or None))
    if group.receiver not in receivers:
        found.append(fault("GROUP_RECEIVER", code_type="AK905", code="8", element=3, value=group.receiver or None))
    return tuple(one.at(segment="GS", offset=group.start) for one in found)


def _bare(id_: str) -> str:
    return id_.partition(":")[2]
