"""What every reader of interchanges tells, in the order of the file; and what it is told: limits, a sender's terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edigw.tree import Group, Interchange

ACKNOWLEDGEMENTS = frozenset({"FA", "CONTRL"})  # what is never answered: GS01, or an EDIFACT message's type

HARMLESS = frozenset({"PADDING", "BOM"})  # residue that asks nobody's attention

REFUSED = frozenset({"SET_TOO_LARGE", "SEGMENT_TOO_LONG", "SETS_OVER_LIMIT", "SET_TRAILER_MISSING"})
"""Sets with one of these are incomplete in our hands: rejected under every leniency, and not worth diagnosing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused, with a finding, rather than held in memory."""

    segment: int = 1_048_576  # bytes
    set: int = 67_108_864  # bytes
    sets_per_group: int = 999_999  # as many as GE01 and UNE can claim


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Terms:
    """How one sender's interchanges are read."""

    lenient: bool = False  # blanks, NULs and byte order marks before a segment's tag, and empty segments, are skipped
    charset: str = "latin-1"  # X12 alone: in EDIFACT it is UNB that tells
    authorization: str | None = None  # what ISA02 must hold, without padding; None: whatever it holds
    security: str | None = None  # the same for ISA04


@dataclass(frozen=True, slots=True)
class GroupEnd:
    """A group whose last set was read; `group` now has end, the trailer's count as claimed, and every finding."""

    group: Group
    received: int  # sets


@dataclass(frozen=True, slots=True)
class InterchangeEnd:
    """An interchange that was read to its end; `interchange` now has end and every finding."""

    interchange: Interchange
    functional_ids: tuple[str, ...]  # GS01 of each group; in EDIFACT each type of message, once
    ta1s: int = 0

    @property
    def only_acknowledgements(self) -> bool:
        """Nothing in it is ever answered: it holds TA1s, FA groups or CONTRLs and nothing else."""
        held = bool(self.functional_ids or self.ta1s)
        return held and all(functional_id in ACKNOWLEDGEMENTS for functional_id in self.functional_ids)


TermsOf = Callable[[Interchange], Terms]
