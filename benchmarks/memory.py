"""Line 8: peak memory of judging a 100 MB file against a 1 MB file, of X12 orders and of EDIFACT's."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import messages, orders
from benchmarks.measure import Line, interleaved, python

MB = 1_000_000


def lines(runs: int, size: float) -> list[Line]:
    return [_line("850s", orders.write_big, runs, size), _line("ORDERS", messages.write_big, runs, size)]


def _line(what: str, write: Callable[[Path, float], int], runs: int, size: float) -> Line:
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.edi", Path(folder) / "large.edi"
        write(small, MB)
        write(large, 100 * size * MB)
        low, high = interleaved(min(runs, 3), lambda: _peak_mb(small), lambda: _peak_mb(large))
    said = f"memory, {what}, {100 * size:g} MB / 1 MB"
    return Line(8, said, f"{high:.0f} MB / {low:.0f} MB", high / low, 1.3, "at_most")


def _peak_mb(path: Path) -> float:
    return float(subprocess.run(python("-m", "benchmarks.judge", str(path)), stdout=subprocess.PIPE, check=True).stdout)
