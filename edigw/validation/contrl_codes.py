"""What a finding is called in EDIFACT: its code of list 0085 (ISO 9735), for UCM, UCS and UCD.

Faults are found alike in both standards and named first as X12's lists have them; here they get their other name.
"""

from __future__ import annotations

from collections.abc import Mapping

from edigw.tree import Finding

CODE_LIST = "0085"

BY_RULE: Mapping[str, str] = {  # rules that 0085 tells more exactly than X12's lists
    "BAD_CHARACTER": "21",
    "DECIMAL_NOTATION": "19",
    "GUIDE_ONLY": "14",
    "MISSING_DIGIT": "38",
    "TRAILING_SEPARATOR": "45",
}

BY_CODE: Mapping[tuple[str, str], str] = {  # X12's list and code -> 0085
    ("AK304", "1"): "15",
    ("AK304", "2"): "15",
    ("AK304", "3"): "13",
    ("AK304", "4"): "36",
    ("AK304", "5"): "35",
    ("AK304", "6"): "15",
    ("AK304", "7"): "15",
    ("AK304", "8"): "13",
    ("AK403", "1"): "13",
    ("AK403", "2"): "13",
    ("AK403", "3"): "16",
    ("AK403", "4"): "40",
    ("AK403", "5"): "39",
    ("AK403", "6"): "37",
    ("AK403", "7"): "12",
    ("AK403", "8"): "12",
    ("AK403", "9"): "12",
    ("AK403", "10"): "15",
    ("AK403", "12"): "35",
    ("AK403", "13"): "16",
    ("AK502", "1"): "14",
    ("AK502", "5"): "18",
}


def coded(finding: Finding, standard: str) -> Finding:
    """The finding with the code of its standard's own list; a note stays without one."""
    if standard != "edifact" or finding.code_type in ("", CODE_LIST):
        return finding
    code = BY_RULE.get(finding.rule) or BY_CODE[finding.code_type, finding.code]
    return finding._replace(code_type=CODE_LIST, code=code)
