"""What has not changed is not read again: the stamps see every change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edigw.config import stamps


def old(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_the_stamp_sees_each_change(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = stamps.stamp(tmp_path)
    old(tmp_path / "a")
    second = stamps.stamp(tmp_path)
    (tmp_path / "b").write_text("1")
    assert len({first, second, stamps.stamp(tmp_path)}) == 3
    with pytest.raises(OSError):
        stamps.stamp(tmp_path / "none")


def test_a_file_changed_at_the_time_of_noting_is_not_at_rest(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    old(tmp_path / "a")  # its ctime is now
    noted = stamps.stamp(tmp_path)
    assert not stamps.settled(noted, os.stat(tmp_path / "a").st_ctime_ns + stamps.RACE_NS)
    assert stamps.settled(noted, os.stat(tmp_path / "a").st_ctime_ns + stamps.RACE_NS + 1)


def test_all_share_this_program_the_profiles_and_the_maps(tmp_path: Path) -> None:
    for name in ("maps/x12/004010/850.yaml", "maps/codes/x.txt", "partners/_profiles/shop.yaml", "maps/readme.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    names = [name for name, *_ in stamps.shared(tmp_path)]
    own = [name.removeprefix(f"{tmp_path}/") for name in names if name.startswith(str(tmp_path))]
    assert own == ["maps/codes/x.txt", "maps/x12/004010/850.yaml", "partners/_profiles/shop.yaml"]
    assert str(stamps.shipped() / "maps/x12/004010/850.yaml") in names
    assert any(name.endswith("config/stamps.py") for name in names)


def test_partners_are_folders(tmp_path: Path) -> None:
    assert stamps.partner_names(tmp_path) == []
    for name in ("b", "a", "_profiles", ".git"):
        (tmp_path / "partners" / name).mkdir(parents=True)
    (tmp_path / "partners" / "file").write_text("")
    assert stamps.partner_names(tmp_path) == ["a", "b"]
