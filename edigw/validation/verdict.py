"""judge: findings and a leniency become a verdict (contract.md, Leniency)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from edigw.tree import Finding

ACCEPTED, WITH_ERRORS, REJECTED, QUARANTINED = "accepted", "accepted_with_errors", "rejected", "quarantined"

WORSE = (ACCEPTED, WITH_ERRORS, REJECTED, QUARANTINED)

Part = int | tuple[int, int]  # an element, or one component of it: (element, component)
Row = tuple[str | None, frozenset[Part]]
Taken = Mapping[str, tuple[Row, ...]]
"""What a map takes: path -> (the first element's value that its row asks for or None, the parts that it takes).

Of a composite first element the value is its first component's.
"""

MILD = frozenset(  # counts, padding, trailing separators: never touch what a document means
    {
        "SET_COUNT",
        "GROUP_COUNT",
        "INTERCHANGE_COUNT",
        "SENDER_PADDING",
        "SET_CONVENTION",
        "RECEIVER_PADDING",
        "EMPTY_SEGMENT",
        "PADDED_VALUE",
        "TRAILING_SEPARATOR",
        "NESTING",
    }
)

UNREADABLE = {  # code list -> codes of what cannot be read: rejected by everybody
    "AK502": frozenset({"1", "2", "6", "7"}),
    "AK905": frozenset({"1", "2", "3", "6"}),
}

UNREADABLE_MESSAGE = frozenset(  # the same by rules, in EDIFACT, where one list of codes serves every level
    {
        "GROUP_CONTROL",
        "GROUP_EMPTY",
        "GROUP_HEADER",
        "GROUP_TRAILER_MISSING",
        "RELEASE_NOT_SUPPORTED",
        "SET_CONTROL",
        "SET_CONTROL_LENGTH",
        "SET_ID",
        "SET_NOT_OF_GROUP",
        "SET_NOT_SUPPORTED",
        "SET_NOT_TRADED",
        "SET_RELEASE",
        "SET_TRAILER_MISSING",
    }
)

OF_NO_KIND = frozenset({"SET_ID", "SET_NOT_OF_GROUP", "SET_NOT_TRADED"})  # what kind of document it is was judged

OF_CHARACTERS = frozenset({"CHARACTER", "CHARSET_DIFFERS"})  # told of by the reader, who knows no paths

INCOMPLETE = frozenset({"SET_TOO_LARGE", "SEGMENT_TOO_LONG", "SETS_OVER_LIMIT", "TOO_MANY_FINDINGS"})
"""What a limit cut short: also unreadable."""

OUT_OF_PLACE = frozenset({"UNKNOWN_SEGMENT", "SEGMENT_NOT_IN_SET", "UNEXPECTED_SEGMENT"})
"""A ruined or lost tag may hide a line: what it would have been is unknown, so it always touches."""

WHOLE_SEGMENT = frozenset({"TOO_MANY_ELEMENTS", "BARE_SEGMENT"})  # what stands where in the segment is in doubt


def judge(findings: Iterable[Finding], leniency: str, taken: Taken | None) -> str:
    """The verdict of a set or group: accepted, accepted_with_errors or rejected.

    `leniency` is business, strict or lenient. `taken` None: nobody says what is taken, so everything is. Notes, and
    findings of no code list (business findings of a map), never change a verdict.
    """
    verdict = ACCEPTED
    for finding in findings:
        if finding.severity != "note" and finding.code_type:
            if rejects(finding, leniency, taken):
                return REJECTED
            verdict = WITH_ERRORS
    return verdict


def rejects(finding: Finding, leniency: str, taken: Taken | None) -> bool:
    """Whether this one finding is enough to reject."""
    if leniency == "strict" or finding.rule in INCOMPLETE:
        return True
    if finding.code in UNREADABLE.get(finding.code_type, ()):
        return True
    if finding.code_type == "0085" and finding.rule in UNREADABLE_MESSAGE:
        return True
    if leniency == "lenient" or finding.rule in MILD:
        return False
    return taken is None or not _is_of_body(finding) or touches(finding, taken)


def _is_missing(finding: Finding) -> bool:
    """Whether a segment is told of that is not there."""
    if finding.code_type == "0085":
        return finding.code == "13" and finding.rule not in WHOLE_SEGMENT
    return (finding.code_type, finding.code) == ("AK304", "3")


def _is_of_body(finding: Finding) -> bool:
    """Whether it is about a segment between ST and SE, UNH and UNT."""
    if finding.code_type == "0085":
        return bool(finding.path) or finding.rule in OF_CHARACTERS
    return finding.code_type in ("AK304", "AK403")


def touches(finding: Finding, taken: Taken) -> bool:
    """Whether the finding concerns anything that the map takes."""
    of_segment = finding.element is None
    if finding.rule in OUT_OF_PLACE or (of_segment and _is_missing(finding)):
        return True
    rows = taken.get(finding.path, ()) if finding.path else _anywhere(finding.segment or "", taken)
    if of_segment or finding.rule in WHOLE_SEGMENT:
        below = finding.path + "/"
        return any(_is_asked(row[0], finding) for row in rows) or any(path.startswith(below) for path in taken)
    return any(_takes(row, finding) for row in rows)


def _anywhere(tag: str, taken: Taken) -> list[Row]:
    """What is taken of a segment wherever it stands: for a finding that knows no path."""
    return [row for path, rows in taken.items() if path.rpartition("/")[2] == tag for row in rows]


def _is_asked(qualifier: str | None, finding: Finding) -> bool:
    return qualifier is None or finding.qualifier in (None, "", qualifier)


def _takes(row: Row, finding: Finding) -> bool:
    qualifier, parts = row
    if not _is_asked(qualifier, finding):
        return False
    element, component = finding.element, finding.component
    if element in parts or (qualifier is not None and element == 1 and component in (None, 1)):
        return True
    if component is None:  # the whole composite is in doubt
        return any(isinstance(part, tuple) and part[0] == element for part in parts)
    return (element, component) in parts


def worst(verdicts: Iterable[str]) -> str:
    """The worst of several; of none: accepted."""
    return max(verdicts, key=WORSE.index, default=ACCEPTED)
