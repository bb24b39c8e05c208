"""How long what could not be sent waits before it is tried again."""

from __future__ import annotations

from datetime import timedelta

LONGEST_S = 3_600


def back_off(first_s: int, tries: int, jitter: float, longest_s: int = LONGEST_S) -> timedelta:
    """The wait after so many tries: doubled each time, capped; `jitter` in 0..1 spreads the last half."""
    seconds = min(longest_s, first_s * 2 ** min(tries - 1, 16))
    return timedelta(seconds=seconds * (0.5 + jitter / 2))
