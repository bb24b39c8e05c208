"""Line 8: peak memory of judging a 100 MB file against a 1 MB file."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, python
from benchmarks.orders import write_big

MB = 1_000_000


def lines(runs: int, size: float) -> list[Line]:
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.edi", Path(folder) / "large.edi"
        write_big(small, MB)
        write_big(large, 100 * size * MB)
        low, high = interleaved(min(runs, 3), lambda: _peak_mb(small), lambda: _peak_mb(large))
    return [Line(8, f"memory, {100 * size:g} MB / 1 MB", f"{high:.0f} MB / {low:.0f} MB", high / low, 1.3, "at_most")]


def _peak_mb(path: Path) -> float:
    return float(subprocess.run(python("-m", "benchmarks.judge", str(path)), stdout=subprocess.PIPE, check=True).stdout)
