"""What the X12 reader tells: the events of every reader, and TA1s, which X12 alone has."""

from __future__ import annotations

from dataclasses import dataclass

from edigw.formats.events import LIMITS, GroupEnd, InterchangeEnd, Limits, Terms, TermsOf
from edigw.tree import Group, Interchange, Message, Residue


@dataclass(frozen=True, slots=True)
class Ta1:
    """An interchange acknowledgement, as it stands in somebody's interchange."""

    control: str  # ISA13 of the interchange of ours that it answers
    date: str  # of that interchange, YYMMDD
    time: str  # HHMM
    verdict: str  # A, E, R
    code: str  # TA105
    start: int
    end: int


Event = Interchange | Group | Message | GroupEnd | InterchangeEnd | Residue | Ta1

__all__ = ["LIMITS", "Event", "GroupEnd", "InterchangeEnd", "Limits", "Ta1", "Terms", "TermsOf"]
