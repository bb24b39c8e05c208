"""A mailbox's transport is a row in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.errors import UsageError
from edigw.model.partner import Mailbox, Sftp
from edigw.transports.sftp import SftpMailbox
from edigw.transports.table import open_mailbox


def test_a_folder_mailbox_opens_as_its_row_says(tmp_path: Path, now, drop) -> None:
    row = Mailbox(name="acme", inbox=str(tmp_path / "in"), outbox=str(tmp_path / "out"), settle_s=5)
    box = open_mailbox(row, largest=2)
    box.prepare()
    drop("young", b"1", age=4), drop("big", b"123"), drop("ok", b"12")
    assert [one.name for one in box.poll(now)] == ["ok"]
    assert box.settling == pytest.approx(1, abs=0.01)
    assert box.send_all([("a", b"1")]) == [None]
    assert (tmp_path / "out" / "a").read_bytes() == b"1"


def test_an_unknown_transport_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="pigeon") as caught:
        open_mailbox(Mailbox(name="acme", transport="pigeon"))
    assert "folder" in caught.value.hint


def test_an_sftp_mailbox_dials_nobody_until_it_is_polled(tmp_path: Path) -> None:
    far = Sftp(host="127.0.0.1", port=1, user="u", password="env:NO")
    row = Mailbox(
        name="acme", transport="sftp", inbox=str(tmp_path / "in"), outbox=str(tmp_path / "out"), settle_s=0, sftp=far
    )
    asked: list[str] = []
    box = open_mailbox(row, 2, lambda reference: asked.append(reference) or "")
    box.prepare()
    assert isinstance(box, SftpMailbox) and (box.largest, asked) == (2, [])
    assert box.settle.total_seconds() == 1  # times of SFTP count whole seconds
    with pytest.raises(UsageError, match="names no server"):
        open_mailbox(row.model_copy(update={"sftp": None}))
