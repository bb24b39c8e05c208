"""Line 5: EDIFACT orders through the pipeline's own reader against pydifact, which parses and judges nothing.

pydifact gets a smaller file: its time a message does not depend on how many there are.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from pydifact.segmentcollection import Interchange

from benchmarks.measure import Line, interleaved, timed
from benchmarks.messages import write_big
from benchmarks.reading import Reader

OURS, THEIRS = 10_000_000, 400_000  # bytes of the two files
MAP = Path("maps/edifact/D96A/ORDERS.yaml")


def lines(runs: int, size: float) -> list[Line]:
    warnings.simplefilter("ignore")  # pydifact tells of every segment that it has no table of
    with TemporaryDirectory() as folder:
        large, small = (Path(folder) / name for name in ("large.edi", "small.edi"))
        sets, few = write_big(large, OURS * size), write_big(small, THEIRS * size, 50)
        reader = Reader()
        _demand(reader.verdicts(large) == {"accepted": sets}, "not every message was accepted")  # compiles, too
        _demand(_parsed(small) == few, "pydifact reads other messages")

        def line(work: str, target: float, ours: Callable[[Path], object]) -> Line:
            mine, other = interleaved(runs, lambda: timed(lambda: ours(large)), lambda: timed(lambda: _parsed(small)))
            here, there = sets / mine, few / other
            said = f"{work} / pydifact's unvalidated parse ({sets} / {few} messages)"
            return Line(5, said, f"{here:,.0f}/s / {there:,.0f}/s", here / there, target, "at_least")

        made = [line("validate ORDERS", 30, reader.verdicts)]
        if MAP.is_file():
            _demand(reader.orders(large) == sets, "not every message became an order")
            made.append(line("validate ORDERS, canonical orders", 15, reader.orders))
        return made


def _parsed(path: Path) -> int:
    """The messages of each interchange in a file."""
    texts = path.read_text("ascii").split("UNA:+.? '")[1:]
    return sum(sum(1 for _ in Interchange.from_str("UNA:+.? '" + text).get_messages()) for text in texts)


def _demand(what: bool, said: str) -> None:
    if not what:
        raise SystemExit(f"the two sides do not do the same work: {said}")
