"""What the pipeline's own reader makes of a file: verdicts, canonical orders, functional acknowledgements."""

from __future__ import annotations

import gc
import mmap
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from edigw.app.workspace import GARBAGE
from edigw.config.configuration import Configuration, shipped_only
from edigw.formats.x12.events import LIMITS
from edigw.formats.x12.write import Header, OutGroup, OutSet, write_interchange
from edigw.model.partner import EnvelopeRules
from edigw.pipeline.outbound.compose import compose
from edigw.pipeline.read.examine import GroupSeen, SetSeen, examine
from edigw.pipeline.read.routing import Router
from edigw.validation.accept import acceptor
from edigw.validation.acknowledge import SetResult, acknowledge

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
RULES = EnvelopeRules()


@dataclass(frozen=True)
class Warmth:
    """What was compiled before the first measurement, and how long that took."""

    loading_s: float  # dictionary and base map
    compiling_s: float  # patterns of the tags that were met
    patterns: int


class Reader:
    """The dictionary and the base maps, loaded once; each method reads a file and returns the number of its sets."""

    def __init__(self) -> None:
        gc.set_threshold(GARBAGE)  # as the gateway does; for both sides of a line
        self.configuration: Configuration = shipped_only(Path.cwd())
        self.router = Router(self.configuration, leniency="strict", ask_nobody=True)

    def warm(self, sample: Path) -> Warmth:
        """Everything compiled that the sample's sets need."""
        started = time.perf_counter()
        dictionary = self.configuration.dictionary()
        self.configuration.base_map("850")
        self.configuration.base_map("997")
        loaded = time.perf_counter()
        known = acceptor(dictionary, dictionary.sets["850"])
        with _mapped(sample) as data:
            texts = [seen.message.text for seen in self._sets(data) if seen.message.text is not None]
        before = time.perf_counter()
        known.learn(texts)
        return Warmth(loaded - started, time.perf_counter() - before, len(known.known))

    def verdicts(self, path: Path) -> Counter[str]:
        """Line 1: every set judged."""
        with _mapped(path) as data:
            return Counter(seen.verdict for seen in self._sets(data))

    def orders(self, path: Path) -> int:
        """Line 2: every set judged, and its canonical order built."""
        with _mapped(path) as data:
            return sum(1 for seen in self._sets(data) if seen.read is not None and seen.read.document is not None)

    def answers(self, path: Path) -> tuple[int, list[bytes]]:
        """Lines 3 and 4: every set judged, each group's 997 written; (sets, interchanges)."""
        results: list[SetResult] = []
        written: list[bytes] = []
        count = 0
        with _mapped(path) as data:
            for seen in examine(data, self.router, LIMITS):
                if isinstance(seen, SetSeen):
                    results.append(seen.result)
                elif isinstance(seen, GroupSeen):
                    written.append(self._answer(seen, results))
                    count += len(results)
                    results = []
        return count, written

    def _answer(self, seen: GroupSeen, results: list[SetResult]) -> bytes:
        given = acknowledge(seen.group, results, seen.own_verdict)
        made = compose(self.configuration.base_map("997"), given, self.configuration.dictionary(), RULES)
        head = Header("01:SUPPLIER001", "08:6123830000", seen.group.receiver, seen.group.sender, "P", RULES, NOW)
        return write_interchange(head, 1, [OutGroup("FA", "004010", 1, [OutSet("997", 1, made.text)])])

    def _sets(self, data: mmap.mmap) -> Iterator[SetSeen]:
        return (seen for seen in examine(data, self.router, LIMITS) if isinstance(seen, SetSeen))


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data
