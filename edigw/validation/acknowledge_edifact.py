"""What was found in an interchange becomes the answer to it, a CONTRL in words (ISO 9735-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from edigw.model.acknowledgement import (
    ElementFault,
    GroupVerdict,
    InterchangeAcknowledgement,
    MessageVerdict,
    SegmentInError,
)
from edigw.tree import Finding, Group, Interchange
from edigw.validation.acknowledge import ACCEPTED, BEARABLE, REJECTED, SetResult
from edigw.validation.fault_words import edifact_word

CODE_LIST = "0085"
MOST_FAULTS = 1000  # UCS and UCD listed for one message; the rest changes no verdict
_MOST_SEGMENTS, _MOST_ELEMENTS = 999, 99  # of UCS under one UCM, of UCD under one UCS
_LENGTHS = (6, 3, 3, 2, 6)  # 0065, 0052, 0054, 0051, 0057
_REFERENCE, _ID, _QUALIFIER = 14, 35, 4  # 0062, 0020 and 0048; 0004, 0010, 0040, 0044; 0007
_MISSING = "13"
_HEADERS = frozenset({"UNH", "UNT"})
_AT_ITSELF = frozenset({"BARE_SEGMENT", "EMPTY_SEGMENT"})  # its data are missing, not the segment
_PLACES = frozenset({"UNA", "UNB", "UNG", "UNH", "UNT", "UNE", "UNZ"})  # 0013


class GroupResult(NamedTuple):
    """A group, or messages that stand in none (its ids are empty then), with its own envelope's verdict."""

    group: Group
    verdict: str
    messages: tuple[SetResult, ...] = ()  # `implementation`: what UNH says behind the type, "D:96A:UN:EAN008"


def refusing(findings: Iterable[Finding], leniency: str) -> Finding | None:
    """The first fault of an interchange for which it is refused as a whole (UCI 4); None: it is read."""
    for finding in findings:
        if finding.code_type == CODE_LIST and finding.severity == "error" and finding.rule not in BEARABLE[leniency]:
            return finding
    return None


def is_due(
    interchange: Interchange,
    results: Sequence[GroupResult],
    refused: Finding | None = None,
    policy: str = "requested",
    *,
    only_acknowledgements: bool = False,
) -> bool:
    """Whether a CONTRL goes out.

    It does where UNB 0031 asks for it or `policy` is `always`, and for what is refused or rejected, as long as sender,
    recipient and reference can be read; never where `policy` is `never`, and never to what itself is CONTRL.
    """
    if policy == "never" or only_acknowledgements or not interchange.addressable:
        return False
    return policy == "always" or interchange.ack_requested or refused is not None or _any_rejected(results)


def contrl_release(syntax: str, association: str = "") -> str:
    """Version and release of a CONTRL, as UNH has them behind its type: "4:1:UN".

    `syntax` is that of the interchange it is written in ("UNOC:3"), `association` what was agreed for 0057 ("EAN002").
    """
    older = "D:3:UN" if association else "2:1:UN"
    own = "4:1:UN" if syntax.endswith(":4") else older
    return f"{own}:{association}" if association else own


def answer(
    interchange: Interchange,
    results: Sequence[GroupResult] = (),
    refused: Finding | None = None,
    *,
    most_faults: int = MOST_FAULTS,
) -> InterchangeAcknowledgement:
    """The answer to one interchange.

    What is accepted is not told of: only rejected messages have their UCM, and errors that were let pass stay ours.
    `refused`: why nothing of it was read (`refusing`, or a partner's, a duplicate's finding with a code of 0085).
    Where messages stand in no group and a segment stands between them, none takes effect: the interchange bears it.
    """
    why = refused or next(
        (_first(one.group.findings) for one in results if one.verdict == REJECTED and _bare(one)), None
    )
    open_ = () if why else results
    return InterchangeAcknowledgement(
        control=_fitted(interchange.control, _REFERENCE),
        **_parties(interchange.sender, interchange.receiver),
        **_level(REJECTED if why else ACCEPTED, why),
        messages=tuple(made for one in open_ if _bare(one) for made in _messages(one, most_faults)),
        groups=tuple(made for one in open_ if not _bare(one) for made in _group(one, most_faults)),
    )


def _bare(result: GroupResult) -> bool:
    """Whether its messages stand in no group."""
    group = result.group
    return not (group.functional_id or group.sender or group.receiver or group.control)


def _any_rejected(results: Iterable[GroupResult]) -> bool:
    return any(one.verdict == REJECTED or any(each.verdict == REJECTED for each in one.messages) for one in results)


