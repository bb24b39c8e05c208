"""kill -9 between folder and inbox at random moments: each file is in the list exactly as often as it arrived."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from edigw.store import inbox
from edigw.store.engine import Store
from edigw.store.tables import inbox as table
from edigw.transports.folder import FolderMailbox


def mailbox(folder: Path) -> FolderMailbox:
    return FolderMailbox("acme", folder / "in", folder / "out", settle_s=0)


def receive(store: Store, box: FolderMailbox) -> int:
    """One pass of boundary A, as the pipeline does it."""
    now = datetime.now(UTC)
    arrivals = box.poll(now, limit=7)
    taken = [
        inbox.Received("acme", one.name, "folder", now, store.archive.keep_file(one.path), one.token)
        for one in arrivals
    ]
    store.run(lambda connection: inbox.receive_many(connection, taken))
    box.done(arrivals)
    return len(arrivals)


def run_until_killed(url: str, folder: Path, seconds: float) -> None:
    child = os.fork()
    if not child:
        store, box = Store.open(url, folder / "blobs"), mailbox(folder)
        while True:
            if not receive(store, box):
                time.sleep(0.001)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.parametrize("kills", [6, pytest.param(300, marks=pytest.mark.torture)])
def test_every_file_arrives_exactly_once(tmp_path: Path, kills: int) -> None:
    url = f"sqlite:///{tmp_path}/edigw.db"
    Store.open(url, tmp_path / "blobs").close()
    mailbox(tmp_path).prepare()
    chance = random.Random(kills)
    dropped: Counter[bytes] = Counter()
    for turn in range(kills):
        for n in range(40):
            data = b"%d" % (n if n % 5 == 0 else turn * 100 + n) * (20_000 if n == 7 else 1)
            name = f"{turn}-{n}.edi"
            (tmp_path / name).write_bytes(data)
            os.rename(tmp_path / name, tmp_path / "in" / name)
            dropped[data] += 1
        run_until_killed(url, tmp_path, chance.uniform(0.02, 0.15))
    store, box = Store.open(url, tmp_path / "blobs"), mailbox(tmp_path)
    while receive(store, box):
        pass
    with store.read() as connection:
        rows = connection.execute(select(table)).all()
    arrived = Counter(bytes(store.archive.load(row.body, row.blob)) for row in rows)
    assert arrived == dropped
    assert len({row.name for row in rows}) == len(rows)
    store.close()
