"""Findings of one set, listed up to a limit: of what goes beyond it the first of each kind, and a count of the rest."""

from __future__ import annotations

from collections.abc import Sequence

from edigw.tree import Finding

MOST = 5_000  # findings of one set that are listed whatever they are
_UTMOST = 2 * MOST  # with the first ones of kinds: what has more is looked at no further


class Tally:
    """Every kind of fault is among the listed ones, so that the verdict is that of all of them."""

    def __init__(self) -> None:
        self.listed: list[Finding] = []
        self.unlisted = 0
        self._kinds: set[tuple[object, ...]] = set()  # of the listed ones, once the list is long

    @property
    def full(self) -> bool:
        return len(self.listed) > _UTMOST

    def add(self, findings: Sequence[Finding]) -> None:
        if len(self.listed) + len(findings) < MOST:
            self.listed.extend(findings)
            return
        self._kinds = self._kinds or {_kind(finding) for finding in self.listed}
        for finding in findings:
            kind = _kind(finding)
            if len(self.listed) >= MOST and (kind in self._kinds or self.full):
                self.unlisted += 1
            else:
                self._kinds.add(kind)
                self.listed.append(finding)


def _kind(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.path, finding.element, finding.component, finding.qualifier