def _group(result: GroupResult, most: int) -> Iterable[GroupVerdict]:
    """A UCF for a group that is rejected, or holds what is."""
    rejected = result.verdict == REJECTED
    messages = () if rejected else tuple(_messages(result, most))
    if not rejected and not messages:
        return
    yield GroupVerdict(
        reference=_fitted(result.group.control, _REFERENCE),
        **_parties(result.group.sender, result.group.receiver),
        **_level(REJECTED if rejected else ACCEPTED, _first(result.group.findings) if rejected else None),
        messages=messages,
    )


def _messages(result: GroupResult, most: int) -> Iterable[MessageVerdict]:
    """The rejected ones."""
    return (_message(one, most) for one in result.messages if one.verdict == REJECTED)


def _message(result: SetResult, most: int) -> MessageVerdict:
    parts = [result.type, *result.implementation.split(":"), "", "", "", ""]
    type_, version, release, agency, association = map(_fitted, parts, _LENGTHS)
    shown = [one for one in result.findings if one.code_type == CODE_LIST and one.severity == "error"]
    segments = _segments([one for one in shown if not _is_of_level(one)], most)
    return MessageVerdict(
        reference=_fitted(result.control, _REFERENCE),
        type=type_,
        version=version,
        release=release,
        agency=agency,
        association=association if parts[4] else None,
        **_level(REJECTED, _first(one for one in shown if _is_of_level(one))),
        segments=segments,
    )


def _is_of_level(finding: Finding) -> bool:
    """Whether UCM itself tells of it: a fault of UNH or UNT, or of none of its segments."""
    return not finding.position or finding.segment in _HEADERS


def _first(findings: Iterable[Finding]) -> Finding | None:
    return next((one for one in findings if one.code_type == CODE_LIST and one.severity == "error"), None)


def _level(verdict: str, why: Finding | None) -> dict[str, Any]:
    """0083, 0085, 0013 and S011 in words."""
    if why is None:
        return {"verdict": verdict}
    segment = why.segment if why.segment in _PLACES else None
    counted = segment not in (None, "UNA")  # UNA has no elements
    return {
        "verdict": verdict,
        "fault": edifact_word(why.code),
        "segment": segment,
        "element": _place(why.element) if counted else None,
        "component": _number(why.component) if counted else None,
    }


def _number(value: int | None, most: int = 999) -> Decimal | None:
    return None if value is None else Decimal(min(value, most))


def _place(element: int | None) -> Decimal | None:
    """0098, which counts the tag as 1."""
    return None if element is None else _number(element + 1)


def _ordinal(finding: Finding) -> int:
    """0096: UNH is 1. Where a segment is missing, that of the last one before its place."""
    position = finding.position or 1
    absent = finding.element is None and finding.code == _MISSING and finding.rule not in _AT_ITSELF
    return max(position - 1, 1) if absent else position


def _segments(findings: Sequence[Finding], most: int) -> tuple[SegmentInError, ...]:
    """UCS in the order of the message: one for each fault of a segment, one for all faults of its elements."""
    rows: dict[tuple[int, str], list[Finding]] = {}
    for finding in sorted(findings, key=_ordinal):
        code = finding.code if finding.element is None else ""
        elements = rows.setdefault((_ordinal(finding), code), [])
        if finding.element is not None:
            elements.append(finding)
    made: list[SegmentInError] = []
    left = most
    for (position, code), elements in rows.items():
        if left <= 0 or len(made) == _MOST_SEGMENTS:
            break
        listed = elements[: min(_MOST_ELEMENTS, left - 1)]
        left -= 1 + len(listed)
        fault = edifact_word(code) if code else None
        made.append(SegmentInError(position=Decimal(min(position, 999_999)), fault=fault, elements=_elements(listed)))
    return tuple(made)


def _elements(findings: Iterable[Finding]) -> tuple[ElementFault, ...]:
    return tuple(
        ElementFault(
            position=_place(one.element) or Decimal(1),
            component=_number(one.component),
            number=one.element_id,
            fault=edifact_word(one.code),
        )
        for one in findings
    )


def _parties(sender: str, recipient: str) -> dict[str, Any]:
    """Ids and qualifiers, each of "14:5400000000024"."""
    made: dict[str, Any] = {}
    for role, address in (("sender", sender), ("recipient", recipient)):
        qualifier, _, own = address.rpartition(":") if address.count(":") < 2 else address.partition(":")
        made[role] = _fitted(own, _ID)
        made[f"{role}_qualifier"] = _fitted(qualifier, _QUALIFIER) if qualifier else None
    return made


def _fitted(text: str, most: int) -> str:
    """What UCI, UCF and UCM repeat, as far as they can: no control characters, cut to its length, never empty."""
    return "".join(sign for sign in text if sign.isprintable())[:most].rstrip() or "0"
