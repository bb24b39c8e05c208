"""Line 9: ten times the input takes how much longer, for judging with canonical orders and 997s."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, timed
from benchmarks.orders import write_big
from benchmarks.reading import Reader

SMALL = 1_000_000


def lines(runs: int, size: float) -> list[Line]:
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.edi", Path(folder) / "large.edi"
        few = write_big(small, SMALL * size)
        many = write_big(large, 1, 10 * few)
        reader = Reader()
        reader.warm(small)
        low, high = interleaved(
            runs, lambda: timed(lambda: _all(reader, small)), lambda: timed(lambda: _all(reader, large))
        )
    measured = f"{high:.2f} s / {low:.3f} s"
    return [Line(9, f"{many} sets in one group / {few}", measured, high / low, 15, "at_most")]


def _all(reader: Reader, path: Path) -> None:
    reader.orders(path)
    reader.answers(path)
