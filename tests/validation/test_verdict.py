"""Verdicts by leniency: what touches the document's meaning rejects, the rest is accepted with errors."""

from __future__ import annotations

import pytest
from ground import ORDER, look

from edigw.tree import Finding
from edigw.validation.verdict import judge, worst

TAKEN = {
    "BEG": ((None, frozenset({1, 3, 5})),),
    "REF": (("DP", frozenset({2})),),
    "PO1": ((None, frozenset({1, 2, 3, 4, 6, 7})),),
    "PO1/PID": (("F", frozenset({5})),),
    "N1": (("ST", frozenset({2, 3, 4})),),
    "N1/N4": ((None, frozenset({1, 2, 3})),),
}

CASES = {
    "good": ("BEG*00", "BEG*00", "accepted", "accepted"),
    "quantity": ("PO1*1*10*", "PO1*1*TEN*", "rejected", "accepted_with_errors"),
    "number": ("BEG*00*SA*PO-1001*", "BEG*00*SA**", "rejected", "accepted_with_errors"),
    "date": ("20260105", "20260230", "rejected", "accepted_with_errors"),
    "an element that no row takes": ("FOB*DF", "FOB*Q9", "accepted_with_errors", "accepted_with_errors"),
    "an element of a segment that a row takes in part": (
        "BEG*00*SA",
        "BEG*00*Q9",
        "accepted_with_errors",
        "accepted_with_errors",
    ),
    "another qualifier": ("REF*IA*88123", "REF*IA*", "accepted_with_errors", "accepted_with_errors"),
    "this qualifier": ("REF*DP*071", "REF*DP*", "rejected", "accepted_with_errors"),
    "an unknown qualifier": ("REF*IA*88123", "REF*Q9Q*88123", "accepted_with_errors", "accepted_with_errors"),
    "no qualifier": ("REF*IA*88123", "REF**88123", "rejected", "accepted_with_errors"),
    "padding": ("PO1*1*10*", "PO1*1*10 *", "accepted_with_errors", "accepted_with_errors"),
    "trailing separators": ("CTT*2*14~", "CTT*2*14**~", "accepted_with_errors", "accepted_with_errors"),
    "a ruined tag": ("PO1*2", "PX1*2", "rejected", "accepted_with_errors"),
    "a missing line": ("BEG*00*SA*PO-1001**20260105~", "", "rejected", "accepted_with_errors"),
    "late, and taken": ("N1*BY*B", "BEG*00*SA*1**20260101~N1*BY*B", "rejected", "accepted_with_errors"),
    "late, and not taken": ("N1*BY*B", "FOB*DF~N1*BY*B", "accepted_with_errors", "accepted_with_errors"),
    "late, holding what is taken": ("CTT*2*14~", "CTT*2*14~N1*BY*X~", "rejected", "accepted_with_errors"),
    "elements too many": ("PID*F****RED SHIRT", "PID*F****RED SHIRT****1*1*1", "rejected", "accepted_with_errors"),
}


@pytest.mark.parametrize("name", CASES)
def test_leniency(name):
    old, new, business, lenient = CASES[name]
    findings = look(ORDER.replace(old, new, 1)).findings
    assert bool(findings) == (name != "good")
    assert judge(findings, "business", TAKEN) == business
    assert judge(findings, "lenient", TAKEN) == lenient
    assert judge(findings, "strict", TAKEN) == ("rejected" if findings else "accepted")
    assert judge(findings, "business", {}) != "accepted" or not findings


def envelope(code_type: str, code: str, rule: str = "X", severity: str = "error") -> list[Finding]:
    return [Finding(code_type, code, rule, "", severity=severity)]


