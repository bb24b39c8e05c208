"""Which release's dictionary reads a GS08 (X12.22 element 480: version, release, subrelease, industry code)."""

from __future__ import annotations

RELEASES = ("004010", "005010")  # that there is a dictionary for
FIRST_OF_VERSION = {"003": 0, "004": 7, "005": 13, "006": 18, "007": 23, "008": 28}  # a release a step


def own_release(gs08: str) -> str | None:
    """The release that has a dictionary of its own: "004010VICS" is "004010"; None: there is none for it."""
    return gs08[:6] if gs08[:6] in RELEASES else None


def nearest_release(gs08: str) -> str | None:
    """The release whose dictionary comes nearest: "004030VICS" is "004010"; None: no published release.

    Of two that are as near the earlier. What it reads of a neighbour is not the neighbour's own: it takes an agreement.
    """
    place = _place(gs08[:6])
    if place is None:
        return None
    return own_release(gs08) or min(RELEASES, key=lambda release: abs((_place(release) or 0) - place))


def same_release(one: str, other: str) -> bool:
    """Whether two GS08s name one release, whatever industry code follows it."""
    return one[:6] == other[:6]


def _place(release: str) -> int | None:
    """How many releases were published before it, counted from 003010; subreleases stand with their release."""
    first, step = FIRST_OF_VERSION.get(release[:3]), release[3:]
    if first is None or len(step) != 3 or not step.isascii() or not step.isdigit() or not 1 <= int(step) // 10 <= 7:
        return None
    return first + int(step) // 10 - 1
