"""What was fetched and stays there: remembered over a kill, a torn line and a power cut; forgotten once it is much."""

from __future__ import annotations

from pathlib import Path

import pytest

from edigw.transports import sftp_memory
from edigw.transports.sftp_memory import Memory


def test_it_is_remembered_by_whoever_comes_next(tmp_path: Path) -> None:
    memory = Memory(tmp_path / ".fetched")
    assert not memory.holds(("a", 1, 2))
    for one in (("a", 1, 2), ("ä\udcff\n", 3, 4), ("a", 1, 2)):
        memory.add(one)
    again = Memory(tmp_path / ".fetched")
    assert again.holds(("a", 1, 2)) and again.holds(("ä\udcff\n", 3, 4))
    assert not again.holds(("a", 1, 3)) and not again.holds(("a", 2, 2))
    assert len((tmp_path / ".fetched").read_bytes().split()) == 6


def test_a_torn_line_is_none_and_harms_no_other(tmp_path: Path) -> None:
    memory = Memory(tmp_path / ".fetched")
    memory.add(("a", 1, 2))
    with (tmp_path / ".fetched").open("ab") as file:
        file.write(b'\n["b", 1')
    memory = Memory(tmp_path / ".fetched")
    memory.add(("c", 1, 2))
    memory = Memory(tmp_path / ".fetched")
    assert memory.holds(("a", 1, 2)) and memory.holds(("c", 1, 2)) and not memory.holds(("b", 1, 2))


def test_what_lies_there_no_more_is_forgotten_once_it_is_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sftp_memory, "MOST", 2)
    memory = Memory(tmp_path / ".fetched")
    for n in range(3):
        memory.add((str(n), 1, 1))
    memory.forget({("2", 1, 1)})
    assert memory.holds(("0", 1, 1))  # two that are gone are few
    memory.add(("3", 1, 1))
    memory.forget({("2", 1, 1)})
    for known in (memory, Memory(tmp_path / ".fetched")):
        assert [known.holds((str(n), 1, 1)) for n in range(4)] == [False, False, True, False]
