"""Which release's dictionary reads a document.

Of X12 by its GS08 (X12.22 element 480: version, release, subrelease, industry code), of EDIFACT by the message type's
version and release (ISO 9735 S009, 0052 and 0054): written together as `D96A`, or as UNH has them, `D:96A:UN:EAN008`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

RELEASES = ("004010", "005010")  # that there is a dictionary for
FIRST_OF_VERSION = {"003": 0, "004": 7, "005": 13, "006": 18, "007": 23, "008": 28}  # a release a step
DIRECTORIES = ("D93A", "D96A", "D01B")  # of EDIFACT that there is a dictionary for
SERVICE = {"D3": "D96A", "21": "D96A", "22": "D96A", "31": "D96A", "41": "D01B"}  # a CONTRL's own version and release
HALF = {"A": 0, "1": 0, "B": 1, "2": 1, "C": 1}  # of its year in which a directory was published


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


def own_directory(release: str) -> str | None:
    """The EDIFACT directory that has a dictionary of its own; EANCOM's numbers and others' (0057) change nothing.

    CONTRL counts its versions by itself: it is the same in every directory of one syntax. None: there is none for it.
    """
    name = "".join(_version(release))
    return name if name in DIRECTORIES else SERVICE.get(name)


def nearest_directory(release: str) -> str | None:
    """The directory whose dictionary comes nearest: "D97A" is "D96A"; None: no published directory.

    Of two that are as near the earlier. The same directory as a standard (S93A) is not the draft's own.
    """
    place = _published(release)
    own = own_directory(release)
    if own or place is None:
        return own
    return min(DIRECTORIES, key=lambda each: abs((_published(each) or 0) - place))


def same_directory(one: str, other: str) -> bool:
    """Whether two name one directory, whoever made a subset of it."""
    return _version(one) == _version(other)


def identifier(release: str, association: str = "") -> str:
    """What UNH says behind a message's type, 0052:0054:0051:0057: of "D96A" it is "D:96A:UN"."""
    return ":".join((*_version(release), "UN", *([association] if association else [])))


def _version(release: str) -> tuple[str, str]:
    """0052 and 0054."""
    parts = release.split(":")
    cut = 2 if release.startswith("9") else 1  # 90:1
    return (parts[0], parts[1]) if len(parts) > 1 else (release[:cut], release[cut:])


def _published(release: str) -> int | None:
    """Half years since 1990. Before 93A they were called 90:1, 1:911 or 2:912."""
    version, number = _version(release)
    if re.fullmatch("9[0-9]", version):
        version, number = "2", version + number
    if version not in ("D", "S", "1", "2") or not re.fullmatch("[0-9]{2}[ABC12]", number):
        return None
    return (int(number[:2]) - 90) % 100 * 2 + HALF[number[2]]


KNOWN: Mapping[str, tuple[str, ...]] = {"x12": RELEASES, "edifact": DIRECTORIES}
OWN: Mapping[str, Callable[[str], str | None]] = {"x12": own_release, "edifact": own_directory}
NEAREST: Mapping[str, Callable[[str], str | None]] = {"x12": nearest_release, "edifact": nearest_directory}
SAME: Mapping[str, Callable[[str, str], bool]] = {"x12": same_release, "edifact": same_directory}
