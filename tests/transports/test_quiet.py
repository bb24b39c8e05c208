"""A mailbox is quiet only where a poll would find nothing to take and nothing to say."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edigw.transports.folder import FolderMailbox
from edigw.transports.quiet import is_quiet

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def box(tmp_path: Path) -> FolderMailbox:
    made = FolderMailbox("a", tmp_path / "in", tmp_path / "out", settle_s=0)
    made.prepare()
    return made


def quiet(box: FolderMailbox) -> bool:
    return is_quiet(str(box.inbox), str(box.outbox))


def test_empty_folders_are_quiet_before_and_after_files(box: FolderMailbox) -> None:
    assert quiet(box) and box.poll(NOW) == []
    (box.inbox / "a.edi").write_text("x")
    assert not quiet(box)
    arrivals = box.poll(NOW)
    assert not quiet(box)  # claimed and not done
    box.done(arrivals)
    assert quiet(box)


@pytest.mark.parametrize("name", ["a.tmp", ".hidden", "a.edi"])
def test_whatever_lies_there_must_be_looked_at(box: FolderMailbox, name: str) -> None:
    (box.inbox / name).write_text("x")
    assert not quiet(box)


@pytest.mark.parametrize("way", ["inbox", "outbox"])
def test_a_folder_that_is_gone_or_none_must_be_told(box: FolderMailbox, way: str) -> None:
    folder: Path = getattr(box, way)
    shutil.rmtree(folder)
    assert not quiet(box)
    folder.write_text("in the way")
    assert not quiet(box)
