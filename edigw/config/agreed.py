"""What a partner file agrees upon, document by document: what of it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from edigw.config.said import Said, default
from edigw.config.shipped import Library
from edigw.config.standards import ANSWER, ROWS_OF, WITHIN
from edigw.errors import Fault
from edigw.structure.releases import KNOWN, NEAREST

FIRST_WITH_999 = "005010"
DEFAULTS = {standard: {row.path: default(row) for row in rows} for standard, rows in ROWS_OF.items()}


def faults(said: Said, library: Library) -> Iterable[Fault]:
    """Rows that mean nothing in their direction, acknowledgements and messages that their release does not have."""
    yield from _awaited(said)
    yield from _acknowledged(said)
    yield from _absent(said, library)


def _awaited(said: Said) -> Iterable[Fault]:
    for path, setting in said.settings.items():
        if setting.row.path == "agreements.*.acknowledge.within" and " in." in path:
            fix = f"say it for what we send, as `{ANSWER[said.standard]} out`"
            yield setting.spot.fault("what comes in awaits no acknowledgement", fix)
        if setting.row.path == "agreements.*.conventions" and " out." in path:
            fix = "say it for what comes in; what we send follows its map"
            yield setting.spot.fault("`conventions` are held against what comes in", fix)


def _acknowledged(said: Said) -> Iterable[Fault]:
    """A 999 is none before release 005010."""
    if said.standard != "x12":
        return
    for path, way in (("acknowledge.send", "out"), ("acknowledge.expect", "in")):
        release = _own(said, f"agreements.999 {way}.release") or _said(said, "release")
        if _said(said, path) == "999" and release[:6] < FIRST_WITH_999:
            fix = f"write 997, or `999 {way}:` with a release from {FIRST_WITH_999} on under `agreements:`"
            yield said.spot(path).fault(f"there is no 999 in release {release}", fix)


def _absent(said: Said, library: Library) -> Iterable[Fault]:
    """What is agreed is a message of its release, or of the release whose dictionary reads that."""
    for path in (path for path in said.names if path.startswith("agreements.")):
        document, _, way = path.removeprefix("agreements.").partition(" ")
        kind = _own(said, f"{path}.message") or WITHIN.get(document, (document, ""))[0]
        release = _own(said, f"{path}.release") or _said(said, "release")
        near = NEAREST[said.standard](release)
        having = [one for one in KNOWN[said.standard] if library.path(f"maps/{said.standard}/{one}/sets/{kind}.txt")]
        if near is not None and near not in having:
            by = "" if near == release else f", which is read by {near}"
            known = f"it is in {' and '.join(having)}"
            fix = f"write `{document} {way}: {{release: {having[0]}}}` ({known})" if having else "take the row out"
            where = f"{path}.release" if f"{path}.release" in said.settings else path
            yield said.spot(where).fault(f"there is no {kind} in {release}{by}", fix)


def _own(said: Said, path: str) -> Any:
    setting = said.settings.get(path)
    return setting.value if setting else None


def _said(said: Said, path: str) -> Any:
    return _own(said, path) if path in said.settings else DEFAULTS[said.standard][path]
