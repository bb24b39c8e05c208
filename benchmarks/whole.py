"""Line 7: one interchange of 1 MB with 921 orders through the whole pipeline, durable.

Twice: `edigw once` as a whole process, whose ratio counts, and beside it the gateway as it runs, where the file lands
in an open workspace whose maps were used before.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, process, python, timed
from benchmarks.orders import interchange
from benchmarks.shop import open_shop
from edigw.app.workspace import Workspace
from edigw.pipeline.line import run_line

BOTS_ORDERS_PER_S = 87  # quoted, not measured here
FIRST = 5  # orders of a file that warms the gateway


def lines(runs: int, size: float) -> list[Line]:
    orders = max(FIRST, round(921 * size))
    with TemporaryDirectory() as folder:
        bases = iter(range(10 * runs))
        warm, cold = interleaved(
            runs,
            lambda: _running(Path(folder) / str(next(bases)), orders),
            lambda: _process(Path(folder) / str(next(bases)), orders),
        )
    whole = (
        f"`edigw once` as a whole process, its start included ({cold:.2f} s): received, judged, orders opened, 997 and"
        f" {orders} answers (855, in one interchange) written, synced and delivered; this ratio counts"
    )
    running = f"the same in a gateway that runs already ({warm:.2f} s), shown beside"
    return [
        Line(7, f"{orders} orders in one file, durable, whole process / bots (quoted)", _rates(orders, cold),
             orders / cold / BOTS_ORDERS_PER_S, 40, "at_least", whole),
        Line(7, f"{orders} orders in one file, durable, gateway running / bots (quoted)", _rates(orders, warm),
             orders / warm / BOTS_ORDERS_PER_S, 40, "at_least", running),
    ]  # fmt: skip


def _rates(orders: int, wall: float) -> str:
    return f"{orders / wall:.0f}/s / {BOTS_ORDERS_PER_S}/s"


def _process(workspace: Path, orders: int) -> float:
    _drop(_shop(workspace, orders), 1, range(1, orders + 1))
    wall = process(python("-m", "edigw", "once", "--workspace", str(workspace)))
    _check(workspace, orders)
    return wall


def _running(workspace: Path, orders: int) -> float:
    """The answers to the file that warms the gateway wait for company, and leave with the others."""
    inbox = _shop(workspace, orders)
    with Workspace(workspace).opened() as context:
        _drop(inbox, 1, range(1, FIRST + 1))
        run_line(context)
        _drop(inbox, 2, range(FIRST + 1, FIRST + orders + 1))
        wall = timed(lambda: run_line(context))
    _check(workspace, FIRST + orders)
    return wall


def _shop(workspace: Path, orders: int) -> Path:
    return open_shop(workspace, f"batching:\n  when: every 15 min\n  most_sets: {orders}\n")


def _drop(inbox: Path, control: int, numbers: range) -> None:
    (inbox / f"orders{control}.edi").write_text(interchange(control, numbers), "ascii")


def _check(workspace: Path, orders: int) -> None:
    sent = "".join(path.read_text("latin-1") for path in (workspace / "data" / "buyer" / "out").iterdir())
    answers, taken = sent.count("ST*855*"), sent.count("AK5*A~")
    if (answers, taken) != (orders, orders):
        raise SystemExit(f"{answers} answers and {taken} accepted sets left, {orders} of each were due")
