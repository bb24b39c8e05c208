"""A mailbox of folders looked at: what is there, what we may do, what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edigw import disk
from edigw.model.partner import Mailbox
from edigw.transports import folder_steps


@pytest.fixture
def box(tmp_path: Path) -> Mailbox:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    return Mailbox(name="acme", inbox=str(tmp_path / "in"), outbox=str(tmp_path / "out"))


def test_all_is_well_and_nothing_is_left(box: Mailbox, now) -> None:
    steps = list(folder_steps.steps(box, now))
    assert [(one.name, one.ok) for one in steps] == [("inbox", True), ("outbox", True), ("write outbox", True)]
    assert "drwx" in steps[0].said and not list(Path(box.outbox).iterdir())
    assert [one.name for one in folder_steps.steps(box, now, only_look=True)] == ["inbox", "outbox"]


def test_a_folder_that_is_gone_is_told_with_what_to_do(box: Mailbox, now) -> None:
    Path(box.outbox).rmdir()
    steps = list(folder_steps.steps(box, now))
    assert [one.ok for one in steps] == [True, False, None] and box.outbox in steps[1].hint


def test_a_disk_that_takes_nothing_is_told(box: Mailbox, now, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_all", full)
    last = list(folder_steps.steps(box, now))[-1]
    assert (last.ok, last.said) == (False, "No space left on device") and "space" in last.hint


def test_what_a_partner_left_half_written_is_told_and_is_no_failure(box: Mailbox, now) -> None:
    old = Path(box.inbox) / "half.tmp"
    old.write_bytes(b"1")
    os.utime(old, (now.timestamp() - 200_000,) * 2)
    last = list(folder_steps.steps(box, now))[-1]
    assert last.ok and "half.tmp" in last.said
