"""`python -m benchmarks.floor INBOX OUTBOX DATABASE ROWS BYTES`: what line 6 costs without any EDI.

The same files are read, stored and removed, as many rows of the same size are committed (SQLite, WAL, FULL), as many
files are written, synced and renamed; in batches of 100 as the pipeline drains its lanes.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

BATCH = 100
COMMITS = 4  # of a batch: received, parsed, processed, enveloped


def main(inbox: Path, outbox: Path, database: Path, rows: int, size: int) -> None:
    """`rows` for each file, of `size` bytes each."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table facts (id integer primary key, body blob)")
    files = sorted(inbox.iterdir())
    for start in range(0, len(files), BATCH):
        _batch(connection, files[start : start + BATCH], outbox, rows, size)


def _batch(connection: sqlite3.Connection, files: Sequence[Path], outbox: Path, rows: int, size: int) -> None:
    contents = [path.read_bytes() for path in files]
    for _ in range(COMMITS):
        connection.execute("begin immediate")
        body = [(b"x" * size,) for _ in range(len(files) * rows // COMMITS)]
        connection.executemany("insert into facts (body) values (?)", body)
        connection.execute("commit")
    for path, content in zip(files, contents, strict=True):
        for kind in ("997", "855"):
            _write(outbox / f"{kind}-{path.name}", content)
    _sync(outbox)
    for path in files:
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.tmp")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