@pytest.mark.parametrize(
    ("finding", "business", "lenient"),
    [
        (envelope("AK502", "4", "SET_COUNT"), "accepted_with_errors", "accepted_with_errors"),
        (envelope("AK905", "5", "GROUP_COUNT"), "accepted_with_errors", "accepted_with_errors"),
        (envelope("AK502", "3", "SET_CONTROL_DIFFERS"), "rejected", "accepted_with_errors"),
        (envelope("AK502", "1", "SET_NOT_SUPPORTED"), "rejected", "rejected"),
        (envelope("AK502", "2", "SET_TRAILER_MISSING"), "rejected", "rejected"),
        (envelope("AK502", "5", "SET_TOO_LARGE"), "rejected", "rejected"),
        (envelope("AK905", "2"), "rejected", "rejected"),
        (envelope("AK905", "4"), "rejected", "accepted_with_errors"),
        (envelope("AK304", "1", "UNWRAPPED", "note"), "accepted", "accepted"),
        (envelope("", "", "DERIVED"), "accepted", "accepted"),
    ],
)
def test_envelope(finding, business, lenient):
    assert judge(finding, "business", TAKEN) == business
    assert judge(finding, "lenient", TAKEN) == lenient


def test_without_a_map_everything_counts():
    findings = look(ORDER.replace("FOB*DF", "FOB*Q9")).findings
    assert judge(findings, "business", None) == "rejected"
    assert judge(findings, "lenient", None) == "accepted_with_errors"


def test_the_worst_finding_decides():
    mild, grave = envelope("AK502", "4", "SET_COUNT"), envelope("AK502", "2")
    assert judge(mild + grave, "business", TAKEN) == "rejected"
    assert judge(grave + mild, "business", TAKEN) == "rejected"


def test_worst():
    assert worst([]) == "accepted"
    assert worst(["accepted", "accepted_with_errors"]) == "accepted_with_errors"
    assert worst(["rejected", "accepted"]) == "rejected"
    assert worst(["rejected", "quarantined"]) == "quarantined"


def message_fault(rule: str, code: str, path: str = "", **place: object) -> Finding:
    return Finding("0085", code, rule, "", path=path).at(**place)


PARTY = {"NAD": (("BY", frozenset({(2, 1)})),), "LIN/QTY": ((None, frozenset({1})),)}


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (message_fault("SET_COUNT", "29"), "accepted_with_errors"),
        (message_fault("SET_TRAILER_MISSING", "13"), "rejected"),
        (message_fault("SET_CONTROL_DIFFERS", "28"), "rejected"),
        (message_fault("TOO_LONG", "39", "NAD", element=2, component=1, qualifier="BY"), "rejected"),
        (message_fault("TOO_LONG", "39", "NAD", element=2, component=3, qualifier="BY"), "accepted_with_errors"),
        (message_fault("TOO_LONG", "39", "NAD", element=2, component=1, qualifier="SU"), "accepted_with_errors"),
        (message_fault("TOO_MANY_COMPONENTS", "16", "NAD", element=2, qualifier="BY"), "rejected"),
        (message_fault("TOO_MANY_COMPONENTS", "16", "NAD", element=4, qualifier="BY"), "accepted_with_errors"),
        (message_fault("INVALID_CODE", "12", "NAD", element=1, qualifier="BY"), "rejected"),
        (message_fault("TOO_LONG", "39", "LIN/QTY", element=1, component=2), "rejected"),
        (message_fault("MISSING_SEGMENT", "13", "UNS"), "rejected"),
        (message_fault("BARE_SEGMENT", "13", "PAI"), "accepted_with_errors"),
        (message_fault("SEGMENT_OUT_OF_ORDER", "15", "PAI"), "accepted_with_errors"),
        (message_fault("SEGMENT_OUT_OF_ORDER", "15", "LIN"), "rejected"),
        (message_fault("CHARACTER", "21", segment="FTX", element=4, component=1), "accepted_with_errors"),
        (message_fault("CHARACTER", "21", segment="NAD", element=2, component=1), "rejected"),
        (message_fault("CHARACTER", "21", segment="QTY", element=1, component=2), "rejected"),
    ],
)
def test_in_edifact_a_component_is_told_apart(finding: Finding, verdict: str) -> None:
    assert judge([finding], "business", PARTY) == verdict
    assert judge([finding], "strict", PARTY) == "rejected"
    assert judge([finding], "lenient", PARTY) == (
        "rejected" if finding.rule == "SET_TRAILER_MISSING" else "accepted_with_errors"
    )
