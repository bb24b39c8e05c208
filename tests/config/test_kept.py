from __future__ import annotations

import os
from pathlib import Path

from edigw.config import kept, stamps
from edigw.config.kept import Kept, Record


def record(folder: Path) -> Record:
    return Record(
        name="acme", stamp=stamps.stamp(folder), hash="h", partner=None, theirs=("08:1",), ours=("01:2",), groups=(),
        usage="P", standard="x12", mailboxes=(), csv_files=("items.csv", "locations.csv"),
    )  # fmt: skip


def old(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_what_was_kept_comes_back_under_its_key_only(tmp_path: Path) -> None:
    kept.write(tmp_path, Kept(key="k", records={"acme": record(tmp_path)}))
    assert kept.read(tmp_path, "k").records["acme"].theirs == ("08:1",)
    assert kept.read(tmp_path, "other") == Kept()


def test_damage_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / kept.NAME).write_text("{")
    assert kept.read(tmp_path, "k") == Kept()
    assert kept.read(tmp_path / "none", "k") == Kept()


def test_a_file_changed_at_the_time_of_writing_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "partner.yaml").write_text("x")
    kept.write(tmp_path, Kept(key="k", records={"acme": record(folder)}))
    assert kept.read(tmp_path, "k").records == {}
    late = os.stat(folder / "partner.yaml").st_ctime + 10
    os.utime(tmp_path / kept.NAME, (late, late))
    assert set(kept.read(tmp_path, "k").records) == {"acme"}


def test_the_hash_is_of_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = kept.content_hash(tmp_path, ["a"])
    old(tmp_path / "a")
    assert kept.content_hash(tmp_path, ["a", "gone"]) == first
    (tmp_path / "a").write_text("2")
    assert kept.content_hash(tmp_path, ["a"]) != first


def test_the_key_follows_settings_profiles_and_maps(tmp_path: Path) -> None:
    keys = {kept.key(tmp_path, b"", stamps.shared(tmp_path)), kept.key(tmp_path, b"x", stamps.shared(tmp_path))}
    for name in ("maps/x12/004010/850.yaml", "partners/_profiles/shop.yaml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("")
        keys.add(kept.key(tmp_path, b"", stamps.shared(tmp_path)))
    assert len(keys) == 4


def test_a_folder_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    kept.write(tmp_path / "data", Kept(key="k"))
    assert (tmp_path / "data").read_text() == "a file"
