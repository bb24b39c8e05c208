"""Findings become an acknowledgement, a 997 or 999 in words; whether and how a TA1 answers (X12.5, X12.56)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from edigw.model.acknowledgement import Acknowledgement, ElementFault, SegmentFault, SetVerdict
from edigw.model.base import vouched
from edigw.tree import Finding, Group, Interchange
from edigw.validation.fault_words import ELEMENT_FAULT, SEGMENT_FAULT, code_in, words_of

MOST_CODES = 5  # AK502 to AK506, AK905 to AK909
MOST_FAULTS = 1000  # AK3 and AK4 listed for one set; the rest changes no verdict
_MOST_ELEMENTS = 99  # AK4s under one AK3
_VALUE = 99  # AK404, characters

_LISTED = {"AK304": SEGMENT_FAULT, "AK403": ELEMENT_FAULT}  # what AK3 and AK4 can say

ACCEPTED, WITH_ERRORS, PARTLY, REJECTED = "accepted", "accepted_with_errors", "partly_accepted", "rejected"


class SetResult(NamedTuple):
    """What became of one set: its ST01 and ST02 as received, its verdict, every finding."""

    type: str
    control: str
    verdict: str  # accepted, accepted_with_errors, rejected
    findings: tuple[Finding, ...] = ()
    implementation: str = ""  # ST03


@dataclass(frozen=True, slots=True)
class Form:
    """Which acknowledgement it is to be: its codes are kept to the lists of this document and release."""

    document: str = "997"  # or 999
    release: str = "004010"

    def code(self, finding: Finding) -> str:
        return code_in(self.document, self.release, finding.code_type, finding.code, finding.rule)

    def word(self, code_type: str, code: str) -> str:
        return words_of(self.document, code_type)[code]


def answerable(group: Group) -> bool:
    """Whether a functional acknowledgement may answer this group: none ever answers another."""
    return group.functional_id != "FA"


def roll_up(group_verdict: str, verdicts: Iterable[str] | Mapping[str, int]) -> str:
    """AK901 from the verdict over the group's own envelope and those of its sets.

    A group that is itself rejected, and one without a set, is rejected whatever its sets are. Of very many sets only
    how often each verdict came is told.
    """
    counts = Counter(verdicts)
    rejected, sets = counts[REJECTED], counts.total()
    if group_verdict == REJECTED or rejected == sets:
        return REJECTED
    if rejected:
        return PARTLY
    clean = group_verdict == ACCEPTED and counts[ACCEPTED] == sets
    return ACCEPTED if clean else WITH_ERRORS


def acknowledge(
    group: Group,
    results: Sequence[SetResult],
    group_verdict: str = ACCEPTED,
    *,
    release: str = "004010",
    document: str = "997",
    most_faults: int = MOST_FAULTS,
    before: Mapping[str, int] | None = None,
) -> Acknowledgement:
    """The answer to one group; `document` and `release` are the acknowledgement's own: it keeps to their code lists.

    `before`: how often each verdict came among the sets that earlier pieces of the same answer tell of.
    """
    form = Form(document, release)
    verdicts = Counter(result.verdict for result in results)
    verdicts.update(before or {})
    received = verdicts.total()
    accepted = 0 if group_verdict == REJECTED else received - verdicts[REJECTED]
    return Acknowledgement(
        functional_id=_fitted(group.functional_id, 2, 2),
        group_control=_fitted(group.control, 1, 9),
        release=_echoed(group.release, 12),
        sets=tuple([_set(result, form, most_faults) for result in results]),
        verdict=roll_up(group_verdict, verdicts),
        claimed=_claimed(group, received),
        received=Decimal(received),
        accepted=Decimal(accepted),
        faults=_words(group.findings, "AK905", form),
    )


def _claimed(group: Group, received: int) -> Decimal:
    """GE01; what was received where there is none, or one that AK902 cannot carry."""
    text = group.claimed or ""
    plain = text.isascii() and text.isdigit() and len(text.lstrip("0")) <= 6
    return Decimal(text.lstrip("0") or "0") if plain else Decimal(received)


def _set(result: SetResult, form: Form, most: int) -> SetVerdict:
    shown: list[Finding] = []
    if result.findings and result.verdict != ACCEPTED:
        shown = [finding for finding in result.findings if finding.severity == "error"]
    segments = _segments(shown, form, most) if shown else ()
    body = {
        "type": _fitted(result.type, 3, 3),
        "control": _fitted(result.control, 4, 9),
        "implementation": _echoed(result.implementation, 35) if result.implementation.strip() else None,
        "segments": segments,
        "verdict": result.verdict,
        "faults": _words(shown, "AK502", form, ("5",) if segments else ()) if shown else (),
    }
    return vouched(SetVerdict, body)


def _fitted(text: str, least: int, most: int) -> str:
    """ST01 or ST02 as AK2 can carry it: odd characters out, cut or padded with zeros to what X12 allows."""
    if text.isascii() and text.isalnum() and least <= len(text) <= most:
        return text
    kept = "".join(sign for sign in text if sign.isascii() and sign.isprintable()).strip()
    return kept[:most].rjust(least, "0")


def _echoed(text: str, most: int) -> str | None:
    """What only later releases repeat (AK103, AK203), as far as it is plain text of its length."""
    return text if text and len(text) <= most and text.isascii() and text.isprintable() else None


def _words(findings: Iterable[Finding], code_type: str, form: Form, more: Sequence[str] = ()) -> tuple[str, ...]:
    table = words_of(form.document, code_type)
    codes = {form.code(finding) for finding in findings if finding.code_type == code_type}
    codes.update(more)
    known = [code for code in codes if code in table]
    known.sort(key=lambda code: (len(code), code))
    return tuple([table[code] for code in known[:MOST_CODES]])


def _segments(findings: Iterable[Finding], form: Form, most: int) -> tuple[SegmentFault, ...]:
    """AK3 in the order of the set: one for each fault of a segment, one for all faults of its elements."""
    rows: dict[tuple[int, str, str], list[Finding]] = {}
    wanted = [finding for finding in findings if finding.code in _LISTED.get(finding.code_type, ())]
    if len(wanted) > 1:
        wanted.sort(key=lambda one: one.position or 1)
    for finding in wanted:
        code = form.code(finding) if finding.code_type == "AK304" else "8"
        elements = rows.setdefault((finding.position or 1, finding.segment or "", code), [])
        if finding.code_type == "AK403":
            elements.append(finding)
    faults, left = [], most
    for (position, tag, code), elements in rows.items():
        if left <= 0:
            break
        listed = elements[: min(_MOST_ELEMENTS, left - 1)]
        left -= 1 + len(listed)
        faults.append(_segment(position, tag, code, listed, form))
    return tuple(faults)


def _segment(position: int, tag: str, code: str, elements: Sequence[Finding], form: Form) -> SegmentFault:
    body = {
        "tag": _tag(tag),
        "position": Decimal(min(position, 999_999)),
        "loop": None,
        "fault": form.word("AK304", code),
        "contexts": (),
        "elements": tuple([_element(finding, form) for finding in elements]),
    }
    return vouched(SegmentFault, body)


def _tag(tag: str) -> str:
    """AK301 has two or three characters, whatever was received."""
    if tag.isascii() and tag.isalnum() and tag.isupper() and 2 <= len(tag) <= 3:
        return tag
    kept = "".join(sign for sign in tag.upper() if sign.isascii() and sign.isalnum())
    return kept[:3].ljust(2, "?")


def _element(finding: Finding, form: Form) -> ElementFault:
    code, number = form.code(finding), finding.element_id
    body = {
        "position": Decimal(min(finding.element or 1, 99)),
        "component": None if finding.component is None else Decimal(min(finding.component, 99)),
        "repetition": None if finding.repetition is None else Decimal(min(finding.repetition, 9999)),
        "number": number if number and number.isdigit() else None,
        "fault": form.word("AK403", code),
        "value": None if code == "6" else _value(finding.value),
        "contexts": (),
    }
    return vouched(ElementFault, body)


def _value(value: str | None) -> str | None:
    """AK404: the bad value as far as it is plain text; its delimiters are the writer's business."""
    if not value or not value.isascii() or not value.isprintable():
        return None
    return value[:_VALUE].rstrip() or None


