"""judge: findings and a leniency become a verdict (contract.md, Leniency)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from edigw.tree import Finding

ACCEPTED, WITH_ERRORS, REJECTED, QUARANTINED = "accepted", "accepted_with_errors", "rejected", "quarantined"

WORSE = (ACCEPTED, WITH_ERRORS, REJECTED, QUARANTINED)

Taken = Mapping[str, tuple[tuple[str | None, frozenset[int]], ...]]
"""What a map takes: path -> (the first element's value that its row asks for or None, the elements that it takes)."""

MILD = frozenset(  # counts, padding, trailing separators: never touch what a document means
    {
        "SET_COUNT",
        "GROUP_COUNT",
        "INTERCHANGE_COUNT",
        "SENDER_PADDING",
        "RECEIVER_PADDING",
        "EMPTY_SEGMENT",
        "PADDED_VALUE",
        "TRAILING_SEPARATOR",
    }
)

UNREADABLE = {  # code list -> codes of what cannot be read: rejected by everybody
    "AK502": frozenset({"1", "2", "6", "7"}),
    "AK905": frozenset({"1", "2", "3", "6"}),
}

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
    if leniency == "lenient" or finding.rule in MILD:
        return False
    if finding.code_type not in ("AK304", "AK403") or taken is None:
        return True
    return touches(finding, taken)


def touches(finding: Finding, taken: Taken) -> bool:
    """Whether the finding concerns anything that the map takes."""
    if finding.rule in OUT_OF_PLACE or (finding.code_type == "AK304" and finding.code == "3"):
        return True
    rows = taken.get(finding.path, ())
    if finding.code_type == "AK304" or finding.rule in WHOLE_SEGMENT:
        below = finding.path + "/"
        return any(_is_asked(row[0], finding) for row in rows) or any(path.startswith(below) for path in taken)
    return any(_takes(row, finding) for row in rows)


def _is_asked(qualifier: str | None, finding: Finding) -> bool:
    return qualifier is None or finding.qualifier in (None, "", qualifier)


def _takes(row: tuple[str | None, frozenset[int]], finding: Finding) -> bool:
    qualifier, elements = row
    if not _is_asked(qualifier, finding):
        return False
    return finding.element in elements or (qualifier is not None and finding.element == 1)


def worst(verdicts: Iterable[str]) -> str:
    """The worst of several; of none: accepted."""
    return max(verdicts, key=WORSE.index, default=ACCEPTED)
