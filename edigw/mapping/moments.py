"""How EDIFACT writes a date: its format stands beside it (2379), a day, a day with a time, or some period.

Six digits and eight, with a time or without, are days; every other format is a period that is kept as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from edigw.mapping.lenses import Choose, pick
from edigw.mapping.paths import get
from edigw.mapping.rows import Dated

DAYS = {"101": (6, 0), "102": (8, 0), "201": (6, 4), "202": (6, 6), "203": (8, 4), "204": (8, 6)}  # digits: date, time
WRITTEN = {0: "102", 4: "203", 6: "204"}  # by the digits of the time
_BY_LENGTH = {6: "101", 8: "102", 12: "203", 14: "204"}
_TIME = re.compile(r"([01]\d|2[0-3])[0-5]\d([0-5]\d)?")


@dataclass(frozen=True, slots=True)
class Said:
    """What a date says: a day, perhaps with its time, or a period and how it is written."""

    on: date | None = None
    time: str | None = None
    period_kind: str | None = None
    period: str | None = None


def said(leaf: Dated, text: str, code: str) -> Said:
    """What stands there; without a format its length tells. Raises ValueError."""
    digits = DAYS.get(code or _BY_LENGTH.get(len(text), ""))
    if digits is None:
        if not leaf.period:
            raise ValueError(f"`{text}` in format {code or 'none'} is no day")
        return Said(None, None, leaf.table.word(code, leaf.number) if code else None, text)
    days, time = digits
    if len(text) != days + time or not (text.isascii() and text.isdigit()):
        raise ValueError(f"`{text}` does not have the {days + time} digits of format {code}")
    day = text[:days] if days == 8 else ("19" if text[:2] >= "50" else "20") + text[:6]
    if time and not _TIME.fullmatch(text[days:]):
        raise ValueError(f"`{text[days:]}` is no time of day")
    return Said(date.fromisoformat(day), text[days:] or None)


def written(leaf: Dated, obj: Mapping[str, Any]) -> tuple[str, str]:
    """The text and its format; both empty where nothing is said. Raises ValueError."""
    on, time, kind, period = (get(obj, steps) if steps else None for steps in _steps(leaf))
    if on is None:
        if period is None and kind is None and time is None:
            return "", ""
        if not period or time:
            raise ValueError("a time or a kind of period stands without its date or period")
        return str(period), leaf.table.code(kind, leaf.number) if kind else ""
    if period or kind:
        raise ValueError("one element holds a day or a period, not both")
    if time and not _TIME.fullmatch(time):
        raise ValueError(f"`{time}` is no time HHMM or HHMMSS")
    return f"{on.year:04d}{on.month:02d}{on.day:02d}{time or ''}", WRITTEN[len(time or "")]


def _steps(leaf: Dated) -> tuple[Any, ...]:
    return leaf.on, leaf.time, leaf.period_kind, leaf.period


def parts(leaf: Dated, found: Said) -> list[tuple[Any, Any]]:
    """Where each thing that is said goes, and the thing."""
    values = (found.on, found.time, found.period_kind, found.period)
    return [(steps, value) for steps, value in zip(_steps(leaf), values, strict=True) if value is not None and steps]


def drawn(leaf: Dated, choose: Choose) -> Said:
    """Something that a row can carry."""
    words = leaf.table.spoken
    if leaf.period and words and choose.randrange(5) == 0:
        return Said(None, None, words[choose.randrange(len(words))], pick(choose, "0123456789", 6))
    on = date(2000 + choose.randrange(40), 1 + choose.randrange(12), 1 + choose.randrange(28))
    if not leaf.time or choose.randrange(2):
        return Said(on)
    time = f"{choose.randrange(24):02d}{choose.randrange(60):02d}"
    return Said(on, time if choose.randrange(2) else f"{time}{choose.randrange(60):02d}")