BEARABLE: dict[str, frozenset[str]] = {  # leniency -> rules of TA105 that do not refuse the interchange
    "strict": frozenset(),
    "business": frozenset(
        [
            "ACK_REQUESTED",
            "AUTHORIZATION",
            "AUTHORIZATION_QUALIFIER",
            "GROUP_DATE",
            "GROUP_HEADER",
            "GROUP_TIME",
            "HEADER_WIDTH",
            "INTERCHANGE_CONTROL_DIFFERS",
            "INTERCHANGE_CONTROL_ZERO",
            "INTERCHANGE_COUNT",
            "INTERCHANGE_DATE",
            "INTERCHANGE_RELEASE",
            "INTERCHANGE_RELEASE_NOT_SUPPORTED",
            "INTERCHANGE_TIME",
            "LAST_TERMINATOR_MISSING",
            "OUTSIDE_GROUP",
            "RECEIVER_PADDING",
            "SECURITY",
            "SECURITY_QUALIFIER",
            "SENDER_PADDING",
            "STANDARDS_ID",
            "STANDARDS_NOT_SUPPORTED",
        ]
    ),
}
BEARABLE["lenient"] = BEARABLE["business"] | {
    "HEADER_ELEMENTS",
    "HEADER_ELEMENT_LENGTH",
    "HEADER_ELEMENT_MISSING",
    "INTERCHANGE_CONTROL",
    "LINE_ENDS",
    "RECEIVER_QUALIFIER",
    "SENDER_QUALIFIER",
    "SYNTAX_IDENTIFIER",
    "SYNTAX_VERSION",
}


def interchange_verdict(findings: Iterable[Finding], leniency: str) -> tuple[str, str]:
    """TA104 and TA105 for an interchange: ("A", "000"), or E or R with the code of the first fault that decides.

    In EDIFACT R is UCI 4, its code one of 0085.
    """
    faults = [one for one in findings if one.code_type in ("TA105", "0085") and one.severity == "error"]
    refusing = [finding for finding in faults if finding.rule not in BEARABLE[leniency]]
    if refusing:
        return "R", refusing[0].code
    return ("E", faults[0].code) if faults else ("A", "000")


def ta1(
    interchange: Interchange, leniency: str, policy: str = "requested", *, only_acknowledgements: bool = False
) -> tuple[str, str] | None:
    """The TA1 that answers, as (TA104, TA105), or None for none.

    One is sent where ISA14 asks for it or `policy` is `always`, and for what is refused, as long as sender,
    receiver and control number can be read; never where `policy` is `never`, and never to what itself answers.
    """
    verdict, code = interchange_verdict(interchange.findings, leniency)
    wanted = policy == "always" or interchange.ack_requested or verdict == "R"
    if policy == "never" or only_acknowledgements or not interchange.addressable or not wanted:
        return None
    return verdict, code
