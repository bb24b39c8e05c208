"""Line 6: 1,000 files dropped; 997 and 855 written and synced, durable, against a floor without any EDI."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Line, interleaved, process, python
from benchmarks.orders import single_files
from benchmarks.shop import open_shop

BOTS_FILES_PER_S = 64  # quoted, not measured here


class Run:
    """A workspace of its own for each run; the floor takes its row count and size from the latest one."""

    def __init__(self, base: Path, files: int) -> None:
        self.base = base
        self.files = files
        self.count = 0
        self.rows = self.size = 0

    def gateway(self) -> float:
        workspace = self._folder() / "w"
        _drop(open_shop(workspace), self.files)
        wall = process(python("-m", "edigw", "once", "--workspace", str(workspace)))
        sent = len(list((workspace / "data" / "buyer" / "out").iterdir()))
        if sent != 2 * self.files:
            raise SystemExit(f"{sent} files in out, {2 * self.files} were due")
        self._weigh(workspace)
        return wall

    def floor(self) -> float:
        folder = self._folder()
        inbox, outbox = folder / "in", folder / "out"
        inbox.mkdir()
        outbox.mkdir()
        _drop(inbox, self.files)
        at = [str(inbox), str(outbox), str(folder / "floor.sqlite"), str(self.rows), str(self.size)]
        return process(python("-m", "benchmarks.floor", *at))

    def _folder(self) -> Path:
        self.count += 1
        folder = self.base / str(self.count)
        folder.mkdir()
        return folder

    def _weigh(self, workspace: Path) -> None:
        path = next(path for path in (workspace / "data").rglob("*.sqlite*") if path.suffix in (".sqlite", ".sqlite3"))
        connection = sqlite3.connect(path)
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        rows = sum(connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables)
        self.rows = max(1, rows // self.files)
        self.size = path.stat().st_size // max(1, rows)


def _drop(inbox: Path, files: int) -> None:
    for number, text in enumerate(single_files(files)):
        (inbox / f"{number:05d}.edi").write_text(text, "ascii")


def lines(runs: int, size: float) -> list[Line]:
    files = max(1, round(1000 * size))
    with TemporaryDirectory() as folder:
        run = Run(Path(folder), files)
        gateway, floor = interleaved(runs, run.gateway, run.floor)
    return [
        Line(6, f"{files} files, durable / floor ({run.rows} rows a file)", f"{gateway:.2f} s / {floor:.2f} s",
             floor / gateway, 0.5, "at_least"),
        Line(6, "files/s against bots (quoted)", f"{files / gateway:.0f}/s / {BOTS_FILES_PER_S}/s",
             files / gateway / BOTS_FILES_PER_S, 5, "at_least"),
    ]  # fmt: skip
