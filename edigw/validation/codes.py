"""Code lists: how to say in a message what an element may hold."""

from __future__ import annotations

from collections.abc import Collection

SHOWN = 12  # codes named in a message


def choices(codes: Collection[str], value: str) -> str:
    """ "one of 00, 05, 06"; for a long list how many there are, and whether capitals would mend the value."""
    if len(codes) == 1:
        return next(iter(codes))
    if len(codes) <= SHOWN:
        return f"one of {', '.join(sorted(codes))}"
    return f"one of {len(codes)} codes" + (f"; {value.upper()} is" if value.upper() in codes else "")
