"""once: exit facts, patience with files that are still being written."""

from __future__ import annotations

from pathlib import Path

import pytest
from yard import Yard, orders

from edigw.app import App
from edigw.errors import NotFound


def test_a_file_that_was_written_just_now_is_waited_for(yard: Yard) -> None:
    (yard.base / "data/acme/in/now.edi").write_text(orders("1"))
    (yard.base / "data/acme/in/partial.edi.tmp").write_text("ISA")
    assert App(yard.base).once()["received"] == 1
    assert (yard.base / "data/acme/in/partial.edi.tmp").exists()


def test_only_what_this_pass_moved_counts_as_attention(yard: Yard) -> None:
    assert yard.take("no edi")["attention"] == 1
    assert yard.once()["attention"] == 0


def test_there_must_be_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        App(tmp_path).once()
