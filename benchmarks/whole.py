"""Line 7: one interchange of 1 MB with 921 orders through the whole pipeline, durable."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, process, python
from benchmarks.orders import RECEIVER, SENDER, interchange
from edigw.app import App

BOTS_ORDERS_PER_S = 87  # quoted, not measured here


def lines(runs: int, size: float) -> list[Line]:
    orders = max(1, round(921 * size))
    with TemporaryDirectory() as folder:
        bases = iter(range(10 * runs))
        (wall,) = interleaved(runs, lambda: _run(Path(folder) / str(next(bases)), orders))
    rate = orders / wall
    measured = f"{rate:.0f}/s / {BOTS_ORDERS_PER_S}/s"
    note = (
        f"`edigw once` as a whole process ({wall:.2f} s): received, judged, orders opened, 997 and {orders} answers"
        " (855, in one interchange) written, synced and delivered"
    )
    return [Line(7, f"{orders} orders in one file, durable / bots (quoted)", measured, rate / BOTS_ORDERS_PER_S, 40,
                 "at_least", note)]  # fmt: skip


def _run(workspace: Path, orders: int) -> float:
    app = App(workspace)
    app.init(demo=False)
    app.partners_add(
        "buyer", standard="x12", release="004010", id=f"08:{SENDER}", our_id=f"01:{RECEIVER}", gs_id=None,
        our_gs_id=None, documents=("850", "855", "856", "810", "997"), usage="P", leniency="business",
        answers="automatic", duplicates="again", identity=None,
    )  # fmt: skip
    said = workspace / "partners" / "buyer" / "partner.yaml"
    batching = f"batching:\n  when: every 15 min\n  most_sets: {orders}\n"
    said.write_text(said.read_text("utf-8") + batching, "utf-8")
    toml = workspace / "edigw.toml"
    toml.write_text(toml.read_text("utf-8").replace("settle_s = 1.0", "settle_s = 0.0"), "utf-8")
    inbox = workspace / "data" / "buyer" / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "orders.edi").write_text(interchange(1, range(1, orders + 1)), "ascii")
    wall = process(python("-m", "edigw", "once", "--workspace", str(workspace))).wall_s
    sent = "".join(path.read_text("latin-1") for path in (workspace / "data" / "buyer" / "out").iterdir())
    answers, taken = sent.count("ST*855*"), sent.count("AK5*A~")
    if (answers, taken) != (orders, orders):
        raise SystemExit(f"{answers} answers and {taken} accepted sets left, {orders} of each were due")
    return wall
