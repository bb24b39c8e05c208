"""Line 9: ten times the input takes how much longer: 850s judged, with canonical orders and 997s; ORDERS without 997s.

The larger file is one interchange.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import messages, orders
from benchmarks.measure import Line, interleaved, timed
from benchmarks.reading import Reader

SMALL = 1_000_000


def lines(runs: int, size: float) -> list[Line]:
    reader = Reader()

    def all_of_x12(path: Path) -> None:
        reader.orders(path)
        reader.answers(path)

    def all_of_edifact(path: Path) -> None:
        reader.verdicts(path)
        reader.orders(path)

    return [
        _line("850s", orders.write_big, all_of_x12, runs, size),
        _line("ORDERS", messages.write_big, all_of_edifact, runs, size),
    ]


def _line(
    what: str, write: Callable[[Path, float, int], int], work: Callable[[Path], None], runs: int, size: float
) -> Line:
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.edi", Path(folder) / "large.edi"
        few = write(small, SMALL * size, 900)
        many = write(large, 1, 10 * few)
        work(small)  # compiles
        low, high = interleaved(runs, lambda: timed(lambda: work(small)), lambda: timed(lambda: work(large)))
    measured = f"{high:.2f} s / {low:.3f} s"
    return Line(9, f"{many} {what} in one interchange / {few}", measured, high / low, 15, "at_most")
