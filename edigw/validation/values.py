"""The content of one data element as a regular expression over normalised bytes.

Types are X12.6's AN ID DT TM R Nn, and EDIFACT's a, an and n.

It matches what `elements.wrong_value` lets pass, and nothing else. Over bytes every class is ASCII; a character beyond
ASCII stands as DEL (accept.py puts it there), so that one pattern serves every charset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from edigw.structure.dictionary import ElementDef
from edigw.validation.lists import NOTHING, one_of

TEXT = r"[ -\x7f]"
LETTERS = r"[ -/:-\x7f]"  # all but digits
_DAY = (
    r"(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
    r"|02(?:0[1-9]|1[0-9]|2[0-8]))"
)
_FOURTH = "(?:[02468][048]|[13579][26])"  # two digits that four divides
_LEAP = rf"(?:[0-9][0-9](?:0[48]|[2468][048]|[13579][26])|{_FOURTH}00)0229"
_TIME = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"


def content(element: ElementDef, codes: Mapping[str, frozenset[str]], decimal: str = ".") -> str:
    """The pattern of one value that is not empty; a composite has none of its own (patterns.py builds it).

    `decimal`: the characters that may be the decimal mark of type n.
    """
    kind, low, high = element.type, max(element.min, 1), element.max
    if high < low:
        return NOTHING
    if kind == "R":
        return _decimal(low, high)
    if kind[0] in "NR":
        return f"-?[0-9]{{{low},{high}}}+"
    if kind == "DT":
        return _date(low, high)
    if kind == "TM":
        return _time(low, high)
    if kind == "n":
        return _numeric(low, high, decimal)
    listed = codes.get(element.number)
    if listed is not None:
        return _listed(listed, low, high)
    if kind == "a":
        return f"{LETTERS}{{{low},{high}}}+"
    return f"{TEXT}{{{low},{high}}}+"


@lru_cache(maxsize=1024)
def _listed(codes: frozenset[str], low: int, high: int) -> str:
    return one_of(code for code in codes if low <= len(code) <= high and code.isascii() and code.isprintable())


def _decimal(low: int, high: int) -> str:
    """Digits with at most one point among, before or behind them; the length counts digits alone."""
    pointed = rf"(?=[0-9.]{{{low + 1},{high + 1}}}+(?![0-9.]))[0-9]*+\.[0-9]*+"
    return rf"-?(?:[0-9]{{{low},{high}}}+(?!\.)|{pointed})"


def _numeric(low: int, high: int, decimal: str) -> str:
    """Digits with at most one mark between two of them; the length counts digits alone."""
    mark = f"[{re.escape(decimal)}]"
    either = f"[0-9{re.escape(decimal)}]"
    pointed = rf"(?={either}{{{low + 1},{high + 1}}}+(?!{either}))[0-9]++{mark}[0-9]++"
    return rf"-?(?:[0-9]{{{low},{high}}}+(?!{mark})|{pointed})"


def _date(low: int, high: int) -> str:
    """CCYYMMDD from the year 1 on, or YYMMDD of the years 2000 to 2099."""
    forms = []
    if low <= 8 <= high:
        forms.append(rf"(?!0000)(?:[0-9]{{4}}{_DAY}|{_LEAP})(?![0-9])")
    if low <= 6 <= high:
        forms.append(rf"(?:[0-9]{{2}}{_DAY}|{_FOURTH}0229)(?![0-9])")
    return f"(?:{'|'.join(forms)})" if forms else NOTHING


def _time(low: int, high: int) -> str:
    """HHMM, HHMMSS, and decimals of a second behind HHMMSS."""
    forms = []
    if high >= 6:
        forms.append(rf"[0-5][0-9][0-9]{{{max(low - 6, 0)},{high - 6}}}+")
    if low <= 4 <= high:
        forms.append("")
    return f"{_TIME}(?:{'|'.join(forms)})" if forms else NOTHING
