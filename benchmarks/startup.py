"""Line 10: `edigw --help` and `status` against bare Python's start; `once` with nothing to do and 500 partners.

As an installed edigw starts: its modules are compiled, and it has been started since a partner's file was changed.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, process, python
from edigw.app import App


def lines(runs: int, size: float) -> list[Line]:
    partners = max(1, round(500 * size))
    with TemporaryDirectory() as folder:
        workspace = Path(folder) / "w"
        app = App(workspace)
        app.init(demo=False)
        for number in range(partners):
            app.partners_add(
                f"partner{number:03d}", standard="x12", release="004010", id=f"ZZ:PARTNER{number:03d}",
                our_id="01:SUPPLIER001", gs_id=None, our_gs_id=None, documents=("850", "855", "856", "810", "997"),
                usage="P", leniency="business", answers="automatic", duplicates="again", identity=None,
            )  # fmt: skip
        edigw = ["-m", "edigw"]
        at = ["--workspace", str(workspace)]
        compiled = Path(folder) / "compiled"

        def start(*words: str) -> float:
            return process(python(*words), compiled=compiled)

        start(*edigw, "once", *at)
        time.sleep(1.1)  # files younger than a second are not believed to be at rest
        for words in (["once", *at], ["status", *at], ["--help"]):
            start(*edigw, *words)
        bare, help_, status, once = interleaved(
            max(runs, 5),
            lambda: start("-c", "pass"),
            lambda: start(*edigw, "--help"),
            lambda: start(*edigw, "status", *at),
            lambda: start(*edigw, "once", *at),
        )
    ms = 1000
    return [
        Line(10, "`edigw --help` / Python", f"{help_ * ms:.0f} ms / {bare * ms:.0f} ms", help_ / bare, 6, "at_most"),
        Line(10, "`edigw status` / Python", f"{status * ms:.0f} ms / {bare * ms:.0f} ms", status / bare, 6, "at_most"),
        Line(10, f"`edigw once`, idle, {partners} partners", f"{once:.2f} s", once, 1, "at_most"),
    ]
