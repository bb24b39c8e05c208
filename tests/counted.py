"""What the two-sided property has seen: counts by operator, and whether they are good enough."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Counts:
    """What was seen; `good` and `bad` by the diagnosing path."""

    bred: Counter[str] = field(default_factory=Counter)
    harmed: Counter[str] = field(default_factory=Counter)
    by_operator: dict[str, Counter[str]] = field(default_factory=dict)
    refused: list[bytes] = field(default_factory=list)  # good, and not accepted
    guided: int = 0  # rows of a guide that good ones were held against

    def said(self) -> str:
        lines = [f"bred {dict(self.bred)}", f"harmed {dict(self.harmed)}", f"good but refused {len(self.refused)}",
                 f"rows of guides {self.guided}"]  # fmt: skip
        return "\n".join(lines + [f"  {name:20} {dict(counts)}" for name, counts in sorted(self.by_operator.items())])


def verdict(counts: Counts) -> None:
    good = counts.bred["good"] + counts.harmed["good"]
    assert len(counts.refused) <= good / 1000, counts.refused[:3]
    assert counts.bred["good"] >= 0.5 * counts.bred.total()
    assert counts.guided >= 0.5 * good
    assert counts.harmed["bad"] >= 0.3 * counts.harmed.total()


def until(round_of: Callable[[int, Counts], None]) -> Counts:
    """Rounds until EDIGW_SETS (default 20,000) good ones were bred and as many harmed; what was seen is printed."""
    wanted, counts, seed = int(os.environ.get("EDIGW_SETS", "20000")), Counts(), 1_000
    while counts.bred["good"] < wanted or counts.harmed.total() < wanted:
        round_of(seed, counts)
        seed += 1
    print(f"\n{counts.said()}")
    return counts
