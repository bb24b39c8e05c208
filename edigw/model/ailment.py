"""What is broken in our own house, and how to mend it: what a look at the whole workspace finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ailment:
    """One thing that somebody must see to."""

    code: str  # a stable upper-case word: JOURNAL_BROKEN, DISK_LOW …
    message: str
    hint: str  # how to mend it
    passing: bool = False  # it may be over by itself: try again
